/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-trace.h"

G_BEGIN_DECLS

/**
 * RtPlayback:
 *
 * How far a trace is shown: as far as it goes, or, while paused, as far as was stepped. What
 * of it is chosen is chosen for all that show it.
 *
 * Property: "paused" (boolean)
 * Signal: "changed" (): how far it is shown, or how much more there is
 */
#define RT_TYPE_PLAYBACK (rt_playback_get_type ())
G_DECLARE_FINAL_TYPE (RtPlayback, rt_playback, RT, PLAYBACK, GObject)

RtPlayback         *rt_playback_new        (void);
/* NULL: none. */
void                rt_playback_set_trace  (RtPlayback *self,
                                            RtTrace    *trace);
/* What is shown, of RtTraceItem, the oldest first. (transfer none) */
GtkSingleSelection *rt_playback_get_model  (RtPlayback *self);
/* A few times a second, while it can be seen. */
void                rt_playback_update     (RtPlayback *self);
/* Whether something that is shown may be known better than when this was last asked. */
gboolean            rt_playback_take_completed (RtPlayback *self);
/* Until when (monotonic, µs); 0: until the last that is shown. */
gint64              rt_playback_get_now    (RtPlayback *self);
gboolean            rt_playback_get_paused (RtPlayback *self);
void                rt_playback_set_paused (RtPlayback *self,
                                            gboolean    paused);
/* One more, or one less, and chooses the last that is shown; pauses. */
void                rt_playback_step       (RtPlayback *self,
                                            gboolean    forward);
/* How many came that are not shown. */
guint64             rt_playback_get_n_more (RtPlayback *self);

G_END_DECLS
