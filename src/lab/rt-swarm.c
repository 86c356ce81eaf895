/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-swarm.h"

G_DEFINE_ABSTRACT_TYPE (RtSwarm, rt_swarm, G_TYPE_OBJECT)

static void
rt_swarm_class_init (RtSwarmClass *klass)
{
}

static void
rt_swarm_init (RtSwarm *self)
{
}

/**
 * rt_swarm_connect_async:
 * @self: a swarm that has not connected
 * @cancellable: (nullable): to stop it
 * @callback: called when all are connected, or as many as will be
 * @user_data: for @callback
 *
 * Has everyone connect. After %RT_SWARM_PATIENCE_MS in which no further client could, those that
 * are connected go on without the others.
 */
void
rt_swarm_connect_async (RtSwarm             *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_swarm_connect_async);
  RT_SWARM_GET_CLASS (self)->connect (self, task);
}

/**
 * rt_swarm_connect_finish:
 * @self: a swarm
 * @result: what the callback was given
 * @error: return location for a #GError, which says what keeps the clients from connecting
 *
 * Returns: whether anyone is connected
 */
gboolean
rt_swarm_connect_finish (RtSwarm       *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_swarm_warm_async:
 * @self: a swarm that is connected
 * @last: the number of the last event that was published, 0 none
 * @cancellable: (nullable): to stop it
 * @callback: called when the clients have it
 * @user_data: for @callback
 *
 * Waits until the clients have what the warm-up published, for some seconds at the most. What
 * polls rarely takes longer than what is told at once, and all are to begin together.
 */
void
rt_swarm_warm_async (RtSwarm             *self,
                     guint64              last,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_swarm_warm_async);
  RT_SWARM_GET_CLASS (self)->warm (self, last, task);
}

/**
 * rt_swarm_warm_finish:
 * @self: a swarm
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the clients are ready
 */
gboolean
rt_swarm_warm_finish (RtSwarm       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_swarm_begin_async:
 * @self: a swarm that is connected
 * @last: the number of the last event that was published, 0 none
 * @cancellable: (nullable): to stop it
 * @callback: called when everyone counts from nothing
 * @user_data: for @callback
 *
 * Ends the warm-up: waits as rt_swarm_warm_async() does, unless that was done, and has everyone
 * count from nothing. Without a warm-up what connecting cost stays
 * counted. Faults are from now on, and whoever polls is spread evenly over the interval.
 */
void
rt_swarm_begin_async (RtSwarm             *self,
                      guint64              last,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_swarm_begin_async);
  RT_SWARM_GET_CLASS (self)->begin (self, last, task);
}

/**
 * rt_swarm_begin_finish:
 * @self: a swarm
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether everyone counts
 */
gboolean
rt_swarm_begin_finish (RtSwarm       *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_swarm_end_async:
 * @self: a swarm that has begun
 * @end: what it should have got
 * @cancellable: (nullable): to end it at once, with what there is
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Ends everyone: who has all at once, the others when they have, or when patience is at its end.
 * What is missing then is lost.
 */
void
rt_swarm_end_async (RtSwarm             *self,
                    const RtSwarmEnd    *end,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_swarm_end_async);
  /* Whoever has no patience any more gets what there is. */
  g_task_set_check_cancellable (task, FALSE);
  RT_SWARM_GET_CLASS (self)->end (self, end, task);
}

/**
 * rt_swarm_end_finish:
 * @self: a swarm
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): what the clients know of the run
 */
RtRun *
rt_swarm_end_finish (RtSwarm       *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rt_swarm_look:
 * @self: a swarm
 * @pulse: (out caller-allocates): what its clients are about
 *
 * Looks at them without disturbing them: what cannot be told at once is as of the look before.
 */
void
rt_swarm_look (RtSwarm *self,
               RtPulse *pulse)
{
  RT_SWARM_GET_CLASS (self)->look (self, pulse);
}
