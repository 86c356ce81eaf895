/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-stream.h"

#include "core/rt-presence.h"

/* Events read at once. More that wait for one reader leave in the same write. */
#define BATCH 16

/* A channel on its way into one connection; it lasts until that ends. */
typedef struct {
  RtReader           *reader;
  RtOutbox           *outbox; /* (unowned): the stream's */
  RtPeerStream       *stream; /* (unowned): the push is its data */
  const RtWireFormat *format;
  GBytes           *(*encode_gap) (gint64 lost);
  RtPresence         *presence;  /* NULL for who gave no name */
  gboolean          (*is_last) (RtEvent *event);
  void              (*over) (gpointer user_data);
  gpointer            user_data;
  gboolean            is_over;    /* the last one was put into the outbox */
} Push;

static void
push_free (gpointer data)
{
  Push *self = data;

  g_signal_handlers_disconnect_by_data (self->stream, self);
  rt_reader_free (self->reader);
  g_clear_pointer (&self->presence, rt_presence_free);
  g_free (self);
}

/* Whether there may be more, and room for it. */
static gboolean
push_batch (Push *self)
{
  RtChannelItem items[BATCH];
  RtGap gap;
  guint64 cursor = rt_reader_get_cursor (self->reader);
  guint n = rt_reader_read (self->reader, items, BATCH, &gap);

  if (gap.found && self->encode_gap != NULL)
    {
      g_autoptr (GBytes) bytes = self->encode_gap (gap.lost);

      /* Told when there is room again, with what else is lost until then. */
      if (!rt_outbox_push_control (self->outbox, bytes))
        {
          rt_reader_rewind (self->reader, cursor);
          return FALSE;
        }
    }

  for (guint i = 0; i < n; i++)
    {
      GBytes *bytes = rt_event_encode (items[i].event, self->format, items[i].prev);
      gsize payload = self->format->measure != NULL ? self->format->measure (bytes) : rt_event_get_size (items[i].event);

      if (rt_outbox_push_event (self->outbox, bytes, payload) != RT_OUTBOX_TAKEN)
        {
          rt_reader_unread (self->reader, items[i].event);
          return FALSE;
        }
      if (self->is_last != NULL && self->is_last (items[i].event))
        {
          self->is_over = TRUE;
          return FALSE;
        }
    }

  return n == BATCH;
}

static gboolean
push_cb (RtReader *reader,
         gpointer  user_data)
{
  Push *self = user_data;

  /* libsoup closes a WebSocket by itself. */
  if (rt_peer_stream_is_closing (self->stream))
    return FALSE;

  while (!rt_outbox_is_full (self->outbox) && push_batch (self))
    ;
  rt_peer_stream_send (self->stream);
  if (self->is_over)
    {
      void (*over) (gpointer) = self->over;
      gpointer data = self->user_data;

      rt_stream_end (self->stream);
      over (data);
      return FALSE;
    }

  return !rt_outbox_is_full (self->outbox);
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

/**
 * rt_stream_begin:
 * @stream: a connection that speaks no HTTP any more
 * @channel: the channel
 * @after: the cursor to begin at
 * @selection: (nullable): the types to give; %NULL for all
 * @format: how an event looks on the wire
 * @encode_gap: (transfer full) (nullable): how a gap does; @lost is -1 where it is not
 *   known. %NULL where gaps are not told.
 *
 * Pushes a channel into a connection's outbox until the connection ends: what event
 * streams and WebSocket share. While the outbox is full the reader waits, and is told
 * of a gap where the channel forgets meanwhile.
 */
void
rt_stream_begin (RtPeerStream       *stream,
                 RtChannel          *channel,
                 guint64             after,
                 RtSelection        *selection,
                 const RtWireFormat *format,
                 GBytes           *(*encode_gap) (gint64 lost))
{
  Push *self = g_new0 (Push, 1);

  self->stream = stream;
  self->outbox = rt_peer_stream_get_outbox (stream);
  self->format = format;
  self->encode_gap = encode_gap;
  self->reader = rt_reader_new (channel, after, selection, push_cb, self);
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
