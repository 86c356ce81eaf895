/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-log-desk.h"

G_BEGIN_DECLS

/**
 * RtLogTapes:
 *
 * The partitions of a log, each a tape: what is kept of it, where it grows, what retention has
 * eaten, and on it how far each group is and which of its members reads there. One scale for all.
 */
#define RT_TYPE_LOG_TAPES (rt_log_tapes_get_type ())
G_DECLARE_FINAL_TYPE (RtLogTapes, rt_log_tapes, RT, LOG_TAPES, GtkWidget)

void rt_log_tapes_set_desk (RtLogTapes *self,
                            RtLogDesk  *desk);
/* Shows how far everything is now. */
void rt_log_tapes_refresh  (RtLogTapes *self);

G_END_DECLS
