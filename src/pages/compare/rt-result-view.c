/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-result-view.h"

#include "lab/rt-costs.h"
#include "lab/rt-report.h"
#include "rt-answer.h"
#include "rt-charts.h"
#include "rt-figure-table.h"
#include "rt-result-section.h"
#include "rt-result-words.h"
#include "widgets/rt-column-layout.h"
#include "widgets/rt-plot-view.h"

struct _RtResultView {
  AdwBin           parent_instance;
  GtkWidget       *stale;
  GtkLabel        *title;
  GtkLabel        *description;
  GtkLabel        *origin;
  GtkLabel        *beside;
  GtkLabel        *remarks;
  RtResultSection *answer;
  RtResultSection *figures;
  RtFigureTable   *table;
  GtkWidget       *charts;
  RtResultSection *projection;
  RtResultSection *published;
  GtkLabel        *conditions;
  RtResult        *result;
  RtResult        *other;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (RtResultView, rt_result_view, ADW_TYPE_BIN)

/* What the smaller numbers are of. */
static void
show_beside (RtResultView *self)
{
  g_autofree char *words = self->other != NULL ? rt_result_dup_beside (self->other) : g_strdup ("");

  gtk_label_set_text (self->beside, words);
  gtk_widget_set_visible (GTK_WIDGET (self->beside), self->other != NULL);
}

static void
show_heading (RtResultView *self)
{
  g_autofree char *title = rt_result_dup_title (self->result);
  g_autofree char *conditions = rt_result_dup_conditions (self->result);
  g_autofree char *origin = rt_result_dup_origin (self->result);
  g_autofree char *remarks = rt_result_dup_remarks (self->result);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->description, conditions);
  gtk_label_set_text (self->origin, origin);
  gtk_label_set_text (self->remarks, remarks);
  gtk_widget_set_visible (GTK_WIDGET (self->remarks), *remarks != '\0');
}

static void
show_charts (RtResultView  *self,
             const RtNeeds *needs)
{
  g_autoptr (GPtrArray) plots = rt_charts_new (self->result, self->other, needs);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->charts)) != NULL)
    gtk_box_remove (GTK_BOX (self->charts), child);
  for (guint i = 0; i < plots->len; i++)
    {
      GtkWidget *card = adw_bin_new ();

      adw_bin_set_child (ADW_BIN (card), rt_plot_view_new (g_ptr_array_index (plots, i)));
      gtk_widget_add_css_class (card, "card");
      gtk_widget_add_css_class (card, "part");
      gtk_box_append (GTK_BOX (self->charts), card);
    }
  gtk_widget_set_visible (self->charts, plots->len > 0);
}

static void
rt_result_view_dispose (GObject *object)
{
  RtResultView *self = RT_RESULT_VIEW (object);

  g_clear_object (&self->result);
  g_clear_object (&self->other);

  G_OBJECT_CLASS (rt_result_view_parent_class)->dispose (object);
}

static void
rt_result_view_class_init (RtResultViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_result_view_dispose;

  g_type_ensure (RT_TYPE_COLUMN_LAYOUT);
  g_type_ensure (RT_TYPE_FIGURE_TABLE);
  g_type_ensure (RT_TYPE_RESULT_SECTION);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-result-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtResultView, stale);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, title);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, description);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, origin);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, beside);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, remarks);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, answer);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, figures);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, table);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, charts);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, projection);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, published);
  gtk_widget_class_bind_template_child (widget_class, RtResultView, conditions);
}

static void
rt_result_view_init (RtResultView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_result_view_show:
 * @self: a view
 * @result: what to show
 * @other: (nullable): what it is laid beside
 * @needs: what matters beyond it
 */
void
rt_result_view_show (RtResultView  *self,
                     RtResult      *result,
                     RtResult      *other,
                     const RtNeeds *needs)
{
  g_autofree char *basis = rt_projection_dup_basis (result);
  g_autofree char *conditions = rt_report_conditions (result);

  g_set_object (&self->result, result);
  g_set_object (&self->other, other);
  show_heading (self);
  show_beside (self);
  rt_result_view_set_needs (self, needs);
  rt_figure_table_show (self->table, result, other);
  /* A table of dashes says less than the remarks above it. */
  gtk_widget_set_visible (GTK_WIDGET (self->figures), rt_result_count_comparable (result) > 0);
  rt_result_section_show (self->projection, rt_projection_new (result), basis);
  rt_result_section_show (self->published, rt_published_new (result), NULL);
  gtk_label_set_text (self->conditions, g_strchomp (conditions));
}

/**
 * rt_result_view_set_needs:
 * @self: a view
 * @needs: what matters beyond the result
 */
void
rt_result_view_set_needs (RtResultView  *self,
                          const RtNeeds *needs)
{
  GtkWidget *answer;

  if (self->result == NULL)
    return;
  answer = rt_answer_new (self->result, needs);
  rt_result_section_show (self->answer, answer, NULL);
  show_charts (self, needs);
}

/**
 * rt_result_view_set_stale:
 * @self: a view
 * @stale: whether what it shows is of other settings than those that are asked for now
 *
 * Says so, and offers to run again.
 */
void
rt_result_view_set_stale (RtResultView *self,
                          gboolean      stale)
{
  gtk_widget_set_visible (self->stale, stale);
}
