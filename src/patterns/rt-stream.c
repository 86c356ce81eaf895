/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-stream.h"

#include "core/rt-presence.h"
#include "patterns/rt-gap-telling.h"

/* Events read at once. More that wait for one reader leave in the same write. */
#define BATCH 16

/* A channel on its way into one connection; it lasts until that ends. */
typedef struct {
  RtReader           *reader;
  RtOutbox           *outbox; /* (unowned): the stream's */
  RtPeerStream       *stream; /* (unowned): the push is its data */
  const RtWireFormat *format;
  RtGapEncoder        encode_gap;
  RtRelief            untold;    /* of what the reader was passed over */
  RtPresence         *presence;  /* NULL for who gave no name */
  gboolean          (*is_last) (RtEvent *event);
  void              (*over) (gpointer user_data);
  gpointer            user_data;
  void              (*overflow) (gpointer user_data);
  gpointer            overflow_data;
  gboolean            is_over;    /* the last one was put into the outbox */
  gboolean            is_cut;     /* nothing more is taken before a fault cuts it */
} Push;

/* Nobody will read what is left. */
static void
leave_rest (Push *self)
{
  RtOutboxCounts counts = { 0 };
  RtOutboxDepth rest;

  if (!self->is_over)
    {
      rt_reader_measure (self->reader, &rest);
      counts.left = rest.events;
      self->is_over = TRUE;
    }
  rt_outbox_count (self->outbox, &counts);
  rt_outbox_set_rest (self->outbox, NULL, NULL);
  rt_reader_set_outbox (self->reader, NULL);
}

/* Who asks how much waits learns it to the event: what is to give way does so now. */
static void
measure_rest (RtOutboxDepth *rest,
              gpointer       user_data)
{
  Push *self = user_data;

  if (!self->is_cut && !rt_peer_stream_is_closing (self->stream))
    rt_reader_relieve (self->reader, &self->untold);
  if (rt_peer_stream_is_closed (self->stream))
    leave_rest (self);
  else
    rt_reader_measure (self->reader, rest);
}

static void
push_free (gpointer data)
{
  Push *self = data;

  g_signal_handlers_disconnect_by_data (self->stream, self);
  leave_rest (self);
  rt_reader_free (self->reader);
  g_clear_pointer (&self->presence, rt_presence_free);
  g_free (self);
}

static inline gboolean
has_untold (const Push *self)
{
  return self->untold.forgotten.found || self->untold.dropped > 0 || self->untold.conflated > 0;
}

static gboolean
push_event (Push                *self,
            const RtChannelItem *item)
{
  GBytes *bytes = rt_event_encode (item->event, self->format, item->prev);
  gsize payload = self->format->measure != NULL ? self->format->measure (bytes) : rt_event_get_size (item->event);
  RtPushResult result;

  /* Nothing on this wire. */
  if (G_UNLIKELY (g_bytes_get_size (bytes) == 0))
    return TRUE;

  result = rt_peer_stream_push_event (self->stream, bytes, payload);
  self->is_cut = result == RT_PUSH_LAST || result == RT_PUSH_OVER;
  if (result == RT_PUSH_REFUSED || result == RT_PUSH_OVER)
    {
      rt_reader_unread (self->reader, item->event);
      return FALSE;
    }
  /* What was read with it is left. */
  if (self->is_cut)
    rt_reader_rewind (self->reader, rt_event_get_seq (item->event));
  self->is_over = self->is_last != NULL && self->is_last (item->event);

  return !self->is_over && !self->is_cut;
}

/* Whether there may be more, and room for it. */
static gboolean
push_batch (Push *self)
{
  RtChannelItem items[BATCH];
  RtGap gap;
  guint64 cursor = rt_reader_get_cursor (self->reader);
  guint n = rt_reader_read (self->reader, items, BATCH, &gap);

  if (G_UNLIKELY (gap.found))
    {
      rt_reader_rewind (self->reader, cursor);
      rt_reader_relieve (self->reader, &self->untold);
      n = rt_reader_read (self->reader, items, BATCH, &gap);
    }
  if (G_UNLIKELY (has_untold (self)) &&
      !rt_gap_tell (&self->untold, n > 0 ? rt_event_get_seq (items[0].event) - 1 : rt_reader_get_cursor (self->reader),
                    self->encode_gap, self->outbox))
    {
      if (n > 0)
        rt_reader_unread (self->reader, items[0].event);
      return FALSE;
    }

  for (guint i = 0; i < n; i++)
    if (!push_event (self, &items[i]))
      return FALSE;

  return n == BATCH;
}

static void
end_with (Push  *self,
          void (*func) (gpointer),
          gpointer user_data)
{
  rt_stream_end (self->stream);
  func (user_data);
}

static void
disconnect (Push *self)
{
  const RtOutboxCounts counts = { .disconnected = 1 };

  rt_outbox_count (self->outbox, &counts);
  end_with (self, self->overflow, self->overflow_data);
}

static gboolean
push_cb (RtReader *reader,
         gpointer  user_data)
{
  Push *self = user_data;
  gboolean is_full;

  /* libsoup closes a WebSocket by itself. */
  if (rt_peer_stream_is_closing (self->stream) || self->is_cut)
    {
      rt_reader_set_outbox (reader, NULL);
      return FALSE;
    }
  if (rt_reader_is_stuck (reader) && rt_reader_relieve (reader, &self->untold))
    {
      disconnect (self);
      return FALSE;
    }

  while (!rt_outbox_is_full (self->outbox) && push_batch (self))
    ;
  rt_peer_stream_send (self->stream);
  if (self->is_over)
    {
      end_with (self, self->over, self->user_data);
      return FALSE;
    }

  is_full = rt_outbox_is_full (self->outbox);
  if (is_full || rt_reader_is_stuck (reader))
    rt_reader_set_stuck (reader, is_full);
  if (is_full && rt_reader_relieve (reader, &self->untold))
    {
      disconnect (self);
      return FALSE;
    }

  return !is_full;
}

static void
writable_cb (RtPeerStream *stream,
             Push         *self)
{
  rt_reader_wake (self->reader);
}

/**
 * rt_stream_end:
 * @stream: a peer stream
 *
 * Ends what rt_stream_begin() began: nothing more of the channel is written. What is
 * in the outbox is still sent.
 */
void
rt_stream_end (RtPeerStream *stream)
{
  g_object_set_data (G_OBJECT (stream), "rt-push", NULL);
}

static void
gone_cb (RtPeerStream *stream)
{
  rt_stream_end (stream);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

/**
 * rt_stream_close_when_gone:
 * @stream: a connection
 *
 * Has @stream closed when its peer leaves.
 */
void
rt_stream_close_when_gone (RtPeerStream *stream)
{
  g_signal_connect (stream, "gone", G_CALLBACK (gone_cb), NULL);
  /* Who asked and left at once was gone before this began. */
  if (rt_peer_stream_is_gone (stream))
    g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

static void
close_stream (gpointer stream)
{
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

/* Where the oldest are to give way, those in the outbox, which cannot, are the smaller part. */
static void
limit_outbox (RtOutbox             *outbox,
              const RtOutboxLimits *limits)
{
  guint part = limits->policy == RT_OUTBOX_DROP_OLDEST ? 2 : 1;

  rt_outbox_set_limits (outbox, CLAMP (limits->max_events / part, 1, RT_OUTBOX_DEFAULT_MAX_EVENTS),
                        MIN (limits->max_bytes / part, RT_OUTBOX_DEFAULT_MAX_BYTES));
}

/**
 * rt_stream_begin:
 * @stream: a connection that speaks no HTTP any more
 * @channel: the channel
 * @after: the cursor to begin at
 * @selection: (nullable): the types to give; %NULL for all
 * @format: how an event looks on the wire
 * @encode_gap: (nullable): how a gap does; %NULL where gaps are not told
 *
 * Pushes a channel into a connection's outbox until the connection ends: what event
 * streams and WebSocket share. While the outbox is full the reader is stuck, and the policy
 * of its channel holds, see rt_channel_set_outboxes(): what it is passed over is told as a
 * gap, and where it is to be disconnected rt_stream_set_overflow() says how.
 *
 * Only a part of what may wait is put into the outbox at once, where it stays; the rest
 * waits in the channel, for nothing.
 */
void
rt_stream_begin (RtPeerStream       *stream,
                 RtChannel          *channel,
                 guint64             after,
                 RtSelection        *selection,
                 const RtWireFormat *format,
                 RtGapEncoder        encode_gap)
{
  Push *self = g_new0 (Push, 1);

  self->stream = stream;
  self->outbox = rt_peer_stream_get_outbox (stream);
  self->format = format;
  self->encode_gap = encode_gap;
  self->overflow = close_stream;
  self->overflow_data = stream;
  limit_outbox (self->outbox, rt_channel_get_outboxes (channel));
  self->reader = rt_reader_new (channel, after, selection, push_cb, self);
  rt_reader_set_outbox (self->reader, self->outbox);
  rt_outbox_set_rest (self->outbox, measure_rest, self);
  g_object_set_data_full (G_OBJECT (stream), "rt-push", self, push_free);
  g_signal_connect (stream, "writable", G_CALLBACK (writable_cb), self);
  g_signal_connect (stream, "closed", G_CALLBACK (rt_stream_end), NULL);
  rt_stream_close_when_gone (stream);
}

/**
 * rt_stream_set_name:
 * @stream: a connection into which rt_stream_begin() pushes a channel
 * @name: who reads there, as rt_name_check() gives it
 *
 * Says in the channel who has come, and, when the connection ends, that it is gone.
 */
void
rt_stream_set_name (RtPeerStream *stream,
                    const char   *name)
{
  Push *self = g_object_get_data (G_OBJECT (stream), "rt-push");

  if (self != NULL && self->presence == NULL)
    self->presence = rt_presence_new (rt_reader_get_channel (self->reader), name);
}

/**
 * rt_stream_set_overflow:
 * @stream: a connection that rt_stream_begin() was called for
 * @overflow: called once who reads there is to be disconnected, and nothing is pushed any
 *   more; by default @stream is closed
 * @user_data: for @overflow
 *
 * Says how to take leave of who does not keep up.
 */
void
rt_stream_set_overflow (RtPeerStream *stream,
                        void        (*overflow) (gpointer user_data),
                        gpointer      user_data)
{
  Push *self = g_object_get_data (G_OBJECT (stream), "rt-push");

  if (self == NULL)
    return;

  self->overflow = overflow;
  self->overflow_data = user_data;
}

/**
 * rt_stream_set_end:
 * @stream: a connection that rt_stream_begin() was called for
 * @is_last: whether an event is the last one of the channel
 * @over: called once the last event is in the outbox, and nothing is pushed any more
 * @user_data: for @over
 *
 * Has a stream end with its channel. To be called before its first event, that is before
 * the loop goes on.
 */
void
rt_stream_set_end (RtPeerStream *stream,
                   gboolean    (*is_last) (RtEvent *event),
                   void        (*over) (gpointer user_data),
                   gpointer      user_data)
{
  Push *self = g_object_get_data (G_OBJECT (stream), "rt-push");

  if (self == NULL)
    return;

  self->is_last = is_last;
  self->over = over;
  self->user_data = user_data;
}
