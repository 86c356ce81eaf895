/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-presets.h"
#include "lab/rt-report.h"
#include "rt-answer.h"

static GtkWidget *
new_cell (const char *text,
          const char *style,
          double      xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (float) xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

/* A number that is not what it should be is marked, with what it should be. Of another set-up, none should be
 * anything; nor should what was not measured. */
static GtkWidget *
new_measured (const RtPublished *published,
              double             value,
              gboolean           changed)
{
  g_autofree char *number = rt_published_format (published, value);
  g_autofree char *least = rt_published_format (published, published->least);
  g_autofree char *most = rt_published_format (published, published->most);
  g_autofree char *marked = g_strconcat ("! ", number, NULL);
  g_autofree char *words = g_strdup_printf (_("Expected from %s to %s"), least, most);
  gboolean is_judged = !changed && !isnan (value);
  gboolean fits = !is_judged || rt_published_fits (published, value);
  GtkWidget *cell = new_cell (fits ? number : marked, "numeric", 1);

  if (is_judged)
    gtk_widget_set_tooltip_text (cell, words);
  if (!fits)
    gtk_widget_add_css_class (cell, "error");

  return cell;
}

/* (transfer full) for how many it is projected, and why it is not what was published; empty where there is
 * nothing to say */
static char *
dup_note (const RtPublished *published,
          double             value,
          gboolean           changed)
{
  g_autofree char *theirs = rt_published_format (published, published->value);
  g_autofree char *ours = rt_published_format (published, value);
  gboolean differs = !changed && !isnan (value) && published->difference != NULL && !g_str_equal (theirs, ours);
  GString *text = g_string_new (NULL);

  if (published->n_clients > 0)
    g_string_append_printf (text, _("With %u clients."), published->n_clients);
  if (differs)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", _(published->difference));

  return g_string_free (text, FALSE);
}

static void
add_number (GtkGrid           *grid,
            int               *row,
            const RtPublished *published,
            RtResult          *result,
            gboolean           changed)
{
  double value = rt_published_measure (published, result);
  g_autofree char *theirs = rt_published_format (published, published->value);
  /* Translators: the name of a pattern, and what was measured of it */
  g_autofree char *title = g_strdup_printf (_("%s: %s"), published->contestant, _(published->what));
  g_autofree char *words = dup_note (published, value, changed);
  GtkWidget *name = new_cell (title, NULL, 0);

  gtk_widget_set_hexpand (name, TRUE);
  gtk_grid_attach (grid, name, 0, *row, 1, 1);
  gtk_grid_attach (grid, new_cell (theirs, "numeric", 1), 1, *row, 1, 1);
  gtk_grid_attach (grid, new_measured (published, value, changed), 2, *row, 1, 1);
  (*row)++;
  if (*words != '\0')
    {
      GtkWidget *note = new_cell (words, "caption", 0);

      gtk_widget_add_css_class (note, "dim-label");
      gtk_grid_attach (grid, note, 0, (*row)++, 3, 1);
    }
}

/**
 * rt_published_new:
 * @result: what was measured
 *
 * Returns: (transfer floating) (nullable): each published number beside the one measured, and why
 *   they differ; where the set-up of the preset was changed, that it was instead; %NULL where the plan
 *   is no preset's
 */
GtkWidget *
rt_published_new (RtResult *result)
{
  const RtPlan *plan = rt_result_get_plan (result);
  guint index = 0;
  const RtPreset *preset = plan->preset != NULL ? rt_presets_lookup (plan->preset, &index) : NULL;
  g_autofree char *changes = rt_report_changes (result);
  g_autofree char *words = NULL;
  GtkGrid *grid;
  int row = 2;

  if (preset == NULL)
    return NULL;
  grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (grid, 18);
  gtk_grid_set_row_spacing (grid, 4);
  words = g_strconcat (preset->source, *preset->source != '\0' ? "\n" : "", _(preset->setup),
                       changes != NULL ? "\n" : "", changes, NULL);
  gtk_grid_attach (grid, new_cell (words, NULL, 0), 0, 0, 3, 1);
  gtk_grid_attach (grid, new_cell (_("Published"), "dim-label", 1), 1, 1, 1, 1);
  gtk_grid_attach (grid, new_cell (_("Measured"), "dim-label", 1), 2, 1, 1, 1);
  for (guint i = 0; i < preset->n_published; i++)
    if (preset->published[i].plan == index)
      add_number (grid, &row, &preset->published[i], result, changes != NULL);

  return GTK_WIDGET (grid);
}
