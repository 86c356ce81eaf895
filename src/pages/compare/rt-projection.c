/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-costs.h"
#include "lab/rt-format.h"
#include "rt-answer.h"
#include "rt-contestant-group.h"
#include "rt-projection.h"
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
tell_numbers (const RtProjection *projection,
              const char         *title,
              const char         *hue,
              RtProjectionFunc    func,
              gpointer            user_data)
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

  func (title, hue, cells, G_N_ELEMENTS (cells), user_data);
}

/**
 * rt_projection_is_known:
 * @result: what was measured
 *
 * Returns: whether a cost is known that a projection could rest on
 */
gboolean
rt_projection_is_known (RtResult *result)
{
  RtCost cost;

  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    if (rt_cost_measure (result, i, &cost))
      return TRUE;

  return FALSE;
}

/**
 * rt_projection_foreach:
 * @result: what was measured
 * @func: (scope call): called for each row of the table
 * @user_data: for @func
 *
 * Tells what more clients than were there would cost. The first row is the head.
 */
void
rt_projection_foreach (RtResult         *result,
                       RtProjectionFunc  func,
                       gpointer          user_data)
{
  const char *heads[] = { _("Clients"), _("On the wire"), _("Cores"), _("Memory"), _("Requests") };
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;

  func ("", NULL, heads, G_N_ELEMENTS (heads), user_data);
  for (guint i = 0; i < contestants->len; i++)
    {
      const RtContestant *its = g_ptr_array_index (contestants, i);
      g_autofree char *title = rt_contestant_dup_label (its);
      RtProjection projection;
      RtCost cost;

      if (!rt_cost_measure (result, i, &cost))
        continue;
      for (guint n = 0; n < G_N_ELEMENTS (projected); n++)
        {
          rt_cost_project (&cost, projected[n], &projection);
          tell_numbers (&projection, n == 0 ? title : "", its->pattern, func, user_data);
        }
    }
}

typedef struct {
  GtkGrid *grid;
  int      row;
} Table;

static void
add_row (const char         *title,
         const char         *hue,
         const char * const *cells,
         guint               n_cells,
         gpointer            user_data)
{
  Table *self = user_data;

  if (*title != '\0')
    {
      GtkWidget *name = new_cell (title, "heading", 0);

      rt_hue_apply (name, hue);
      gtk_label_set_wrap (GTK_LABEL (name), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
      gtk_widget_set_margin_top (name, 6);
      gtk_grid_attach (self->grid, name, 0, self->row++, (int) n_cells, 1);
    }
  for (guint i = 0; i < n_cells; i++)
    {
      GtkWidget *cell = new_cell (cells[i], hue != NULL ? "numeric" : "dim-label", 1);

      gtk_widget_set_hexpand (cell, TRUE);
      gtk_grid_attach (self->grid, cell, (int) i, self->row, 1, 1);
    }
  self->row++;
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
  Table table = { NULL, 0 };

  if (!rt_projection_is_known (result))
    return NULL;
  table.grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (table.grid, 6);
  gtk_grid_set_row_spacing (table.grid, 4);
  rt_projection_foreach (result, add_row, &table);

  return rt_sideways_new (GTK_WIDGET (table.grid));
}
