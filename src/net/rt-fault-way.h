/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many bytes are held back at most, each way of each connection. */
#define RT_FAULT_WAY_MAX_BYTES (64 * 1024)

/**
 * RtFaultWay:
 *
 * One way of a connection that is slower on purpose: bytes that are under way, in
 * order, each piece with the time at which it is through; and a token bucket. Zero it to
 * begin with.
 */
typedef struct {
  GQueue  pieces;
  gsize   n_bytes;
  gint64  last_due;
  double  tokens;
  gint64  filled;  /* monotonic, µs: when tokens were last added; 0 for never */
} RtFaultWay;

void        rt_fault_way_clear   (RtFaultWay *self);
gsize       rt_fault_way_get_room (RtFaultWay *self);
void        rt_fault_way_push    (RtFaultWay *self,
                                  const char *bytes,
                                  gsize       length,
                                  gint64      due,
                                  gboolean    made_up);
/* Monotonic, µs: when the first piece is through; G_MAXINT64 where there is none. */
gint64      rt_fault_way_get_due (RtFaultWay *self);
/* Of the first piece what is left. */
const char *rt_fault_way_peek    (RtFaultWay *self,
                                  gsize      *length);
/* Whether the first piece never was on the wire. */
gboolean    rt_fault_way_is_made_up (RtFaultWay *self);
void        rt_fault_way_consume (RtFaultWay *self,
                                  gsize       length);

/* How many of @wanted bytes may pass at @now, at @rate bytes a second; where it is none,
 * *@wait_us says how long not. */
gsize       rt_fault_way_allow   (RtFaultWay *self,
                                  gint64      rate,
                                  gsize       wanted,
                                  gint64      now,
                                  gint64     *wait_us);
void        rt_fault_way_spend   (RtFaultWay *self,
                                  gsize       length);

G_END_DECLS
