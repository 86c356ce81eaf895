/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <linux/sockios.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static void
time_out (RtPeerStream *self,
          RtGuardError  code,
          const char   *detail)
{
  g_autoptr (GError) error = g_error_new_literal (RT_GUARD_ERROR, code, detail);

  rt_peer_stream_refuse (self, error);
}

/* There is nobody to be answered. */
static void
tell (RtPeerStream *self,
      RtGuardError  code,
      const char   *detail)
{
  g_autoptr (GError) error = g_error_new_literal (RT_GUARD_ERROR, code, detail);

  g_signal_emit (self, rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_REFUSED], 0, error);
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

/* Who always says a little more would keep its place for ever. What counts is the time in
 * which somebody reads. */
static gboolean
sends_too_slowly (RtPeerStream *self,
                  gint64        now)
{
  const RtPeerInputCounts *counts = rt_peer_input_get_counts (self->input);
  gint64 window_ms = self->limits.body_deadline_ms;

  if (self->limits.min_body_rate == 0)
    return FALSE;
  if (self->body_since < counts->head_start)
    {
      self->body_since = now;
      self->body_received = counts->n_received;
    }
  if (now - self->body_since <= window_ms * G_TIME_SPAN_MILLISECOND)
    return FALSE;
  if ((counts->n_received - self->body_received) * 1000 < self->limits.min_body_rate * window_ms)
    return TRUE;

  self->body_since = now;
  self->body_received = counts->n_received;

  return FALSE;
}

static void
check_body (RtPeerStream *self,
            gint64        now,
            gint64        waited)
{
  if (waited > self->limits.body_deadline_ms * G_TIME_SPAN_MILLISECOND)
    time_out (self, RT_GUARD_ERROR_BODY_TIMEOUT, "The request’s body did not arrive in time.");
  else if (sends_too_slowly (self, now))
    time_out (self, RT_GUARD_ERROR_TOO_SLOW, "The request’s body arrived too slowly.");
}

static void
check_idle (RtPeerStream *self,
            gint64        now,
            gint64        waited)
{
  waited = MIN (waited, now - rt_peer_output_get_last_sent (self->output));
  if (!rt_outbox_is_empty (self->outbox) || waited <= self->limits.idle_deadline_ms * G_TIME_SPAN_MILLISECOND)
    return;

  tell (self, RT_GUARD_ERROR_IDLE, "No request came in time.");
  rt_peer_stream_begin_close (self);
}

static void
end_frame (RtPeerStream *self,
           RtGuardError  code,
           const char   *detail)
{
  /* A close frame that says 1008: a rule was broken (RFC 6455 section 7.4.1). */
  static const guint8 policy_violation[] = { 0x88, 2, 0x03, 0xf0 };

  tell (self, code, detail);
  rt_outbox_append_whole (self->outbox, policy_violation, sizeof policy_violation);
  rt_peer_stream_begin_close (self);
}

/* A WebSocket may have nothing to say for as long as it likes, but somebody has to be there:
 * who is pinged (RFC 6455 section 5.5.2) says something. */
static void
check_silence (RtPeerStream *self,
               gint64        now,
               gint64        waited)
{
  static const guint8 ping[] = { 0x89, 0 };
  gint64 most = self->limits.idle_deadline_ms * G_TIME_SPAN_MILLISECOND;

  /* Who does not take what is sent is found out by that. */
  if (waited <= most || !rt_outbox_is_empty (self->outbox))
    return;

  if (self->pinged_at <= rt_peer_input_get_counts (self->input)->last_arrival)
    {
      self->pinged_at = now;
      rt_outbox_append_whole (self->outbox, ping, sizeof ping);
      rt_peer_stream_ask_for_turn (self);
    }
  else if (now - self->pinged_at > most)
    {
      end_frame (self, RT_GUARD_ERROR_IDLE, "No pong came in time.");
    }
}

/* In the middle of a frame it goes on as with a body of its own. */
static void
check_frame (RtPeerStream *self,
             gint64        now,
             gint64        waited)
{
  const RtFrameMeter *frames = rt_peer_input_get_frames (self->input);

  if (frames == NULL)
    return;
  if (!rt_frame_meter_is_inside (frames))
    {
      check_silence (self, now, waited);
      return;
    }

  if (self->frame_number != frames->n_frames)
    {
      self->frame_number = frames->n_frames;
      self->body_since = 0;
    }
  if (waited > self->limits.body_deadline_ms * G_TIME_SPAN_MILLISECOND)
    end_frame (self, RT_GUARD_ERROR_BODY_TIMEOUT, "The rest of a frame did not arrive in time.");
  else if (sends_too_slowly (self, now))
    end_frame (self, RT_GUARD_ERROR_TOO_SLOW, "A frame arrived too slowly.");
}

/* A delay that was asked for is not the peer's. */
static gboolean
is_held_on_purpose (RtPeerStream *self)
{
  if (self->layer == NULL || !rt_fault_layer_holds (self->layer))
    return FALSE;

  self->taken_since = 0;

  return TRUE;
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
  const RtPeerInputCounts *counts = rt_peer_input_get_counts (self->input);
  gint64 waited;

  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state != RT_PEER_STREAM_OPEN || is_held_on_purpose (self))
    return;
  if (takes_nothing (self, now))
    {
      tell (self, RT_GUARD_ERROR_UNREAD, "What was sent was not taken in time.");
      rt_peer_stream_finish (self, TRUE);
      return;
    }
  if (!rt_peer_input_wants (self->input))
    {
      self->body_since = 0;
      return;
    }

  waited = now - MAX (counts->last_arrival, counts->wait_start);
  switch (rt_guard_get_phase (self->guard))
    {
    case RT_GUARD_HEAD:
      if (now - counts->head_start > self->limits.head_deadline_ms * G_TIME_SPAN_MILLISECOND)
        time_out (self, RT_GUARD_ERROR_TIMEOUT, "The request’s head did not arrive in time.");
      break;

    case RT_GUARD_BODY:
      check_body (self, now, waited);
      break;

    case RT_GUARD_IDLE:
      check_idle (self, now, waited);
      break;

    case RT_GUARD_RAW:
    default:
      check_frame (self, now, waited);
      break;
    }
}

/**
 * rt_peer_stream_follow_frames:
 * @self: a peer stream that is raw
 *
 * Says that what comes from now on are the frames of a WebSocket (RFC 6455 section 5.2): who
 * begins one has to go on with it as with a request's body, and who says nothing for the time
 * in which a request would have to come is pinged, and has as long to answer; else is told so
 * with 1008. Of a client nothing is demanded but that it takes the answers to its pings.
 */
void
rt_peer_stream_follow_frames (RtPeerStream *self)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  rt_peer_input_follow_frames (self->input);
}

static void
set_low_water (RtPeerStream *self,
               int           n_bytes)
{
  setsockopt (self->fd, SOL_SOCKET, SO_RCVLOWAT, &n_bytes, sizeof n_bytes);
}

/* What came behind a request that is not answered yet stays with the kernel, and its end
 * behind it: once there is no more room the peer's leaving could not be noticed at all. */
void
rt_peer_stream_bound_pipelined (RtPeerStream *self)
{
  gsize max = self->limits.max_pipelined;
  int unread = 0;

  if (!self->is_held || max == 0 || self->state != RT_PEER_STREAM_OPEN || ioctl (self->fd, SIOCINQ, &unread) < 0)
    return;

  if ((gsize) MAX (unread, 0) > max)
    {
      time_out (self, RT_GUARD_ERROR_PIPELINED, "Too much was sent behind a request that is not answered yet.");
      return;
    }
  if (self->awaits_much)
    return;
  self->awaits_much = TRUE;
  set_low_water (self, max + 1);
}

/**
 * rt_peer_stream_set_held:
 * @self: a peer stream
 * @held: whether the answer to the request waits for something to happen
 *
 * Says that who sends on does so in vain for now: beyond the limit for that (of
 * #RtGuardLimits) the connection is ended.
 */
void
rt_peer_stream_set_held (RtPeerStream *self,
                         gboolean      held)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  self->is_held = held;
  if (!held || (self->mask & EPOLLIN) != 0)
    return;

  rt_peer_stream_bound_pipelined (self);
  rt_peer_stream_update_watch (self, FALSE);
}

void
rt_peer_stream_unbound_pipelined (RtPeerStream *self)
{
  if (!self->awaits_much)
    return;

  self->awaits_much = FALSE;
  set_low_water (self, 1);
}

/**
 * rt_peer_stream_rest:
 * @self: a peer stream
 * @now: monotonic time, µs
 *
 * Where nothing was to be handed on for a second, has libsoup's sources that wait for it
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
         now - rt_peer_input_get_counts (self->input)->wait_start > G_USEC_PER_SEC &&
         rt_peer_input_rest (self->input);
}
