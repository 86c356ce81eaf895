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

/* A server that takes only while it can answer would wait for us as we for it: it is read
 * for a while although it takes nothing. */
gboolean
rt_peer_stream_was_heard_enough (RtPeerStream *self)
{
  guint64 handed = rt_peer_input_get_counts (self->input)->n_handed;
  guint64 sent = rt_peer_output_get_n_sent (self->output);

  if (self->taken_sent != sent)
    {
      self->taken_sent = sent;
      self->taken_handed = handed;
    }

  return handed - self->taken_handed > RT_PEER_STREAM_MAX_UNTAKEN;
}
