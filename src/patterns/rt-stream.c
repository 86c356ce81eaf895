/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/rt-stream.h"

typedef struct {
  RtPeerStream       *stream; /* (unowned): the push is its data */
  RtReader           *reader;
  const RtWireFormat *format;
  GBytes           *(*encode_gap) (gint64 lost);
} Push;

static void
push_free (gpointer data)
{
  Push *push = data;

  rt_reader_free (push->reader);
  g_free (push);
}

static gboolean
push_cb (RtReader *reader,
         gpointer  user_data)
{
  Push *push = user_data;
  RtOutbox *outbox = rt_peer_stream_get_outbox (push->stream);
  RtChannelItem item;
  RtGap gap = { FALSE, 0 };

  while (!rt_outbox_is_full (outbox))
    {
      guint n = rt_reader_read (reader, &item, 1, &gap);

      if (gap.found)
        {
          g_autoptr (GBytes) bytes = push->encode_gap (gap.lost);

          rt_outbox_push_control (outbox, bytes);
          gap.found = FALSE;
        }
      else if (n == 0)
        break;
      if (n == 1)
        rt_outbox_push_event (outbox, rt_event_encode (item.event, push->format, item.prev), rt_event_get_size (item.event));
    }

  rt_peer_stream_flush (push->stream);

  return !rt_outbox_is_full (outbox);
}

static void
writable_cb (RtPeerStream *stream)
{
  Push *push = g_object_get_data (G_OBJECT (stream), "rt-push");

  if (push != NULL)
    rt_reader_wake (push->reader);
}

static void
closed_cb (RtPeerStream *stream)
{
  g_object_set_data (G_OBJECT (stream), "rt-push", NULL);
}

static void
gone_cb (RtPeerStream *stream)
{
  closed_cb (stream);
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

void
rt_stream_close_when_gone (RtPeerStream *stream)
{
  g_signal_connect (stream, "gone", G_CALLBACK (gone_cb), NULL);
}

void
rt_stream_begin (RtPeerStream       *stream,
                 RtChannel          *channel,
                 guint64             after,
                 RtSelection        *selection,
                 const RtWireFormat *format,
                 GBytes           *(*encode_gap) (gint64 lost))
{
  Push *push = g_new0 (Push, 1);

  push->stream = stream;
  push->format = format;
  push->encode_gap = encode_gap;
  push->reader = rt_reader_new (channel, after, selection, push_cb, push);
  g_object_set_data_full (G_OBJECT (stream), "rt-push", push, push_free);
  g_signal_connect (stream, "writable", G_CALLBACK (writable_cb), NULL);
  g_signal_connect (stream, "closed", G_CALLBACK (closed_cb), NULL);
  rt_stream_close_when_gone (stream);
}
