/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-figure-table.h"

#include <glib/gi18n.h>

#include "rt-contestant-group.h"
#include "rt-result-words.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-sideways.h"

#define NAME_CHARS 11

struct _RtFigureTable {
  AdwBin    parent_instance;
  RtResult *result;
  RtResult *other;
};

G_DEFINE_FINAL_TYPE (RtFigureTable, rt_figure_table, ADW_TYPE_BIN)

/* By RtRank. */
static const char * const styles[] = { NULL, "success", "error" };

static const char *
get_rank_words (RtRank rank)
{
  return rank == RT_RANK_BEST ? _("best") : rank == RT_RANK_WORST ? _("worst") : NULL;
}

static const RtContestant *
get_contestant (RtResult *result,
                guint     index)
{
  return g_ptr_array_index (rt_result_get_plan (result)->contestants, index);
}

static GtkWidget *
new_label (const char *text,
           const char *style,
           double      xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (float) xalign);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
name_cell (GtkWidget     *cell,
           RtFigureTable *self,
           guint          contestant,
           RtFigure       figure,
           const char    *number,
           const char    *below)
{
  RtRank rank = rt_report_rank (self->result, contestant, figure);
  const RtFigureInfo *info = rt_figure_get_info (figure);
  g_autofree char *who = rt_contestant_dup_title (get_contestant (self->result, contestant));
  GString *words = g_string_new (NULL);

  g_string_append_printf (words, "%s, %s: %s", who, _(info->title), number);
  if (below != NULL)
    g_string_append_printf (words, ", %s", below);
  if (rank != RT_RANK_NONE)
    g_string_append_printf (words, ", %s", get_rank_words (rank));
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(info->how), -1);
  gtk_widget_set_tooltip_text (cell, _(info->how));
  g_string_free (words, TRUE);
}

static GtkWidget *
new_cell (RtFigureTable *self,
          guint          contestant,
          RtFigure       figure)
{
  RtRank rank = rt_report_rank (self->result, contestant, figure);
  GtkWidget *cell = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  g_autofree char *number = NULL;
  g_autofree char *marked = NULL;
  g_autofree char *below = NULL;
  GtkWidget *label;

  number = rt_report_number (figure, rt_result_get_median (self->result, contestant, figure));
  marked = rt_result_dup_number (self->result, self->other, contestant, figure, &below);

  label = new_label (marked, "numeric", 1);
  if (styles[rank] != NULL)
    gtk_widget_add_css_class (label, styles[rank]);
  gtk_box_append (GTK_BOX (cell), label);
  if (below != NULL)
    {
      label = new_label (below, "caption", 1);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (cell), label);
    }
  name_cell (cell, self, contestant, figure, number, below);

  return cell;
}

/* As wide as it gets, or the table would be as high as it were with the narrowest columns. */
static void
fit_into_column (GtkWidget *label)
{
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_RIGHT);
}

static void
add_head (RtFigureTable *self,
          GtkGrid       *grid,
          guint          contestant)
{
  const RtContestant *its = get_contestant (self->result, contestant);
  g_autofree char *title = rt_contestant_dup_title (its);
  g_autofree char *options = rt_contestant_dup_options (its);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = new_label (title, "heading", 1);

  rt_hue_apply (label, its->pattern);
  gtk_widget_set_valign (head, GTK_ALIGN_END);
  fit_into_column (label);
  gtk_box_append (GTK_BOX (head), label);
  if (*options != '\0')
    {
      label = new_label (options, "caption", 1);
      fit_into_column (label);
      gtk_box_append (GTK_BOX (head), label);
    }
  gtk_grid_attach (grid, head, (int) contestant + 1, 0, 1, 1);
}

static void
add_row (RtFigureTable *self,
         GtkGrid       *grid,
         RtFigure       figure)
{
  const RtFigureInfo *info = rt_figure_get_info (figure);
  GtkWidget *title = new_label (_(info->title), "dim-label", 0);

  gtk_widget_set_tooltip_text (title, _(info->how));
  gtk_widget_set_valign (title, GTK_ALIGN_START);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_grid_attach (grid, title, 0, (int) figure + 1, 1, 1);
  for (guint i = 0; i < rt_result_get_plan (self->result)->contestants->len; i++)
    gtk_grid_attach (grid, new_cell (self, i, figure), (int) i + 1, (int) figure + 1, 1, 1);
}

static void
rt_figure_table_dispose (GObject *object)
{
  RtFigureTable *self = RT_FIGURE_TABLE (object);

  g_clear_object (&self->result);
  g_clear_object (&self->other);

  G_OBJECT_CLASS (rt_figure_table_parent_class)->dispose (object);
}

static void
rt_figure_table_class_init (RtFigureTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_figure_table_dispose;
}

static void
rt_figure_table_init (RtFigureTable *self)
{
}

/**
 * rt_figure_table_show:
 * @self: a table
 * @result: what to show
 * @other: (nullable): what to show beside it
 */
void
rt_figure_table_show (RtFigureTable *self,
                      RtResult      *result,
                      RtResult      *other)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());

  g_set_object (&self->result, result);
  g_set_object (&self->other, other);
  gtk_grid_set_row_spacing (grid, 4);
  gtk_grid_set_column_spacing (grid, 12);
  gtk_widget_add_css_class (GTK_WIDGET (grid), "figure-table");
  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    add_head (self, grid, i);
  for (RtFigure figure = 0; figure < RT_N_FIGURES; figure++)
    add_row (self, grid, figure);
  adw_bin_set_child (ADW_BIN (self), rt_sideways_new (GTK_WIDGET (grid)));
}
