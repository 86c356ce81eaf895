/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-compare-page-private.h"

#include "lab/rt-remote-swarm.h"
#include "patterns/rt-pattern.h"

G_DEFINE_FINAL_TYPE (RtComparePage, rt_compare_page, ADW_TYPE_BIN)

/* Where there is room for one side, one is shown. */
static void
show_sides (RtComparePage *self)
{
  gboolean narrow = rt_adaptive_get_narrow (self->adaptive);
  gboolean result = gtk_toggle_button_get_active (self->result_side);

  gtk_widget_set_visible (self->sides, narrow);
  gtk_widget_set_visible (self->separator, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->workload), !narrow || !result);
  gtk_widget_set_visible (GTK_WIDGET (self->results), !narrow || result);
  gtk_widget_set_hexpand (GTK_WIDGET (self->workload), narrow);
  gtk_widget_set_size_request (GTK_WIDGET (self->workload), narrow ? -1 : 350, -1);
}

static void
on_needs_changed (RtComparePage *self)
{
  RtNeeds needs;

  rt_workload_get_needs (self->workload, &needs);
  rt_result_view_set_needs (self->view, &needs);
}

/* Every way to read a channel. */
static RtPlan *
new_usual_plan (void)
{
  const RtPattern * const *patterns = rt_patterns_list ();
  RtPlan *plan = rt_plan_new ();
  g_autofree char *program = rt_remote_swarm_find_program ();

  /* What the window paints would make them late. */
  plan->own_process = program != NULL;
  for (guint i = 0; patterns[i] != NULL; i++)
    if (patterns[i]->claims != NULL)
      g_ptr_array_add (plan->contestants, rt_contestant_new (patterns[i]->id));

  return plan;
}

/* The window goes. What runs holds on to the page, so that this is no matter of disposing of it. */
static void
rt_compare_page_unroot (GtkWidget *widget)
{
  g_cancellable_cancel (RT_COMPARE_PAGE (widget)->cancellable);
  GTK_WIDGET_CLASS (rt_compare_page_parent_class)->unroot (widget);
}

static void
rt_compare_page_dispose (GObject *object)
{
  RtComparePage *self = RT_COMPARE_PAGE (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->result);
  g_clear_object (&self->other);
  g_clear_object (&self->waiting);
  g_clear_object (&self->chooser);

  G_OBJECT_CLASS (rt_compare_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, adaptive);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, sides);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, result_side);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, workload);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, separator);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, results);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, view);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, run);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, progress_box);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, progress);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, left);
  gtk_widget_class_bind_template_child (widget_class, RtComparePage, race);
  gtk_widget_class_bind_template_callback (widget_class, rt_compare_page_check_stale);
  gtk_widget_class_bind_template_callback (widget_class, show_sides);
  gtk_widget_class_bind_template_callback (widget_class, on_needs_changed);
}

static void
rt_compare_page_class_init (RtComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_compare_page_dispose;
  widget_class->unroot = rt_compare_page_unroot;

  rt_compare_page_install_run (widget_class);
  rt_compare_page_install_files (widget_class);
  rt_compare_page_install_share (widget_class);

  g_type_ensure (RT_TYPE_ADAPTIVE);
  g_type_ensure (RT_TYPE_RACE_VIEW);
  g_type_ensure (RT_TYPE_RESULT_VIEW);
  g_type_ensure (RT_TYPE_WORKLOAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-compare-page.ui");
  bind_children (widget_class);
}

static void
rt_compare_page_init (RtComparePage *self)
{
  g_autoptr (RtPlan) plan = new_usual_plan ();

  gtk_widget_init_template (GTK_WIDGET (self));
  rt_compare_page_init_run (self);
  rt_compare_page_update (self);
  rt_workload_show_plan (self->workload, plan);
  show_sides (self);
}

void
rt_compare_page_show (RtComparePage *self,
                      RtResult      *result,
                      RtResult      *other)
{
  RtNeeds needs;

  g_set_object (&self->result, result);
  g_set_object (&self->other, other);
  rt_workload_get_needs (self->workload, &needs);
  rt_result_view_show (self->view, result, other, &needs);
  gtk_stack_set_visible_child_name (self->results, "result");
  rt_compare_page_check_stale (self);
  rt_compare_page_update (self);
}

/* What it is called is no setting. */
static JsonNode *
get_settings (const RtPlan *plan)
{
  g_autoptr (RtPlan) copy = rt_plan_copy (plan);

  g_clear_pointer (&copy->preset, g_free);
  g_clear_pointer (&copy->title, g_free);

  return rt_plan_to_json (copy);
}

void
rt_compare_page_check_stale (RtComparePage *self)
{
  g_autoptr (RtPlan) plan = NULL;
  g_autoptr (JsonNode) wanted = NULL;
  g_autoptr (JsonNode) had = NULL;

  if (self->result == NULL || self->experiment != NULL)
    return;
  plan = rt_workload_dup_plan (self->workload);
  wanted = get_settings (plan);
  had = get_settings (rt_result_get_plan (self->result));
  rt_result_view_set_stale (self->view, !json_node_equal (wanted, had));
}

void
rt_compare_page_update (RtComparePage *self)
{
  gboolean runs = self->experiment != NULL;
  gboolean is_over = !runs && self->result != NULL;
  const char *whole[] = { "compare.beside", "compare.save", "compare.export", "compare.copy", "compare.print" };

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.run", !runs);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.open", !runs);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.cancel", runs);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "compare.alone", is_over && self->other != NULL);
  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), whole[i], is_over);
}

void
rt_compare_page_warn (RtComparePage *self,
                      const GError  *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.warn", "s", error->message);
}
