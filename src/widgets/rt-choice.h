/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What @choice, of GtkStringObject, is called: @what and what is chosen. */
void rt_choice_name (GtkDropDown *choice,
                     const char  *what);

G_END_DECLS
