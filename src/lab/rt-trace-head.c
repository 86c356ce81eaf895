/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "net/rt-guard-head.h"
#include "patterns/rt-uri.h"
#include "patterns/websocket/rt-websocket-client.h"

/* How many of @bytes may be where a head begins. A request begins with a token; an answer
 * says which protocol it is of. Blank lines before either belong to it (RFC 9112 section
 * 2.2). */
static gsize
count_good (RtTraceSide *self,
            const char  *bytes,
            gsize        length)
{
  static const char version[] = "HTTP/1.";
  gsize n = self->head->len - strspn (self->head->str, "\r\n");

  for (gsize i = 0; i < length && n < strlen (version); i++)
    {
      gboolean is_blank = n == 0 && (bytes[i] == '\r' || bytes[i] == '\n');

      if (!is_blank && self->direction == RT_TRACE_TO_SERVER)
        return n > 0 || rt_guard_is_token (bytes[i]) ? length : i;
      if (!is_blank && bytes[i] != version[n++])
        return i;
    }
  return length;
}

static gboolean
is_blank_so_far (RtTraceSide *self)
{
  return strspn (self->head->str, "\r\n") == self->head->len;
}

static gboolean
has_blank_line (GString *head)
{
  const char *end = head->str + head->len;

  return (head->len >= 2 && memcmp (end - 2, "\n\n", 2) == 0)
         || (head->len >= 3 && memcmp (end - 3, "\n\r\n", 3) == 0);
}

/* For libsoup: without the blank line. */
static int
get_length (GString *head)
{
  return (int) head->len - (head->str[head->len - 2] == '\r' ? 2 : 1);
}

static gboolean
has_token (SoupMessageHeaders *headers,
           const char         *name,
           const char         *token)
{
  const char *value = soup_message_headers_get_list (headers, name);

  return value != NULL && soup_header_contains (value, token);
}

static gboolean
has_after (const char *path)
{
  const char *query = strchr (path, '?');

  return query != NULL && (g_str_has_prefix (query + 1, "after=") || strstr (query, "&after=") != NULL);
}

/* The cursor, where a field has it and the path does not. */
static char *
dup_request_line (const char         *method,
                  const char         *path,
                  SoupMessageHeaders *headers)
{
  static const char * const cursors[] = { "Last-Event-ID", "If-None-Match" };
  g_autofree char *shown = rt_uri_dup_shown (path);
  g_autofree char *line = g_strconcat (method, " ", shown, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cursors) && !has_after (path); i++)
    {
      const char *cursor = soup_message_headers_get_one (headers, cursors[i]);

      if (cursor != NULL)
        return g_strdup_printf ("%s · %s: %s", line, cursors[i], cursor);
    }
  return g_steal_pointer (&line);
}

void
rt_trace_asked_free (RtTraceAsked *asked)
{
  g_object_unref (asked->item);
  g_free (asked->method);
  g_free (asked);
}

static void
end_request_head (RtTraceSide *self)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autofree char *method = NULL;
  g_autofree char *path = NULL;
  g_autofree char *line = NULL;
  RtTraceConnection *connection = self->connection;
  RtTraceAsked *asked;

  if (soup_headers_parse_request (self->head->str, get_length (self->head), headers, &method, &path, NULL)
      != SOUP_STATUS_OK)
    {
      rt_trace_side_lose (self, _("it is no request of HTTP/1.1"));
      return;
    }
  if (connection->asked.length == RT_TRACE_MAX_UNANSWERED)
    {
      rt_trace_side_lose (self, _("too many requests wait for their answers"));
      return;
    }

  line = dup_request_line (method, path, headers);
  rt_trace_side_begin (self, RT_TRACE_REQUEST, rt_trace_dup_words (line, strlen (line)));
  asked = g_new0 (RtTraceAsked, 1);
  asked->item = g_object_ref (self->item);
  asked->method = g_steal_pointer (&method);
  asked->is_upgrade = has_token (headers, "Upgrade", "websocket");
  asked->has_cursor = has_after (path) || soup_message_headers_get_one (headers, "Last-Event-ID") != NULL;
  g_queue_push_tail (&connection->asked, asked);
  rt_trace_begin_body (self, headers, FALSE);
}

static void
upgrade_side (RtTraceSide *self)
{
  if (self->item != NULL)
    rt_trace_side_cut_off (self);
  self->read = rt_trace_read_frame;
  g_string_truncate (self->head, 0);
}

static void
switch_protocols (RtTraceSide        *self,
                  SoupMessageHeaders *headers,
                  const RtTraceAsked *asked)
{
  const char *protocol = soup_message_headers_get_one (headers, "Sec-WebSocket-Protocol");

  rt_trace_side_finish (self);
  if (asked != NULL && asked->is_upgrade && has_token (headers, "Upgrade", "websocket"))
    {
      self->connection->has_envelopes = g_strcmp0 (protocol, RT_WEBSOCKET_PROTOCOL) == 0;
      upgrade_side (self);
      upgrade_side (rt_trace_side_get_other (self));
      return;
    }
  rt_trace_side_lose (self, _("the connection went over to another protocol"));
  rt_trace_side_lose (rt_trace_side_get_other (self), _("the connection went over to another protocol"));
}

static gboolean
is_event_stream (SoupMessageHeaders *headers,
                 guint               status)
{
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  return status == SOUP_STATUS_OK && type != NULL && g_ascii_strcasecmp (type, "text/event-stream") == 0;
}

/* Of a tunnel (RFC 9110 section 9.3.6) anything may be the beginning. */
static void
restart (RtTraceSide *self)
{
  if (self->item != NULL)
    rt_trace_side_cut_off (self);
  rt_trace_side_start (self);
  self->is_fresh = TRUE;
}

/* What follows the head of an answer (RFC 9112 section 6.3). */
static void
begin_answer (RtTraceSide        *self,
              SoupMessageHeaders *headers,
              RtTraceAsked       *asked)
{
  gboolean has_none = self->status < 200 || self->status == SOUP_STATUS_NO_CONTENT
                      || self->status == SOUP_STATUS_NOT_MODIFIED
                      || (asked != NULL && g_str_equal (asked->method, "HEAD"));

  if (asked != NULL && g_str_equal (asked->method, "CONNECT") && SOUP_STATUS_IS_SUCCESSFUL (self->status))
    {
      rt_trace_side_finish (self);
      restart (self);
      restart (rt_trace_side_get_other (self));
      return;
    }
  if (!has_none && is_event_stream (headers, self->status))
    rt_trace_begin_events (self, asked != NULL && asked->has_cursor);
  rt_trace_begin_body (self, headers, has_none);
}

static void
end_response_head (RtTraceSide *self)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  g_autofree char *phrase = NULL;
  g_autofree char *line = NULL;
  RtTraceAsked *asked = g_queue_peek_head (&self->connection->asked);

  if (!soup_headers_parse_response (self->head->str, get_length (self->head), headers, NULL, &self->status, &phrase))
    {
      rt_trace_side_lose (self, _("it is no answer of HTTP/1.1"));
      return;
    }
  line = g_strdup_printf ("%u %s", self->status, phrase);
  g_strchomp (line);
  if (asked != NULL)
    self->item->answered = g_object_ref (asked->item);
  rt_trace_side_begin (self, RT_TRACE_RESPONSE, rt_trace_dup_words (line, strlen (line)));

  /* What comes before the answer (RFC 9110 section 15.2) answers nothing yet. */
  if (self->status >= 200 || self->status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    g_queue_pop_head (&self->connection->asked);
  if (self->status == SOUP_STATUS_SWITCHING_PROTOCOLS)
    switch_protocols (self, headers, asked);
  else
    begin_answer (self, headers, asked);
  if (asked != NULL && asked != g_queue_peek_head (&self->connection->asked))
    rt_trace_asked_free (asked);
}

static void
end_head (RtTraceSide *self)
{
  if (self->direction == RT_TRACE_TO_SERVER)
    end_request_head (self);
  else
    end_response_head (self);
}

static void
take_head (RtTraceSide *self,
           const char  *bytes,
           gsize        length)
{
  rt_trace_side_take (self, self->direction == RT_TRACE_TO_SERVER ? RT_TRACE_REQUEST : RT_TRACE_RESPONSE,
                      RT_TRACE_FORM_HTTP, bytes, length);
  g_string_append_len (self->head, bytes, length);
}

static gsize
read_head (RtTraceSide *self,
           const char  *bytes,
           gsize        length)
{
  const char *newline = memchr (bytes, '\n', length);
  gsize n = newline != NULL ? (gsize) (newline + 1 - bytes) : length;
  gsize n_good;

  n = MIN (n, RT_TRACE_MAX_HEAD + 1 - self->head->len);
  n_good = count_good (self, bytes, n);
  take_head (self, bytes, n_good);
  if (n_good < n)
    rt_trace_side_lose (self, _("it is not HTTP/1.1"));
  else if (self->head->len > RT_TRACE_MAX_HEAD)
    rt_trace_side_lose (self, _("the head is too long"));
  else if (!is_blank_so_far (self) && has_blank_line (self->head))
    end_head (self);
  return n_good;
}

/* Nobody saw the beginning: it may be an event stream, chunked or not. */
static RtTraceReader
guess_stream (RtTraceSide *self,
              const char  *bytes,
              gsize        length)
{
  static const char * const fields[] = { ":", "data", "event", "id", "retry" };
  gsize n_digits = 0;

  while (n_digits < length && g_ascii_isxdigit (bytes[n_digits]))
    n_digits++;
  if (n_digits > 0 && (n_digits == length || bytes[n_digits] == '\r' || bytes[n_digits] == ';'))
    {
      rt_trace_begin_events (self, TRUE);
      return rt_trace_read_chunk_size;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (length >= strlen (fields[i]) && memcmp (bytes, fields[i], strlen (fields[i])) == 0)
      {
        rt_trace_begin_events (self, TRUE);
        return rt_trace_read_to_close;
      }
  return NULL;
}

/* The same: HTTP begins with no byte that a WebSocket frame does. */
static gboolean
may_be_frame (guint8 first)
{
  guint8 opcode = first & 0x0F;

  return (first & 0x80) != 0 ? (first & 0x70) == 0 && (opcode <= 2 || (opcode >= 8 && opcode <= 10))
                             : first <= 2;
}

/* The types of TLS records (RFC 8446 section 5.1) begin nothing else. */
static gboolean
may_be_record (guint8 first)
{
  return first >= 20 && first <= 23;
}

static RtTraceReader
choose (RtTraceSide *self,
        const char  *bytes,
        gsize        length)
{
  RtTraceReader reader = NULL;
  guint8 first = (guint8) bytes[0];

  if (!self->is_fresh)
    return read_head;
  if (may_be_record (first))
    return rt_trace_read_record;
  if (self->connection->is_new)
    return read_head;
  if (may_be_frame (first))
    {
      self->connection->has_envelopes = TRUE;
      if (rt_trace_side_get_other (self)->is_fresh)
        rt_trace_side_get_other (self)->read = rt_trace_read_frame;
      return rt_trace_read_frame;
    }
  if (self->direction == RT_TRACE_TO_CLIENT)
    reader = guess_stream (self, bytes, length);
  return reader != NULL ? reader : read_head;
}

/**
 * rt_trace_read_start:
 * @self: a side
 * @bytes: what comes next
 * @length: how many
 *
 * Reads what comes where an HTTP message may begin: such a message, and where nothing came
 * before, what may be there instead.
 *
 * Returns: always 0: it leaves them to who can read them
 */
gsize
rt_trace_read_start (RtTraceSide *self,
                     const char  *bytes,
                     gsize        length)
{
  self->read = choose (self, bytes, length);
  self->is_fresh = FALSE;
  return 0;
}
