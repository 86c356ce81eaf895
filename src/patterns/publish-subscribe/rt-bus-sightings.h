/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-message.h"

G_BEGIN_DECLS

/**
 * RtBusSightings:
 *
 * A consumer's account of what it was given: of a log the offsets, by partition, tell what is
 * missing or came again or late; of a queue, and of what its publisher sent again, the ids do.
 * Remembers the last %RT_BUS_SIGHTINGS_MAX_IDS of those.
 */
typedef struct _RtBusSightings RtBusSightings;

#define RT_BUS_SIGHTINGS_MAX_IDS 10000

RtBusSightings *rt_bus_sightings_new           (void);
void            rt_bus_sightings_free          (RtBusSightings      *self);
/* Forgets where it was, not what it counted. */
void            rt_bus_sightings_restart       (RtBusSightings      *self);
/* The offset that each partition begins with; -1: whichever comes first. */
void            rt_bus_sightings_expect        (RtBusSightings      *self,
                                                gint64               offset);
/* What it saw of others is forgotten: they were somebody else's meanwhile. */
void            rt_bus_sightings_keep          (RtBusSightings      *self,
                                                GArray              *partitions);
/* Whether it was had before. @lost: how many are newly missing before it. */
gboolean        rt_bus_sightings_see           (RtBusSightings      *self,
                                                const RtBusDelivery *delivery,
                                                guint64             *lost);
guint64         rt_bus_sightings_get_duplicate (RtBusSightings      *self);
guint64         rt_bus_sightings_get_reordered (RtBusSightings      *self);

G_END_DECLS
