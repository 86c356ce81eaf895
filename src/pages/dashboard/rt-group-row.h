/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-log-desk.h"

G_BEGIN_DECLS

/**
 * RtGroupRow:
 *
 * A group of consumers of a log: its members and what they have, its lag, and where to send it.
 */
#define RT_TYPE_GROUP_ROW (rt_group_row_get_type ())
G_DECLARE_FINAL_TYPE (RtGroupRow, rt_group_row, RT, GROUP_ROW, GtkBox)

GtkWidget *rt_group_row_new     (RtLogDesk  *desk,
                                 RtLogGroup *group);
void       rt_group_row_refresh (RtGroupRow *self);

G_END_DECLS
