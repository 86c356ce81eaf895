/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-serve.h"

#include <glib/gi18n.h>

#include "cli/rt-cells.h"
#include "cli/rt-faults-line.h"
#include "cli/rt-json-lines.h"
#include "cli/rt-limits-line.h"
#include "cli/rt-live-text.h"
#include "cli/rt-readers-line.h"
#include "cli/rt-sharing.h"
#include "cli/rt-traffic-table.h"
#include "core/rt-priority.h"
#include "lab/rt-channel-words.h"
#include "lab/rt-engine.h"
#include "net/rt-token.h"

#define DRAW_INTERVAL_MS 500

const RtServePort rt_serve_ports[RT_N_PORTS] = {
  [RT_PORT_MAIN] = { "main", "--port" },
  [RT_PORT_CHAT] = { "chat", "--chat-port" },
  [RT_PORT_STREAM] = { "stream", "--stream-port" },
};

struct _RtServe {
  GObject               parent_instance;

  RtConsole            *console;
  const RtServeOptions *options;
  RtEngine             *engine;
  GCancellable         *cancellable;
  RtLiveText           *live;        /* NULL where there is no terminal to draw on */
  guint                 draw_id;
  char                 *token;       /* NULL: other machines are not let in */
  gboolean              settling;
  gboolean              stopping;
  RtExit                status;
};

G_DEFINE_FINAL_TYPE (RtServe, rt_serve, G_TYPE_OBJECT)

static RtLedger *
get_ledger (RtServe *self)
{
  return rt_server_get_ledger (rt_engine_get_server (self->engine));
}

static void
tell_totals (RtServe *self)
{
  RtOutput *output = rt_console_get_output (self->console);
  g_autofree const char **patterns = rt_traffic_table_list_patterns (get_ledger (self));
  RtLimits *limits = rt_server_get_limits (rt_engine_get_server (self->engine));
  g_autofree char *table = NULL;
  g_autofree char *slow = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *broken = NULL;
  g_autofree char *text = NULL;
  guint columns = G_MAXUINT;
  guint rows;

  if (rt_output_is_terminal (output))
    rt_output_get_size (output, &columns, &rows);
  if (self->options->json)
    {
      text = rt_json_line_totals (get_ledger (self), patterns, limits);
    }
  else
    {
      table = rt_traffic_table_format (get_ledger (self), columns, rt_output_has_colour (output));
      slow = rt_readers_line_format (get_ledger (self), FALSE);
      refused = rt_limits_line_format (limits, columns);
      broken = rt_faults_line_format (rt_server_get_faults (rt_engine_get_server (self->engine)));
      text = g_strconcat (table, slow, refused, broken, NULL);
    }
  rt_output_write (output, text);
}

static void
on_stopped (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtServe) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rt_engine_stop_finish (self->engine, result, &error))
    {
      self->status = RT_EXIT_FAILED;
      rt_console_error (self->console, "%s", error->message);
    }
  if (self->live != NULL)
    rt_live_text_clear (self->live);
  if (self->status == RT_EXIT_DONE)
    tell_totals (self);
  rt_console_quit (self->console, self->status);
}

static void
stop (RtServe *self,
      RtExit   status)
{
  if (self->stopping)
    return;

  self->stopping = TRUE;
  self->status = status;
  g_clear_handle_id (&self->draw_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  rt_engine_stop_async (self->engine, NULL, on_stopped, g_object_ref (self));
}

static void
draw (RtServe *self)
{
  RtOutput *output = rt_console_get_errors (self->console);
  guint n_peers = g_list_model_get_n_items (rt_server_get_peers (rt_engine_get_server (self->engine)));
  g_autofree char *table = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *peers = NULL;
  g_autofree char *slow = NULL;
  g_autofree char *broken = NULL;
  g_autofree char *text = NULL;
  guint columns;
  guint rows;

  rt_output_get_size (output, &columns, &rows);
  table = rt_traffic_table_format (get_ledger (self), columns, rt_output_has_colour (output));
  refused = rt_limits_line_format (rt_server_get_limits (rt_engine_get_server (self->engine)), columns);
  peers = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u peer. Ctrl+C ends.", "%u peers. Ctrl+C ends.", n_peers),
                           n_peers);
  slow = rt_readers_line_format (get_ledger (self), TRUE);
  broken = rt_faults_line_format (rt_server_get_faults (rt_engine_get_server (self->engine)));
  text = g_strdup_printf ("%s%s%s%s%s\n", table, rt_cells_of_text (slow) <= columns ? slow : "", refused,
                          rt_cells_of_text (broken) <= columns ? broken : "",
                          rt_cells_of_text (peers) <= columns ? peers : "");
  rt_live_text_draw (self->live, text);
}

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtServe) self = user_data;

  self->settling = FALSE;
  if (rt_server_settle_finish (RT_SERVER (source), result, NULL) && !self->stopping)
    draw (self);
}

static gboolean
on_time_to_draw (gpointer user_data)
{
  RtServe *self = user_data;

  if (!self->settling)
    {
      self->settling = TRUE;
      rt_server_settle_async (rt_engine_get_server (self->engine), self->cancellable, on_settled, g_object_ref (self));
    }

  return G_SOURCE_CONTINUE;
}

static void
begin_to_draw (RtServe *self)
{
  RtOutput *output = rt_console_get_errors (self->console);

  if (!rt_output_is_drawable (output))
    return;

  self->live = rt_live_text_new (output);
  self->draw_id = g_timeout_add_full (RT_PRIORITY_IO, DRAW_INTERVAL_MS, on_time_to_draw, self, NULL);
  on_time_to_draw (self);
}

static gboolean
listen_on (RtServe    *self,
           RtPortRole  role)
{
  guint port = self->options->ports[role];
  g_autoptr (GError) error = NULL;

  if (rt_server_listen (rt_engine_get_server (self->engine), role, port, &error))
    return TRUE;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    rt_console_error (self->console, _("Port %u is taken. Stop what listens there, or choose another with %s."),
                      port, rt_serve_ports[role].option);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    rt_console_error (self->console, _("You may not listen on port %u. Choose one from 1024 up with %s."),
                      port, rt_serve_ports[role].option);
  else
    rt_console_error (self->console, _("Port %u cannot be listened on: %s"), port, error->message);

  return FALSE;
}

static gboolean
listen_on_all (RtServe *self)
{
  for (guint role = 0; role < RT_N_PORTS; role++)
    if (!listen_on (self, role))
      return FALSE;

  return TRUE;
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtServe) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rt_engine_start_finish (self->engine, result, &error))
    {
      if (!self->stopping)
        rt_console_error (self->console, "%s", error->message);
      stop (self, RT_EXIT_FAILED);
      return;
    }
  if (self->stopping)
    return;
  if (!listen_on_all (self))
    {
      stop (self, RT_EXIT_FAILED);
      return;
    }

  for (guint role = 0; role < RT_N_PORTS; role++)
    {
      g_autofree char *url = rt_server_dup_uri (rt_engine_get_server (self->engine), role);

      rt_output_printf (rt_console_get_output (self->console), "%s %s\n", rt_serve_ports[role].name, url);
    }
  if (self->token != NULL)
    rt_output_printf (rt_console_get_output (self->console), "token %s\n", self->token);
  if (rt_engine_get_bridge (self->engine) != NULL)
    rt_output_printf (rt_console_get_output (self->console), "bus %s\n",
                      rt_bus_get_uri (rt_bridge_get_bus (rt_engine_get_bridge (self->engine))));
  begin_to_draw (self);
}

static void
on_interrupted (RtServe *self)
{
  stop (self, RT_EXIT_DONE);
}

static void
rt_serve_finalize (GObject *object)
{
  RtServe *self = RT_SERVE (object);

  g_clear_handle_id (&self->draw_id, g_source_remove);
  g_object_unref (self->console);
  g_object_unref (self->engine);
  g_object_unref (self->cancellable);
  g_clear_object (&self->live);
  g_free (self->token);

  G_OBJECT_CLASS (rt_serve_parent_class)->finalize (object);
}

static void
rt_serve_class_init (RtServeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_serve_finalize;
}

static void
rt_serve_init (RtServe *self)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), "roundtrip", NULL);
  g_autoptr (GFile) state_dir = g_file_new_for_path (path);

  self->engine = rt_engine_new (state_dir);
  self->cancellable = g_cancellable_new ();
}

/**
 * rt_serve_new:
 * @console: where to print
 * @options: what to do; must outlive it
 *
 * Returns: (transfer full): to be started. Who reads the output may leave: the servers
 *   are there for others.
 */
RtServe *
rt_serve_new (RtConsole            *console,
              const RtServeOptions *options)
{
  RtServe *self = g_object_new (RT_TYPE_SERVE, NULL);

  self->console = g_object_ref (console);
  self->options = options;
  g_signal_connect_object (console, "interrupted", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);

  return self;
}

static void
set_limits (RtServe *self)
{
  char **limits = self->options->limits;

  for (guint i = 0; limits != NULL && limits[i] != NULL; i++)
    {
      RtLimitKind kind;
      guint64 value;

      if (rt_limit_parse (limits[i], &kind, &value, NULL))
        rt_engine_set_limit (self->engine, kind, value);
    }
}

static void
open_to_others (RtServe *self)
{
  RtServer *server = rt_engine_get_server (self->engine);
  RtAccess *access = rt_server_get_access (server);

  rt_access_set_hosts (access, (const char * const *) self->options->hosts);
  rt_access_set_origins (access, (const char * const *) self->options->origins);
  if (!self->options->listen_all)
    return;

  self->token = self->options->token != NULL ? g_strdup (self->options->token) : rt_token_new ();
  rt_access_set_token (access, self->token);
  rt_server_set_open (server, TRUE);
}

static void
set_channels (RtServe *self)
{
  for (guint i = 0; self->options->channels != NULL && self->options->channels[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      RtChannelSettings settings;

      if (rt_channel_words_parse (self->options->channels[i], &name, &settings, NULL))
        {
          rt_hub_set_channel (rt_engine_get_hub (self->engine), name, &settings);
          rt_engine_add_channel (self->engine, name);
        }
    }
}

/* Their times count from now. */
static void
break_on_purpose (RtServe *self)
{
  RtFaults *faults = rt_server_get_faults (rt_engine_get_server (self->engine));

  for (guint i = 0; self->options->faults != NULL && self->options->faults[i] != NULL; i++)
    rt_faults_add (faults, self->options->faults[i], NULL);
}

/**
 * rt_serve_start:
 *
 * Starts the engine and listens; the console's loop is ended when it is over.
 */
void
rt_serve_start (RtServe *self)
{
  rt_engine_set_speed (self->engine, self->options->speed);
  set_limits (self);
  open_to_others (self);
  set_channels (self);
  break_on_purpose (self);
  if (rt_sharing_begin (self->console, self->engine, self->options->bus))
    rt_engine_start_async (self->engine, self->cancellable, on_started, g_object_ref (self));
  else
    stop (self, RT_EXIT_FAILED);
}
