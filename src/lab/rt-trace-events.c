/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-envelope.h"

/* What the client takes for a gap, and not for an event. */
static gboolean
is_gap (RtTraceEvents       *self,
        const RtStreamEvent *event)
{
  RtJsonSlice slice;
  gint64 lost;

  if (g_strcmp0 (event->type, "gap") != 0 || !self->has_cursor)
    return FALSE;
  slice.text = g_bytes_get_data (event->data, &slice.length);
  return rt_json_check (slice.text, slice.length, NULL) && rt_envelope_parse_gap (&slice, &lost) != RT_ENVELOPE_INVALID;
}

static gboolean
on_event (const RtStreamEvent *event,
          gpointer             user_data)
{
  RtTraceEvents *self = user_data;
  gboolean has_number = event->has_id
                        && g_ascii_string_to_unsigned (event->last_event_id, 10, 0, G_MAXUINT64, NULL, NULL);
  g_autofree char *words = NULL;

  self->seq = has_number ? g_ascii_strtoull (event->last_event_id, NULL, 10) : 0;
  g_free (self->event);
  if (event->has_id)
    /* Translators: an event's number, and its type */
    words = g_strdup_printf (_("event %s · %s"), event->last_event_id, event->type);
  else
    /* Translators: an event's type */
    words = g_strdup_printf (_("event · %s"), event->type);
  self->event = rt_trace_dup_words (words, strlen (words));
  self->payload = is_gap (self, event) ? 0 : (gint64) g_bytes_get_size (event->data);
  self->has_cursor |= has_number;
  return TRUE;
}

static void
on_block_ended (gpointer user_data)
{
  RtTraceEvents *self = user_data;

  self->is_over = TRUE;
}

static const RtEventStreamHandler handler = {
  .event = on_event,
  .block_ended = on_block_ended,
};

void
rt_trace_events_free (RtTraceEvents *self)
{
  rt_event_stream_parser_free (self->parser);
  g_string_free (self->line, TRUE);
  g_free (self->event);
  g_free (self);
}

/**
 * rt_trace_begin_events:
 * @self: a side
 * @has_cursor: whether the client knows where it is in the stream
 *
 * What comes is an event stream; the head, if there was one, is complete.
 */
void
rt_trace_begin_events (RtTraceSide *self,
                       gboolean     has_cursor)
{
  self->events = g_new0 (RtTraceEvents, 1);
  self->events->parser = rt_event_stream_parser_new (&handler, self->events);
  self->events->line = g_string_new (NULL);
  self->events->has_cursor = has_cursor;
  self->body = RT_TRACE_BODY_CHUNKED;
  if (self->item != NULL)
    rt_trace_side_finish (self);
}

/**
 * rt_trace_take_events:
 * @self: a side that reads an event stream
 * @bytes: what passed
 * @length: how many
 *
 * Takes bytes into the event, or what else it may become, that is being read.
 */
void
rt_trace_take_events (RtTraceSide *self,
                      const char  *bytes,
                      gsize        length)
{
  gboolean is_first = self->item == NULL;

  rt_trace_side_take (self, RT_TRACE_PUSH, RT_TRACE_FORM_EVENTS, bytes, length);
  if (!is_first)
    return;
  self->item->context.body = self->body;
  self->item->context.chunk_left = self->body == RT_TRACE_BODY_CHUNKED ? self->left : 0;
}

static void
clear_block (RtTraceEvents *self)
{
  g_string_truncate (self->line, 0);
  g_clear_pointer (&self->event, g_free);
  self->has_fields = FALSE;
  self->has_comment = FALSE;
  self->has_ended = FALSE;
  self->payload = 0;
}

static void
finish_block (RtTraceSide *self)
{
  clear_block (self->events);
  rt_trace_side_finish (self);
}

static gboolean
is_newline (char c)
{
  return c == '\r' || c == '\n';
}

/* Comments end with their line where no blank line follows. */
static gboolean
begins_another (RtTraceEvents *self,
                char           c)
{
  if (self->after_return && c == '\n')
    return FALSE;
  return self->has_ended || (self->has_comment && !self->in_line && !is_newline (c));
}

static void
begin_line (RtTraceEvents *self,
            char           c)
{
  if (self->in_line || is_newline (c))
    return;
  self->in_line = TRUE;
  if (c != ':')
    self->has_fields = TRUE;
  else if (!self->has_fields)
    self->has_comment = TRUE;
}

static void
keep_line (RtTraceEvents *self,
           const char    *bytes,
           gsize          length)
{
  gboolean is_first = self->line->len == 0 || !is_newline (self->line->str[self->line->len - 1]);

  if (is_first && self->line->len < 4 * RT_TRACE_MAX_SUMMARY)
    g_string_append_len (self->line, bytes, MIN (length, 4 * RT_TRACE_MAX_SUMMARY));
}

/* It only keeps the connection open. */
static gboolean
is_bare_comment (RtTraceEvents *self)
{
  return self->line->str[0] == ':' && strspn (self->line->str + 1, " \r\n") == self->line->len - 1;
}

static char *
dup_first_line (RtTraceEvents *self)
{
  if (is_bare_comment (self))
    return g_strdup (_("comment"));
  if (strcspn (self->line->str, "\r\n") == 0)
    return g_strdup (_("blank line"));
  return rt_trace_dup_words (self->line->str, strcspn (self->line->str, "\r\n"));
}

/* A blank line came. It is the item's end, unless more of the line's end or the chunk's may
 * follow. */
static void
end_block (RtTraceSide *self,
           gboolean     is_last_of_chunk)
{
  RtTraceEvents *events = self->events;

  rt_trace_side_count (self, events->payload, FALSE);
  self->item->seq = events->event != NULL ? events->seq : 0;
  if (!self->is_begun && events->event != NULL)
    rt_trace_side_begin (self, RT_TRACE_PUSH, g_steal_pointer (&events->event));
  else if (!self->is_begun)
    rt_trace_side_begin (self, RT_TRACE_COMMENT, dup_first_line (events));
  events->is_over = FALSE;
  events->has_ended = TRUE;
  if (!events->after_return && !is_last_of_chunk)
    finish_block (self);
}

static void
end_line (RtTraceSide *self,
          char         newline,
          gboolean     is_last_of_chunk)
{
  RtTraceEvents *events = self->events;
  gboolean is_rest = events->after_return && newline == '\n' && !events->in_line;

  events->after_return = newline == '\r';
  events->in_line = FALSE;
  if (events->is_over)
    end_block (self, is_last_of_chunk);
  else if (events->has_comment && !self->is_begun)
    rt_trace_side_begin (self, RT_TRACE_COMMENT, dup_first_line (events));
  else if (is_rest && events->has_ended && !is_last_of_chunk)
    finish_block (self);
}

/* How many of @bytes are of one line, its end included. */
static gsize
find_line_end (const char *bytes,
               gsize       length)
{
  gsize n = 0;

  while (n < length && !is_newline (bytes[n]))
    n++;
  return MIN (n + 1, length);
}

/**
 * rt_trace_read_events:
 * @self: a side that reads an event stream
 * @bytes: what comes next, without framing
 * @length: how many
 *
 * Reads up to the end of a line.
 *
 * Returns: how many bytes that were; 0 where an item was completed instead
 */
gsize
rt_trace_read_events (RtTraceSide *self,
                      const char  *bytes,
                      gsize        length)
{
  RtTraceEvents *events = self->events;
  gboolean is_last_of_chunk;
  gsize n;

  if (begins_another (events, *bytes))
    {
      finish_block (self);
      return 0;
    }
  n = find_line_end (bytes, length);
  is_last_of_chunk = self->body == RT_TRACE_BODY_CHUNKED && n == self->left;
  begin_line (events, *bytes);
  rt_trace_take_events (self, bytes, n);
  keep_line (events, bytes, n);
  if (!rt_event_stream_parser_feed (events->parser, bytes, n, NULL))
    rt_trace_side_lose (self, _("an event is too long"));
  else if (is_newline (bytes[n - 1]))
    end_line (self, bytes[n - 1], is_last_of_chunk);
  return n;
}

/**
 * rt_trace_end_chunk:
 * @self: a side that reads an event stream
 *
 * A chunk is over: what ended with it is complete.
 */
void
rt_trace_end_chunk (RtTraceSide *self)
{
  RtTraceEvents *events = self->events;

  if (self->is_begun && (events->has_ended || !events->in_line))
    finish_block (self);
}

/**
 * rt_trace_end_events:
 * @self: a side that reads an event stream
 * @is_whole: whether the stream ended as it should
 *
 * Completes what is left of the stream. An event without a blank line after it is none
 * (WHATWG HTML section 9.2.6).
 */
void
rt_trace_end_events (RtTraceSide *self,
                     gboolean     is_whole)
{
  RtTraceEvents *events = self->events;

  if (self->item == NULL)
    return;
  if (self->is_begun)
    {
      self->item->is_cut_off = !is_whole && !events->has_ended;
      finish_block (self);
    }
  else if (is_whole && events->line->len == 0)
    {
      rt_trace_side_begin (self, RT_TRACE_CONTROL, g_strdup (_("last chunk")));
      rt_trace_side_finish (self);
    }
  else
    {
      self->item->is_cut_off = TRUE;
      rt_trace_side_begin (self, RT_TRACE_PUSH, g_strdup (_("event that is not whole")));
      finish_block (self);
    }
}
