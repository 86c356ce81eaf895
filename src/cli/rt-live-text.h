/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-output.h"

G_BEGIN_DECLS

/**
 * RtLiveText:
 *
 * A few lines at the bottom of a terminal that are drawn over, in place.
 */
#define RT_TYPE_LIVE_TEXT (rt_live_text_get_type ())
G_DECLARE_FINAL_TYPE (RtLiveText, rt_live_text, RT, LIVE_TEXT, GObject)

/* @output: see rt_output_is_drawable() */
RtLiveText *rt_live_text_new   (RtOutput   *output);
/* Draws @text, whole lines of at most the terminal's width, instead of what was drawn. */
void        rt_live_text_draw  (RtLiveText *self,
                                const char *text);
void        rt_live_text_clear (RtLiveText *self);

G_END_DECLS
