/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <sys/epoll.h>

/* Whoever sends what nobody reads is made to wait by the kernel's full buffers (RFC 9293
 * section 3.8.6) for so long each time: taking it as fast as it comes would be work without
 * end, and in front of what others wait for. */
#define REST_MS 4

static gboolean
reads_by_itself (RtPeerStream *self)
{
  return self->state != RT_PEER_STREAM_OPEN || self->discards_input;
}

/* A WebSocket answers by itself, a ping for one, and what finds no room in the outbox
 * waits without a bound: who does not take what we say is not listened to. */
static gboolean
must_take_first (RtPeerStream *self)
{
  if (rt_guard_get_phase (self->guard) != RT_GUARD_RAW || self->is_dead)
    return FALSE;
  if (rt_peer_output_has_writers (self->output))
    return !self->is_client || rt_peer_stream_must_answer (self);

  self->answered_pings = rt_peer_input_get_n_pings (self->input);

  return FALSE;
}

/* What has come before its FIN is all that there will be. */
static gboolean
is_resting (RtPeerStream *self)
{
  return self->rest.queued && !self->peer_left;
}

static void
throw_away (RtPeerStream *self)
{
  if (is_resting (self))
    return;

  if (rt_peer_input_discard (self->input) && !self->peer_left && self->layer == NULL)
    rt_poller_start_timer (self->poller, &self->rest, REST_MS);
}

void
rt_peer_stream_rest_is_over (gpointer user_data)
{
  g_autoptr (RtPeerStream) self = g_object_ref (user_data);

  if (self->state != RT_PEER_STREAM_CLOSED && !self->is_dead)
    rt_peer_stream_input_arrived (self);
}

void
rt_peer_stream_piece_is_over (gpointer user_data)
{
  RtPeerStream *self = user_data;

  rt_peer_input_end_piece (self->input);
  rt_peer_stream_ask_for_turn (self);
}

/* EPOLLIN stays in the mask until it is reported and nobody wants it: so a reader
 * who comes back for each request costs no system call. */
void
rt_peer_stream_update_watch (RtPeerStream *self,
                             gboolean      drop_unwanted)
{
  gboolean wants = !rt_peer_input_has_ended (self->input) &&
                   (self->layer == NULL || rt_fault_layer_wants_input (self->layer)) &&
                   (reads_by_itself (self) ? !is_resting (self)
                                           : (rt_peer_input_wants (self->input) && !must_take_first (self)));
  guint32 mask = 0;

  if (self->watch == NULL)
    return;

  if (wants)
    rt_peer_stream_unbound_pipelined (self);
  if (wants || self->awaits_much || (!drop_unwanted && (self->mask & EPOLLIN) != 0))
    mask |= EPOLLIN;
  if (!self->peer_left)
    mask |= EPOLLRDHUP;
  if (self->layer != NULL ? rt_fault_layer_wants_output (self->layer) : self->is_blocked)
    mask |= EPOLLOUT;
  if (mask != self->mask)
    rt_poller_modify (self->poller, self->watch, mask);
  self->mask = mask;
}

/* Half a head is nothing to be woken for, nor are a few bytes of a body: however many peers
 * say a byte now and then, who waits for them has no work, and those who wait for nothing else do not even exist. */
static void
serve_readers (RtPeerStream *self)
{
  if (!rt_peer_input_gather (self->input))
    return;

  if (!self->is_unclaimed)
    {
      rt_peer_input_wake (self->input, self->poller);
    }
  else if (self->state == RT_PEER_STREAM_OPEN && rt_peer_input_has_head (self->input))
    {
      self->is_unclaimed = FALSE;
      rt_peer_input_set_unclaimed (self->input, FALSE);
      g_signal_emit (self, rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_REQUEST], 0);
    }
}

void
rt_peer_stream_wake_readers (RtPeerStream *self)
{
  if (!rt_peer_input_wants (self->input) || must_take_first (self))
    return;
  rt_peer_stream_update_watch (self, FALSE);
  if (!self->is_dead && !rt_peer_input_is_ready (self->input))
    return;

  if (rt_poller_can_wake (self->poller))
    serve_readers (self);
  else
    rt_peer_stream_ask_for_turn (self);
}

/**
 * rt_peer_stream_set_input_paused:
 * @self: a peer stream
 * @paused: whether nothing is to be read
 *
 * Lets the reader wait although there is something to read, so that the kernel's
 * buffers fill and the peer waits as well (RFC 9293 section 3.8.6). Meanwhile no
 * deadline runs against the peer, and a reset or an error is noticed as ever; its FIN
 * is behind what is not read yet.
 */
void
rt_peer_stream_set_input_paused (RtPeerStream *self,
                                 gboolean      paused)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  rt_peer_input_set_paused (self->input, paused);
  if (paused || self->state == RT_PEER_STREAM_CLOSED)
    return;

  rt_peer_stream_update_watch (self, FALSE);
  rt_peer_stream_ask_for_turn (self);
}

/**
 * rt_peer_stream_await_request:
 * @self: a peer stream of a server, just made
 *
 * Has every head of a request gathered before any of it is handed on. Until the first is
 * whole, and "request" emitted, nobody needs to read, and nobody has to close the stream
 * when the peer leaves.
 */
void
rt_peer_stream_await_request (RtPeerStream *self)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  self->is_unclaimed = TRUE;
  rt_peer_input_set_unclaimed (self->input, TRUE);
  rt_peer_stream_update_watch (self, FALSE);
}

/* Who reads takes what came before the FIN first; nobody who reads is told at once. */
void
rt_peer_stream_read_on (RtPeerStream *self)
{
  if (reads_by_itself (self))
    {
      throw_away (self);
      rt_peer_stream_update_watch (self, TRUE);
    }
  else if (rt_peer_input_wants (self->input) && must_take_first (self))
    {
      rt_peer_stream_update_watch (self, TRUE);
    }
  else if (rt_peer_input_wants (self->input))
    {
      serve_readers (self);
    }
  else if (!rt_peer_input_is_being_read (self->input))
    {
      rt_peer_stream_bound_pipelined (self);
      rt_peer_stream_update_watch (self, TRUE);
      if (self->peer_left)
        rt_peer_stream_emit_gone (self);
    }
}

void
rt_peer_stream_input_arrived (RtPeerStream *self)
{
  if (self->layer == NULL || rt_fault_layer_wants_input (self->layer))
    rt_peer_stream_read_on (self);
  else
    rt_peer_stream_update_watch (self, TRUE);
}

static void
input_armed (gpointer user_data)
{
  RtPeerStream *self = user_data;

  if (self->state == RT_PEER_STREAM_CLOSED)
    return;
  rt_peer_stream_update_watch (self, FALSE);
  if (self->is_dead || rt_peer_input_is_ready (self->input))
    rt_peer_stream_ask_for_turn (self);
}

static void
request_began (gpointer user_data)
{
  RtPeerStream *self = user_data;

  self->request_answer = rt_peer_stream_count_written (self);
  rt_peer_stream_judge_request (self);
}

static void
input_refused (const GError *error,
               gpointer      user_data)
{
  rt_peer_stream_refuse (user_data, error);
}

static void
input_ended (gpointer user_data)
{
  RtPeerStream *self = user_data;

  self->peer_left = TRUE;
  rt_peer_stream_ask_for_turn (self);
}

static void
input_gathers (guint    wait_ms,
               gpointer user_data)
{
  RtPeerStream *self = user_data;

  rt_poller_start_timer (self->poller, &self->piece, wait_ms);
}

const RtPeerInputHooks rt_peer_stream_input_hooks = {
  .armed = input_armed,
  .began = request_began,
  .refused = input_refused,
  .ended = input_ended,
  .gathers = input_gathers,
};
