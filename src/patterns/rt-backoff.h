/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RT_BACKOFF_DEFAULT_BASE_MS 1000
#define RT_BACKOFF_CAP_MS          30000
/* A server may ask for this much patience, no more. */
#define RT_BACKOFF_MAX_FLOOR_MS    (60 * 60 * 1000)

/**
 * RtBackoff:
 * @base_ms: the first retry comes within this time, each further one within twice
 *   that of the one before, up to RT_BACKOFF_CAP_MS
 * @floor_ms: no retry comes earlier: what the server asked for, 0 nothing
 * @failures: how often in a row it failed
 *
 * When to try again: exponential back-off with full jitter, so that a thousand
 * clients of a server that went away do not come back all at once.
 */
typedef struct {
  guint base_ms;
  guint floor_ms;
  guint failures;
} RtBackoff;

#define RT_BACKOFF_INIT { .base_ms = RT_BACKOFF_DEFAULT_BASE_MS }

guint rt_backoff_get_range (const RtBackoff *self);
guint rt_backoff_next      (RtBackoff       *self,
                            guint            at_least_ms);
void  rt_backoff_succeeded (RtBackoff       *self);

G_END_DECLS
