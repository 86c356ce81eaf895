/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Bytes of an event stream make items of their own. */
static void
take_framing (RtTraceSide *self,
              const char  *bytes,
              gsize        length)
{
  if (self->events != NULL)
    rt_trace_take_events (self, bytes, length);
  else
    rt_trace_side_take (self, RT_TRACE_RESPONSE, RT_TRACE_FORM_HTTP, bytes, length);
}

static gsize
take_data (RtTraceSide *self,
           const char  *bytes,
           gsize        length)
{
  if (self->events != NULL)
    return rt_trace_read_events (self, bytes, length);
  rt_trace_side_take (self, RT_TRACE_RESPONSE, RT_TRACE_FORM_HTTP, bytes, length);
  rt_trace_side_keep (self, bytes, length);
  return length;
}

static gsize
read_length (RtTraceSide *self,
             const char  *bytes,
             gsize        length)
{
  gsize n = take_data (self, bytes, MIN (length, self->left));

  self->left -= n;
  if (self->left == 0 && self->read == read_length)
    rt_trace_end_body (self);
  return n;
}

/* The next part of a line is taken into self->head. Whether the line is whole. */
static gboolean
read_line (RtTraceSide *self,
           const char  *bytes,
           gsize        length,
           gsize       *n)
{
  const char *newline = memchr (bytes, '\n', length);

  *n = newline != NULL ? (gsize) (newline + 1 - bytes) : length;
  *n = MIN (*n, RT_TRACE_MAX_HEAD + 1 - self->head->len);
  take_framing (self, bytes, *n);
  g_string_append_len (self->head, bytes, *n);
  if (self->head->len > RT_TRACE_MAX_HEAD)
    {
      rt_trace_side_lose (self, _("a line is too long"));
      return FALSE;
    }
  return newline != NULL;
}

/* Fields after the last chunk, or the blank line that ends it all (RFC 9112 section 7.1.2). */
static gsize
read_trailer (RtTraceSide *self,
              const char  *bytes,
              gsize        length)
{
  gboolean is_last;
  gsize n;

  if (!read_line (self, bytes, length, &n))
    return n;
  is_last = self->head->str[0] == '\n' || g_str_equal (self->head->str, "\r\n");
  g_string_truncate (self->head, 0);
  if (is_last)
    rt_trace_end_body (self);
  return n;
}

static gsize
read_chunk_end (RtTraceSide *self,
                const char  *bytes,
                gsize        length)
{
  if (*bytes != '\n' && (*bytes != '\r' || self->head->len > 0))
    {
      rt_trace_side_lose (self, _("a chunk is longer than it says"));
      return 0;
    }
  take_framing (self, bytes, 1);
  g_string_append_c (self->head, *bytes);
  if (*bytes == '\r')
    return 1;
  g_string_truncate (self->head, 0);
  self->read = rt_trace_read_chunk_size;
  if (self->events != NULL)
    rt_trace_end_chunk (self);
  return 1;
}

static gsize
read_chunk_data (RtTraceSide *self,
                 const char  *bytes,
                 gsize        length)
{
  gsize n = take_data (self, bytes, MIN (length, self->left));

  self->left -= n;
  if (self->left == 0 && self->read == read_chunk_data)
    self->read = read_chunk_end;
  return n;
}

/* RFC 9112 section 7.1: hexadecimal digits, and perhaps extensions. */
static gboolean
parse_chunk_size (const char *line,
                  guint64    *size)
{
  const char *end = line + strspn (line, "0123456789abcdefABCDEF");
  g_autofree char *digits = g_strndup (line, end - line);

  end += strspn (end, " \t");
  return strchr (";\r\n", *end) != NULL && *end != '\0'
         && g_ascii_string_to_unsigned (digits, 16, 0, G_MAXINT64, size, NULL);
}

/**
 * rt_trace_read_chunk_size:
 * @self: a side
 * @bytes: what comes next
 * @length: how many
 *
 * Reads the line before a chunk.
 *
 * Returns: how many bytes of it there were
 */
gsize
rt_trace_read_chunk_size (RtTraceSide *self,
                          const char  *bytes,
                          gsize        length)
{
  gsize n;

  if (!read_line (self, bytes, length, &n))
    return n;
  if (!parse_chunk_size (self->head->str, &self->left))
    {
      rt_trace_side_lose (self, _("a chunk’s size is no hexadecimal number"));
      return n;
    }
  g_string_truncate (self->head, 0);
  self->read = self->left > 0 ? read_chunk_data : read_trailer;
  return n;
}

/**
 * rt_trace_read_to_close:
 * @self: a side
 * @bytes: what comes next
 * @length: how many
 *
 * Reads a body that only the connection's end ends (RFC 9112 section 6.3).
 *
 * Returns: how many bytes of it there were
 */
gsize
rt_trace_read_to_close (RtTraceSide *self,
                        const char  *bytes,
                        gsize        length)
{
  self->body = RT_TRACE_BODY_CLOSE;
  return take_data (self, bytes, length);
}

static RtTraceBody
find_framing (SoupMessageHeaders *headers)
{
  switch (soup_message_headers_get_encoding (headers))
    {
    case SOUP_ENCODING_CHUNKED:
      return RT_TRACE_BODY_CHUNKED;
    case SOUP_ENCODING_CONTENT_LENGTH:
      return RT_TRACE_BODY_LENGTH;
    case SOUP_ENCODING_NONE:
      return RT_TRACE_BODY_NONE;
    case SOUP_ENCODING_EOF:
    case SOUP_ENCODING_BYTERANGES:
    case SOUP_ENCODING_UNRECOGNIZED:
    default:
      return RT_TRACE_BODY_CLOSE;
    }
}

/**
 * rt_trace_begin_body:
 * @self: a side that has read a head
 * @headers: what it says
 * @has_none: whether there is no body, whatever it says
 *
 * Reads the body that the head announces (RFC 9112 section 6), if there is one.
 */
void
rt_trace_begin_body (RtTraceSide        *self,
                     SoupMessageHeaders *headers,
                     gboolean            has_none)
{
  self->body = has_none ? RT_TRACE_BODY_NONE : find_framing (headers);
  if (self->item != NULL)
    self->item->context.body = self->body;
  g_byte_array_set_size (self->content, 0);
  self->n_content = 0;
  g_string_truncate (self->head, 0);
  self->left = 0;

  if (self->body == RT_TRACE_BODY_LENGTH)
    self->left = MAX (soup_message_headers_get_content_length (headers), 0);
  if (self->body == RT_TRACE_BODY_CHUNKED)
    self->read = rt_trace_read_chunk_size;
  else if (self->body == RT_TRACE_BODY_CLOSE)
    self->read = rt_trace_read_to_close;
  else if (self->left > 0)
    self->read = read_length;
  else
    rt_trace_end_body (self);
}

/**
 * rt_trace_end_body:
 * @self: a side that has read a body to its end
 *
 * Completes the message.
 */
void
rt_trace_end_body (RtTraceSide *self)
{
  if (self->events != NULL)
    {
      rt_trace_end_events (self, TRUE);
    }
  else
    {
      if (self->direction == RT_TRACE_TO_CLIENT)
        rt_trace_count_response (self);
      else
        rt_trace_side_count (self, (gint64) self->n_content, FALSE);
      rt_trace_side_finish (self);
    }
  rt_trace_side_start (self);
}

/**
 * rt_trace_break_body:
 * @self: a side that reads an item, and whose connection has ended
 *
 * Completes what was being read, which is whole only where the connection's end was to
 * end it.
 */
void
rt_trace_break_body (RtTraceSide *self)
{
  if (self->events != NULL)
    rt_trace_end_events (self, self->read == rt_trace_read_to_close);
  else if (self->read == rt_trace_read_to_close)
    rt_trace_end_body (self);
  else if (self->item->context.form == RT_TRACE_FORM_UNKNOWN)
    rt_trace_side_finish (self);
  else
    rt_trace_side_cut_off (self);
}
