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
 * RT_SLICE_US:
 *
 * The longest one dispatch may go on, in µs. What is not done by then yields
 * and continues in the next turn of the loop.
 */
#define RT_SLICE_US 2000

G_END_DECLS
