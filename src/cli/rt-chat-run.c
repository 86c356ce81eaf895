/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-chat-run.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdint.h>
#include <unistd.h>

#include "cli/rt-chat-lines.h"
#include "cli/rt-json-lines.h"
#include "cli/rt-line-reader.h"
#include "cli/rt-prompt.h"
#include "core/rt-priority.h"
#include "stories/rt-chat-member.h"

/* How soon it is tried again to say something to a room that is slow to listen. */
#define SAY_AGAIN_MS 20

/* Lines typed while the room cannot be reached; more are not kept. */
#define MAX_UNSAID 100

struct _RtChatRun {
  GObject              parent_instance;

  RtConsole           *console;
  const RtChatOptions *options;
  RtChatMember        *member;
  RtLineReader        *reader;       /* of what is piped in; NULL with a prompt */
  RtPrompt            *prompt;       /* where one types; NULL with a reader */
  GCancellable        *reading;
  GQueue               unsaid;       /* of strings */
  guint64              n_said;
  guint64              n_heard;      /* of those */
  guint                patience_id;
  guint                again_id;
  gboolean             is_at_end;    /* nothing more is to be said */
  gboolean             is_reading;
  gboolean             is_leaving;
  RtClientState        told_state;
  RtExit               status;
};

G_DEFINE_FINAL_TYPE (RtChatRun, rt_chat_run, G_TYPE_OBJECT)

static void say_what_waits (RtChatRun *self);

static void
print (RtChatRun *self,
       char      *line)
{
  if (self->prompt != NULL)
    rt_prompt_print (self->prompt, line);
  else
    rt_output_write (rt_console_get_output (self->console), line);
  g_free (line);
}

/* What is not of the room: beside the output where somebody else reads that. */
static void G_GNUC_PRINTF (2, 3)
tell (RtChatRun  *self,
      const char *format,
      ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (self->prompt != NULL)
    print (self, g_strdup_printf ("%s\n", text));
  else
    rt_console_say (self->console, "%s", text);
}

static void
leave (RtChatRun *self)
{
  if (self->is_leaving)
    return;

  self->is_leaving = TRUE;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_cancellable_cancel (self->reading);
  if (self->prompt != NULL)
    rt_prompt_stop (self->prompt);
  rt_chat_member_leave (self->member);
}

static gboolean
on_out_of_patience (gpointer user_data)
{
  RtChatRun *self = user_data;

  self->patience_id = 0;
  leave (self);

  return G_SOURCE_REMOVE;
}

/* Rooms say again what one says; it is waited for, so that it is printed. */
static void
leave_when_heard (RtChatRun *self)
{
  if (!self->is_at_end || !g_queue_is_empty (&self->unsaid))
    return;

  if (self->n_heard >= self->n_said)
    leave (self);
  else if (self->patience_id == 0)
    self->patience_id = g_timeout_add_full (RT_PRIORITY_IO, RT_CHAT_RUN_PATIENCE_MS, on_out_of_patience, self, NULL);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtChatRun) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) line = rt_line_reader_read_finish (self->reader, result, &error);
  gsize length;
  const char *text;

  self->is_reading = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      self->status = RT_EXIT_FAILED;
      rt_console_error (self->console, _("Standard input cannot be read any further: %s"), error->message);
    }
  if (line == NULL)
    {
      self->is_at_end = TRUE;
      leave_when_heard (self);
      return;
    }

  text = g_bytes_get_data (line, &length);
  /* No bytes have no address. */
  g_queue_push_tail (&self->unsaid, length > 0 ? g_strndup (text, length) : g_strdup (""));
  say_what_waits (self);
}

/* One line ahead, and only while somebody listens. */
static void
read_on (RtChatRun *self)
{
  if (self->reader == NULL || self->is_reading || self->is_at_end || !g_queue_is_empty (&self->unsaid) ||
      !rt_chat_member_can_say (self->member))
    return;

  self->is_reading = TRUE;
  rt_line_reader_read_async (self->reader, self->reading, on_read, g_object_ref (self));
}

/* FALSE: it has to wait. */
static gboolean
say (RtChatRun  *self,
     const char *text)
{
  g_autoptr (GError) error = NULL;

  if (rt_chat_member_say (self->member, text, &error))
    self->n_said++;
  else if (error->domain == RT_CLIENT_ERROR)
    return FALSE;
  else if (!g_error_matches (error, RT_CHAT_MEMBER_ERROR, RT_CHAT_MEMBER_ERROR_EMPTY))
    {
      self->status = RT_EXIT_FAILED;
      tell (self, _("Not said: %s"), error->message);
    }

  return TRUE;
}

static gboolean
on_say_again (gpointer user_data)
{
  RtChatRun *self = user_data;

  self->again_id = 0;
  say_what_waits (self);

  return G_SOURCE_REMOVE;
}

static void
say_what_waits (RtChatRun *self)
{
  while (!g_queue_is_empty (&self->unsaid) && say (self, g_queue_peek_head (&self->unsaid)))
    g_free (g_queue_pop_head (&self->unsaid));

  if (!g_queue_is_empty (&self->unsaid) && rt_chat_member_can_say (self->member) && self->again_id == 0)
    self->again_id = g_timeout_add_full (RT_PRIORITY_IO, SAY_AGAIN_MS, on_say_again, self, NULL);
  read_on (self);
  leave_when_heard (self);
}

static void
on_typed (RtChatRun  *self,
          const char *text)
{
  if (g_queue_get_length (&self->unsaid) == MAX_UNSAID)
    {
      tell (self, _("Not said: there is no room yet, and %d lines wait for it already."), MAX_UNSAID);
      return;
    }

  g_queue_push_tail (&self->unsaid, g_strdup (text));
  say_what_waits (self);
}

static void
on_ended (RtChatRun *self)
{
  self->is_at_end = TRUE;
  leave_when_heard (self);
}

static void
on_line (RtChatRun  *self,
         RtChatLine *line)
{
  print (self, self->options->json ? rt_json_line_chat (line) : rt_text_line_chat (line));
  if (line->kind == RT_CHAT_SAY && line->is_own && !line->is_history)
    self->n_heard++;
  if (self->patience_id != 0)
    leave_when_heard (self);
}

static void
on_gap (RtChatRun *self,
        gint64     lost)
{
  if (self->options->json)
    print (self, rt_json_line_gap (lost));
  else if (lost < 0)
    tell (self, _("Lines are missing here; how many cannot be known."));
  else
    tell (self, ngettext ("%jd line is missing here.", "%jd lines are missing here.", lost), (intmax_t) lost);
}

static void
tell_open (RtChatRun *self)
{
  if (self->prompt != NULL && rt_chat_member_is_plain (self->member))
    tell (self, _("You are in the room, which names everybody by itself. Ctrl+D leaves."));
  else if (self->prompt != NULL)
    tell (self, _("You are in the room as %s. Ctrl+D leaves."), self->options->name);
}

static void
on_state (RtChatRun *self)
{
  RtClientState state = rt_chat_member_get_state (self->member);
  const char *reason = rt_chat_member_get_reason (self->member);
  gboolean is_new = state != self->told_state;

  self->told_state = state;
  if (state == RT_CLIENT_RETRYING && is_new)
    tell (self, _("%s Trying again."), reason != NULL ? reason : _("The connection was lost."));
  if (state != RT_CLIENT_OPEN)
    return;

  if (is_new)
    tell_open (self);
  say_what_waits (self);
}

/* While the room is open, it is why it did not take what was said. */
static void
on_reason (RtChatRun *self)
{
  const char *reason = rt_chat_member_get_reason (self->member);

  if (rt_chat_member_get_state (self->member) != RT_CLIENT_OPEN || reason == NULL)
    return;

  self->status = RT_EXIT_FAILED;
  self->n_heard++;
  tell (self, _("The room did not take what was said: %s"), reason);
}

static void
on_finished (RtChatRun *self)
{
  const GError *error = rt_client_get_error (rt_chat_member_get_client (self->member));
  gboolean is_orderly = error == NULL || g_error_matches (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);

  self->is_leaving = TRUE;
  g_cancellable_cancel (self->reading);
  if (self->prompt != NULL)
    rt_prompt_stop (self->prompt);
  if (!is_orderly)
    rt_console_error (self->console, "%s", rt_chat_member_get_reason (self->member));
  else if (error != NULL)
    rt_console_progress (self->console, "%s", rt_chat_member_get_reason (self->member));
  rt_console_quit (self->console, is_orderly ? self->status : RT_EXIT_FAILED);
}

static void
on_overrun (RtChatRun *self)
{
  self->status = RT_EXIT_FAILED;
  rt_console_error (self->console, _("Nobody reads what is said in the room from standard output: it ends here."));
  leave (self);
}

static void
rt_chat_run_finalize (GObject *object)
{
  RtChatRun *self = RT_CHAT_RUN (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->again_id, g_source_remove);
  g_queue_clear_full (&self->unsaid, g_free);
  g_clear_object (&self->reader);
  g_clear_object (&self->prompt);
  g_object_unref (self->reading);
  g_object_unref (self->member);
  g_object_unref (self->console);

  G_OBJECT_CLASS (rt_chat_run_parent_class)->finalize (object);
}

static void
rt_chat_run_class_init (RtChatRunClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_chat_run_finalize;
}

static void
rt_chat_run_init (RtChatRun *self)
{
  g_queue_init (&self->unsaid);
  self->reading = g_cancellable_new ();
  self->status = RT_EXIT_DONE;
}

/**
 * rt_chat_run_new:
 * @console: where to print
 * @options: what to do; must outlive it
 *
 * Returns: (transfer full): to be started
 */
RtChatRun *
rt_chat_run_new (RtConsole           *console,
                 const RtChatOptions *options)
{
  RtChatRun *self = g_object_new (RT_TYPE_CHAT_RUN, NULL);
  RtOutput *output = rt_console_get_output (console);

  self->console = g_object_ref (console);
  self->options = options;
  self->member = rt_chat_member_new (options->url, options->name);
  g_signal_connect_object (self->member, "line", G_CALLBACK (on_line), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->member, "gap", G_CALLBACK (on_gap), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->member, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->member, "notify::reason", G_CALLBACK (on_reason), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->member, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "interrupted", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "closed", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "overrun", G_CALLBACK (on_overrun), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * rt_chat_run_start:
 *
 * Begins; the console's loop is ended when it is over.
 */
void
rt_chat_run_start (RtChatRun *self)
{
  RtOutput *output = rt_console_get_output (self->console);

  rt_console_progress (self->console, _("Coming into %s …"), self->options->url);
  if (isatty (STDIN_FILENO) && rt_output_is_drawable (output) && !self->options->json)
    {
      self->prompt = rt_prompt_new (STDIN_FILENO, output, "> ");
      g_signal_connect_object (self->prompt, "line", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->prompt, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
    }
  else
    {
      g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

      self->reader = rt_line_reader_new (stream);
    }

  rt_chat_member_start (self->member);
}
