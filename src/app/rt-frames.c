/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-frames.h"

#include "core/rt-slice.h"

/* Where there was a frame there may be another: so long after it. */
#define AFTER_US (100 * 1000)

static void
on_frame (GdkFrameClock *clock)
{
  rt_slice_shorten (g_get_monotonic_time () + AFTER_US);
}

static void
on_realize (GtkWidget *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "before-paint", G_CALLBACK (on_frame), window, 0);
}

/**
 * rt_frames_favour:
 * @window: a window
 *
 * Has whatever moves bytes in numbers take short turns while frames of @window are drawn.
 */
void
rt_frames_favour (GtkWidget *window)
{
  g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
}
