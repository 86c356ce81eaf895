/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RtPartRow:
 *
 * A part of a message in a tree of them: what it is, what it says, and a sentence about it.
 */
#define RT_TYPE_PART_ROW (rt_part_row_get_type ())
G_DECLARE_FINAL_TYPE (RtPartRow, rt_part_row, RT, PART_ROW, AdwBin)

GtkWidget *rt_part_row_new     (void);
/* @row: of an RtTracePart; NULL: none */
void       rt_part_row_set_row (RtPartRow      *self,
                                GtkTreeListRow *row);

G_END_DECLS
