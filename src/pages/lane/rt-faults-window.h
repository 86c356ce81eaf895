/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtFaultsWindow:
 *
 * A dialog in which what is broken on the connections of one lane, and stays so until it is
 * mended, is switched on and off. It holds at once.
 */
#define RT_TYPE_FAULTS_WINDOW (rt_faults_window_get_type ())
G_DECLARE_FINAL_TYPE (RtFaultsWindow, rt_faults_window, RT, FAULTS_WINDOW, AdwWindow)

GtkWindow *rt_faults_window_new (RtLane *lane);

G_END_DECLS
