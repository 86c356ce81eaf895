/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

/**
 * rt_peer_stream_new_client:
 * @connection: a TCP connection that we opened, which is the stream's alone from now on
 *
 * The same for the other end: whatever the server says is handed on, and no deadline
 * runs. What is written is sent at once, as far as the socket takes it, and nothing more
 * is taken before it is. How much is handed on in one dispatch depends on how long it
 * took who reads: a server that floods its clients has nobody wait for them.
 *
 * Returns: (transfer full): the stream
 */
RtPeerStream *
rt_peer_stream_new_client (GSocketConnection *connection)
{
  RtPeerStream *self = rt_peer_stream_new (connection, NULL);

  self->is_client = TRUE;
  rt_guard_set_raw (self->guard);
  rt_peer_input_set_client (self->input);
  rt_peer_output_set_single (self->output);

  return self;
}

/**
 * rt_peer_stream_set_answers_first:
 * @self: a peer stream of a client
 * @answers_first: whether nothing is read while something waits to be written
 *
 * For who answers by himself, as a WebSocket does each ping: the answers that wait are
 * bounded by what is handed on in one dispatch. Not for who has much to say of his own: a
 * server that reads only while it can write would wait for him as he for it. He stops at
 * %RT_PEER_STREAM_MAX_OWED pings that he cannot answer; over TLS nobody sees them.
 */
void
rt_peer_stream_set_answers_first (RtPeerStream *self,
                                  gboolean      answers_first)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  self->answers_first = answers_first;
  rt_peer_stream_ask_for_turn (self);
}

/* Who publishes much reads on while that waits to be written, but not pings without end: no
 * server that means well sends so many and takes none of the answers. */
gboolean
rt_peer_stream_must_answer (RtPeerStream *self)
{
  return self->answers_first || rt_peer_input_get_n_pings (self->input) - self->answered_pings >= RT_PEER_STREAM_MAX_OWED;
}
