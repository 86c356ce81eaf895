/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RtPollStrip:
 *
 * The last polls, a tick each: full and filled where something new came, small and
 * hollow where the answer was empty.
 */
#define RT_TYPE_POLL_STRIP (rt_poll_strip_get_type ())
G_DECLARE_FINAL_TYPE (RtPollStrip, rt_poll_strip, RT, POLL_STRIP, GtkWidget)

#define RT_POLL_STRIP_MAX_POLLS 40

/* Shown by the next rt_poll_strip_update(). */
void rt_poll_strip_add    (RtPollStrip *self,
                           gboolean     empty);
void rt_poll_strip_update (RtPollStrip *self);
void rt_poll_strip_clear  (RtPollStrip *self);

G_END_DECLS
