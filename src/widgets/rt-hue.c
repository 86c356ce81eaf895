/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-hue.h"

#define QUARK_PATTERN g_quark_from_static_string ("rt-hue-pattern")

/**
 * rt_hue_apply:
 * @widget: a widget
 * @pattern: (nullable): the id of a pattern, which is a style class as well
 *
 * Gives @widget the hue of @pattern instead of the one it had.
 */
void
rt_hue_apply (GtkWidget  *widget,
              const char *pattern)
{
  const char *old = g_object_get_qdata (G_OBJECT (widget), QUARK_PATTERN);

  if (g_strcmp0 (old, pattern) == 0)
    return;
  if (old != NULL)
    gtk_widget_remove_css_class (widget, old);
  g_object_set_qdata_full (G_OBJECT (widget), QUARK_PATTERN, g_strdup (pattern), g_free);
  gtk_widget_add_css_class (widget, "hue");
  if (pattern != NULL)
    gtk_widget_add_css_class (widget, pattern);
}

/**
 * rt_hue_get:
 * @widget: a widget that has a hue
 * @full: (out): what payload is drawn with
 * @faded: (out): what overhead is drawn with
 *
 * Gets the hue as it is in the present style.
 */
void
rt_hue_get (GtkWidget *widget,
            GdkRGBA   *full,
            GdkRGBA   *faded)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), full);
  *faded = *full;
  faded->alpha *= RT_HUE_FADED;
}
