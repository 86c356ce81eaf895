/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-run-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "core/rt-priority.h"

/* How soon it is tried again to say something to a room that is slow to listen. */
#define SAY_AGAIN_MS 20

static gboolean
on_out_of_patience (gpointer user_data)
{
  RtChatRun *self = user_data;

  self->patience_id = 0;
  rt_chat_run_leave (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_still_shut (gpointer user_data)
{
  RtChatRun *self = user_data;

  self->shut_id = 0;
  self->status = RT_EXIT_FAILED;
  rt_console_error (self->console, _("The room cannot be reached, so nothing more is said. Is the server running there?"));
  rt_chat_run_leave (self);

  return G_SOURCE_REMOVE;
}

/* A person sees that it is tried again, and ends it; a script would hang. Who only reads
 * along has nothing to lose by waiting for a room that was there. */
void
rt_chat_run_limit_wait (RtChatRun *self)
{
  gboolean is_waiting = !self->was_open || !g_queue_is_empty (&self->unsaid);

  if (rt_chat_member_get_state (self->member) == RT_CLIENT_OPEN)
    g_clear_handle_id (&self->shut_id, g_source_remove);
  else if (self->shut_id == 0 && is_waiting && !self->is_leaving && !isatty (STDIN_FILENO))
    self->shut_id = g_timeout_add_full (RT_PRIORITY_IO, RT_CHAT_RUN_SHUT_MS, on_still_shut, self, NULL);
}

/* Rooms say again what one says; it is waited for, so that it is printed. */
void
rt_chat_run_leave_when_heard (RtChatRun *self)
{
  if (!self->is_at_end || !g_queue_is_empty (&self->unsaid))
    return;

  if (self->n_heard >= self->n_said)
    rt_chat_run_leave (self);
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
      rt_chat_run_leave_when_heard (self);
      return;
    }

  text = g_bytes_get_data (line, &length);
  /* No bytes have no address. */
  g_queue_push_tail (&self->unsaid, length > 0 ? g_strndup (text, length) : g_strdup (""));
  rt_chat_run_say_what_waits (self);
}

/* One line ahead, and none before there was a room to say it in. */
static void
read_on (RtChatRun *self)
{
  if (self->reader == NULL || self->is_reading || self->is_at_end || !g_queue_is_empty (&self->unsaid) ||
      (!self->was_open && !rt_chat_member_can_say (self->member)))
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
      rt_chat_run_tell (self, _("Not said: %s"), error->message);
    }

  return TRUE;
}

static gboolean
on_say_again (gpointer user_data)
{
  RtChatRun *self = user_data;

  self->again_id = 0;
  rt_chat_run_say_what_waits (self);

  return G_SOURCE_REMOVE;
}

void
rt_chat_run_say_what_waits (RtChatRun *self)
{
  while (!g_queue_is_empty (&self->unsaid) && say (self, g_queue_peek_head (&self->unsaid)))
    g_free (g_queue_pop_head (&self->unsaid));

  if (!g_queue_is_empty (&self->unsaid) && rt_chat_member_can_say (self->member) && self->again_id == 0)
    self->again_id = g_timeout_add_full (RT_PRIORITY_IO, SAY_AGAIN_MS, on_say_again, self, NULL);
  rt_chat_run_limit_wait (self);
  read_on (self);
  rt_chat_run_leave_when_heard (self);
}
