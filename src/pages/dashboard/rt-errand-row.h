/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-errand.h"

G_BEGIN_DECLS

/**
 * RtErrandRow:
 *
 * What was asked for, for how long it waits, and what came of it.
 *
 * Signal: "remove" (): the user does not want it in the list any more
 */
#define RT_TYPE_ERRAND_ROW (rt_errand_row_get_type ())
G_DECLARE_FINAL_TYPE (RtErrandRow, rt_errand_row, RT, ERRAND_ROW, GtkListBoxRow)

/* @pattern: the id of the lane's; @with_bar: whether anybody tells how far it is */
GtkWidget *rt_errand_row_new        (RtErrand    *errand,
                                     const char  *pattern,
                                     gboolean     with_bar);
RtErrand  *rt_errand_row_get_errand (RtErrandRow *self);
/* Call it a few times a second. */
void       rt_errand_row_refresh    (RtErrandRow *self);

G_END_DECLS
