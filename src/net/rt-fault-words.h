/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtFaultKind:
 * @RT_FAULT_CUT: all connections are cut, with a reset, once or again and again
 * @RT_FAULT_CUT_AFTER: each connection is cut after so many events, or so long
 * @RT_FAULT_STOP: the server stops for a while and ends its connections
 * @RT_FAULT_REFUSE: connects are refused
 * @RT_FAULT_STATUS: each request is answered with a status, and not carried out
 * @RT_FAULT_DELAY: bytes come and go later, in order
 * @RT_FAULT_LIMIT: so many bytes a second, each way
 * @RT_FAULT_STALL: nothing is read any more; at a server nothing written either
 * @RT_FAULT_SWALLOW: every Nth event is left out
 * @RT_FAULT_DUPLICATE: every Nth event is given twice
 * @RT_FAULT_LOSE_ANSWER: every Nth request is carried out, and the connection
 *   cut before its answer
 */
typedef enum {
  RT_FAULT_CUT,
  RT_FAULT_CUT_AFTER,
  RT_FAULT_STOP,
  RT_FAULT_REFUSE,
  RT_FAULT_STATUS,
  RT_FAULT_DELAY,
  RT_FAULT_LIMIT,
  RT_FAULT_STALL,
  RT_FAULT_SWALLOW,
  RT_FAULT_DUPLICATE,
  RT_FAULT_LOSE_ANSWER,
  RT_N_FAULT_KINDS,
} RtFaultKind;

#define RT_FAULT_MAX_TIME  (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)
#define RT_FAULT_MAX_COUNT G_MAXINT32

/**
 * RtFault:
 * @kind: what is broken
 * @value: a time in µs (cut: how often, 0 for once; stop: how long; delay), events,
 *   requests, bytes a second, or a status of HTTP; 0 where the kind has none
 * @jitter: of a delay: how much more or less at most, µs
 * @is_time: of %RT_FAULT_CUT_AFTER: @value is a time, not a number of events
 * @start: when it begins, µs from when it is added
 * @duration: how long it lasts, µs; 0 for good
 *
 * What `--fault` says.
 */
typedef struct {
  RtFaultKind kind;
  gint64      value;
  gint64      jitter;
  gboolean    is_time;
  gint64      start;
  gint64      duration;
} RtFault;

gboolean    rt_fault_parse         (const char   *text,
                                    RtFault      *fault,
                                    GError      **error);
const char *rt_fault_get_word      (RtFaultKind   kind);
/* What it did, for people, short; (transfer full) */
char       *rt_fault_dup_struck    (const RtFault *fault);

G_END_DECLS
