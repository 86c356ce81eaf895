/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

static void
time_out (RtPeerStream *self,
          const char   *detail)
{
  g_autoptr (GError) error = g_error_new_literal (RT_GUARD_ERROR, RT_GUARD_ERROR_TIMEOUT, detail);

  rt_peer_stream_refuse (self, error);
}

/* The kernel takes no more from us long before a slow reader has emptied what it holds:
 * what counts is that the peer acknowledged something. */
static gboolean
takes_nothing (RtPeerStream *self,
               gint64        now)
{
  int queued = 0;
  guint64 taken;

  if (!self->is_blocked || ioctl (self->fd, SIOCOUTQ, &queued) < 0)
    {
      self->taken_since = 0;
      return FALSE;
    }

  taken = rt_peer_output_get_n_sent (self->output) - queued;
  if (self->taken_since == 0 || taken != self->taken)
    {
      self->taken_since = now;
      self->taken = taken;
    }

  return now - self->taken_since > self->limits.output_deadline_ms * G_TIME_SPAN_MILLISECOND;
}

/**
 * rt_peer_stream_check_deadlines:
 * @self: a peer stream
 * @now: monotonic time, µs
 *
 * Ends the connection when the peer has been too slow: with 408 in the middle of a
 * request, quietly between requests, with a reset when it does not take what is sent,
 * whatever that is. While nobody reads, the delay is not the peer's. To be called every
 * second or so.
 */
void
rt_peer_stream_check_deadlines (RtPeerStream *self,
                                gint64        now)
{
  gint64 waited;

  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state != RT_PEER_STREAM_OPEN)
    return;
  if (takes_nothing (self, now))
    {
      rt_peer_stream_finish (self, TRUE);
      return;
    }
  if (!rt_peer_input_wants (self->input))
    return;

  waited = now - MAX (rt_peer_input_get_counts (self->input)->last_arrival, rt_peer_input_get_counts (self->input)->wait_start);
  switch (rt_guard_get_phase (self->guard))
    {
    case RT_GUARD_HEAD:
      if (now - rt_peer_input_get_counts (self->input)->head_start > self->limits.head_deadline_ms * G_TIME_SPAN_MILLISECOND)
        time_out (self, "The request’s head did not arrive in time.");
      break;

    case RT_GUARD_BODY:
      if (waited > self->limits.body_deadline_ms * G_TIME_SPAN_MILLISECOND)
        time_out (self, "The request’s body did not arrive in time.");
      break;

    case RT_GUARD_IDLE:
      waited = MIN (waited, now - rt_peer_output_get_last_sent (self->output));
      if (rt_outbox_is_empty (self->outbox) && waited > self->limits.idle_deadline_ms * G_TIME_SPAN_MILLISECOND)
        rt_peer_stream_begin_close (self);
      break;

    case RT_GUARD_RAW:
    default:
      break;
    }
}

/**
 * rt_peer_stream_rest:
 * @self: a peer stream
 * @now: monotonic time, µs
 *
 * Where the peer said nothing for a second, has libsoup's sources that wait for it
 * stand behind all others (%RT_PRIORITY_WAITING): thousands of idle connections would
 * make each turn of the loop slower. To be called every second or so.
 *
 * Returns: whether that was anything to do
 */
gboolean
rt_peer_stream_rest (RtPeerStream *self,
                     gint64        now)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), FALSE);

  return self->state == RT_PEER_STREAM_OPEN && rt_peer_input_wants (self->input) &&
         now - rt_peer_input_get_counts (self->input)->last_arrival > G_USEC_PER_SEC &&
         rt_peer_input_rest (self->input);
}
