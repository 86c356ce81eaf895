/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-watch.h"

#include <glib/gi18n.h>

#include "cli/rt-acknowledger.h"
#include "cli/rt-detect.h"
#include "cli/rt-json-lines.h"
#include "cli/rt-simulation.h"
#include "cli/rt-text-lines.h"
#include "cli/rt-trace-teller.h"
#include "cli/rt-watch-client.h"
#include "cli/rt-watch-words.h"

/* How long the answer to a goodbye is waited for. */
#define FAREWELL_MS 1000

struct _RtWatch {
  GObject               parent_instance;

  RtConsole            *console;
  const RtWatchOptions *options;
  RtClient             *client;
  RtTraceTeller        *teller;        /* NULL: nobody wants to know */
  RtAcknowledger       *acknowledger;  /* NULL: nothing is acknowledged */
  RtTraffic             spent;         /* by the client that found out the pattern */
  gboolean              detecting;
  guint                 status;        /* of the latest answer while detecting */
  char                 *content_type;
  RtClientState         told_state;
  gboolean              lost;          /* the connection, and what became of it was not told yet */
  gboolean              open_untold;   /* it is there again */
  guint64               n_events;
  gboolean              had_earlier;   /* a run of the server before, as its first number says */
  gboolean              over;
  RtExit                exit;          /* how it ends once it is over */
  RtTraffic             counted;       /* of the client, when it was over */
  guint                 farewell_id;
};

G_DEFINE_FINAL_TYPE (RtWatch, rt_watch, G_TYPE_OBJECT)

static void rt_watch_open (RtWatch         *self,
                           const RtPattern *pattern);

static void
print (RtWatch *self,
       char    *line)
{
  rt_output_write (rt_console_get_output (self->console), line);
  g_free (line);
}

static void
tell_state (RtWatch *self)
{
  RtClientState state = rt_client_get_state (self->client);
  const char *reason = rt_client_get_reason (self->client);

  /* The second client connects where the first one did. */
  if (state == self->told_state)
    return;

  self->told_state = state;
  if (!self->options->json)
    {
      rt_watch_say_state (self->console, self->client);
      return;
    }

  self->lost |= state == RT_CLIENT_RETRYING;
  if (self->open_untold)
    print (self, rt_json_line_state (RT_CLIENT_OPEN, NULL));
  /* It is told with what that cost, which is known soon. */
  self->open_untold = self->lost && state == RT_CLIENT_OPEN;
  if (!self->open_untold)
    print (self, rt_json_line_state (state, reason));
}

static void
on_resumed (RtWatch      *self,
            RtResumption *resumption)
{
  if (self->over)
    return;

  self->lost = self->open_untold = FALSE;
  if (self->options->json)
    print (self, rt_json_line_resumed (resumption));
  else
    rt_watch_say_resumed (self->console, resumption);
}

static void
tell_total (RtWatch *self)
{
  g_auto (RtTraffic) total;

  rt_traffic_init (&total);
  rt_traffic_copy (&self->spent, &total);
  rt_traffic_add (&total, &self->counted);
  if (self->had_earlier && total.unknown_gaps > 0)
    total.unknown_gaps--;
  print (self, self->options->json ? rt_json_line_total (&total) : rt_text_line_total (&total));
}

/* What came after it was over was not printed; that it came is true all the same. */
static void
finish (RtWatch *self)
{
  const RtTraffic *traffic = rt_client_get_traffic (self->client);

  g_clear_handle_id (&self->farewell_id, g_source_remove);
  self->counted.wire = traffic->wire;
  self->counted.header_bytes = traffic->header_bytes;
  tell_state (self);
  tell_total (self);
  rt_console_quit (self->console, self->exit);
}

static gboolean
on_farewell_took_too_long (gpointer user_data)
{
  RtWatch *self = user_data;

  self->farewell_id = 0;
  rt_client_stop (self->client);

  return G_SOURCE_REMOVE;
}

/* The server's answer to a goodbye is on the wire, so it has to be counted before the total
 * is told. */
static void
rt_watch_end (RtWatch *self,
              RtExit   status)
{
  if (self->over)
    return;

  self->over = TRUE;
  self->exit = status;
  rt_traffic_copy (rt_client_get_traffic (self->client), &self->counted);
  if (rt_client_get_state (self->client) == RT_CLIENT_CLOSED)
    {
      finish (self);
      return;
    }

  self->farewell_id = g_timeout_add (FAREWELL_MS, on_farewell_took_too_long, self);
  rt_client_leave (self->client);
}

static void
on_state (RtWatch *self)
{
  RtClientState state = rt_client_get_state (self->client);

  if (state == RT_CLIENT_OPEN)
    {
      self->detecting = FALSE;
      rt_simulation_follow_client (self->console, self->client);
    }

  /* It wanted to leave, and lost the connection instead. */
  if (self->over && state == RT_CLIENT_RETRYING)
    rt_client_stop (self->client);
  /* That it closed is told when it is known to be the end. */
  else if (!self->over && state != RT_CLIENT_CLOSED)
    tell_state (self);
}

static void
on_message (RtWatch   *self,
            RtMessage *message)
{
  if (self->over || (!self->options->json && rt_message_is_filler (message)))
    return;

  if (self->had_earlier && self->n_events == 0)
    rt_watch_say_earlier (self->console, message);
  print (self, self->options->json ? rt_json_line_event (message) : rt_text_line_event (message));
  if (self->acknowledger != NULL)
    rt_acknowledger_take (self->acknowledger, message);
  self->n_events++;
  if (self->n_events == self->options->count)
    rt_watch_end (self, RT_EXIT_DONE);
}

static void
on_gap (RtWatch *self,
        gint64   lost)
{
  if (self->over)
    return;

  if (self->options->json)
    print (self, rt_json_line_gap (lost));
  /* Nobody lost anything who asked for all there is and had nothing yet. */
  else if (lost < 0 && self->options->after == 0 && self->n_events == 0)
    self->had_earlier = TRUE;
  else
    rt_watch_say_gap (self->console, lost);
}

static void
forget_client (RtWatch *self)
{
  if (self->client == NULL)
    return;

  g_clear_pointer (&self->acknowledger, rt_acknowledger_free);
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
}

static gboolean
go_on_differently (gpointer user_data)
{
  RtWatch *self = user_data;
  const RtPattern *next = rt_detect_next (self->status, self->content_type);

  if (self->over)
    return G_SOURCE_REMOVE;

  rt_client_stop (self->client);
  rt_traffic_add (&self->spent, rt_client_get_traffic (self->client));
  forget_client (self);
  rt_console_progress (self->console, _("This is no event stream but %s: going on by “%s”."),
                       self->content_type != NULL ? self->content_type : _("something else"), next->id);
  rt_watch_open (self, next);

  return G_SOURCE_REMOVE;
}

static void
on_finished (RtWatch *self)
{
  const GError *error = rt_client_get_error (self->client);
  gboolean orderly = error == NULL || g_error_matches (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);

  if (self->over)
    {
      finish (self);
      return;
    }

  if (self->detecting && rt_detect_next (self->status, self->content_type) != NULL)
    {
      self->detecting = FALSE;
      /* Not from inside the client that is to go. */
      g_idle_add_full (G_PRIORITY_DEFAULT, go_on_differently, g_object_ref (self), g_object_unref);
      return;
    }

  if (!orderly)
    rt_console_error (self->console, "%s", rt_client_get_reason (self->client));
  rt_watch_end (self, orderly ? RT_EXIT_DONE : RT_EXIT_FAILED);
}

static void
on_got_headers (SoupMessage *message,
                RtWatch     *self)
{
  self->status = soup_message_get_status (message);
  g_free (self->content_type);
  self->content_type = g_strdup (soup_message_headers_get_content_type (soup_message_get_response_headers (message),
                                                                        NULL));
}

static void
on_request_queued (SoupSession *session,
                   SoupMessage *message,
                   RtWatch     *self)
{
  g_signal_connect_object (message, "got-headers", G_CALLBACK (on_got_headers), self, 0);
}

static void
rt_watch_open (RtWatch         *self,
               const RtPattern *pattern)
{
  self->lost = self->open_untold = FALSE;
  self->client = rt_watch_client_new (pattern->get_client_type (), self->options);
  self->acknowledger = rt_acknowledger_new (rt_console_get_output (self->console), self->client,
                                            self->options->rule, self->options->never);

  g_signal_connect_object (self->client, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "gap", G_CALLBACK (on_gap), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "resumed", G_CALLBACK (on_resumed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);
  if (self->teller != NULL)
    rt_trace_teller_follow (self->teller, self->client);
  if (self->detecting)
    g_signal_connect_object (rt_session_get_soup (rt_client_get_session (self->client)), "request-queued",
                             G_CALLBACK (on_request_queued), self, 0);
  rt_client_start (self->client);
}

static void
on_interrupted (RtWatch *self)
{
  rt_watch_end (self, RT_EXIT_DONE);
}

static void
on_overrun (RtWatch *self)
{
  rt_console_error (self->console,
                    _("Events come faster than they are read from standard output: %d MiB are waiting. "
                      "Read faster, or write them to a file."), RT_OUTPUT_MAX_WAITING / 1024 / 1024);
  rt_watch_end (self, RT_EXIT_FAILED);
}

static void
rt_watch_finalize (GObject *object)
{
  RtWatch *self = RT_WATCH (object);

  g_clear_handle_id (&self->farewell_id, g_source_remove);
  g_clear_pointer (&self->teller, rt_trace_teller_free);
  forget_client (self);
  g_free (self->content_type);
  rt_traffic_clear (&self->spent);
  rt_traffic_clear (&self->counted);
  g_object_unref (self->console);

  G_OBJECT_CLASS (rt_watch_parent_class)->finalize (object);
}

static void
rt_watch_class_init (RtWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_watch_finalize;
}

static void
rt_watch_init (RtWatch *self)
{
  rt_traffic_init (&self->spent);
  rt_traffic_init (&self->counted);
}

/**
 * rt_watch_new:
 * @console: where to print
 * @options: what to do; must outlive it
 *
 * Returns: (transfer full): a watch, to be started
 */
RtWatch *
rt_watch_new (RtConsole            *console,
              const RtWatchOptions *options)
{
  RtWatch *self = g_object_new (RT_TYPE_WATCH, NULL);
  RtOutput *output = rt_console_get_output (console);

  self->console = g_object_ref (console);
  self->options = options;
  if (options->trace || options->bytes)
    self->teller = rt_trace_teller_new (console, options->json, options->bytes);
  g_signal_connect_object (console, "interrupted", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "closed", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "overrun", G_CALLBACK (on_overrun), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_watch_start:
 *
 * Begins to watch; the console's loop is ended when it is over.
 */
void
rt_watch_start (RtWatch *self)
{
  const RtPattern *pattern = self->options->pattern;

  /* Some URLs say it all. */
  self->detecting = pattern == NULL && rt_patterns_lookup_scheme (g_uri_get_scheme (self->options->url)) == NULL;
  rt_watch_open (self, pattern != NULL ? pattern : rt_detect_first (self->options->url));
}
