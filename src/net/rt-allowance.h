/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtAllowance:
 *
 * How much more of something may come now where so much a second may: what was not used
 * is kept for a second, so that what comes in a burst is not refused for that alone. Zero
 * to begin with: then a second's worth may come.
 */
typedef struct {
  gint64 until;   /* monotonic, µs: by then all that came would have been allowed one by one */
} RtAllowance;

/* Whether one more may come at @now (monotonic, µs), which is taken then. */
gboolean rt_allowance_take (RtAllowance *self,
                            guint64      rate,
                            gint64       now);

G_END_DECLS
