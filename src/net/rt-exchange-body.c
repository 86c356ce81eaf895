/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-exchange-private.h"

/**
 * rt_exchange_get_body_length:
 * @self: an exchange
 *
 * Returns: how many bytes its body has, as the head says; -1 where it comes in chunks
 *   (RFC 9112 section 7.1), 0 where there is none, or once it is over
 */
goffset
rt_exchange_get_body_length (RtExchange *self)
{
  SoupMessageHeaders *headers;

  if (self->message == NULL)
    return 0;

  headers = soup_server_message_get_request_headers (self->message);
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED)
    return -1;

  return soup_message_headers_get_content_length (headers);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              RtExchange        *exchange)
{
  g_autoptr (RtExchange) self = g_object_ref (exchange);

  self->n_taken += g_bytes_get_size (chunk);
  rt_peer_count_file (self->peer, g_bytes_get_size (chunk));
  if (!self->is_answered && self->message != NULL)
    self->sink->data (self, chunk, self->sink_data);
}

/**
 * rt_exchange_take_body:
 * @self: an exchange whose head alone has come
 * @sink: who takes the body
 * @user_data: for @sink; valid until the exchange is answered or #RtExchange::gone
 *
 * Takes the body as it arrives, in pieces of some kilobytes, instead of whole at the end:
 * nothing of it is kept. Only from a route's @begin. The request counts from now on. Who
 * leaves in the middle, resets the connection or is too slow is #RtExchange::gone; who
 * sent all and closed its side waits for the answer.
 */
void
rt_exchange_take_body (RtExchange       *self,
                       const RtBodySink *sink,
                       gpointer          user_data)
{
  g_return_if_fail (self->sink == NULL && !self->is_held);

  if (self->message == NULL || self->is_answered)
    return;

  self->sink = sink;
  self->sink_data = user_data;
  rt_exchange_begin (self);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (self->message), FALSE);
  g_signal_connect_object (self->message, "got-chunk", G_CALLBACK (got_chunk_cb), self, 0);
  rt_exchange_watch (self, TRUE);
}

/**
 * rt_exchange_pause_body:
 * @self: an exchange whose body is taken as it arrives
 * @paused: whether the sink can take no more
 *
 * Stops reading the connection, so that the sender waits, or goes on. What was read
 * already, 64 KiB at most, still comes.
 */
void
rt_exchange_pause_body (RtExchange *self,
                        gboolean    paused)
{
  if (self->is_body_paused == (guint) paused || (paused && (self->message == NULL || self->is_answered)))
    return;

  self->is_body_paused = paused;
  rt_peer_stream_set_input_paused (rt_peer_get_stream (self->peer), paused);
}

gboolean
rt_exchange_has_sink (RtExchange *self)
{
  return self->sink != NULL;
}

void
rt_exchange_end_body (RtExchange *self)
{
  rt_exchange_pause_body (self, FALSE);
  self->sink->end (self, self->sink_data);
}

void
rt_exchange_abandon_body (RtExchange *self)
{
  if (self->sink == NULL)
    return;

  rt_exchange_pause_body (self, FALSE);
  if (self->is_answered)
    return;

  self->is_answered = TRUE;
  rt_exchange_emit_gone (self);
}
