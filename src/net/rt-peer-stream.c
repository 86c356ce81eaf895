/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-stream.h"

#include <glib/gi18n.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "net/rt-peer-input.h"
#include "net/rt-peer-output.h"
#include "net/rt-poller.h"
#include "net/rt-refusal.h"
#include "net/rt-tcp-info.h"

/* What the kernel queues beyond the peer's window: more would only be stale. */
#define MAX_UNSENT (128 * 1024)

/* How often it is asked whether the kernel has sent everything after the peer left. */
#define UNSENT_INTERVAL_MS 10

typedef enum {
  STATE_OPEN,
  STATE_DRAINING,   /* closed by its owner, the outbox is still being sent */
  STATE_LINGERING,  /* all was sent and FIN too; waiting for the peer's */
  STATE_CLOSED,
} State;

struct _RtPeerStream {
  GIOStream          parent_instance;
  GSocketConnection *connection;
  RtGuardLimits      limits;
  RtGuard           *guard;
  RtOutbox          *outbox;
  RtPeerInput       *input;
  RtPeerOutput      *output;
  RtPoller          *poller;
  RtPollerWatch     *watch;
  guint32            mask;
  int                fd;
  RtDeferred         turn;
  RtPollerTimer      timer;

  State              state;
  guint              peer_left : 1;      /* its FIN is there, perhaps behind unread bytes */
  guint              is_dead : 1;        /* nothing can be sent or read any more */
  guint              is_gone : 1;
  guint              is_blocked : 1;     /* the socket is full */
  guint              discards_input : 1;
  guint              was_crowded : 1;    /* above low water, or full */
  guint              keeps_itself : 1;
  GError            *refusal;            /* to be told yet */
  guint64            request_answer;     /* bytes written when the request began */
  gsize              unsent;             /* when the timer was started */
  gint64             patience;           /* monotonic, µs: until when it waits */
  RtWire             wire;               /* the last counts */
};

enum {
  SIGNAL_GONE,
  SIGNAL_WRITABLE,
  SIGNAL_REFUSED,
  SIGNAL_CLOSED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtPeerStream, rt_peer_stream, G_TYPE_IO_STREAM)

static GError *
closed_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The connection is closed."));
}

static gboolean
reads_by_itself (RtPeerStream *self)
{
  return self->state != STATE_OPEN || self->discards_input;
}

/* EPOLLIN stays in the mask until it is reported and nobody wants it: so a reader
 * who comes back for each request costs no system call. */
static void
update_watch (RtPeerStream *self,
              gboolean      drop_unwanted)
{
  gboolean wants = !rt_peer_input_has_ended (self->input) &&
                   (reads_by_itself (self) || rt_peer_input_wants (self->input));
  guint32 mask = 0;

  if (self->watch == NULL)
    return;

  if (wants || (!drop_unwanted && (self->mask & EPOLLIN) != 0))
    mask |= EPOLLIN;
  if (!self->peer_left)
    mask |= EPOLLRDHUP;
  if (self->is_blocked)
    mask |= EPOLLOUT;
  if (mask != self->mask)
    rt_poller_modify (self->poller, self->watch, mask);
  self->mask = mask;
}

static void
stop_watching (RtPeerStream *self)
{
  if (self->watch != NULL)
    rt_poller_remove (self->poller, self->watch);
  self->watch = NULL;
}

static void
ask_for_turn (RtPeerStream *self)
{
  if (self->state != STATE_CLOSED)
    rt_poller_defer (self->poller, &self->turn);
}

static void
emit_gone (RtPeerStream *self)
{
  if (self->is_gone || self->state != STATE_OPEN)
    return;

  self->is_gone = TRUE;
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
}

/* The socket's own last words; nothing can follow them. */
static void
read_last_wire (RtPeerStream *self)
{
  rt_tcp_info_read (self->fd, &self->wire);
  /* All there was has been read: then our own sum cannot be off by a FIN. */
  if (rt_peer_input_has_ended (self->input))
    self->wire.bytes_in = rt_peer_input_get_n_received (self->input);
}

static void
finish (RtPeerStream *self,
        gboolean      reset)
{
  g_autoptr (RtPeerStream) kept = self->keeps_itself ? self : g_object_ref (self);

  self->keeps_itself = FALSE;
  self->state = STATE_CLOSED;
  read_last_wire (self);
  stop_watching (self);
  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_undefer (self->poller, &self->turn);
  rt_peer_input_fail (self->input, closed_error ());
  rt_peer_output_fail (self->output, closed_error ());
  rt_outbox_clear (self->outbox);

  if (reset)
    setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &(struct linger) { .l_onoff = 1 }, sizeof (struct linger));
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  self->fd = -1;

  rt_peer_input_wake (self->input, self->poller);
  rt_peer_output_wake (self->output, self->poller);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

/* Bytes that were accepted for writing and did not leave yet. */
static gsize
count_unsent (RtPeerStream *self)
{
  int queued = 0;

  ioctl (self->fd, SIOCOUTQNSD, &queued);

  return rt_outbox_get_n_bytes (self->outbox) + MAX (queued, 0);
}

static void
wait_for_end (RtPeerStream *self)
{
  gboolean asks = self->state == STATE_LINGERING && rt_peer_input_has_ended (self->input);
  gint64 rest_ms = (self->patience - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND + 1;

  rt_poller_start_timer (self->poller, &self->timer, asks ? UNSENT_INTERVAL_MS : MAX (rest_ms, 1));
}

/* Once the peer's FIN is read, nothing tells that the kernel has sent the rest: it
 * would send it after the close, and nobody would count it. */
static void
advance_close (RtPeerStream *self)
{
  gsize unsent = count_unsent (self);

  if (self->is_dead)
    {
      finish (self, FALSE);
      return;
    }
  if (unsent < self->unsent)
    self->patience = g_get_monotonic_time () + RT_PEER_LINGER_MS * G_TIME_SPAN_MILLISECOND;
  self->unsent = unsent;

  if (self->state == STATE_DRAINING && rt_outbox_is_empty (self->outbox))
    {
      shutdown (self->fd, SHUT_WR);
      self->state = STATE_LINGERING;
    }
  if (self->state == STATE_LINGERING && unsent == 0 && rt_peer_input_has_ended (self->input))
    finish (self, FALSE);
  else if (g_get_monotonic_time () >= self->patience)
    finish (self, unsent > 0);
  else if (!self->timer.queued || (self->state == STATE_LINGERING && rt_peer_input_has_ended (self->input)))
    wait_for_end (self);
}

static void
time_is_up (gpointer user_data)
{
  advance_close (user_data);
}

static void
begin_close (RtPeerStream *self)
{
  if (self->state != STATE_OPEN)
    return;

  self->state = STATE_DRAINING;
  self->keeps_itself = TRUE;
  g_object_ref (self);
  rt_peer_input_fail (self->input, closed_error ());
  rt_peer_output_fail (self->output, closed_error ());
  self->unsent = count_unsent (self);
  self->patience = g_get_monotonic_time () + RT_PEER_LINGER_MS * G_TIME_SPAN_MILLISECOND;
  update_watch (self, FALSE);
  ask_for_turn (self);
}

static void
die (RtPeerStream *self)
{
  self->is_dead = TRUE;
  self->peer_left = TRUE;
  self->is_blocked = FALSE;
  stop_watching (self);
  rt_outbox_clear (self->outbox);
}

static gboolean
is_crowded (RtPeerStream *self)
{
  return rt_outbox_get_n_bytes (self->outbox) > RT_PEER_STREAM_LOW_WATER || rt_outbox_is_full (self->outbox);
}

static void
flush (RtPeerStream *self)
{
  if (self->is_blocked || self->is_dead || rt_outbox_is_empty (self->outbox))
    return;

  self->was_crowded |= is_crowded (self);
  switch (rt_peer_output_flush (self->output))
    {
    case RT_FLUSH_EMPTY:
      break;

    case RT_FLUSH_MORE:
      ask_for_turn (self);
      break;

    case RT_FLUSH_FULL:
      self->is_blocked = TRUE;
      update_watch (self, FALSE);
      break;

    case RT_FLUSH_FAILED:
    default:
      die (self);
      break;
    }
}

static void
wake_writers (RtPeerStream *self)
{
  if (!self->is_dead && self->state == STATE_OPEN && is_crowded (self))
    return;

  rt_peer_output_wake (self->output, self->poller);
  if (self->was_crowded && !self->is_dead && self->state == STATE_OPEN)
    {
      self->was_crowded = FALSE;
      g_signal_emit (self, signals[SIGNAL_WRITABLE], 0);
    }
}

static void
wake_readers (RtPeerStream *self)
{
  if (!rt_peer_input_wants (self->input) || !(self->is_dead || rt_peer_input_is_ready (self->input)))
    return;

  if (rt_poller_can_wake (self->poller))
    rt_peer_input_wake (self->input, self->poller);
  else
    ask_for_turn (self);
}

static void
tell_refusal (RtPeerStream *self)
{
  g_autoptr (GError) refusal = g_steal_pointer (&self->refusal);

  if (refusal != NULL)
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, refusal);
}

static void
take_turn (gpointer user_data)
{
  g_autoptr (RtPeerStream) self = g_object_ref (user_data);

  flush (self);
  wake_writers (self);
  wake_readers (self);
  tell_refusal (self);
  if (self->is_dead || rt_peer_input_has_ended (self->input))
    emit_gone (self);
  if (self->state == STATE_DRAINING || self->state == STATE_LINGERING)
    advance_close (self);
}

/* Who reads takes what came before the FIN first; nobody who reads is told at once. */
static void
input_arrived (RtPeerStream *self)
{
  if (reads_by_itself (self))
    {
      rt_peer_input_discard (self->input);
      update_watch (self, TRUE);
    }
  else if (rt_peer_input_wants (self->input))
    {
      rt_peer_input_wake (self->input, self->poller);
    }
  else if (!rt_peer_input_is_being_read (self->input))
    {
      update_watch (self, TRUE);
      if (self->peer_left)
        emit_gone (self);
    }
}

static void
events_came (guint32  events,
             gpointer user_data)
{
  g_autoptr (RtPeerStream) self = g_object_ref (user_data);

  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
    self->peer_left = TRUE;
  if ((events & EPOLLOUT) != 0)
    {
      self->is_blocked = FALSE;
      update_watch (self, FALSE);
      ask_for_turn (self);
    }
  if ((events & (EPOLLIN | EPOLLRDHUP)) != 0)
    input_arrived (self);

  /* These cannot be masked. HUP alone, after our own FIN, is the good end. */
  if ((events & EPOLLERR) != 0 || ((events & EPOLLHUP) != 0 && self->state != STATE_LINGERING))
    die (self);
  else if ((events & EPOLLHUP) != 0 && rt_peer_input_has_ended (self->input))
    stop_watching (self);
  if (self->state != STATE_OPEN || self->is_dead || rt_peer_input_has_ended (self->input))
    ask_for_turn (self);
}

static void
input_armed (gpointer user_data)
{
  RtPeerStream *self = user_data;

  if (self->state == STATE_CLOSED)
    return;
  update_watch (self, FALSE);
  if (self->is_dead || rt_peer_input_is_ready (self->input))
    ask_for_turn (self);
}

static guint64
count_written (RtPeerStream *self)
{
  return rt_peer_output_get_n_sent (self->output) + rt_outbox_get_n_bytes (self->outbox);
}

static void
request_began (gpointer user_data)
{
  RtPeerStream *self = user_data;

  self->request_answer = count_written (self);
}

/* Whoever has begun to answer cannot answer anew. */
static void
refuse (RtPeerStream *self,
        const GError *error)
{
  if (self->state != STATE_OPEN)
    return;

  if (count_written (self) == self->request_answer)
    {
      g_autoptr (GBytes) answer = rt_refusal_encode (error);

      rt_outbox_push_control (self->outbox, answer);
    }
  g_set_error_literal (&self->refusal, error->domain, error->code, error->message);
  begin_close (self);
}

static void
input_refused (const GError *error,
               gpointer      user_data)
{
  refuse (user_data, error);
}

static void
input_ended (gpointer user_data)
{
  RtPeerStream *self = user_data;

  self->peer_left = TRUE;
  ask_for_turn (self);
}

static const RtPeerInputHooks input_hooks = {
  .armed = input_armed,
  .began = request_began,
  .refused = input_refused,
  .ended = input_ended,
};

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

  ask_for_turn (self);
  if (!rt_guard_awaits_answer (self->guard))
    return;

  status = status_of (bytes, length);
  if (status == 0)
    return;
  rt_guard_answered (self->guard, status);
  if (status == 100)
    self->request_answer = count_written (self);
  update_watch (self, FALSE);
}

static void
output_armed (gpointer user_data)
{
  ask_for_turn (user_data);
}

static const RtPeerOutputHooks output_hooks = {
  .armed = output_armed,
  .written = output_written,
};

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
  begin_close (RT_PEER_STREAM (stream));

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
  begin_close (RT_PEER_STREAM (stream));
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
  if (self->state == STATE_OPEN)
    {
      begin_close (self);
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

  signals[SIGNAL_GONE] =
    g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WRITABLE] =
    g_signal_new ("writable", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REFUSED] =
    g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_peer_stream_init (RtPeerStream *self)
{
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->turn.func = take_turn;
  self->turn.user_data = self;
  self->timer.func = time_is_up;
  self->timer.user_data = self;
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
  self->outbox = rt_outbox_new (RT_OUTBOX_DEFAULT_MAX_EVENTS, RT_OUTBOX_DEFAULT_MAX_BYTES, RT_OUTBOX_WAIT);
  self->input = rt_peer_input_new (self->fd, self->guard, &input_hooks, self);
  self->output = rt_peer_output_new (self->fd, self->outbox, &output_hooks, self);
  setsockopt (self->fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &max_unsent, sizeof max_unsent);
  self->mask = EPOLLRDHUP;
  self->watch = rt_poller_add (self->poller, self->fd, self->mask, events_came, self);

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

  if (self->state == STATE_CLOSED || self->is_dead)
    rt_outbox_clear (self->outbox);
  ask_for_turn (self);
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

  if (self->state != STATE_CLOSED)
    read_last_wire (self);
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

  return rt_peer_input_get_n_handed (self->input);
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

  return count_written (self);
}

/**
 * rt_peer_stream_set_raw:
 * @self: a peer stream
 * @discard_input: whether to read what arrives and throw it away
 *
 * Ends HTTP on this connection: after 101 (Switching Protocols), or for an event
 * stream. What was held back behind the request is handed on now.
 */
void
rt_peer_stream_set_raw (RtPeerStream *self,
                        gboolean      discard_input)
{
  g_return_if_fail (RT_IS_PEER_STREAM (self));

  rt_guard_set_raw (self->guard);
  self->discards_input = discard_input;
  if (self->state != STATE_OPEN)
    return;
  if (discard_input)
    rt_peer_input_discard (self->input);
  update_watch (self, FALSE);
  ask_for_turn (self);
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
 * rt_peer_stream_is_closed:
 * @self: a peer stream
 *
 * Returns: whether the socket is closed; %FALSE while a close is under way
 */
gboolean
rt_peer_stream_is_closed (RtPeerStream *self)
{
  g_return_val_if_fail (RT_IS_PEER_STREAM (self), TRUE);

  return self->state == STATE_CLOSED;
}

static void
time_out (RtPeerStream *self,
          const char   *detail)
{
  g_autoptr (GError) error = g_error_new_literal (RT_GUARD_ERROR, RT_GUARD_ERROR_TIMEOUT, detail);

  refuse (self, error);
}

/**
 * rt_peer_stream_check_deadlines:
 * @self: a peer stream
 * @now: monotonic time, µs
 *
 * Ends the connection when the peer has been too slow: with 408 in the middle of a
 * request, quietly between requests. While nobody reads, the delay is not the peer's.
 */
void
rt_peer_stream_check_deadlines (RtPeerStream *self,
                                gint64        now)
{
  gint64 waited;

  g_return_if_fail (RT_IS_PEER_STREAM (self));

  if (self->state != STATE_OPEN || !rt_peer_input_wants (self->input))
    return;

  waited = now - MAX (rt_peer_input_get_last_arrival (self->input), rt_peer_input_get_wait_start (self->input));
  switch (rt_guard_get_phase (self->guard))
    {
    case RT_GUARD_HEAD:
      if (now - rt_peer_input_get_head_start (self->input) > self->limits.head_deadline_ms * G_TIME_SPAN_MILLISECOND)
        time_out (self, _("The request’s head did not arrive in time."));
      break;

    case RT_GUARD_BODY:
      if (waited > self->limits.body_deadline_ms * G_TIME_SPAN_MILLISECOND)
        time_out (self, _("The request’s body did not arrive in time."));
      break;

    case RT_GUARD_IDLE:
      waited = MIN (waited, now - rt_peer_output_get_last_sent (self->output));
      if (rt_outbox_is_empty (self->outbox) && waited > self->limits.idle_deadline_ms * G_TIME_SPAN_MILLISECOND)
        begin_close (self);
      break;

    case RT_GUARD_RAW:
    default:
      break;
    }
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

  if (self->state != STATE_CLOSED)
    finish (self, TRUE);
}
