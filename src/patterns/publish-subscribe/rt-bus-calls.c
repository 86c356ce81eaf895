/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-call.h"
#include "patterns/publish-subscribe/rt-bus-private.h"

/* Of what is remembered of queues. */
#define MAX_PLAIN 1000

static void
start_declare (RtBusCall *call,
               GTask     *task)
{
  RtBus *self = rt_bus_call_get_owner (call);

  RT_BUS_GET_CLASS (self)->declare (self, call->target, task);
}

static void
start_remove (RtBusCall *call,
              GTask     *task)
{
  RtBus *self = rt_bus_call_get_owner (call);

  RT_BUS_GET_CLASS (self)->remove (self, call->target, task);
}

static void
start_measure (RtBusCall *call,
               GTask     *task)
{
  RtBus *self = rt_bus_call_get_owner (call);

  RT_BUS_GET_CLASS (self)->measure (self, call->target, call->group, task);
}

/* What somebody else declares anew is not noticed before it is declared here again. */
static void
remember_declared (RtBusCall *call)
{
  RtBusPrivate *priv = rt_bus_get_private (rt_bus_call_get_owner (call));

  if (g_hash_table_size (priv->plain) >= MAX_PLAIN)
    g_hash_table_remove_all (priv->plain);
  if (call->target->kind == RT_BUS_QUEUE && call->target->max_priority == 0)
    g_hash_table_add (priv->plain, g_strdup (call->target->name));
  else
    g_hash_table_remove (priv->plain, call->target->name);
}

static void
forget_declared (RtBusCall *call)
{
  g_hash_table_remove (rt_bus_get_private (rt_bus_call_get_owner (call))->plain, call->target->name);
}

/* The call, where its target makes sense to the engine; NULL where it has ended. */
static RtBusCall *
new_call (RtBus               *self,
          const RtBusTarget   *target,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             tag)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  RtBusCall *call = rt_bus_call_new (&priv->calls, self, cancellable, callback, user_data, tag);
  g_autoptr (GError) error = NULL;

  if (call == NULL)
    return NULL;
  if (!rt_bus_check_target (self, target, &error))
    {
      rt_bus_call_end (call, error);
      return NULL;
    }

  call->target = rt_bus_target_copy (target);

  return call;
}

/* Runs it, where it has not ended before. */
static void
start_call (RtBus     *self,
            RtBusCall *call,
            void     (*start) (RtBusCall *call,
                               GTask     *task),
            void     (*done) (RtBusCall *call))
{
  if (call == NULL)
    return;

  call->start = start;
  call->done = done;
  if (rt_bus_is_open (self))
    rt_bus_call_run (call);
}

static gboolean
finish_call (RtBus         *self,
             GAsyncResult  *result,
             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_bus_declare_async:
 * @self: a bus
 * @target: what is to exist
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it does
 * @user_data: for @callback
 *
 * Makes a queue (with its exchange, binding and dead letters) or a topic, or makes sure that it
 * exists as @target says. Once there is a connection.
 */
void
rt_bus_declare_async (RtBus               *self,
                      const RtBusTarget   *target,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (RT_IS_BUS (self));
  g_return_if_fail (target != NULL);

  start_call (self, new_call (self, target, cancellable, callback, user_data, rt_bus_declare_async), start_declare,
              remember_declared);
}

/**
 * rt_bus_declare_finish:
 * @self: a bus
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE; %FALSE with %RT_BUS_ERROR_MISMATCH where it exists and is otherwise,
 *   %RT_BUS_ERROR_UNSUPPORTED or another error
 */
gboolean
rt_bus_declare_finish (RtBus         *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return finish_call (self, result, error);
}

/**
 * rt_bus_remove_async:
 * @self: a bus
 * @target: a queue or topic
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Deletes a queue or topic with all its messages. Once there is a connection.
 */
void
rt_bus_remove_async (RtBus               *self,
                     const RtBusTarget   *target,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_return_if_fail (RT_IS_BUS (self));
  g_return_if_fail (target != NULL);

  start_call (self, new_call (self, target, cancellable, callback, user_data, rt_bus_remove_async), start_remove,
              forget_declared);
}

/**
 * rt_bus_remove_finish:
 * @self: a bus
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE, also where it did not exist; %FALSE with an error
 */
gboolean
rt_bus_remove_finish (RtBus         *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return finish_call (self, result, error);
}

/**
 * rt_bus_measure_async:
 * @self: a bus
 * @target: a queue or topic
 * @group: (nullable): the consumer group whose offsets are asked for
 * @cancellable: (nullable): to stop waiting
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks how far a queue, or each partition of a topic, has come. Once there is a connection.
 */
void
rt_bus_measure_async (RtBus               *self,
                      const RtBusTarget   *target,
                      const char          *group,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  RtBusCall *call;

  g_return_if_fail (RT_IS_BUS (self));
  g_return_if_fail (target != NULL);

  call = new_call (self, target, cancellable, callback, user_data, rt_bus_measure_async);
  if (call == NULL)
    return;

  call->destroy = (GDestroyNotify) g_array_unref;
  call->group = g_strdup (group);
  start_call (self, call, start_measure, NULL);
}

/**
 * rt_bus_measure_finish:
 * @self: a bus
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (element-type RtBusPartition): one for each partition, in order; %NULL
 *   with %RT_BUS_ERROR_NOT_FOUND or another error
 */
GArray *
rt_bus_measure_finish (RtBus         *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
