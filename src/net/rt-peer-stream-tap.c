/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

/**
 * rt_peer_stream_set_tap:
 * @self: a peer stream
 * @hooks: (nullable): who is told of each byte from now on, static; %NULL: nobody
 * @connection: what the hooks are to call this connection
 * @user_data: for @hooks; outlives the stream, or the tap is taken away in time
 *
 * Lets somebody listen to the connection: one at a time, the last one that was set. Who
 * was listening before is told nothing any more. Set on a closed connection it is told
 * nothing at all.
 */
void
rt_peer_stream_set_tap (RtPeerStream     *self,
                        const RtTapHooks *hooks,
                        guint64           connection,
                        gpointer          user_data)
{
  const RtTap *tap;

  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state == RT_PEER_STREAM_CLOSED)
    return;

  self->tap = (RtTap) { hooks, user_data, connection };
  tap = hooks != NULL ? &self->tap : NULL;
  rt_peer_input_set_tap (self->input, tap);
  rt_peer_output_set_tap (self->output, tap);
  if (hooks != NULL)
    hooks->opened (connection,
                   rt_peer_input_get_counts (self->input)->n_received == 0 && rt_peer_output_get_n_sent (self->output) == 0,
                   user_data);
}

void
rt_peer_stream_close_tap (RtPeerStream *self)
{
  RtTap tap = self->tap;

  rt_peer_input_set_tap (self->input, NULL);
  rt_peer_output_set_tap (self->output, NULL);
  self->tap = (RtTap) { 0 };
  if (tap.hooks != NULL)
    tap.hooks->closed (tap.connection, tap.user_data);
}
