/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The mouse wheel changes @spin_button only while that has the focus. */
void rt_wheel_need_focus (GtkSpinButton *spin_button);

G_END_DECLS
