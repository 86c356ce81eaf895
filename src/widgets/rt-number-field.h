/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is typed is a number, else the field keeps the one it has. */
void     rt_number_field_set_up   (GtkSpinButton *spin_button);

/* Sets it up for a property. */
void     rt_number_field_bind     (GObject       *object,
                                   const char    *property,
                                   GtkSpinButton *spin_button);

/* What a person means by @text, rounded to so many @digits after the point. */
gboolean rt_number_field_parse    (const char    *text,
                                   guint          digits,
                                   double        *number);

G_END_DECLS
