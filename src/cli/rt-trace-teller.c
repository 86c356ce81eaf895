/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-trace-teller.h"

#include "cli/rt-trace-lines.h"
#include "lab/rt-trace.h"

struct _RtTraceTeller {
  RtOutput *output;
  RtTrace  *trace;
  gboolean  json;
  gboolean  apart;
};

static void
on_completed (RtTraceTeller *self,
              RtTraceItem   *item)
{
  g_autofree char *line = self->json ? rt_trace_line_json (item, self->apart)
                                     : rt_trace_line_text (item, self->apart);

  rt_output_write (self->output, line);
}

/**
 * rt_trace_teller_new:
 * @console: where to tell
 * @json: as objects
 * @apart: with the bytes taken apart
 *
 * Returns: (transfer full): a teller that listens to nobody yet
 */
RtTraceTeller *
rt_trace_teller_new (RtConsole *console,
                     gboolean   json,
                     gboolean   apart)
{
  RtTraceTeller *self = g_new0 (RtTraceTeller, 1);

  self->output = g_object_ref (json ? rt_console_get_output (console) : rt_console_get_errors (console));
  self->trace = rt_trace_new ();
  self->json = json;
  self->apart = apart;
  g_signal_connect_swapped (self->trace, "completed", G_CALLBACK (on_completed), self);
  return self;
}

/**
 * rt_trace_teller_free:
 * @self: (transfer full): a teller
 *
 * Stops telling.
 */
void
rt_trace_teller_free (RtTraceTeller *self)
{
  g_signal_handlers_disconnect_by_data (self->trace, self);
  g_object_unref (self->trace);
  g_object_unref (self->output);
  g_free (self);
}

/**
 * rt_trace_teller_follow:
 * @self: a teller
 * @client: a client that has not begun
 *
 * Tells from now on what passes on the connections of @client, and of nobody else.
 */
void
rt_trace_teller_follow (RtTraceTeller *self,
                        RtClient      *client)
{
  rt_trace_follow (self->trace, client);
}
