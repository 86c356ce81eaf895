/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtOutbox:
 *
 * One reader's bounded queue of what is still to be written, in the order in
 * which it was put in. Holds references, never copies of an event's bytes. What
 * happens where it is full is the channel's policy: see rt_channel_set_outboxes().
 *
 * Two kinds of items: events, and control bytes (response heads, pongs, close
 * frames, gaps), which have a bound of their own.
 */
typedef struct _RtOutbox RtOutbox;

#define RT_OUTBOX_DEFAULT_MAX_EVENTS 1000
#define RT_OUTBOX_DEFAULT_MAX_BYTES  (256 * 1024)
#define RT_OUTBOX_DEFAULT_PATIENCE_MS 5000

/**
 * RtOutboxPolicy:
 * @RT_OUTBOX_WAIT: refuse, so that who publishes learns it
 * @RT_OUTBOX_KEEP_LATEST: the new event takes the place of those waiting (conflate)
 * @RT_OUTBOX_DROP_OLDEST: the oldest waiting events make room
 * @RT_OUTBOX_DISCONNECT: the reader is to be disconnected
 *
 * What happens where more waits for a reader than may. See rt_channel_set_outboxes().
 */
typedef enum {
  RT_OUTBOX_WAIT,
  RT_OUTBOX_KEEP_LATEST,
  RT_OUTBOX_DROP_OLDEST,
  RT_OUTBOX_DISCONNECT,
} RtOutboxPolicy;

/**
 * RtOutboxLimits:
 * @policy: what happens where more waits
 * @max_events: how many events may wait for a reader
 * @max_bytes: how many bytes may
 * @patience_ms: how long a reader that takes nothing may hold up who publishes
 */
typedef struct {
  RtOutboxPolicy policy;
  guint          max_events;
  gsize          max_bytes;
  guint          patience_ms;
} RtOutboxLimits;

/**
 * RtOutboxDepth:
 * @events: how many events wait for a reader
 * @bytes: how many bytes; encoded ones count with their wire format and with the control
 *   bytes beside them, others with payload and type
 */
typedef struct {
  guint64 events;
  guint64 bytes;
} RtOutboxDepth;

/**
 * RtOutboxCounts:
 * @events: events written whole
 * @payload: bytes of the data of those
 * @dropped: events dropped by RT_OUTBOX_DROP_OLDEST
 * @conflated: events that a newer one took the place of
 * @forgotten: events that the channel forgot before they could be put in
 * @left: events left unwritten at the end
 * @waits: how often who publishes was refused because of it
 * @disconnected: how often its reader was disconnected because it was full
 */
typedef struct {
  guint64 events;
  guint64 payload;
  guint64 dropped;
  guint64 conflated;
  guint64 forgotten;
  guint64 left;
  guint64 waits;
  guint64 disconnected;
} RtOutboxCounts;

/* Says what waits for the reader elsewhere, to be put in later. */
typedef void (*RtOutboxRestFunc) (RtOutboxDepth *rest,
                                  gpointer       user_data);

RtOutbox      *rt_outbox_new            (guint           max_events,
                                         gsize           max_bytes);
void           rt_outbox_free           (RtOutbox       *self);
void           rt_outbox_set_limits     (RtOutbox       *self,
                                         guint           max_events,
                                         gsize           max_bytes);
/* %FALSE when there is no room for it: nothing was queued. */
gboolean       rt_outbox_push_event     (RtOutbox       *self,
                                         GBytes         *bytes,
                                         gsize           payload);
/* One that an event was just put in for is never refused. */
void           rt_outbox_push_again     (RtOutbox       *self,
                                         GBytes         *bytes,
                                         gsize           payload);
/* %FALSE when control bytes alone would pass max_bytes: nothing was queued. */
gboolean       rt_outbox_push_control   (RtOutbox       *self,
                                         GBytes         *bytes);
gsize          rt_outbox_append_control (RtOutbox       *self,
                                         gconstpointer   data,
                                         gsize           length);
/* Whole or not at all; of any length where no control bytes wait. */
gboolean       rt_outbox_append_whole   (RtOutbox       *self,
                                         gconstpointer   data,
                                         gsize           length);
gboolean       rt_outbox_has_control_room (RtOutbox     *self,
                                           gsize         length);
guint          rt_outbox_get_n_events   (RtOutbox       *self);
gsize          rt_outbox_get_n_bytes    (RtOutbox       *self);
gboolean       rt_outbox_is_empty       (RtOutbox       *self);
gboolean       rt_outbox_is_full        (RtOutbox       *self);
/* The next bytes to write, without copying. Returns how many vectors were filled. */
guint          rt_outbox_peek           (RtOutbox       *self,
                                         GOutputVector  *vectors,
                                         guint           n_vectors);
void           rt_outbox_consume        (RtOutbox       *self,
                                         gsize           n_bytes);
/* Counts the events still queued as left and forgets everything. */
void           rt_outbox_clear          (RtOutbox       *self);
void           rt_outbox_set_rest       (RtOutbox       *self,
                                         RtOutboxRestFunc func,
                                         gpointer        user_data);
void           rt_outbox_get_depth      (RtOutbox       *self,
                                         RtOutboxDepth  *depth);
/* What became of events that were never put in. */
void           rt_outbox_count          (RtOutbox       *self,
                                         const RtOutboxCounts *counts);
const RtOutboxCounts *rt_outbox_get_counts (RtOutbox    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtOutbox, rt_outbox_free)

G_END_DECLS
