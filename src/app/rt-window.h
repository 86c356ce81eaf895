/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-engine.h"

G_BEGIN_DECLS

/**
 * RtWindow:
 *
 * The window: the pages, their switcher, one primary action.
 *
 * Actions: "win.toggle-all", "win.tell" (s): a short message that goes by itself,
 * "win.warn" (s): why something cannot be done, which stays long enough to be read
 * Signal: "shown" (): the first frame was painted
 */
#define RT_TYPE_WINDOW (rt_window_get_type ())
G_DECLARE_FINAL_TYPE (RtWindow, rt_window, RT, WINDOW, AdwApplicationWindow)

RtWindow *rt_window_new        (GtkApplication *application,
                                GSettings      *settings);
void      rt_window_set_engine (RtWindow       *self,
                                RtEngine       *engine);
/* Says @notice until it is closed; NULL: nothing any more. */
void      rt_window_notify     (RtWindow       *self,
                                const char     *notice);
/* There is no engine, or none that listens: stops the lanes, and says why. */
void      rt_window_fail       (RtWindow       *self,
                                const char     *reason);
/* @files: of GFile; results are shown, others wait for an engine to be uploaded to. */
void      rt_window_open       (RtWindow       *self,
                                GListModel     *files);
void      rt_window_start_all  (RtWindow       *self);

G_END_DECLS
