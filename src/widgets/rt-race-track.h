/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtRaceTrack:
 *
 * How far somebody has come on a way that others go too: in the full hue where it is, faded from
 * there to where it could be. It moves when it is told something else, where motion is wanted. What
 * it shows stands beside it in words: it is an ornament to those who listen.
 */
#define RT_TYPE_RACE_TRACK (rt_race_track_get_type ())
G_DECLARE_FINAL_TYPE (RtRaceTrack, rt_race_track, RT, RACE_TRACK, GtkWidget)

GtkWidget *rt_race_track_new     (void);
/* Both 0 to 1 of the way; @front no less than @reached. Moves there. */
void       rt_race_track_set     (RtRaceTrack *self,
                                  double       reached,
                                  double       front);
/* Where it has come to, which need not be where it is shown yet. */
double     rt_race_track_get     (RtRaceTrack *self);

G_END_DECLS
