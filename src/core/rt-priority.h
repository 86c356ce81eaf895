/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RT_PRIORITY_IO:
 *
 * The main loop priority of everything that moves bytes: below the toolkit's
 * redraw (G_PRIORITY_HIGH_IDLE + 20), so that a frame always gets its turn.
 */
#define RT_PRIORITY_IO (G_PRIORITY_HIGH_IDLE + 30)

/**
 * RT_PRIORITY_ANSWER:
 *
 * The same for waiting until an answer begins, which is a head and no more. When a request
 * is sent again because its connection had ended, libsoup 3.2 tells the end of the first
 * attempt in a later dispatch of this priority, and if the second has begun by then takes
 * it for the end of that: so this goes before everything that the second needs.
 */
#define RT_PRIORITY_ANSWER G_PRIORITY_DEFAULT

/**
 * RT_PRIORITY_WAITING:
 *
 * Where a source stays that only waits to be woken. GLib walks the sources in the
 * order of their priorities and stops at the first that is ready, so while anything
 * else goes on these cost nothing, however many they are. Whoever wakes one raises it
 * to RT_PRIORITY_IO.
 */
#define RT_PRIORITY_WAITING (G_PRIORITY_LOW + 100)

/**
 * RT_SLICE_US:
 *
 * The longest one dispatch may go on, in µs. What is not done by then yields
 * and continues in the next turn of the loop. Who moves bytes in numbers asks
 * rt_slice_get_us(), which is less while frames are drawn.
 */
#define RT_SLICE_US 2000

G_END_DECLS
