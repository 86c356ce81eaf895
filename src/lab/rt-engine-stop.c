/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-engine-private.h"

#include "stories/rt-story.h"

/* One that is stopping: how much has not ended yet, and what went wrong. */
typedef struct {
  guint   n_pending;
  GError *error;
} Stop;

static void
stop_free (gpointer data)
{
  Stop *self = data;

  g_clear_error (&self->error);
  g_free (self);
}

/* Of what ends at the same time the last one tells. */
static void
end_pending (GTask *task)
{
  Stop *stop = g_task_get_task_data (task);

  if (--stop->n_pending > 0)
    return;

  if (stop->error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&stop->error));
}

static void
closed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Stop *stop = g_task_get_task_data (task);

  rt_hub_close_finish (RT_HUB (source), result, &stop->error);
  end_pending (task);
}

static void
story_ended_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;

  end_pending (task);
}

static void
end_stories_async (RtEngine *self,
                   GTask    *task)
{
  Stop *stop = g_task_get_task_data (task);

  for (guint i = 0; rt_stories_list ()[i] != NULL; i++)
    {
      if (self->stories[i] == NULL || rt_stories_list ()[i]->end_async == NULL)
        continue;

      stop->n_pending++;
      rt_stories_list ()[i]->end_async (self->stories[i], story_ended_cb, g_object_ref (task));
    }
  rt_engine_end_stories (self);
}

/* Nobody is connected any more to whom they could tell anything. */
static void
server_stopped_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtEngine *self = g_task_get_source_object (task);

  rt_server_stop_finish (RT_SERVER (source), result);
  end_stories_async (self, task);
  if (self->bridge != NULL)
    rt_bridge_close (self->bridge);
  rt_hub_close_async (self->hub, g_task_get_cancellable (task), closed_cb, g_object_ref (task));
}

/**
 * rt_engine_stop_async:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything has ended
 * @user_data: for @callback
 *
 * Ends listening, connections and stories, in slices, and gives back the numbers not used.
 * Call it last; what is remembered can still be read.
 */
void
rt_engine_stop_async (RtEngine            *self,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Stop *stop;

  g_return_if_fail (RT_IS_ENGINE (self));

  stop = g_new0 (Stop, 1);
  stop->n_pending = 1;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_engine_stop_async);
  g_task_set_task_data (task, stop, stop_free);
  self->stopped = TRUE;
  rt_server_stop_async (self->server, cancellable, server_stopped_cb, g_object_ref (task));
}

/**
 * rt_engine_stop_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the numbers were given back, see rt_hub_close_finish(); everything
 *   has ended in any case
 */
gboolean
rt_engine_stop_finish (RtEngine      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
