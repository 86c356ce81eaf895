/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-event.h"
#include "rt-outbox.h"
#include "rt-selection.h"

G_BEGIN_DECLS

#define RT_CHANNEL_DEFAULT_MAX_EVENTS 10000
#define RT_CHANNEL_DEFAULT_MAX_BYTES  (16 * 1024 * 1024)
#define RT_CHANNEL_MAX_TYPES          256

typedef enum {
  RT_CHANNEL_ERROR_INVALID_NAME,  /* not [a-z0-9._-]{1,64} */
  RT_CHANNEL_ERROR_INVALID_TYPE,  /* not a type name, see rt_type_name_is_valid() */
  RT_CHANNEL_ERROR_TOO_LARGE,     /* the payload alone is more than the channel may remember */
  RT_CHANNEL_ERROR_TOO_MANY_TYPES,
  RT_CHANNEL_ERROR_NO_NUMBERS,    /* numbers that survive a restart are not reserved yet: try again */
  RT_CHANNEL_ERROR_FULL,          /* RT_OUTBOX_WAIT, and a reader has as much to read as may wait: try again */
} RtChannelError;
#define RT_CHANNEL_ERROR (rt_channel_error_quark ())
GQuark rt_channel_error_quark (void);

/**
 * RtChannelLimits:
 * @max_events: how many events are remembered
 * @max_bytes: how many bytes of payload and type are remembered
 */
typedef struct {
  guint max_events;
  gsize max_bytes;
} RtChannelLimits;

/**
 * RtGap:
 * @found: whether numbers are missing between the cursor and what follows
 * @lost: how many, or -1 where that cannot be known
 *
 * What a reader can no longer be given.
 */
typedef struct {
  gboolean found;
  gint64   lost;
} RtGap;

/**
 * RtChannelItem:
 * @event: (transfer none): valid until the next publish
 * @prev: the number before it in the reader's selection, %RT_PREV_NONE where
 *   nothing came before in it, 0 where none was made
 */
typedef struct {
  RtEvent *event;
  guint64  prev;
} RtChannelItem;

/**
 * RtChannel:
 *
 * A named, numbered stream of events with a bounded memory. Every transport
 * reads the same channel by cursor.
 */
#define RT_TYPE_CHANNEL (rt_channel_get_type ())
G_DECLARE_FINAL_TYPE (RtChannel, rt_channel, RT, CHANNEL, GObject)

gboolean    rt_channel_name_is_valid (const char            *name);

RtChannel  *rt_channel_new           (const char            *name,
                                      const RtChannelLimits *limits);
const char *rt_channel_get_name      (RtChannel             *self);
/* The lowest number remembered; one more than the last when nothing is. */
guint64     rt_channel_get_first     (RtChannel             *self);
/* The highest number ever given out; 0 before the first event of all. */
guint64     rt_channel_get_last      (RtChannel             *self);
RtEvent    *rt_channel_get_latest    (RtChannel             *self);
guint       rt_channel_get_n_events  (RtChannel             *self);
gsize       rt_channel_get_n_bytes   (RtChannel             *self);

/* Where numbering stands: what an earlier life gave out (see rt-numbers.h). */
void        rt_channel_set_numbering (RtChannel             *self,
                                      guint64                next,
                                      guint64                gapless_since);
void        rt_channel_set_reserved  (RtChannel             *self,
                                      guint64                first_unreserved);

/* What happens to readers that do not keep up, and to who publishes then. */
void        rt_channel_set_outboxes  (RtChannel             *self,
                                      const RtOutboxLimits  *limits);
const RtOutboxLimits *rt_channel_get_outboxes (RtChannel    *self);

guint64     rt_channel_publish       (RtChannel             *self,
                                      const char            *type,
                                      GBytes                *data,
                                      GError               **error);
guint64     rt_channel_publish_at    (RtChannel             *self,
                                      const char            *type,
                                      GBytes                *data,
                                      gint64                 time_us,
                                      GError               **error);

/* Reads at most @n_items events after *@cursor into @items, moves *@cursor to the
 * last number looked at (so that what a selection leaves out is not looked at
 * again) and tells in @gap what is gone. Returns the number of items. */
guint       rt_channel_read          (RtChannel             *self,
                                      guint64               *cursor,
                                      RtSelection           *selection,
                                      RtChannelItem         *items,
                                      guint                  n_items,
                                      RtGap                 *gap);

G_END_DECLS
