/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "rt-serving.h"

G_BEGIN_DECLS

/**
 * RtPreferencesWindow:
 *
 * Where the settings are changed. What it changes holds at once, or it offers to restart
 * the servers ("app.restart-servers").
 */
#define RT_TYPE_PREFERENCES_WINDOW (rt_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (RtPreferencesWindow, rt_preferences_window, RT, PREFERENCES_WINDOW, AdwPreferencesWindow)

/* @serving has settings. (transfer none) */
RtPreferencesWindow *rt_preferences_window_new (GtkWindow *parent,
                                                RtServing *serving);

G_END_DECLS
