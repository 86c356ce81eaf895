/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-slot.h"

G_BEGIN_DECLS

/* Lets files be dropped anywhere on @card; they are given to @slot, which is in it. While
 * files hover over it @card is in the state :drop(active). */
void rt_file_drop_add (GtkWidget  *card,
                       RtLaneSlot *slot);

G_END_DECLS
