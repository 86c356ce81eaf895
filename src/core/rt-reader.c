/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-reader-private.h"

static gboolean
reader_is_behind (RtFanOutClient *client)
{
  RtReader *self = (RtReader *) client;

  rt_reader_follow (self);

  return self->cursor != self->memory->last;
}

static gboolean
reader_serve (RtFanOutClient *client)
{
  RtReader *self = (RtReader *) client;

  rt_reader_follow (self);
  if (!rt_memory_has_news (self->memory, &self->cursor, self->selection))
    return TRUE;

  return self->func (self, self->user_data);
}

/**
 * rt_reader_new:
 * @channel: the channel to read
 * @after: the cursor to begin at: rt_channel_get_last() for what comes from now on
 * @selection: (nullable): the types to read; %NULL for all
 * @func: what to call when there is something to read
 * @user_data: for @func
 *
 * Creates a reader in the thread-default main context. @func is called from that
 * context, never from here, when rt_reader_read() has an event or a gap to give;
 * of events that the selection leaves out nobody is told. It should read until
 * it can take no more or rt_reader_read() gives less than it was asked for: what
 * is left brings the next call, after the other readers had their turn.
 *
 * To wait for one thing once, as a held request does, free the reader in @func.
 * Readers may be created, woken and freed inside any call of any reader.
 *
 * Returns: (transfer full): the reader, which keeps the channel
 */
RtReader *
rt_reader_new (RtChannel    *channel,
               guint64       after,
               RtSelection  *selection,
               RtReaderFunc  func,
               gpointer      user_data)
{
  RtReader *self;

  g_return_val_if_fail (RT_IS_CHANNEL (channel), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (RtReader, 1);
  self->client.serve = reader_serve;
  self->client.is_behind = reader_is_behind;
  self->memory = rt_channel_get_memory (channel);
  self->cursor = after;
  self->selection = selection != NULL ? rt_selection_ref (selection) : NULL;
  self->func = func;
  self->user_data = user_data;
  self->history = self->memory->last;
  self->life = self->memory->life;
  rt_fan_out_join (&self->client, channel);

  return self;
}

/**
 * rt_reader_free:
 * @self: (transfer full): a reader
 *
 * Ends it: its function is not called again.
 */
void
rt_reader_free (RtReader *self)
{
  g_return_if_fail (self != NULL);

  rt_reader_set_outbox (self, NULL);
  rt_fan_out_leave (&self->client);
  g_clear_pointer (&self->selection, rt_selection_unref);
  g_free (self);
}

/**
 * rt_reader_get_cursor:
 * @self: a reader
 *
 * Returns: the last number it has looked at
 */
guint64
rt_reader_get_cursor (RtReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  rt_reader_follow (self);

  return self->cursor;
}

/**
 * rt_reader_get_channel:
 * @self: a reader
 *
 * Returns: (transfer none): what it reads
 */
RtChannel *
rt_reader_get_channel (RtReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->client.station->channel;
}

/**
 * rt_reader_read:
 * @self: a reader
 * @items: (out caller-allocates) (array length=n_items): where to put events
 * @n_items: how many at most
 * @gap: (out): what is gone before the first of them
 *
 * Reads on, as rt_channel_read() does.
 *
 * Returns: how many items there are
 */
guint
rt_reader_read (RtReader      *self,
                RtChannelItem *items,
                guint          n_items,
                RtGap         *gap)
{
  g_return_val_if_fail (self != NULL, 0);

  rt_reader_follow (self);

  return rt_channel_read (self->client.station->channel, &self->cursor, self->selection, items, n_items, gap);
}

/**
 * rt_reader_unread:
 * @self: a reader
 * @event: one that the latest rt_reader_read() gave
 *
 * Puts @event and what came after it back: the next reading begins with it.
 */
void
rt_reader_unread (RtReader *self,
                  RtEvent  *event)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);

  self->cursor = rt_event_get_seq (event) - 1;
}

/**
 * rt_reader_rewind:
 * @self: a reader
 * @cursor: what rt_reader_get_cursor() gave before the latest rt_reader_read(), or the
 *   number of an event that this gave
 *
 * Puts all of that reading back, the gap that it told as well, or what came after that
 * event.
 */
void
rt_reader_rewind (RtReader *self,
                  guint64   cursor)
{
  g_return_if_fail (self != NULL);

  self->cursor = cursor;
}

/**
 * rt_reader_wake:
 * @self: a reader
 *
 * Says that it can take more, after its function returned %FALSE or from inside
 * it. Does nothing where that is known.
 */
void
rt_reader_wake (RtReader *self)
{
  g_return_if_fail (self != NULL);

  rt_fan_out_wake (&self->client);
}
