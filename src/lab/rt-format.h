/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as people read them: three significant digits, the unit always, the
 * scale by itself. What is unknown (negative or not a number) is RT_FORMAT_UNKNOWN.
 * The widest any number gets is RT_FORMAT_WIDTH characters. All (transfer full). */

#define RT_FORMAT_UNKNOWN "–"
#define RT_FORMAT_WIDTH   9

char *rt_format_bytes       (double bytes);
char *rt_format_rate        (double bytes_per_second);
char *rt_format_duration_us (double us);
char *rt_format_elapsed_us  (double us);
char *rt_format_left        (double seconds);
char *rt_format_share       (double share);
char *rt_format_count       (double count);
char *rt_format_number      (double value,
                             int    digits);
/* Never with an exponent. */
char *rt_format_plain       (double value,
                             int    digits);
/* The time of day here. */
char *rt_format_clock       (gint64 time_us,
                             guint  digits);
char *rt_format_moment      (gint64 monotonic_us,
                             guint  digits);

/* With a full stop, so that another sentence may follow. */
char *rt_format_sentence    (const char *text);

G_END_DECLS
