/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Each pattern owns one hue, everywhere. The hues are the colours that style.css and
 * style-dark.css name; a widget takes one by rt_hue_apply(), and what it then draws
 * with its own colour follows light, dark and high contrast by itself. */

/* How much of the hue is left for overhead; payload has all of it. */
#define RT_HUE_FADED 0.4

void rt_hue_apply (GtkWidget  *widget,
                   const char *pattern);
void rt_hue_get   (GtkWidget  *widget,
                   GdkRGBA    *full,
                   GdkRGBA    *faded);

G_END_DECLS
