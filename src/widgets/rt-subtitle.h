/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the row of @control explains is what a screen reader says of @control. */
void rt_subtitle_describe (GtkWidget *control);

G_END_DECLS
