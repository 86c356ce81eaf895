/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-run-private.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdint.h>
#include <unistd.h>

#include "cli/rt-chat-lines.h"
#include "cli/rt-json-lines.h"
#include "patterns/rt-uri.h"

/* Lines typed while the room cannot be reached; more are not kept. */
#define MAX_UNSAID 100

G_DEFINE_FINAL_TYPE (RtChatRun, rt_chat_run, G_TYPE_OBJECT)

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
void
rt_chat_run_tell (RtChatRun  *self,
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

void
rt_chat_run_leave (RtChatRun *self)
{
  if (self->is_leaving)
    return;

  self->is_leaving = TRUE;
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->shut_id, g_source_remove);
  g_cancellable_cancel (self->reading);
  if (self->prompt != NULL)
    rt_prompt_stop (self->prompt);
  rt_chat_member_leave (self->member);
}

static void
on_typed (RtChatRun  *self,
          const char *text)
{
  if (g_queue_get_length (&self->unsaid) == MAX_UNSAID)
    {
      rt_chat_run_tell (self, _("Not said: there is no room yet, and %d lines wait for it already."), MAX_UNSAID);
      return;
    }

  g_queue_push_tail (&self->unsaid, g_strdup (text));
  rt_chat_run_say_what_waits (self);
}

static void
on_ended (RtChatRun *self)
{
  self->is_at_end = TRUE;
  rt_chat_run_leave_when_heard (self);
}

static void
on_line (RtChatRun  *self,
         RtChatLine *line)
{
  print (self, self->options->json ? rt_json_line_chat (line) : rt_text_line_chat (line));
  if (line->kind == RT_CHAT_SAY && line->is_own && !line->is_history)
    self->n_heard++;
  if (self->patience_id != 0)
    rt_chat_run_leave_when_heard (self);
}

static void
on_gap (RtChatRun *self,
        gint64     lost)
{
  if (self->options->json)
    print (self, rt_json_line_gap (lost));
  else if (lost < 0)
    rt_chat_run_tell (self, _("Lines are missing here; how many cannot be known."));
  else
    rt_chat_run_tell (self, ngettext ("%jd line is missing here.", "%jd lines are missing here.", lost), (intmax_t) lost);
}

static void
tell_open (RtChatRun *self)
{
  if (self->prompt != NULL && rt_chat_member_is_plain (self->member))
    rt_chat_run_tell (self, _("You are in the room, which names everybody by itself. Ctrl+D leaves."));
  else if (self->prompt != NULL)
    rt_chat_run_tell (self, _("You are in the room as %s. Ctrl+D leaves."), self->options->name);
}

static void
on_state (RtChatRun *self)
{
  RtClientState state = rt_chat_member_get_state (self->member);
  const char *reason = rt_chat_member_get_reason (self->member);
  gboolean is_new = state != self->told_state;

  self->told_state = state;
  self->was_open |= state == RT_CLIENT_OPEN;
  rt_chat_run_limit_wait (self);
  if (state == RT_CLIENT_RETRYING && is_new)
    rt_chat_run_tell (self, _("%s Trying again."), reason != NULL ? reason : _("The connection was lost."));
  if (state != RT_CLIENT_OPEN)
    return;

  if (is_new)
    tell_open (self);
  rt_chat_run_say_what_waits (self);
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
  rt_chat_run_tell (self, _("The room did not take what was said: %s"), reason);
}

static void
on_finished (RtChatRun *self)
{
  const GError *error = rt_client_get_error (rt_chat_member_get_client (self->member));
  gboolean is_orderly = error == NULL || g_error_matches (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);

  self->is_leaving = TRUE;
  g_clear_handle_id (&self->shut_id, g_source_remove);
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
  rt_chat_run_leave (self);
}

static void
rt_chat_run_finalize (GObject *object)
{
  RtChatRun *self = RT_CHAT_RUN (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->shut_id, g_source_remove);
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
  g_signal_connect_object (console, "interrupted", G_CALLBACK (rt_chat_run_leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (output, "closed", G_CALLBACK (rt_chat_run_leave), self, G_CONNECT_SWAPPED);
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
  g_autofree char *url = rt_uri_dup_shown (self->options->url);

  if (self->options->has_name && rt_chat_member_is_plain (self->member))
    rt_console_error (self->console, _("--name is not used: in a plain-text room nobody has a name of their own."));
  rt_console_progress (self->console, _("Coming into %s …"), url);
  self->prompt = self->options->json ? NULL : rt_prompt_new (output, "> ");
  if (self->prompt != NULL)
    {
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
