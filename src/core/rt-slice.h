/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RT_SLICE_SHORT_US:
 *
 * What a dispatch may take instead of %RT_SLICE_US while frames are drawn, in µs.
 */
#define RT_SLICE_SHORT_US 500

void   rt_slice_shorten (gint64 until_us);
gint64 rt_slice_get_us  (gint64 now_us);

G_END_DECLS
