/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-upload-run.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdint.h>
#include <unistd.h>

#include "cli/rt-live-text.h"
#include "cli/rt-upload-bar.h"
#include "cli/rt-upload-lines.h"
#include "core/rt-priority.h"
#include "patterns/server-sent-events/rt-sse-client.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "stories/rt-upload-transfer.h"

#define DRAW_INTERVAL_MS 100
/* How soon a server is asked again that did not know of the upload yet. */
#define ASK_AGAIN_MS     200

struct _RtUploadRun {
  GObject                parent_instance;

  RtConsole             *console;
  const RtUploadOptions *options;
  RtUploadTransfer      *transfer;
  RtClient              *client;      /* of the progress; NULL once there is no more */
  RtUploadReport        *report;
  RtLiveText            *live;        /* NULL where there is no terminal to draw on */
  guint                  draw_id;
  guint                  again_id;
  guint                  patience_id;
  guint                  status;      /* of the latest answer to the client */
  gboolean               over;
};

G_DEFINE_FINAL_TYPE (RtUploadRun, rt_upload_run, G_TYPE_OBJECT)

static void
print (RtUploadRun *self,
       char        *line)
{
  rt_output_write (rt_console_get_output (self->console), line);
  g_free (line);
}

static void
forget_client (RtUploadRun *self)
{
  g_clear_handle_id (&self->again_id, g_source_remove);
  if (self->client == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->client, self);
  rt_client_stop (self->client);
  g_clear_object (&self->client);
}

static RtExit
tell_complete (RtUploadRun *self)
{
  g_autoptr (RtUploadOutcome) outcome = rt_upload_outcome_new (self->transfer, self->report);

  if (self->live != NULL && self->report->status == RT_UPLOAD_REPORT_NOTHING)
    rt_console_say (self->console, _("The server told nothing of the progress."));
  print (self, self->options->json ? rt_json_line_complete (outcome) : rt_text_lines_complete (outcome));
  if (outcome->size < 0 || (guint64) outcome->size == rt_upload_transfer_get_sent (self->transfer))
    return RT_EXIT_DONE;

  rt_console_error (self->console,
                    _("The server has %jd bytes of it, but %ju were sent: something on the way changed it. "
                      "Upload it again."),
                    (intmax_t) outcome->size, (uintmax_t) rt_upload_transfer_get_sent (self->transfer));

  return RT_EXIT_FAILED;
}

static RtExit
tell_failure (RtUploadRun *self)
{
  gboolean is_cancelled = rt_upload_transfer_get_state (self->transfer) == RT_UPLOAD_TRANSFER_CANCELLED;
  const char *words = is_cancelled ? _("Cancelled. The server keeps nothing of it.")
                                   : rt_upload_transfer_get_reason (self->transfer);

  rt_console_error (self->console, "%s", words);
  if (self->options->json)
    print (self, rt_json_line_failed (rt_upload_transfer_get_id (self->transfer), is_cancelled, words));

  return RT_EXIT_FAILED;
}

static void
end (RtUploadRun *self)
{
  RtExit status;

  if (self->over)
    return;

  self->over = TRUE;
  g_clear_handle_id (&self->draw_id, g_source_remove);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  if (self->live != NULL)
    rt_live_text_clear (self->live);
  if (rt_upload_transfer_get_state (self->transfer) == RT_UPLOAD_TRANSFER_COMPLETE)
    status = tell_complete (self);
  else
    status = tell_failure (self);
  forget_client (self);
  rt_console_quit (self->console, status);
}

static gboolean
on_out_of_patience (gpointer user_data)
{
  RtUploadRun *self = user_data;

  self->patience_id = 0;
  end (self);

  return G_SOURCE_REMOVE;
}

/* Once the upload was answered, the last word about its progress is on its way. */
static void
end_when_told (RtUploadRun *self)
{
  if (!rt_upload_transfer_is_over (self->transfer))
    return;

  if (self->client == NULL || rt_upload_report_is_last (self->report) ||
      rt_upload_transfer_get_state (self->transfer) != RT_UPLOAD_TRANSFER_COMPLETE)
    end (self);
  else if (self->patience_id == 0)
    self->patience_id = g_timeout_add_full (RT_PRIORITY_IO, RT_UPLOAD_RUN_PATIENCE_MS, on_out_of_patience, self, NULL);
}

static gboolean
on_time_to_draw (gpointer user_data)
{
  RtUploadRun *self = user_data;
  g_autofree char *line = NULL;
  guint columns;
  guint rows;

  rt_output_get_size (rt_console_get_errors (self->console), &columns, &rows);
  line = rt_upload_bar_format (rt_upload_transfer_get_name (self->transfer), self->report, columns);
  rt_live_text_draw (self->live, line);

  return G_SOURCE_CONTINUE;
}

static void
on_message (RtUploadRun *self,
            RtMessage   *message)
{
  gsize length;
  const char *text = g_bytes_get_data (message->data, &length);

  if (self->over || !rt_upload_report_read (self->report, text, length))
    return;

  if (self->options->json && self->report->status == RT_UPLOAD_REPORT_IN_PROGRESS)
    print (self, rt_json_line_progress (self->report));
  if (rt_upload_report_is_last (self->report))
    forget_client (self);
  end_when_told (self);
}

static gboolean
on_ask_again (gpointer user_data)
{
  RtUploadRun *self = user_data;

  self->again_id = 0;
  rt_client_start (self->client);

  return G_SOURCE_REMOVE;
}

static void
on_answer (RtUploadRun *self,
           guint        status,
           gboolean     is_empty)
{
  self->status = status;
}

/* Who knew nothing of the upload yet will, unless it is over. Without its progress the
 * upload goes on all the same. */
static void
on_finished (RtUploadRun *self)
{
  if (self->over || self->client == NULL)
    return;

  if (self->status == SOUP_STATUS_NOT_FOUND && !rt_upload_transfer_is_over (self->transfer))
    {
      self->again_id = g_timeout_add_full (RT_PRIORITY_IO, ASK_AGAIN_MS, on_ask_again, self, NULL);
      return;
    }

  if (self->report->status == RT_UPLOAD_REPORT_NOTHING && rt_client_get_reason (self->client) != NULL)
    rt_console_error (self->console, _("The progress cannot be shown: %s"), rt_client_get_reason (self->client));
  forget_client (self);
  end_when_told (self);
}

static void
on_state (RtUploadRun *self)
{
  /* What was never heard of has no progress. */
  if (rt_upload_transfer_is_over (self->transfer) && self->again_id != 0)
    forget_client (self);
  end_when_told (self);
}

static void
on_interrupted (RtUploadRun *self)
{
  rt_upload_transfer_cancel (self->transfer);
  end (self);
}

static void
rt_upload_run_finalize (GObject *object)
{
  RtUploadRun *self = RT_UPLOAD_RUN (object);

  g_clear_handle_id (&self->draw_id, g_source_remove);
  g_clear_handle_id (&self->patience_id, g_source_remove);
  forget_client (self);
  g_clear_object (&self->live);
  g_object_unref (self->transfer);
  rt_upload_report_free (self->report);
  g_object_unref (self->console);

  G_OBJECT_CLASS (rt_upload_run_parent_class)->finalize (object);
}

static void
rt_upload_run_class_init (RtUploadRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_upload_run_finalize;
}

static void
rt_upload_run_init (RtUploadRun *self)
{
  self->report = rt_upload_report_new ();
}

static RtUploadTransfer *
create_transfer (const RtUploadOptions *options)
{
  g_autoptr (GInputStream) stream = NULL;

  if (options->file != NULL)
    return rt_upload_transfer_new (options->file, options->url, NULL);

  stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  return rt_upload_transfer_new_for_stream (stream, "stdin", options->url, NULL);
}

/**
 * rt_upload_run_new:
 * @console: where to print
 * @options: what to do; must outlive it
 *
 * Returns: (transfer full): to be started
 */
RtUploadRun *
rt_upload_run_new (RtConsole             *console,
                   const RtUploadOptions *options)
{
  RtUploadRun *self = g_object_new (RT_TYPE_UPLOAD_RUN, NULL);

  self->console = g_object_ref (console);
  self->options = options;
  self->transfer = create_transfer (options);
  rt_upload_transfer_set_limit (self->transfer, options->limit);
  g_signal_connect_object (self->transfer, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "interrupted", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);

  return self;
}

static void
begin_to_draw (RtUploadRun *self)
{
  RtOutput *errors = rt_console_get_errors (self->console);

  if (self->options->json || !rt_output_is_drawable (errors))
    return;

  self->live = rt_live_text_new (errors);
  self->draw_id = g_timeout_add_full (RT_PRIORITY_IO, DRAW_INTERVAL_MS, on_time_to_draw, self, NULL);
}

/**
 * rt_upload_run_start:
 *
 * Begins; the console's loop is ended when it is over.
 */
void
rt_upload_run_start (RtUploadRun *self)
{
  g_autofree char *progress = rt_upload_transfer_dup_progress_uri (self->transfer, self->options->via_websocket);

  self->client = self->options->via_websocket ? rt_websocket_client_new (progress) : rt_sse_client_new (progress);
  g_object_set (self->client, "retry-ms", ASK_AGAIN_MS, NULL);
  g_signal_connect_object (self->client, "message", G_CALLBACK (on_message), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "answer", G_CALLBACK (on_answer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);
  begin_to_draw (self);
  rt_client_start (self->client);
  rt_upload_transfer_start (self->transfer);
}
