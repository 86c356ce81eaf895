/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-message.h"

G_BEGIN_DECLS

/**
 * RtMessage:
 * @seq: the event's number, meaningful when @has_seq
 * @type: one string for all messages of that type that are alive; "message" where
 *   the wire names none
 * @time_us: its birth, µs since 1970 UTC; 0 where the wire does not say
 * @received_us: when it reached the client's hand, same clock
 * @latency_us: from birth to hand; -1 where the birth is unknown
 * @binary: @data is not text
 * @repeated: it had been delivered before (a duplicate, counted as such)
 * @delivery: (nullable): as a bus delivered it
 *
 * What a client received. Immutable, reference counted.
 */
typedef struct {
  guint64        seq;
  gboolean       has_seq;
  const char    *type;
  gint64         time_us;
  gint64         received_us;
  gint64         latency_us;
  GBytes        *data;
  gboolean       binary;
  gboolean       repeated;
  RtBusDelivery *delivery;
} RtMessage;

#define RT_TYPE_MESSAGE (rt_message_get_type ())
GType      rt_message_get_type (void);
RtMessage *rt_message_new      (const char *type,
                                GBytes     *data,
                                gint64      time_us);
/* As it came, before anybody received it. (transfer full) */
RtMessage *rt_message_copy     (RtMessage  *self);
/* Whether it only keeps numbers without a gap (RT_CHANNEL_FILLER): nothing for people. */
gboolean   rt_message_is_filler (const RtMessage *self);
RtMessage *rt_message_ref      (RtMessage  *self);
void       rt_message_unref    (RtMessage  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtMessage, rt_message_unref)

G_END_DECLS
