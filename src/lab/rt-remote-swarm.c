/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-remote-swarm-private.h"

#include <glib/gi18n.h>

#include "core/rt-json.h"
#include "core/rt-priority.h"
#include "lab/rt-json-members.h"
#include "lab/rt-run-json.h"

G_DEFINE_FINAL_TYPE (RtRemoteSwarm, rt_remote_swarm, RT_TYPE_SWARM)

static GTask *
steal_task (RtRemoteSwarm *self)
{
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);

  return g_steal_pointer (&self->task);
}

static void
lose (RtRemoteSwarm *self)
{
  g_autoptr (GTask) task = steal_task (self);

  self->is_lost = TRUE;
  if (task != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE,
                             _("The clients’ process ended before its time."));
}

static void write_waiting (RtRemoteSwarm *self);

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtRemoteSwarm) self = user_data;

  g_clear_pointer (&self->writing, g_free);
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    write_waiting (self);
  else
    lose (self);
}

static void
write_waiting (RtRemoteSwarm *self)
{
  gsize length = self->waiting->len;

  if (self->writing != NULL || length == 0)
    return;

  self->writing = g_string_free (self->waiting, FALSE);
  self->waiting = g_string_new (NULL);
  g_output_stream_write_all_async (self->orders, self->writing, length, RT_PRIORITY_IO, NULL, on_written,
                                   g_object_ref (self));
}

void
rt_remote_swarm_tell (RtRemoteSwarm *self,
                      JsonObject    *order)
{
  g_autoptr (JsonNode) node = rt_json_object_node (order);
  g_autofree char *text = json_to_string (node, FALSE);

  g_string_append (self->waiting, text);
  g_string_append_c (self->waiting, '\n');
  write_waiting (self);
}

JsonObject *
rt_remote_swarm_new_order (const char *word)
{
  JsonObject *order = json_object_new ();

  json_object_set_string_member (order, "do", word);

  return order;
}

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  RtRemoteSwarm *self = user_data;
  g_autoptr (GTask) task = NULL;

  if (self->is_ending)
    {
      rt_remote_swarm_tell (self, rt_remote_swarm_new_order ("hurry"));
      return G_SOURCE_REMOVE;
    }

  task = steal_task (self);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
set_task (RtRemoteSwarm *self,
          GTask         *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->task = g_object_ref (task);
  if (cancellable == NULL)
    return;

  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_priority (self->cancelled, RT_PRIORITY_IO);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_main_context_get_thread_default ());
}

/* (transfer full) @order */
static void
ask (RtRemoteSwarm *self,
     JsonObject    *order,
     GTask         *task)
{
  set_task (self, task);
  if (!self->is_lost)
    {
      rt_remote_swarm_tell (self, order);
      return;
    }

  json_object_unref (order);
  lose (self);
}

static void
take_run (RtRemoteSwarm *self,
          JsonObject    *answer)
{
  g_autoptr (GTask) task = steal_task (self);
  GError *error = NULL;
  RtRun *run = rt_run_from_json (json_object_get_member (answer, "run"), self->plan, &error);

  if (run != NULL)
    g_task_return_pointer (task, run, (GDestroyNotify) rt_run_free);
  else
    g_task_return_error (task, error);
}

/* Whether it made sense. */
static gboolean
take_answer (RtRemoteSwarm *self,
             GBytes        *line)
{
  gsize size;
  const char *text = g_bytes_get_data (line, &size);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *answer;

  if (!rt_json_check (text, size, NULL) || !json_parser_load_from_data (parser, text, (gssize) size, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return FALSE;
  answer = json_node_get_object (json_parser_get_root (parser));
  if (json_object_has_member (answer, "look"))
    return rt_remote_swarm_take_look (self, answer);
  if (self->task == NULL)
    return TRUE;

  if (json_object_has_member (answer, "failed"))
    {
      g_autoptr (GTask) task = steal_task (self);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                               json_object_get_string_member_with_default (answer, "failed", ""));
    }
  else if (json_object_has_member (answer, "run"))
    {
      take_run (self, answer);
    }
  else
    {
      g_autoptr (GTask) task = steal_task (self);

      g_task_return_boolean (task, TRUE);
    }

  return TRUE;
}

static void read_next (RtRemoteSwarm *self);

/* A process that is read from does not keep its swarm. */
static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (RtRemoteSwarm) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) line = rt_line_reader_read_finish (RT_LINE_READER (source), result, &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (line == NULL || !take_answer (self, line))
    {
      lose (self);
      return;
    }

  if (!g_cancellable_is_cancelled (self->reading))
    read_next (self);
}

static void
read_next (RtRemoteSwarm *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  rt_line_reader_read_async (self->answers, self->reading, on_line, weak);
}

static void
rt_remote_swarm_connect (RtSwarm *swarm,
                         GTask   *task)
{
  RtRemoteSwarm *self = RT_REMOTE_SWARM (swarm);
  JsonObject *order = rt_remote_swarm_new_order ("connect");

  json_object_set_member (order, "experiment", rt_plan_to_json (self->plan));
  json_object_set_int_member (order, "contestant", self->index);
  json_object_set_string_member (order, "uri", self->uri);
  if (self->certificate != NULL)
    json_object_set_string_member (order, "certificate", self->certificate);
  read_next (self);
  ask (self, order, task);
}

static void
ask_after (RtRemoteSwarm *self,
           const char    *word,
           guint64        last,
           GTask         *task)
{
  JsonObject *order = rt_remote_swarm_new_order (word);

  json_object_set_int_member (order, "last", (gint64) last);
  ask (self, order, task);
}

static void
rt_remote_swarm_warm (RtSwarm *swarm,
                      guint64  last,
                      GTask   *task)
{
  ask_after (RT_REMOTE_SWARM (swarm), "warm", last, task);
}

static void
rt_remote_swarm_begin (RtSwarm *swarm,
                       guint64  last,
                       GTask   *task)
{
  ask_after (RT_REMOTE_SWARM (swarm), "begin", last, task);
}

static void
rt_remote_swarm_end (RtSwarm          *swarm,
                     const RtSwarmEnd *end,
                     GTask            *task)
{
  RtRemoteSwarm *self = RT_REMOTE_SWARM (swarm);
  JsonObject *order = rt_remote_swarm_new_order ("end");

  json_object_set_int_member (order, "first", (gint64) end->first);
  json_object_set_int_member (order, "last", (gint64) end->last);
  json_object_set_int_member (order, "patience_ms", end->patience_ms);
  self->is_ending = TRUE;
  ask (self, order, task);
}

static void
rt_remote_swarm_dispose (GObject *object)
{
  RtRemoteSwarm *self = RT_REMOTE_SWARM (object);

  g_cancellable_cancel (self->reading);
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
  g_clear_object (&self->process);

  G_OBJECT_CLASS (rt_remote_swarm_parent_class)->dispose (object);
}

static void
rt_remote_swarm_finalize (GObject *object)
{
  RtRemoteSwarm *self = RT_REMOTE_SWARM (object);

  g_clear_pointer (&self->plan, rt_plan_free);
  g_clear_object (&self->answers);
  g_clear_object (&self->orders);
  g_clear_pointer (&self->step, rt_lockstep_unref);
  g_object_unref (self->reading);
  g_string_free (self->waiting, TRUE);
  g_free (self->writing);
  g_free (self->uri);
  g_free (self->certificate);

  G_OBJECT_CLASS (rt_remote_swarm_parent_class)->finalize (object);
}

static void
rt_remote_swarm_class_init (RtRemoteSwarmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtSwarmClass *swarm_class = RT_SWARM_CLASS (klass);

  object_class->dispose = rt_remote_swarm_dispose;
  object_class->finalize = rt_remote_swarm_finalize;
  swarm_class->connect = rt_remote_swarm_connect;
  swarm_class->warm = rt_remote_swarm_warm;
  swarm_class->begin = rt_remote_swarm_begin;
  swarm_class->end = rt_remote_swarm_end;
  swarm_class->look = rt_remote_swarm_look;
}

static void
rt_remote_swarm_init (RtRemoteSwarm *self)
{
  self->reading = g_cancellable_new ();
  self->waiting = g_string_new (NULL);
  self->pulse.latency_us = -1;
}

/**
 * rt_remote_swarm_new:
 * @job: what to do
 * @program: roundtrip-cli
 * @error: return location for a #GSpawnError
 *
 * Returns: (transfer full) (nullable): a swarm in a process that has begun; %NULL with @error
 */
RtSwarm *
rt_remote_swarm_new (const RtSwarmJob  *job,
                     const char        *program,
                     GError           **error)
{
  g_autoptr (GSubprocess) process = rt_remote_swarm_spawn (program, job->step, error);
  RtRemoteSwarm *self;

  if (process == NULL)
    return NULL;

  self = g_object_new (RT_TYPE_REMOTE_SWARM, NULL);
  self->plan = rt_plan_copy (job->plan);
  self->index = job->contestant;
  self->uri = g_strdup (job->uri);
  self->certificate = g_strdup (job->certificate);
  self->step = rt_lockstep_ref (job->step);
  self->process = g_steal_pointer (&process);
  self->orders = g_object_ref (g_subprocess_get_stdin_pipe (self->process));
  self->answers = rt_line_reader_new (g_subprocess_get_stdout_pipe (self->process));

  return RT_SWARM (self);
}
