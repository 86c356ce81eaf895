/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RtApplication:
 *
 * The application: one window, one engine. The window is there first; the engine
 * starts when its first frame is painted, and ends after it.
 *
 * Actions: "app.about", "app.quit"
 */
#define RT_TYPE_APPLICATION (rt_application_get_type ())
G_DECLARE_FINAL_TYPE (RtApplication, rt_application, RT, APPLICATION, AdwApplication)

RtApplication *rt_application_new (void);

G_END_DECLS
