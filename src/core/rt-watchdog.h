/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RT_WATCHDOG_BUDGET_US:
 *
 * The longest a dispatch may take, in µs.
 */
#define RT_WATCHDOG_BUDGET_US 4000

/* So many of what a dispatch was in the middle of are told. */
#define RT_WATCHDOG_MAX_FRAMES 16

/**
 * RtOverrun:
 * @source: the name of the source that was dispatched; "" where it has none
 * @wall_us: how long it took, to about %RT_WATCHDOG_TICK_US
 * @cpu_us: how much of that was processor time of the thread
 * @waited: whether it gave up the processor by itself: it slept, or called what waits
 * @frames: what it was in the middle of when its time was up, innermost first
 * @n_frames: how many those are
 *
 * One dispatch that took too long.
 */
typedef struct {
  char     source[64];
  gint64   wall_us;
  gint64   cpu_us;
  gboolean waited;
  gpointer frames[RT_WATCHDOG_MAX_FRAMES];
  int      n_frames;
} RtOverrun;

/* How often a dispatch is looked at, in µs. */
#define RT_WATCHDOG_TICK_US 500

typedef void (*RtWatchdogFunc) (const RtOverrun *overrun,
                                gpointer         user_data);

gboolean rt_watchdog_start    (gint64           budget_us,
                               RtWatchdogFunc   func,
                               gpointer         user_data);
void     rt_watchdog_stop     (void);
/* Where it was asked for in the environment: warns of each on standard error. */
void     rt_watchdog_init     (void);
/* (transfer full) */
char    *rt_overrun_to_string (const RtOverrun *self);

G_END_DECLS
