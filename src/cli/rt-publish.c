/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-publish.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdint.h>
#include <unistd.h>

#include "cli/rt-json-lines.h"
#include "cli/rt-publish-total.h"
#include "core/rt-json.h"
#include "core/rt-line-reader.h"
#include "core/rt-priority.h"

/* How long the answer to the last message is waited for when the user wants to end. */
#define PATIENCE_MS 2000

struct _RtPublish {
  GObject                 parent_instance;

  RtConsole              *console;
  RtPublisher            *publisher;
  const RtPublishOptions *options;
  RtLineReader           *reader;      /* NULL with one message */
  GCancellable           *reading;
  GCancellable           *publishing;
  guint                   patience_id;
  gboolean                ending;      /* nothing more is to be published */
  gboolean                refused;     /* some message was */
  gboolean                failed;      /* no other can be published */
  RtPublishTotal          total;
};

G_DEFINE_FINAL_TYPE (RtPublish, rt_publish, G_TYPE_OBJECT)

static void read_next (RtPublish *self);

static void
tell_failure (RtPublish    *self,
              const GError *error)
{
  self->failed = TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    rt_console_error (self->console, _("The server did not confirm what was sent last; it may have arrived or not."));
  else
    rt_console_error (self->console, "%s", error->message);
}

static void
on_finished (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (RtPublish) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rt_publisher_finish_finish (self->publisher, result, &error) && !self->failed)
    tell_failure (self, error);
  rt_publish_total_tell (&self->total, self->console, self->options->once, self->options->json,
                         self->refused || self->failed);
  rt_console_quit (self->console, self->refused || self->failed ? RT_EXIT_FAILED : RT_EXIT_DONE);
}

static void
finish (RtPublish *self)
{
  self->ending = TRUE;
  rt_publisher_finish_async (self->publisher, self->publishing, on_finished, g_object_ref (self));
}

/* What is wrong with the message that was read last, and with which that is. */
static void
tell_problem (RtPublish    *self,
              const GError *error)
{
  if (self->reader != NULL)
    rt_console_error (self->console, _("Line %ju: %s"),
                      (uintmax_t) rt_line_reader_get_number (self->reader), error->message);
  else
    rt_console_error (self->console, "%s", error->message);
}

static void
on_published (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (RtPublish) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean go_on = FALSE;

  if (rt_publisher_publish_finish (self->publisher, result, &error))
    go_on = TRUE;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_failure (self, error);
  else
    {
      tell_problem (self, error);
      self->refused = TRUE;
      self->failed = !g_error_matches (error, RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_REFUSED);
      go_on = self->options->keep_going && !self->failed;
    }

  if (go_on && !self->ending && self->reader != NULL)
    read_next (self);
  else
    finish (self);
}

static gboolean
is_blank (GBytes *line)
{
  gsize length;
  const char *text = g_bytes_get_data (line, &length);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;

  return TRUE;
}

static void
publish (RtPublish *self,
         GBytes    *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = rt_publish_prepare (self->options, text, &error);

  if (message != NULL)
    rt_publisher_publish_async (self->publisher, message, self->publishing, on_published, g_object_ref (self));
  else
    {
      tell_problem (self, error);
      self->refused = TRUE;
      if (self->options->keep_going)
        read_next (self);
      else
        finish (self);
    }
}

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtPublish) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) line = rt_line_reader_read_finish (self->reader, result, &error);

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->failed = TRUE;
      rt_console_error (self->console, _("Standard input cannot be read any further: %s"), error->message);
    }

  if (line == NULL || self->ending)
    finish (self);
  else if (self->options->check_json && !self->options->string && is_blank (line))
    read_next (self);
  else
    publish (self, line);
}

static void
read_next (RtPublish *self)
{
  rt_line_reader_read_async (self->reader, self->reading, on_line, g_object_ref (self));
}

static gboolean
on_out_of_patience (gpointer user_data)
{
  RtPublish *self = user_data;

  self->patience_id = 0;
  g_cancellable_cancel (self->publishing);

  return G_SOURCE_REMOVE;
}

static void
on_interrupted (RtPublish *self)
{
  self->ending = TRUE;
  g_cancellable_cancel (self->reading);
  if (self->patience_id == 0)
    self->patience_id = g_timeout_add_full (RT_PRIORITY_IO, PATIENCE_MS, on_out_of_patience, self, NULL);
}

static void
on_confirmed (RtPublish *self,
              gboolean   has_seq,
              guint64    seq,
              guint      n_unanswered)
{
  rt_publish_total_add (&self->total, has_seq, seq, n_unanswered);
  if (self->options->json)
    {
      g_autofree char *line = rt_json_line_confirmed (has_seq, seq, n_unanswered);

      rt_output_write (rt_console_get_output (self->console), line);
    }
}

static void
on_overrun (RtPublish *self)
{
  self->failed = TRUE;
  rt_console_error (self->console, _("Nobody reads what was confirmed from standard output: it ends here."));
  on_interrupted (self);
}

static void
rt_publish_finalize (GObject *object)
{
  RtPublish *self = RT_PUBLISH (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_object_unref (self->console);
  g_object_unref (self->publisher);
  g_clear_object (&self->reader);
  g_object_unref (self->reading);
  g_object_unref (self->publishing);

  G_OBJECT_CLASS (rt_publish_parent_class)->finalize (object);
}

static void
rt_publish_class_init (RtPublishClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_publish_finalize;
}

static void
rt_publish_init (RtPublish *self)
{
  self->reading = g_cancellable_new ();
  self->publishing = g_cancellable_new ();
}

/**
 * rt_publish_new:
 * @console: where to print
 * @publisher: what publishes
 * @options: what to do; must outlive it
 *
 * Returns: (transfer full): to be started
 */
RtPublish *
rt_publish_new (RtConsole              *console,
                RtPublisher            *publisher,
                const RtPublishOptions *options)
{
  RtPublish *self = g_object_new (RT_TYPE_PUBLISH, NULL);
  RtOutput *output = rt_console_get_output (console);

  self->console = g_object_ref (console);
  self->publisher = g_object_ref (publisher);
  self->options = options;
  g_signal_connect_object (publisher, "confirmed", G_CALLBACK (on_confirmed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "interrupted", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "closed", G_CALLBACK (on_interrupted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "overrun", G_CALLBACK (on_overrun), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_publish_start:
 *
 * Begins; the console's loop is ended when it is over.
 */
void
rt_publish_start (RtPublish *self)
{
  g_autoptr (GInputStream) stream = NULL;

  if (self->options->body != NULL)
    {
      publish (self, self->options->body);
      return;
    }

  if (isatty (STDIN_FILENO))
    rt_console_progress (self->console, _("Each line you type is published as one message. Ctrl+D ends it."));
  stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  self->reader = rt_line_reader_new (stream);
  read_next (self);
}

static char *
suggest_quotes (const char *text,
                gsize       length)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autofree char *quoted = NULL;

  if (length > 60 || !g_utf8_validate_len (text, length, NULL))
    return g_strdup (_("--string publishes it as text."));

  rt_json_append_string (json, text, length);
  quoted = g_shell_quote (json->str);

  return g_strdup_printf (_("As text it is %s, or add --string."), quoted);
}

/**
 * rt_publish_prepare:
 * @options: what is asked for
 * @text: as it was typed or read
 *
 * Makes the message that is sent for @text and checks that it may be.
 *
 * Returns: (transfer full) (nullable): the message; %NULL with @error in words, of
 *   %RT_JSON_ERROR or %RT_PUBLISHER_ERROR
 */
GBytes *
rt_publish_prepare (const RtPublishOptions  *options,
                    GBytes                  *text,
                    GError                 **error)
{
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  g_autoptr (GError) reason = NULL;
  g_autofree char *hint = NULL;

  /* No bytes have no address. */
  if (length == 0)
    data = "";
  if ((options->string || !options->check_json) && !g_utf8_validate_len (data, length, NULL))
    {
      g_set_error (error, RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_REFUSED, _("This is not UTF-8 text."));
      return NULL;
    }
  if (options->string)
    {
      GString *json = g_string_new (NULL);

      rt_json_append_string (json, data, length);
      return g_string_free_to_bytes (json);
    }
  if (!options->check_json || rt_json_check (data, length, &reason))
    return g_bytes_ref (text);

  hint = suggest_quotes (data, length);
  g_set_error (error, reason->domain, reason->code, "%s. %s", reason->message, hint);

  return NULL;
}
