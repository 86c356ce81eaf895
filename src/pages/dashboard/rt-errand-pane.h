/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-errand-list.h"

G_BEGIN_DECLS

/**
 * RtErrandPane:
 *
 * A list of what was asked for, or what it is for while nothing was.
 *
 * Property: "hint" (string): what to say while nothing was asked for
 */
#define RT_TYPE_ERRAND_PANE (rt_errand_pane_get_type ())
G_DECLARE_FINAL_TYPE (RtErrandPane, rt_errand_pane, RT, ERRAND_PANE, AdwBin)

/* Once; see rt_errand_row_new(). */
void rt_errand_pane_set_list (RtErrandPane *self,
                              RtErrandList *list,
                              const char   *pattern,
                              gboolean      with_bar);
void rt_errand_pane_refresh  (RtErrandPane *self);

G_END_DECLS
