/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * RtPulse:
 * @at_us: when, on the monotonic clock; 0: nobody has looked yet
 * @connected: clients that could connect
 * @events: that all of them got since they began to count
 * @last: the number of the latest event that the average client got; 0: none, or nobody knows
 * @latency_us: of half the events that came since the look before it was no more, µs; -1: none came
 * @bytes: on the wire, above TCP, both ways, since they began to count
 *
 * What the clients of a contestant are about, for who watches. Nothing of it is measured by.
 */
typedef struct {
  gint64  at_us;
  guint   connected;
  guint64 events;
  guint64 last;
  gint64  latency_us;
  guint64 bytes;
} RtPulse;

/* All but when. (transfer full) */
JsonObject *rt_pulse_to_json   (const RtPulse  *self);
gboolean    rt_pulse_from_json (JsonObject     *object,
                                RtPulse        *self,
                                GError        **error);

G_END_DECLS
