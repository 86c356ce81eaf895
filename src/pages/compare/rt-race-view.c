/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-race-view.h"

#include <glib/gi18n.h>

#include "rt-race-row.h"

#define WIDTH 900

struct _RtRaceView {
  AdwBin     parent_instance;
  GtkLabel  *title;
  GtkLabel  *status;
  GtkBox    *box;
  GPtrArray *rows;        /* of RtRaceRow, as the plan has them */
  gboolean   is_apart;
  guint      repeat;
  guint      repetition;
};

G_DEFINE_FINAL_TYPE (RtRaceView, rt_race_view, ADW_TYPE_BIN)

static void
rt_race_view_finalize (GObject *object)
{
  g_ptr_array_unref (RT_RACE_VIEW (object)->rows);
  G_OBJECT_CLASS (rt_race_view_parent_class)->finalize (object);
}

static void
rt_race_view_class_init (RtRaceViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_race_view_finalize;
}

static GtkLabel *
add_label (RtRaceView *self,
           const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (self->box, label);

  return GTK_LABEL (label);
}

static void
rt_race_view_init (RtRaceView *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->rows = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 9));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 12);
  self->title = add_label (self, "title-2");
  self->status = add_label (self, NULL);

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->box));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

/**
 * rt_race_view_begin:
 * @self: a view
 * @plan: what is going to run
 *
 * Shows all contestants at their beginning.
 */
void
rt_race_view_begin (RtRaceView   *self,
                    const RtPlan *plan)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_box_remove (self->box, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < plan->contestants->len; i++)
    {
      GtkWidget *row = rt_race_row_new (g_ptr_array_index (plan->contestants, i),
                                        plan->order == RT_ORDER_APART);

      gtk_box_append (self->box, row);
      g_ptr_array_add (self->rows, row);
    }
  self->is_apart = plan->order == RT_ORDER_APART;
  self->repeat = plan->repeat;
  self->repetition = 0;
  gtk_label_set_text (self->title, plan->title != NULL ? plan->title : _("Running"));
  gtk_label_set_text (self->status, "");
}

static void
show_status (RtRaceView   *self,
             RtExperiment *experiment)
{
  g_autofree char *status = rt_experiment_dup_status (experiment);
  const char *how = self->is_apart ? _("One pattern after the other.") : _("All patterns at once, the same events for each.");
  g_autofree char *words = NULL;

  if (self->repeat > 1)
    /* Translators: a sentence, which repetition, of how many, what is being done: “measuring” */
    words = g_strdup_printf (_("%s Repetition %u of %u: %s"), how, self->repetition + 1, self->repeat, status);
  else
    /* Translators: a sentence, then what is being done: “measuring” */
    words = g_strdup_printf (_("%s Now: %s"), how, status);
  gtk_label_set_text (self->status, words);
}

/**
 * rt_race_view_look:
 * @self: a view, which has begun
 * @experiment: what runs
 *
 * Shows what can be seen of each contestant now.
 */
void
rt_race_view_look (RtRaceView   *self,
                   RtExperiment *experiment)
{
  guint repetition = rt_experiment_get_repetition (experiment);
  guint64 most = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      RtRaceRow *row = g_ptr_array_index (self->rows, i);
      RtSight sight;

      if (repetition != self->repetition)
        rt_race_row_reset (row);
      if (rt_experiment_look (experiment, i, &sight))
        rt_race_row_show (row, &sight);
      else
        rt_race_row_show_absent (row, rt_experiment_may_begin (experiment, i));
      most = MAX (most, rt_race_row_get_bytes (row));
    }
  for (guint i = 0; i < self->rows->len; i++)
    rt_race_row_set_most (g_ptr_array_index (self->rows, i), most);
  self->repetition = repetition;
  show_status (self, experiment);
}
