/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Alt and an arrow, to the page after this one or to the one before, whichever way a book is
 * read: does @action, with @target (nullable), from anywhere in @widget. */
void rt_turn_key_add (GtkWidget  *widget,
                      gboolean    forward,
                      const char *action,
                      GVariant   *target);

G_END_DECLS
