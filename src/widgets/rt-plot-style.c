/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <pango/pangocairo.h>

#include "patterns/rt-pattern.h"
#include "widgets/rt-plot.h"

/* Above style-dark.css. */
#define PAPER_PRIORITY (GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 2)
#define PAPER_SIZE     13
#define USUAL_DPI      96

static void
look_up (GtkStyleContext *context,
         const char      *name,
         GdkRGBA         *color)
{
  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}

/* style.css names the hues "rt_" and the id, with _ for -. */
static void
take_hues (RtPlotStyle     *self,
           GtkStyleContext *context)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  for (guint i = 0; patterns[i] != NULL && i < RT_PLOT_MAX_HUES; i++)
    {
      g_autofree char *name = g_strconcat ("rt_", patterns[i]->id, NULL);

      look_up (context, g_strdelimit (name, "-", '_'), &self->hues[i].color);
      self->hues[i].id = patterns[i]->id;
      self->n_hues++;
    }
}

static void
take_font (RtPlotStyle *self,
           GtkWidget   *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double dpi = pango_cairo_context_get_resolution (context);
  double size = pango_font_description_get_size (font) / (double) PANGO_SCALE;

  self->font = g_strdup (pango_font_description_get_family (font));
  self->size = pango_font_description_get_size_is_absolute (font) ? size : size * (dpi > 0 ? dpi : USUAL_DPI) / 72;
}

/* As in light, however dark the window is. */
static void
take_paper (RtPlotStyle     *self,
            GtkStyleContext *context)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/roundtrip/style.css");
  gtk_style_context_add_provider (context, GTK_STYLE_PROVIDER (provider), PAPER_PRIORITY);
  take_hues (self, context);
  gtk_style_context_remove_provider (context, GTK_STYLE_PROVIDER (provider));
  self->foreground = (GdkRGBA) { 0.1f, 0.1f, 0.1f, 1 };
  self->background = (GdkRGBA) { 1, 1, 1, 1 };
  self->size = PAPER_SIZE;
}

/**
 * rt_plot_style_new:
 * @widget: whose colours and letters to take
 * @paper: whether it is for paper and files
 *
 * Returns: (transfer full): how plots look
 */
RtPlotStyle *
rt_plot_style_new (GtkWidget *widget,
                   gboolean   paper)
{
  RtPlotStyle *self = g_new0 (RtPlotStyle, 1);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  take_font (self, widget);
  if (paper)
    {
      take_paper (self, context);
      return self;
    }

  gtk_style_context_get_color (context, &self->foreground);
  look_up (context, "card_bg_color", &self->background);
  take_hues (self, context);

  return self;
}

RtPlotStyle *
rt_plot_style_copy (const RtPlotStyle *self)
{
  RtPlotStyle *copy = g_memdup2 (self, sizeof *self);

  copy->font = g_strdup (self->font);

  return copy;
}

void
rt_plot_style_free (RtPlotStyle *self)
{
  g_free (self->font);
  g_free (self);
}

/**
 * rt_plot_style_get_hue:
 * @self: a style
 * @id: of a pattern
 * @color: (out): its hue, or that of the letters where it has none
 */
void
rt_plot_style_get_hue (const RtPlotStyle *self,
                       const char        *id,
                       GdkRGBA           *color)
{
  *color = self->foreground;
  for (guint i = 0; i < self->n_hues; i++)
    if (g_str_equal (self->hues[i].id, id))
      *color = self->hues[i].color;
}
