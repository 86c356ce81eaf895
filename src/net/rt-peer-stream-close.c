/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <glib/gi18n.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "net/rt-refusal.h"
#include "net/rt-tcp-info.h"

/* How often it is asked whether the kernel has sent everything after the peer left. */
#define UNSENT_INTERVAL_MS 10

static GError *
closed_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The connection is closed."));
}

/* The kernel's own sum counts the peer's FIN, and after a reset nothing tells any more
 * whether there was one; what it has ready to be read leaves the FIN out. */
void
rt_peer_stream_update_wire (RtPeerStream *self)
{
  int unread = 0;

  if (!rt_tcp_info_read (self->fd, &self->wire))
    return;
  if (!rt_peer_input_has_ended (self->input) && ioctl (self->fd, SIOCINQ, &unread) < 0)
    return;

  self->wire.bytes_in = rt_peer_input_get_counts (self->input)->n_received + MAX (unread, 0);
}

void
rt_peer_stream_finish (RtPeerStream *self,
                       gboolean      reset)
{
  /* The reference that the closing holds, or one for the time of this call. */
  if (!self->keeps_itself)
    g_object_ref (self);
  self->keeps_itself = FALSE;

  self->state = RT_PEER_STREAM_CLOSED;
  rt_peer_stream_update_wire (self);
  rt_peer_stream_stop_watching (self);
  rt_peer_stream_leave_faults (self);
  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_stop_timer (self->poller, &self->rest);
  rt_poller_stop_timer (self->poller, &self->piece);
  rt_poller_undefer (self->poller, &self->turn);
  rt_peer_input_fail (self->input, closed_error ());
  rt_peer_output_fail (self->output, closed_error ());
  rt_outbox_clear (self->outbox);

  if (reset)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &(struct linger) { .l_onoff = 1 }, sizeof (struct linger));
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  self->fd = -1;
  rt_peer_stream_close_tap (self);

  rt_peer_input_wake (self->input, self->poller);
  rt_peer_output_wake (self->output, self->poller);
  g_signal_emit (self, rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_CLOSED], 0);
  g_object_unref (self);
}

/* Bytes that were accepted for writing and did not leave yet. */
static gsize
count_unsent (RtPeerStream *self)
{
  int queued = 0;

  ioctl (self->fd, SIOCOUTQNSD, &queued);

  return rt_outbox_get_n_bytes (self->outbox) + MAX (queued, 0) +
         (self->layer != NULL ? rt_fault_layer_get_n_unsent (self->layer) : 0);
}

static void
be_patient (RtPeerStream *self)
{
  self->patience = g_get_monotonic_time () + RT_PEER_LINGER_MS * G_TIME_SPAN_MILLISECOND;
  if (self->layer != NULL)
    self->patience += rt_fault_layer_get_delay (self->layer);
}

static void
wait_for_end (RtPeerStream *self)
{
  gboolean asks = self->state == RT_PEER_STREAM_LINGERING && rt_peer_input_has_ended (self->input);
  gint64 rest_ms = (self->patience - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND + 1;

  rt_poller_start_timer (self->poller, &self->timer, asks ? UNSENT_INTERVAL_MS : MAX (rest_ms, 1));
}

/* Once the peer's FIN is read, nothing tells that the kernel has sent the rest: it
 * would send it after the close, and nobody would count it. */
void
rt_peer_stream_advance_close (RtPeerStream *self)
{
  gsize unsent = count_unsent (self);

  if (self->is_dead)
    {
      rt_peer_stream_finish (self, FALSE);
      return;
    }
  if (unsent < self->unsent)
    be_patient (self);
  self->unsent = unsent;

  if (self->state == RT_PEER_STREAM_DRAINING && rt_outbox_is_empty (self->outbox) &&
      (self->layer == NULL || rt_fault_layer_get_n_unsent (self->layer) == 0))
    {
      shutdown (self->fd, SHUT_WR);
      self->state = RT_PEER_STREAM_LINGERING;
    }
  if (self->state == RT_PEER_STREAM_LINGERING && unsent == 0 && rt_peer_input_has_ended (self->input))
    rt_peer_stream_finish (self, FALSE);
  else if (g_get_monotonic_time () >= self->patience)
    rt_peer_stream_finish (self, unsent > 0);
  else if (!self->timer.queued || (self->state == RT_PEER_STREAM_LINGERING && rt_peer_input_has_ended (self->input)))
    wait_for_end (self);
}

void
rt_peer_stream_time_is_up (gpointer user_data)
{
  rt_peer_stream_advance_close (user_data);
}

void
rt_peer_stream_begin_close (RtPeerStream *self)
{
  if (self->state != RT_PEER_STREAM_OPEN)
    return;

  self->state = RT_PEER_STREAM_DRAINING;
  self->keeps_itself = TRUE;
  g_object_ref (self);
  rt_peer_input_fail (self->input, closed_error ());
  rt_peer_output_fail (self->output, closed_error ());
  self->unsent = count_unsent (self);
  be_patient (self);
  rt_peer_stream_update_watch (self, FALSE);
  rt_peer_stream_ask_for_turn (self);
}

/* Whoever has begun to answer cannot answer anew. */
void
rt_peer_stream_refuse (RtPeerStream *self,
                       const GError *error)
{
  if (self->state != RT_PEER_STREAM_OPEN)
    return;

  if (rt_peer_stream_count_written (self) == self->request_answer)
    {
      g_autoptr (GBytes) answer = rt_refusal_encode (error);

      rt_outbox_push_control (self->outbox, answer);
    }
  g_set_error_literal (&self->refusal, error->domain, error->code, error->message);
  rt_peer_stream_begin_close (self);
}

/**
 * rt_peer_stream_end:
 * @self: a peer stream
 * @farewell: (nullable): what to say last
 *
 * Ends the connection now, in as good an order as takes no waiting: what is in the
 * outbox and @farewell are handed to the kernel. Where it sent all of that, the peer
 * sees the end of the stream, otherwise a reset; either way the counters have their
 * last figures when this returns.
 */
void
rt_peer_stream_end (RtPeerStream *self,
                    GBytes       *farewell)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state == RT_PEER_STREAM_CLOSED)
    return;

  if (self->state == RT_PEER_STREAM_OPEN && !self->is_dead)
    {
      if (farewell != NULL)
        rt_outbox_push_control (self->outbox, farewell);
      rt_peer_output_flush (self->output);
    }
  rt_peer_stream_finish (self, count_unsent (self) > 0);
}
