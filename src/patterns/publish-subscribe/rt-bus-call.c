/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-call.h"

#include <glib/gi18n.h>

/* What an engine's task knows: which run of the call it is. */
typedef struct {
  RtBusCall *call;
  guint      run;
} Run;

static void
unref_call (RtBusCall *self)
{
  if (--self->ref_count > 0)
    return;

  g_clear_pointer (&self->target, rt_bus_target_free);
  g_free (self->group);
  g_free (self);
}

/* Its task, with the call out of the list: nothing ends it twice. */
static GTask *
take_task (RtBusCall *self)
{
  g_queue_unlink (self->calls, &self->link);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  self->run = 0;

  return g_steal_pointer (&self->outer);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  RtBusCall *self = user_data;
  g_autoptr (GTask) task = take_task (self);

  g_task_return_error_if_cancelled (task);
  unref_call (self);

  return G_SOURCE_REMOVE;
}

RtBusCall *
rt_bus_call_new (GQueue              *calls,
                 gpointer             owner,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data,
                 gpointer             tag)
{
  g_autoptr (GTask) task = g_task_new (owner, cancellable, callback, user_data);
  RtBusCall *self;

  g_task_set_source_tag (task, tag);
  if (g_queue_get_length (calls) >= RT_BUS_MAX_CALLS)
    {
      g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_FULL,
                               _("Too much is asked of the bus at a time: wait for what is under way."));
      return NULL;
    }

  self = g_new0 (RtBusCall, 1);
  self->ref_count = 1;
  self->outer = g_steal_pointer (&task);
  self->calls = calls;
  self->link.data = self;
  g_queue_push_tail_link (calls, &self->link);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_static_name (self->cancelled, "cancelled call of a bus");
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_task_get_context (self->outer));
    }

  return self;
}

gpointer
rt_bus_call_get_owner (RtBusCall *self)
{
  return g_task_get_source_object (self->outer);
}

void
rt_bus_call_end (RtBusCall    *self,
                 const GError *error)
{
  g_autoptr (GTask) task = take_task (self);

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  unref_call (self);
}

static void
end_with_pointer (RtBusCall *self,
                  gpointer   result)
{
  g_autoptr (GTask) task = take_task (self);

  g_task_return_pointer (task, result, self->destroy);
  unref_call (self);
}

static void
finish_run (RtBusCall *self,
            GTask     *task)
{
  g_autoptr (GError) error = NULL;
  gpointer result = NULL;

  if (self->destroy != NULL)
    result = g_task_propagate_pointer (task, &error);
  else
    g_task_propagate_boolean (task, &error);

  if (error == NULL && self->done != NULL)
    self->done (self);
  if (error == NULL && self->destroy != NULL)
    end_with_pointer (self, result);
  else
    rt_bus_call_end (self, error);
}

static void
run_done (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Run *run = user_data;
  RtBusCall *self = run->call;

  if (self->run == run->run)
    finish_run (self, G_TASK (result));
  unref_call (self);
  g_free (run);
}

void
rt_bus_call_run (RtBusCall *self)
{
  Run *run = g_new (Run, 1);
  GTask *task;

  self->ref_count++;
  self->run = ++self->n_runs;
  *run = (Run) { self, self->run };
  task = g_task_new (rt_bus_call_get_owner (self), NULL, run_done, run);
  g_task_set_name (task, "call of a bus");
  self->start (self, task);
}

void
rt_bus_calls_run (GQueue *calls)
{
  /* One that is started is done in a later dispatch, so the list is not changed meanwhile. */
  for (GList *l = calls->head; l != NULL; l = l->next)
    {
      RtBusCall *self = l->data;

      if (self->run == 0)
        rt_bus_call_run (self);
    }
}

void
rt_bus_calls_halt (GQueue *calls)
{
  for (GList *l = calls->head; l != NULL; l = l->next)
    ((RtBusCall *) l->data)->run = 0;
}

void
rt_bus_calls_fail (GQueue       *calls,
                   const GError *error)
{
  guint n_calls = g_queue_get_length (calls);

  for (; n_calls > 0 && calls->head != NULL; n_calls--)
    rt_bus_call_end (calls->head->data, error);
}
