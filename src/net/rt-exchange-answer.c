/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"
#include "net/rt-exchange-private.h"
#include "net/rt-refusal.h"

/* So much of a refused request's body is waited for, that the connection lives on. */
#define MAX_REFUSED_BODY (64 * 1024)

/**
 * rt_exchange_set_header:
 * @self: an exchange
 * @name: a field's name
 * @value: its value
 *
 * Sets a field of the answer, in place of one set before.
 */
void
rt_exchange_set_header (RtExchange *self,
                        const char *name,
                        const char *value)
{
  if (self->message != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message), name, value);
}

/**
 * rt_exchange_set_carries:
 * @self: an exchange
 * @empty: whether the answer carries nothing new
 * @events: how many events it carries
 * @payload: the bytes of their data
 *
 * Says what the answer counts for once it was sent.
 */
void
rt_exchange_set_carries (RtExchange *self,
                         gboolean    empty,
                         guint       events,
                         gsize       payload)
{
  self->carried = (RtPeerAnswer) { .empty = empty, .events = events, .payload = payload };
}

/* libsoup 3.2 takes Content-Length out of a 204, forgets with it how the answer ends,
 * and would close the connection. */
static void
keep_alive (SoupServerMessage *message)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_NONE);
}

static void
set_status (SoupServerMessage *message,
            guint              status)
{
  soup_server_message_set_status (message, status, rt_refusal_get_phrase (status));
  /* Its Content-Length would be that of the answer it stands for. */
  if (status == SOUP_STATUS_NOT_MODIFIED)
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_NONE);
  if (status == SOUP_STATUS_NO_CONTENT)
    g_signal_connect (message, "wrote-headers", G_CALLBACK (keep_alive), NULL);
}

void
rt_exchange_set_claim (RtExchange         *self,
                       RtIdempotencyClaim *claim)
{
  g_assert (self->claim == NULL && !self->is_answered);

  self->claim = claim;
}

void
rt_exchange_drop_claim (RtExchange *self)
{
  g_clear_pointer (&self->claim, rt_idempotency_claim_release);
}

/**
 * rt_exchange_respond:
 * @self: an exchange
 * @status: an HTTP status from 200 on
 * @content_type: (nullable): the media type of @body
 * @body: (nullable): the content; not sent to HEAD, nor with 204 and 304
 *
 * Answers. Does nothing where it is answered already, or the peer is gone.
 */
void
rt_exchange_respond (RtExchange *self,
                     guint       status,
                     const char *content_type,
                     GBytes     *body)
{
  SoupServerMessage *message = self->message;

  if (message == NULL || self->is_answered)
    return;

  self->is_answered = TRUE;
  rt_exchange_stop_deadline (self);
  rt_exchange_begin (self);
  set_status (message, status);
  if (body != NULL && status != SOUP_STATUS_NO_CONTENT && status != SOUP_STATUS_NOT_MODIFIED)
    {
      rt_exchange_set_header (self, "Content-Type", content_type);
      /* libsoup takes no chunk that is empty. */
      if (g_bytes_get_size (body) > 0)
        soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
    }
  if (self->claim != NULL)
    rt_idempotency_claim_settle (g_steal_pointer (&self->claim), status,
                                 soup_server_message_get_response_headers (message), body);
  if (self->is_held)
    soup_server_message_unpause (message);
}

/**
 * rt_exchange_respond_text:
 * @self: an exchange
 * @status: an HTTP status
 * @text: the content
 *
 * Answers with text/plain.
 */
void
rt_exchange_respond_text (RtExchange *self,
                          guint       status,
                          const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  rt_exchange_respond (self, status, "text/plain; charset=utf-8", body);
}

/* RFC 9457 section 3. */
static GBytes *
problem_new (guint       status,
             const char *detail)
{
  GString *json = g_string_new ("{\"type\":\"about:blank\",\"title\":");

  rt_json_append_string (json, rt_refusal_get_phrase (status), -1);
  g_string_append_printf (json, ",\"status\":%u,\"detail\":", status);
  rt_json_append_string (json, detail, -1);
  g_string_append (json, "}\n");

  return g_string_free_to_bytes (json);
}

/**
 * rt_exchange_respond_problem:
 * @self: an exchange
 * @status: an HTTP status from 400 on
 * @format: what is wrong with the request, as for printf()
 * @...: what the format asks for
 *
 * Answers with application/problem+json (RFC 9457).
 */
void
rt_exchange_respond_problem (RtExchange *self,
                             guint       status,
                             const char *format,
                             ...)
{
  g_autofree char *detail = NULL;
  g_autoptr (GBytes) body = NULL;
  va_list args;

  va_start (args, format);
  detail = g_strdup_vprintf (format, args);
  va_end (args);

  body = problem_new (status, detail);
  rt_exchange_respond (self, status, "application/problem+json", body);
}

static void
append_header (const char *name,
               const char *value,
               gpointer    user_data)
{
  g_string_append_printf (user_data, "%s: %s\r\n", name, value);
}

/* Counts a response, and adds the fields set so far to @head. Whoever holds no reference
 * must not touch @self any more. (transfer full) */
static RtPeerStream *
take_connection (RtExchange *self,
                 GString    *head)
{
  RtPeerStream *stream = g_object_ref (rt_peer_get_stream (self->peer));
  SoupServerMessage *message = g_steal_pointer (&self->message);
  g_autoptr (GIOStream) stolen = NULL;

  self->is_answered = TRUE;
  rt_exchange_pause_body (self, FALSE);
  rt_exchange_stop_deadline (self);
  rt_exchange_drop_claim (self);
  rt_exchange_begin (self);
  rt_peer_count_response (self->peer, FALSE);
  soup_message_headers_foreach (soup_server_message_get_response_headers (message), append_header, head);
  g_string_append (head, "\r\n");
  /* The exchange may end with its message. */
  stolen = soup_server_message_steal_connection (message);

  return stream;
}

static void
write_head (RtPeerStream *stream,
            GString      *head)
{
  g_autoptr (GBytes) bytes = g_string_free_to_bytes (head);

  rt_outbox_push_control (rt_peer_stream_get_outbox (stream), bytes);
  rt_peer_stream_set_raw (stream, TRUE);
  rt_peer_stream_flush (stream);
}

/**
 * rt_exchange_take_stream:
 * @self: an exchange
 * @content_type: the media type of what follows
 *
 * Takes the connection over for an event stream: writes the head of a 200 answer
 * with the fields set so far. The rest goes through the stream's outbox; what the
 * peer sends is thrown away. The exchange is over. Where the peer left already the
 * stream is closing and "closed" follows.
 *
 * Returns: (transfer full): the stream
 */
RtPeerStream *
rt_exchange_take_stream (RtExchange *self,
                         const char *content_type)
{
  GString *head = g_string_new ("HTTP/1.1 200 OK\r\n");
  RtPeerStream *stream;

  g_string_append_printf (head, "Content-Type: %s\r\nCache-Control: no-store\r\nConnection: close\r\n", content_type);
  stream = take_connection (self, head);
  write_head (stream, head);
  if (rt_peer_stream_is_gone (stream))
    g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);

  return stream;
}

/* Whoever asks for leave to send its body, or does not say how long it is, is not
 * waited for. */
static gboolean
awaits_much (RtExchange *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  SoupEncoding encoding = soup_message_headers_get_encoding (headers);
  goffset length = soup_message_headers_get_content_length (headers) - (goffset) self->n_taken;

  if (encoding == SOUP_ENCODING_CHUNKED)
    return TRUE;

  return encoding == SOUP_ENCODING_CONTENT_LENGTH &&
         (length > MAX_REFUSED_BODY ||
          (length > 0 && self->n_taken == 0 && (soup_message_headers_get_expectations (headers) & SOUP_EXPECTATION_CONTINUE) != 0));
}

/* Who may not ask takes no connection from those who may, and what did not come in time is
 * not waited for. */
static gboolean
ends_connection (guint status)
{
  return status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE || status == SOUP_STATUS_UNAUTHORIZED ||
         status == SOUP_STATUS_REQUEST_TIMEOUT;
}

static void
refuse_at_once (RtExchange *self,
                guint       status,
                const char *content_type,
                GBytes     *body)
{
  gboolean is_head = g_str_equal (rt_exchange_get_method (self), "HEAD");
  GString *head = g_string_new (NULL);
  g_autoptr (RtPeerStream) stream = NULL;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\nConnection: close\r\n",
                          status, rt_refusal_get_phrase (status), content_type, g_bytes_get_size (body));
  stream = take_connection (self, head);
  if (!is_head)
    g_string_append_len (head, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  write_head (stream, head);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

/**
 * rt_exchange_refuse:
 * @self: an exchange
 * @status: an HTTP status from 400 on
 * @text: what is wrong
 *
 * Answers as the errors of the route are written: as a problem (RFC 9457) or as text.
 * May be called in the middle of a body that is taken as it arrives: where more than
 * 64 KiB or nobody knows how much is still to come, and with 401, 408 and 413, it answers
 * at once and ends the connection, else the rest is read and thrown away.
 */
void
rt_exchange_refuse (RtExchange *self,
                    guint       status,
                    const char *text)
{
  const char *content_type = self->has_problems ? "application/problem+json" : "text/plain; charset=utf-8";
  g_autoptr (GBytes) body = NULL;

  if (self->message == NULL || self->is_answered)
    return;

  body = self->has_problems ? problem_new (status, text) : g_bytes_new (text, strlen (text));
  if (ends_connection (status) || awaits_much (self))
    {
      refuse_at_once (self, status, content_type, body);
      return;
    }

  rt_exchange_pause_body (self, FALSE);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  rt_exchange_respond (self, status, content_type, body);
}
