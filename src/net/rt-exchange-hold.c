/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-exchange-private.h"

static void
gone_cb (RtExchange *exchange)
{
  g_autoptr (RtExchange) self = g_object_ref (exchange);
  g_autoptr (SoupServerMessage) message = NULL;

  if (self->is_answered || self->message == NULL)
    return;

  message = g_object_ref (self->message);
  self->is_answered = TRUE;
  self->message = NULL;
  rt_exchange_stop_deadline (self);
  rt_exchange_drop_claim (self);
  rt_exchange_emit_gone (self);
  rt_peer_stream_abort (rt_peer_get_stream (self->peer));
  /* libsoup ends a message only while it runs. */
  if (self->is_held)
    soup_server_message_unpause (message);
}

/* Who said all that it has to say, and closed its side, may still listen. */
static void
left_cb (RtExchange *self)
{
  if (!self->is_worked_on || rt_peer_stream_is_dead (rt_peer_get_stream (self->peer)))
    gone_cb (self);
}

static gboolean
has_left (RtExchange *self)
{
  RtPeerStream *stream = rt_peer_get_stream (self->peer);

  return self->is_worked_on ? rt_peer_stream_is_dead (stream) : rt_peer_stream_has_left (stream);
}

/* Once the handler has returned. libsoup gave the paused message a source then, which is
 * asked in each turn of the loop and never ready; pausing it again takes that away. */
static void
held_turn_cb (gpointer user_data)
{
  RtExchange *self = user_data;

  if (self->is_answered || self->message == NULL)
    return;

  soup_server_message_pause (self->message);
  self->is_told_held = TRUE;
  rt_peer_stream_set_held (rt_peer_get_stream (self->peer), TRUE);
  /* Who left while an earlier request was answered is not told of again. */
  if (has_left (self))
    gone_cb (self);
}

void
rt_exchange_watch (RtExchange *self,
                   gboolean    is_worked_on)
{
  RtPeerStream *stream = rt_peer_get_stream (self->peer);

  self->is_worked_on = is_worked_on;
  if (self->is_watched)
    return;

  self->is_watched = TRUE;
  g_signal_connect_object (stream, "gone", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stream, "closed", G_CALLBACK (gone_cb), self, G_CONNECT_SWAPPED);
}

static void
hold (RtExchange *self,
      gboolean    is_worked_on)
{
  if (self->message == NULL || self->is_answered || self->is_held)
    return;

  self->is_held = TRUE;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  rt_exchange_begin (self);
  soup_server_message_pause (self->message);
  rt_exchange_watch (self, is_worked_on);
  self->held_turn = (RtDeferred) { .func = held_turn_cb, .user_data = self };
  rt_poller_defer (self->poller, &self->held_turn);
}

/**
 * rt_exchange_hold:
 * @self: an exchange
 *
 * Keeps the request open after its handler returned, until something happens: answer
 * it later, or hear #RtExchange::gone. Who closes its side is taken for gone: nothing
 * else tells that nobody waits any more.
 */
void
rt_exchange_hold (RtExchange *self)
{
  hold (self, FALSE);
}

/**
 * rt_exchange_hold_for_work:
 * @self: an exchange
 *
 * As rt_exchange_hold(), for an answer that is being made: it comes soon, and who
 * closed its side after asking (RFC 9112 section 9.6) waits for it. Only a reset, or
 * the server's end, is #RtExchange::gone.
 */
void
rt_exchange_hold_for_work (RtExchange *self)
{
  hold (self, TRUE);
}

static void
deadline_cb (gpointer user_data)
{
  g_autoptr (RtExchange) self = g_object_ref (user_data);

  if (!self->is_answered && self->message != NULL)
    self->deadline_func (self, self->deadline_data);
}

/**
 * rt_exchange_set_deadline:
 * @self: an exchange that is held
 * @delay_ms: how long it may be held, ms
 * @func: called once, unless it was answered before or the peer is gone
 * @user_data: for @func
 *
 * Calls back when the time for the answer has come, instead of what was set before.
 * Costs no source of its own.
 */
void
rt_exchange_set_deadline (RtExchange     *self,
                          guint           delay_ms,
                          RtExchangeFunc  func,
                          gpointer        user_data)
{
  g_return_if_fail (self->is_held);

  if (self->message == NULL || self->is_answered)
    return;

  self->deadline_func = func;
  self->deadline_data = user_data;
  self->deadline.func = deadline_cb;
  self->deadline.user_data = self;
  rt_poller_start_timer (self->poller, &self->deadline, delay_ms);
}

void
rt_exchange_stop_deadline (RtExchange *self)
{
  if (self->poller != NULL)
    rt_poller_stop_timer (self->poller, &self->deadline);
  if (!self->is_told_held)
    return;

  self->is_told_held = FALSE;
  rt_peer_stream_set_held (rt_peer_get_stream (self->peer), FALSE);
}
