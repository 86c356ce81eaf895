/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "patterns/rt-envelope.h"
#include "patterns/rt-poll-answer.h"

static gboolean
is_all_kept (RtTraceSide *self)
{
  return self->n_content == self->content->len;
}

/* What it says, and which events it brought. */
static void
name_events (RtTraceItem *item,
             guint64      first,
             guint64      last)
{
  g_autofree char *from = g_strdup_printf ("%" G_GUINT64_FORMAT, first);
  g_autofree char *to = g_strdup_printf ("%" G_GUINT64_FORMAT, last);

  rt_trace_item_set_summary (item, first == last
                                     /* Translators: an answer, and the number of the event in it */
                                     ? g_strdup_printf (_("%s · event %s"), item->summary, to)
                                     /* Translators: an answer, and the numbers of its first and its last event */
                                     : g_strdup_printf (_("%s · events %s to %s"), item->summary, from, to));
}

/* Events are in order. */
static gint64
take_events (RtTraceItem  *item,
             RtPollAnswer *answer)
{
  gint64 sum = 0;
  guint64 first = 0;
  guint64 last = 0;
  RtPollAnswerItem next;

  do
    {
      g_autoptr (RtMessage) message = NULL;
      guint64 prev;

      next = rt_poll_answer_next (answer, &message, &prev);
      if (next != RT_POLL_ANSWER_EVENT)
        continue;
      sum += (gint64) g_bytes_get_size (message->data);
      last = message->seq;
      first = first == 0 ? last : first;
    }
  while (next == RT_POLL_ANSWER_EVENT);
  if (last > 0)
    name_events (item, first, last);
  return sum;
}

/* As RtPollingClient reads it. */
static void
count_polled (RtTraceSide *self)
{
  RtTraceReading *reading = self->connection->reading;
  g_autoptr (GBytes) body = g_bytes_new (self->content->data, self->content->len);
  RtPollAnswer answer;

  if (!is_all_kept (self))
    {
      rt_trace_side_count (self, -1, FALSE);
    }
  else if (rt_poll_answer_parse (&answer, body))
    {
      gboolean is_empty = rt_poll_answer_is_empty (&answer);

      rt_trace_side_count (self, take_events (self->item, &answer), is_empty);
    }
  else if (self->n_content == 0 || (reading->last_body != NULL && g_bytes_equal (reading->last_body, body)))
    {
      rt_trace_side_count (self, 0, TRUE);
    }
  else
    {
      rt_trace_side_count (self, (gint64) self->n_content, FALSE);
      g_clear_pointer (&reading->last_body, g_bytes_unref);
      reading->last_body = g_steal_pointer (&body);
    }
}

/**
 * rt_trace_count_response:
 * @self: a side that has read an answer
 *
 * Counts what of it are events' data, as the clients do.
 */
void
rt_trace_count_response (RtTraceSide *self)
{
  RtTraceReading *reading = self->connection->reading;
  guint status = self->status;

  if (status < 200)
    rt_trace_side_count (self, 0, FALSE);
  else if (status == SOUP_STATUS_NO_CONTENT || status == SOUP_STATUS_NOT_MODIFIED
           || (reading->is_empty_status != NULL && reading->is_empty_status (status)))
    rt_trace_side_count (self, 0, TRUE);
  else if (!SOUP_STATUS_IS_SUCCESSFUL (status))
    rt_trace_side_count (self, 0, self->n_content == 0 && !SOUP_STATUS_IS_REDIRECTION (status));
  else if (reading->polls)
    count_polled (self);
  else
    rt_trace_side_count (self, (gint64) self->n_content, self->n_content == 0);
}

static char *
dup_event_words (const RtMessage *message)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, message->seq);
  g_autofree char *words = g_strdup_printf (_("event %s · %s"), number, message->type);

  return rt_trace_dup_words (words, strlen (words));
}

/* As RtWebsocketClient reads it. Returns whether it is one. */
static gboolean
count_envelope (RtTraceSide *self)
{
  RtTraceConnection *connection = self->connection;
  g_autoptr (GBytes) text = g_bytes_new (self->content->data, self->content->len);
  g_autoptr (RtMessage) message = NULL;
  guint64 prev;
  gint64 lost;
  RtEnvelopeKind kind = rt_envelope_parse_text (text, &message, &prev, &lost);

  connection->has_envelopes = connection->gave_one = connection->gave_one || kind != RT_ENVELOPE_INVALID;
  if (kind == RT_ENVELOPE_EVENT)
    {
      rt_trace_side_count (self, (gint64) g_bytes_get_size (message->data), FALSE);
      self->item->seq = message->seq;
      rt_trace_item_set_summary (self->item, dup_event_words (message));
    }
  return connection->has_envelopes;
}

/**
 * rt_trace_count_message:
 * @self: a side that has read a WebSocket message
 *
 * Counts what of it are events' data, as the clients do. What the subprotocol says beside
 * them is none.
 */
void
rt_trace_count_message (RtTraceSide *self)
{
  RtTraceConnection *connection = self->connection;
  gboolean may_be_envelope = self->direction == RT_TRACE_TO_CLIENT && connection->has_envelopes
                             && self->opcode == 1;

  if (may_be_envelope && !is_all_kept (self))
    rt_trace_side_count (self, -1, FALSE);
  else if (!may_be_envelope || !count_envelope (self))
    rt_trace_side_count (self, (gint64) self->n_content, FALSE);
}
