/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* What the kernel queues beyond the peer's window: more would only be stale. */
#define MAX_UNSENT (128 * 1024)

guint rt_peer_stream_signals[RT_PEER_STREAM_N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtPeerStream, rt_peer_stream, G_TYPE_IO_STREAM)

static GInputStream *
rt_peer_stream_get_input_stream (GIOStream *stream)
{
  return G_INPUT_STREAM (RT_PEER_STREAM (stream)->input);
}

static GOutputStream *
rt_peer_stream_get_output_stream (GIOStream *stream)
{
  return G_OUTPUT_STREAM (RT_PEER_STREAM (stream)->output);
}

static gboolean
rt_peer_stream_close (GIOStream     *stream,
                      GCancellable  *cancellable,
                      GError       **error)
{
  rt_peer_stream_begin_close (RT_PEER_STREAM (stream));

  return TRUE;
}

/* GIOStream's own would close in a thread. */
static void
rt_peer_stream_close_async (GIOStream           *stream,
                            int                  io_priority,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_peer_stream_close_async);
  rt_peer_stream_begin_close (RT_PEER_STREAM (stream));
  g_task_return_boolean (task, TRUE);
}

static gboolean
rt_peer_stream_close_finish (GIOStream     *stream,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
rt_peer_stream_dispose (GObject *object)
{
  RtPeerStream *self = RT_PEER_STREAM (object);

  /* Dropping the last reference closes as gracefully as any other way: the
   * closing keeps it alive until it is done. */
  if (self->state == RT_PEER_STREAM_OPEN)
    {
      rt_peer_stream_begin_close (self);
      return;
    }

  G_OBJECT_CLASS (rt_peer_stream_parent_class)->dispose (object);
}

static void
rt_peer_stream_finalize (GObject *object)
{
  RtPeerStream *self = RT_PEER_STREAM (object);

  rt_peer_input_detach (self->input);
  rt_peer_output_detach (self->output);
  g_object_unref (self->input);
  g_object_unref (self->output);
  rt_guard_free (self->guard);
  rt_outbox_free (self->outbox);
  g_clear_error (&self->refusal);
  g_clear_pointer (&self->layer, rt_fault_layer_free);
  g_object_unref (self->connection);
  rt_poller_unref (self->poller);

  G_OBJECT_CLASS (rt_peer_stream_parent_class)->finalize (object);
}

static void
rt_peer_stream_class_init (RtPeerStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = rt_peer_stream_dispose;
  object_class->finalize = rt_peer_stream_finalize;
  stream_class->get_input_stream = rt_peer_stream_get_input_stream;
  stream_class->get_output_stream = rt_peer_stream_get_output_stream;
  stream_class->close_fn = rt_peer_stream_close;
  stream_class->close_async = rt_peer_stream_close_async;
  stream_class->close_finish = rt_peer_stream_close_finish;

  rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_REQUEST] =
    g_signal_new ("request", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_GONE] =
    g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_WRITABLE] =
    g_signal_new ("writable", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_REFUSED] =
    g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  rt_peer_stream_signals[RT_PEER_STREAM_SIGNAL_CLOSED] =
    g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_peer_stream_init (RtPeerStream *self)
{
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->turn.func = rt_peer_stream_take_turn;
  self->turn.user_data = self;
  self->timer.func = rt_peer_stream_time_is_up;
  self->timer.user_data = self;
  self->rest.func = rt_peer_stream_rest_is_over;
  self->rest.user_data = self;
  self->piece.func = rt_peer_stream_piece_is_over;
  self->piece.user_data = self;
}

/**
 * rt_peer_stream_new:
 * @connection: a TCP connection, which is the stream's alone from now on
 * @limits: (nullable): limits of the guard, %NULL for rt_guard_default_limits
 *
 * Watches @connection in the poller of the thread-default main context.
 *
 * Returns: (transfer full): the stream
 */
RtPeerStream *
rt_peer_stream_new (GSocketConnection   *connection,
                    const RtGuardLimits *limits)
{
  RtPeerStream *self = g_object_new (RT_TYPE_PEER_STREAM, NULL);
  int max_unsent = MAX_UNSENT;

  self->connection = g_object_ref (connection);
  self->fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  self->limits = limits != NULL ? *limits : rt_guard_default_limits;
  self->guard = rt_guard_new (&self->limits);
  self->outbox = rt_outbox_new (RT_OUTBOX_DEFAULT_MAX_EVENTS, RT_OUTBOX_DEFAULT_MAX_BYTES);
  self->input = rt_peer_input_new (self->fd, self->guard, &rt_peer_stream_input_hooks, self);
  self->output = rt_peer_output_new (self->fd, self->outbox, &rt_peer_stream_output_hooks, self);
  setsockopt (self->fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &max_unsent, sizeof max_unsent);
  self->mask = EPOLLRDHUP;
  self->watch = rt_poller_add (self->poller, self->fd, self->mask, rt_peer_stream_events_came, self);

  return self;
}

/**
 * rt_peer_stream_get_connection:
 * @self: a peer stream
 *
 * Returns: (transfer none): the connection, for its addresses
 */
GSocketConnection *
rt_peer_stream_get_connection (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), NULL);

  return self->connection;
}

/**
 * rt_peer_stream_get_outbox:
 * @self: a peer stream
 *
 * Returns: (transfer none): what is still to be written; call
 *   rt_peer_stream_flush() after putting something in
 */
RtOutbox *
rt_peer_stream_get_outbox (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), NULL);

  return self->outbox;
}

/**
 * rt_peer_stream_get_guard:
 * @self: a peer stream
 *
 * Returns: (transfer none): the guard
 */
RtGuard *
rt_peer_stream_get_guard (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), NULL);

  return self->guard;
}

/**
 * rt_peer_stream_flush:
 * @self: a peer stream
 *
 * Has the outbox sent within this turn of the loop's I/O, in one write with all
 * that is put in until then. On a closed stream the outbox is emptied.
 */
void
rt_peer_stream_flush (RtPeerStream *self)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state == RT_PEER_STREAM_CLOSED || self->is_dead)
    rt_outbox_clear (self->outbox);
  rt_peer_stream_ask_for_turn (self);
}

/**
 * rt_peer_stream_read_wire:
 * @self: a peer stream
 * @wire: (out caller-allocates): what the kernel counted since the connection was
 *   opened; once it is closed, the last counts
 *
 * Asks the kernel, with one system call.
 */
void
rt_peer_stream_read_wire (RtPeerStream *self,
                          RtWire       *wire)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state != RT_PEER_STREAM_CLOSED)
    rt_peer_stream_update_wire (self);
  *wire = self->wire;
}

/**
 * rt_peer_stream_get_bytes_read:
 * @self: a peer stream
 *
 * Returns: how many bytes were handed to the reader, trailer fields included
 */
guint64
rt_peer_stream_get_bytes_read (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), 0);

  return rt_peer_input_get_counts (self->input)->n_handed;
}

/**
 * rt_peer_stream_get_bytes_written:
 * @self: a peer stream
 *
 * Returns: how many bytes were accepted for writing: those sent and those in the
 *   outbox. What the outbox drops is taken off again.
 */
guint64
rt_peer_stream_get_bytes_written (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), 0);

  return rt_peer_stream_count_written (self);
}

/**
 * rt_peer_stream_set_raw:
 * @self: a peer stream
 * @discard_input: whether to read what arrives and throw it away
 *
 * Ends HTTP on this connection: after 101 (Switching Protocols), or for an event
 * stream. What was held back behind the request is handed on now. What is written
 * from now on, a frame each time, is taken whole or not at all: events are put in
 * between.
 */
void
rt_peer_stream_set_raw (RtPeerStream *self,
                        gboolean      discard_input)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  rt_guard_set_raw (self->guard);
  rt_peer_output_set_whole (self->output);
  self->discards_input = discard_input;
  if (self->state != RT_PEER_STREAM_OPEN)
    return;
  if (discard_input)
    rt_peer_input_discard (self->input);
  rt_peer_stream_update_watch (self, FALSE);
  rt_peer_stream_ask_for_turn (self);
}

/**
 * rt_peer_stream_is_gone:
 * @self: a peer stream
 *
 * Returns: whether "gone" was emitted
 */
gboolean
rt_peer_stream_is_gone (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), TRUE);

  return self->is_gone;
}

/**
 * rt_peer_stream_has_left:
 * @self: a peer stream
 *
 * Returns: whether the peer's FIN or a reset is there, perhaps behind bytes that were
 *   not read yet: who has read all that he waits for need not wait for "gone"
 */
gboolean
rt_peer_stream_has_left (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), TRUE);

  return self->peer_left || self->is_gone;
}

/**
 * rt_peer_stream_is_dead:
 * @self: a peer stream
 *
 * Returns: whether a reset or an error ended the connection: not who closed its side
 *   alone, and may still listen
 */
gboolean
rt_peer_stream_is_dead (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), TRUE);

  return self->is_dead;
}

/**
 * rt_peer_stream_is_closing:
 * @self: a peer stream
 *
 * Returns: whether it is closed, or being closed: what is put in the outbox now only
 *   delays the end
 */
gboolean
rt_peer_stream_is_closing (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), TRUE);

  return self->state != RT_PEER_STREAM_OPEN;
}

/**
 * rt_peer_stream_is_closed:
 * @self: a peer stream
 *
 * Returns: whether the socket is closed; %FALSE while a close is under way
 */
gboolean
rt_peer_stream_is_closed (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), TRUE);

  return self->state == RT_PEER_STREAM_CLOSED;
}

/**
 * rt_peer_stream_abort:
 * @self: a peer stream
 *
 * Ends the connection with a reset, at once; nothing queued is sent. "closed" is
 * emitted before this returns.
 */
void
rt_peer_stream_abort (RtPeerStream *self)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state != RT_PEER_STREAM_CLOSED)
    rt_peer_stream_finish (self, TRUE);
}
