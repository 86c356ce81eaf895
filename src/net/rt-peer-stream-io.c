/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <glib/gi18n.h>
#include <sys/epoll.h>

void
rt_peer_stream_stop_watching (RtPeerStream *self)
{
  if (self->watch != NULL)
    rt_poller_remove (self->poller, self->watch);
  self->watch = NULL;
}

void
rt_peer_stream_ask_for_turn (RtPeerStream *self)
{
  if (self->state != RT_PEER_STREAM_CLOSED)
    rt_poller_defer (self->poller, &self->turn);
}

void
rt_peer_stream_emit_gone (RtPeerStream *self)
{
  if (self->is_gone || self->state != RT_PEER_STREAM_OPEN)
    return;

  self->is_gone = TRUE;
  g_signal_emit (self, rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_GONE], 0);
}

/* What is written from now on is refused: an outbox that nothing leaves would keep a
 * writer who waits for room waking for ever. */
void
rt_peer_stream_die (RtPeerStream *self)
{
  self->is_dead = TRUE;
  self->peer_left = TRUE;
  self->is_blocked = FALSE;
  rt_peer_stream_stop_watching (self);
  rt_peer_output_fail (self->output, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, _("The peer has left.")));
  rt_outbox_clear (self->outbox);
  if (self->layer != NULL)
    rt_fault_layer_release (self->layer);
}

static gboolean
is_crowded (RtPeerStream *self)
{
  return rt_outbox_get_n_bytes (self->outbox) > RT_PEER_STREAM_LOW_WATER || rt_outbox_is_full (self->outbox);
}

static void
flush (RtPeerStream *self)
{
  /* After our own FIN writing is an error, which would end the connection before all
   * was sent and counted. */
  if (self->state == RT_PEER_STREAM_LINGERING)
    rt_outbox_clear (self->outbox);
  if (self->is_blocked || self->is_dead || rt_outbox_is_empty (self->outbox) ||
      (self->layer != NULL && rt_peer_stream_lose_answer (self)))
    return;

  self->was_crowded |= is_crowded (self);
  switch (rt_peer_output_flush (self->output))
    {
    case RT_FLUSH_EMPTY:
      break;

    case RT_FLUSH_MORE:
      rt_peer_stream_ask_for_turn (self);
      break;

    case RT_FLUSH_FULL:
      self->is_blocked = TRUE;
      rt_peer_stream_update_watch (self, FALSE);
      break;

    case RT_FLUSH_FAILED:
    default:
      rt_peer_stream_die (self);
      break;
    }
}

/**
 * rt_peer_stream_send:
 * @self: a peer stream
 *
 * Sends what the outbox holds now, as far as the socket takes it. No signal is
 * emitted from here: who waits for room, or is to learn that the peer left, is told
 * in this turn of the loop's I/O. On a closed stream the outbox is emptied.
 *
 * For who serves many streams one after the other: what belongs to one is touched
 * once, while it is in the processor's caches.
 */
void
rt_peer_stream_send (RtPeerStream *self)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state == RT_PEER_STREAM_CLOSED || self->is_dead)
    rt_outbox_clear (self->outbox);
  flush (self);
  if (self->was_crowded || self->is_dead || self->state != RT_PEER_STREAM_OPEN)
    rt_peer_stream_ask_for_turn (self);
}

static void
wake_writers (RtPeerStream *self)
{
  if (!self->is_dead && self->state == RT_PEER_STREAM_OPEN && is_crowded (self))
    return;

  rt_peer_output_wake (self->output, self->poller);
  if (self->was_crowded && !self->is_dead && self->state == RT_PEER_STREAM_OPEN)
    {
      self->was_crowded = FALSE;
      g_signal_emit (self, rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_WRITABLE], 0);
    }
}

static void
tell_refusal (RtPeerStream *self)
{
  g_autoptr (GError) refusal = g_steal_pointer (&self->refusal);

  if (refusal != NULL)
    g_signal_emit (self, rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_REFUSED], 0, refusal);
}

/* Where nobody has it yet, nobody else would close it. */
static void
peer_has_left (RtPeerStream *self)
{
  rt_peer_stream_emit_gone (self);
  if (self->is_unclaimed)
    rt_peer_stream_begin_close (self);
}

void
rt_peer_stream_take_turn (gpointer user_data)
{
  g_autoptr (RtPeerStream) self = g_object_ref (user_data);

  flush (self);
  if (self->layer != NULL && rt_peer_stream_suffer (self))
    return;
  wake_writers (self);
  rt_peer_stream_wake_readers (self);
  tell_refusal (self);
  if (self->is_dead || rt_peer_input_has_ended (self->input))
    peer_has_left (self);
  if (self->state == RT_PEER_STREAM_DRAINING || self->state == RT_PEER_STREAM_LINGERING)
    rt_peer_stream_advance_close (self);
}

void
rt_peer_stream_events_came (guint32  events,
                            gpointer user_data)
{
  g_autoptr (RtPeerStream) self = g_object_ref (user_data);

  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    self->peer_left = TRUE;
  if ((events & EPOLLOUT) != 0)
    {
      self->is_blocked = FALSE;
      if (self->layer != NULL)
        rt_fault_layer_go_on (self->layer);
      rt_peer_stream_update_watch (self, FALSE);
      rt_peer_stream_ask_for_turn (self);
    }
  /* These cannot be masked. HUP alone, after our own FIN, is the good end. Who is told
   * that the peer left is to know by then that it was a reset. */
  if ((events & EPOLLERR) != 0 || ((events & EPOLLHUP) != 0 && self->state != RT_PEER_STREAM_LINGERING))
    rt_peer_stream_die (self);
  if ((events & (EPOLLIN | EPOLLRDHUP)) != 0)
    rt_peer_stream_input_arrived (self);
  if ((events & EPOLLHUP) != 0 && rt_peer_input_has_ended (self->input))
    rt_peer_stream_stop_watching (self);
  if (self->state != RT_PEER_STREAM_OPEN || self->is_dead || rt_peer_input_has_ended (self->input))
    rt_peer_stream_ask_for_turn (self);
}

guint64
rt_peer_stream_count_written (RtPeerStream *self)
{
  return rt_peer_output_get_n_sent (self->output) + rt_outbox_get_n_bytes (self->outbox);
}

/* RFC 9112 section 4: HTTP-version SP status-code. */
static guint
status_of (const char *bytes,
           gsize       length)
{
  if (length < 12 || !g_str_has_prefix (bytes, "HTTP/1."))
    return 0;

  return g_ascii_digit_value (bytes[9]) * 100 + g_ascii_digit_value (bytes[10]) * 10 + g_ascii_digit_value (bytes[11]);
}

static void
output_written (const char *bytes,
                gsize       length,
                gpointer    user_data)
{
  RtPeerStream *self = user_data;
  guint status;

  if (self->is_client)
    rt_peer_stream_send (self);
  if (!self->is_client || rt_peer_output_has_writers (self->output))
    rt_peer_stream_ask_for_turn (self);
  if (!rt_guard_awaits_answer (self->guard))
    return;

  status = status_of (bytes, length);
  if (status == 0)
    return;
  rt_guard_answered (self->guard, status);
  if (status == 100)
    self->request_answer = rt_peer_stream_count_written (self);
  rt_peer_stream_update_watch (self, FALSE);
}

static void
output_armed (gpointer user_data)
{
  rt_peer_stream_ask_for_turn (user_data);
}

const RtPeerOutputHooks rt_peer_stream_output_hooks = {
  .armed = output_armed,
  .written = output_written,
};
