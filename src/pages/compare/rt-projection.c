/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-costs.h"
#include "lab/rt-format.h"
#include "rt-answer.h"
#include "rt-contestant-group.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-sideways.h"

static const guint projected[] = { 1000, 10000, 100000 };

static GtkWidget *
new_cell (const char *text,
          const char *style,
          double      xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (float) xalign);
  gtk_widget_add_css_class (label, style);

  return label;
}

static void
add_heads (GtkGrid *grid)
{
  const char *titles[] = { _("Clients"), _("On the wire"), _("Cores"), _("Memory"), _("Requests") };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    gtk_grid_attach (grid, new_cell (titles[i], "dim-label", 1), (int) i + 1, 0, 1, 1);
}

static void
add_numbers (GtkGrid            *grid,
             int                 row,
             const RtProjection *projection)
{
  g_autofree char *requests = rt_format_count (projection->requests);
  /* Translators: requests a second */
  g_autofree char *rate = isnan (projection->requests) ? g_strdup (RT_FORMAT_UNKNOWN) : g_strdup_printf (_("%s/s"), requests);
  g_autofree char *clients = g_strdup_printf ("%'u", projection->n_clients);
  g_autofree char *bytes = rt_format_rate (projection->bytes);
  g_autofree char *cores = isnan (projection->cores) ? g_strdup (RT_FORMAT_UNKNOWN)
                                                     : rt_format_number (projection->cores, 3);
  g_autofree char *memory = rt_format_bytes (projection->memory);
  const char *cells[] = { clients, bytes, cores, memory, rate };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    gtk_grid_attach (grid, new_cell (cells[i], "numeric", 1), (int) i + 1, row, 1, 1);
}

/**
 * rt_projection_new:
 * @result: what was measured
 *
 * Returns: (transfer floating) (nullable): a table for more clients than were there, with what it
 *   rests on; %NULL where no cost is known
 */
GtkWidget *
rt_projection_new (RtResult *result)
{
  const RtPlan *plan = rt_result_get_plan (result);
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  int row = 0;

  gtk_grid_set_column_spacing (grid, 18);
  gtk_grid_set_row_spacing (grid, 4);
  for (guint i = 0; i < plan->contestants->len; i++)
    {
      const RtContestant *its = g_ptr_array_index (plan->contestants, i);
      g_autofree char *title = rt_contestant_dup_label (its);
      RtProjection projection;
      GtkWidget *name;
      RtCost cost;

      if (!rt_cost_measure (result, i, &cost))
        continue;
      name = new_cell (title, "heading", 0);
      rt_hue_apply (name, its->pattern);
      gtk_widget_set_hexpand (name, TRUE);
      gtk_grid_attach (grid, name, 0, row + 1, 1, 1);
      for (guint n = 0; n < G_N_ELEMENTS (projected); n++)
        {
          rt_cost_project (&cost, projected[n], &projection);
          add_numbers (grid, ++row, &projection);
        }
    }
  if (row == 0)
    {
      g_object_ref_sink (grid);
      g_object_unref (grid);
      return NULL;
    }
  add_heads (grid);

  return rt_sideways_new (GTK_WIDGET (grid));
}
