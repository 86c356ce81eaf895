/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-lane-view.h"

G_BEGIN_DECLS

/* How much room lanes have, and where; of an array of RtLaneView. */

/* Whenever another live view was chosen. */
void rt_dashboard_room_share (GPtrArray *views);
/* Whenever there is another number of columns; 0: all lanes are in one row. */
void rt_dashboard_room_align (GPtrArray *views,
                              guint      n_columns);
/* Whenever the window became @narrow or wide. */
void rt_dashboard_room_move  (GPtrArray   *views,
                              GtkBox      *grid,
                              AdwCarousel *carousel,
                              gboolean     narrow);
/* Once for each lane's view. */
void rt_dashboard_room_follow_focus (GtkWidget   *view,
                                     AdwCarousel *carousel);

/* The wheel and Page Up and Page Down turn @carousel, where there is nothing to scroll. */
void rt_dashboard_room_turn (AdwCarousel *carousel);
/* Once, before they are shown: fewer of them are. */
void rt_dashboard_room_begin (GPtrArray *views);
/* Whenever they are: from the next frame on all of them. */
void rt_dashboard_room_fill  (GPtrArray     *views,
                              GdkFrameClock *clock);

G_END_DECLS
