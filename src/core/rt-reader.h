/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-channel.h"

G_BEGIN_DECLS

/**
 * RtReader:
 *
 * One reader of a channel: its cursor, its selection, and what to call when
 * there is something after the cursor. All readers of all channels are served
 * by one source below the toolkit's redraw, in slices of RT_SLICE_US, in turn:
 * a publish to 10,000 readers neither blocks the loop nor favours the first.
 */
typedef struct _RtReader RtReader;

/**
 * RtReaderFunc:
 *
 * Called on the main loop when events follow the cursor. It takes what it can
 * with rt_reader_read(). May free the reader.
 *
 * Returns: %TRUE to be called for what comes next, %FALSE when it can take no
 *   more for now: then rt_reader_wake() asks for the next call.
 */
typedef gboolean (*RtReaderFunc) (RtReader *reader,
                                  gpointer  user_data);

/**
 * RtRelief:
 * @forgotten: what the channel remembers no more
 * @dropped: how many events gave way to newer ones
 * @conflated: how many the latest took the place of
 * @turn: where it went from what is forgotten to what gave way, or the other way round,
 *   for the first time: the number before; 0 where it did not
 * @forgotten_last: then, whether it was the other way round
 *
 * What a reader was passed over.
 */
typedef struct {
  RtGap   forgotten;
  guint64 dropped;
  guint64 conflated;
  guint64 turn;
  gboolean forgotten_last;
} RtRelief;

RtReader  *rt_reader_new         (RtChannel    *channel,
                                  guint64       after,
                                  RtSelection  *selection,
                                  RtReaderFunc  func,
                                  gpointer      user_data);
void       rt_reader_free        (RtReader     *self);
guint64    rt_reader_get_cursor  (RtReader     *self);
RtChannel *rt_reader_get_channel (RtReader     *self);
guint      rt_reader_read        (RtReader      *self,
                                  RtChannelItem *items,
                                  guint          n_items,
                                  RtGap         *gap);
void       rt_reader_unread      (RtReader     *self,
                                  RtEvent      *event);
void       rt_reader_rewind      (RtReader     *self,
                                  guint64       cursor);
void       rt_reader_wake        (RtReader     *self);

/* Who reads into an outbox, and may not keep up. */
void       rt_reader_set_outbox  (RtReader      *self,
                                  RtOutbox      *outbox);
void       rt_reader_set_stuck   (RtReader      *self,
                                  gboolean       stuck);
gboolean   rt_reader_is_stuck    (RtReader      *self);
gboolean   rt_reader_relieve     (RtReader      *self,
                                  RtRelief      *relief);
void       rt_reader_measure     (RtReader      *self,
                                  RtOutboxDepth *depth);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtReader, rt_reader_free)

G_END_DECLS
