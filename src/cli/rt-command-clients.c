/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <gio/gunixinputstream.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/rt-json.h"
#include "core/rt-line-reader.h"
#include "lab/rt-json-members.h"
#include "lab/rt-local-swarm.h"
#include "lab/rt-remote-swarm.h"
#include "lab/rt-run-json.h"
#include "net/rt-poller.h"

/* Nothing is drawn here. */
#define MAX_WAKES 1000

/* The clients of an experiment, for the process that has the server: see RtRemoteSwarm for what is
 * said. Nobody types this, so it is in no list of commands. */
typedef struct {
  RtConsole    *console;
  RtLineReader *orders;
  RtLockstep   *step;       /* NULL: nobody gave it one */
  RtSwarm      *swarm;      /* NULL before it is told to connect */
  GCancellable *hurry;
} Clients;

static void
answer (Clients    *self,
        JsonObject *object)
{
  g_autoptr (JsonNode) node = rt_json_object_node (object);
  g_autofree char *text = json_to_string (node, FALSE);

  rt_output_printf (rt_console_get_output (self->console), "%s\n", text);
}

static void
tell_failed (Clients      *self,
             const GError *error)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "failed", error->message);
  answer (self, object);
}

static void
tell_done (Clients      *self,
           GObject      *swarm,
           GAsyncResult *result,
           gboolean    (*finish) (RtSwarm *, GAsyncResult *, GError **),
           const char   *word)
{
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  if (!finish (RT_SWARM (swarm), result, &error))
    {
      tell_failed (self, error);
      return;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "did", word);
  answer (self, object);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  tell_done (user_data, source, result, rt_swarm_connect_finish, "connect");
}

static void
on_warm (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  tell_done (user_data, source, result, rt_swarm_warm_finish, "warm");
}

static void
on_begun (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  tell_done (user_data, source, result, rt_swarm_begin_finish, "begin");
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Clients *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtRun) run = rt_swarm_end_finish (RT_SWARM (source), result, &error);
  JsonObject *object;

  if (run == NULL)
    {
      tell_failed (self, error);
      return;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "did", "end");
  json_object_set_member (object, "run", rt_run_to_json (run));
  answer (self, object);
}

static gboolean
make_swarm (Clients     *self,
            JsonObject  *order,
            GError     **error)
{
  g_autoptr (RtPlan) plan = rt_plan_from_json (json_object_get_member (order, "experiment"), error);
  g_autofree char *uri = NULL;
  RtSwarmJob job = { .plan = plan };

  if (plan == NULL || !rt_plan_check (plan, error) ||
      !rt_json_take_uint (order, "contestant", plan->contestants->len - 1, &job.contestant, error) ||
      !rt_json_take_string (order, "uri", RT_LINE_READER_MAX_LINE, &uri, error))
    return FALSE;

  job.step = self->step;
  job.uri = uri;
  job.certificate = json_object_get_string_member_with_default (order, "certificate", NULL);
  self->swarm = rt_local_swarm_new (&job, error);

  return self->swarm != NULL;
}

static gboolean
connect_clients (Clients     *self,
                 JsonObject  *order,
                 GError     **error)
{
  if (self->swarm != NULL || self->step == NULL || !make_swarm (self, order, error))
    return FALSE;

  rt_swarm_connect_async (self->swarm, NULL, on_connected, self);

  return TRUE;
}

static gboolean
begin (Clients     *self,
       JsonObject  *order,
       gboolean     warm,
       GError     **error)
{
  gint64 last = 0;

  if (self->swarm == NULL || !rt_json_take_int64 (order, "last", 0, RT_JSON_MAX_WHOLE, &last, error))
    return FALSE;

  if (warm)
    rt_swarm_warm_async (self->swarm, (guint64) last, NULL, on_warm, self);
  else
    rt_swarm_begin_async (self->swarm, (guint64) last, NULL, on_begun, self);

  return TRUE;
}

static gboolean
end (Clients     *self,
     JsonObject  *order,
     GError     **error)
{
  RtSwarmEnd what = { 0 };
  gint64 first = 1;
  gint64 last = 0;

  if (self->swarm == NULL || !rt_json_take_int64 (order, "first", 0, RT_JSON_MAX_WHOLE, &first, error) ||
      !rt_json_take_int64 (order, "last", 0, RT_JSON_MAX_WHOLE, &last, error) ||
      !rt_json_take_uint (order, "patience_ms", G_MAXINT, &what.patience_ms, error))
    return FALSE;

  what.first = (guint64) first;
  what.last = (guint64) last;
  rt_swarm_end_async (self->swarm, &what, self->hurry, on_ended, self);

  return TRUE;
}

/* Nobody is there yet, or what they are about. */
static void
look (Clients *self)
{
  RtPulse pulse = { .latency_us = -1 };
  JsonObject *object = json_object_new ();

  if (self->swarm != NULL)
    rt_swarm_look (self->swarm, &pulse);
  json_object_set_object_member (object, "look", rt_pulse_to_json (&pulse));
  answer (self, object);
}

static gboolean
obey (Clients     *self,
      JsonObject  *order,
      GError     **error)
{
  const char *word = json_object_get_string_member_with_default (order, "do", "");

  if (g_str_equal (word, "connect"))
    return connect_clients (self, order, error);
  if (g_str_equal (word, "warm") || g_str_equal (word, "begin"))
    return begin (self, order, g_str_equal (word, "warm"), error);
  if (g_str_equal (word, "end"))
    return end (self, order, error);
  if (g_str_equal (word, "look"))
    {
      look (self);
      return TRUE;
    }

  g_cancellable_cancel (self->hurry);

  return g_str_equal (word, "hurry");
}

/* Who says what makes no sense is not who began this process. */
static gboolean
take_line (Clients *self,
           GBytes  *line)
{
  gsize size;
  const char *text = g_bytes_get_data (line, &size);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;

  if (!rt_json_check (text, size, NULL) || !json_parser_load_from_data (parser, text, (gssize) size, NULL) ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return FALSE;
  if (obey (self, json_node_get_object (json_parser_get_root (parser)), &error))
    return TRUE;
  if (error == NULL)
    return FALSE;

  tell_failed (self, error);

  return TRUE;
}

static void
on_order (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Clients *self = user_data;
  g_autoptr (GBytes) line = rt_line_reader_read_finish (RT_LINE_READER (source), result, NULL);

  if (line == NULL)
    rt_console_quit (self->console, RT_EXIT_DONE);
  else if (!take_line (self, line))
    rt_console_quit (self->console, RT_EXIT_USAGE);
  else
    rt_line_reader_read_async (self->orders, NULL, on_order, self);
}

static RtExit
run (const RtCommand  *command,
     RtConsole        *console,
     int               argc,
     char            **argv)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (RtLineReader) orders = rt_line_reader_new (stream);
  g_autoptr (GCancellable) hurry = g_cancellable_new ();
  /* Until the end of the process: what is under way is not waited for. */
  static Clients self;
  RtExit status;

  self = (Clients) { .console = console, .orders = orders, .hurry = hurry };
  self.step = rt_lockstep_open (RT_REMOTE_SWARM_STEP_FD, NULL);

  /* Ctrl+C is for the one who began this, who then wants to know what was measured; and should
   * that one die, so does this. */
  rt_poller_set_max_wakes (rt_poller_get_default (), MAX_WAKES);
  /* However much there is to do: what it is told goes before. */
  rt_line_reader_set_priority (orders, G_PRIORITY_DEFAULT);
  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  rt_line_reader_read_async (orders, NULL, on_order, &self);
  status = rt_console_run (console);
  g_clear_object (&self.swarm);
  g_clear_pointer (&self.step, rt_lockstep_unref);

  return status;
}

const RtCommand rt_command_clients = {
  .name = RT_REMOTE_SWARM_COMMAND,
  .run = run,
};
