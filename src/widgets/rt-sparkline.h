/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtSparkline:
 *
 * A small line of the values of the last minute, without axes.
 */
#define RT_TYPE_SPARKLINE (rt_sparkline_get_type ())
G_DECLARE_FINAL_TYPE (RtSparkline, rt_sparkline, RT, SPARKLINE, GtkWidget)

#define RT_SPARKLINE_MAX_VALUES 240
#define RT_SPARKLINE_SPAN_US    (60 * G_USEC_PER_SEC)

/* @time_us: on the monotonic clock, never before the last one */
void rt_sparkline_add     (RtSparkline *self,
                           gint64       time_us,
                           double       value);
/* Moves the end to @now_us, which forgets what is older than a minute. */
void rt_sparkline_advance (RtSparkline *self,
                           gint64       now_us);
void rt_sparkline_clear   (RtSparkline *self);

G_END_DECLS
