/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-workload.h"

#include <glib/gi18n.h>

#include "lab/rt-presets.h"
#include "rt-contestant-group.h"
#include "rt-needs-group.h"
#include "rt-network-rows.h"
#include "rt-plan-fields.h"
#include "rt-replay-row.h"
#include "widgets/rt-subtitle.h"

struct _RtWorkload {
  AdwBin               parent_instance;
  AdwComboRow         *preset;
  RtContestantGroup   *contestants;
  AdwPreferencesGroup *events;
  AdwPreferencesGroup *run;
  RtNeedsGroup        *needs;
  AdwExpanderRow      *more;
  GtkSpinButton       *fields[RT_N_PLAN_FIELDS];
  AdwComboRow         *arrival;
  RtReplayRow         *replay;
  RtNetworkRows        network;
  AdwComboRow         *order;
  GtkSwitch           *own_process;
  GtkSwitch           *http2;
  RtPlan              *plan;     /* what is shown, and what has no row */
  gboolean             showing;
};

G_DEFINE_FINAL_TYPE (RtWorkload, rt_workload, ADW_TYPE_BIN)

enum {
  SIGNAL_CHANGED,
  SIGNAL_NEEDS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_rows (RtWorkload *self)
{
  RtRate kind = adw_combo_row_get_selected (self->arrival);
  GtkWidget *burst = gtk_widget_get_ancestor (GTK_WIDGET (self->fields[RT_PLAN_BURST]), ADW_TYPE_ACTION_ROW);
  GtkWidget *rate = gtk_widget_get_ancestor (GTK_WIDGET (self->fields[RT_PLAN_RATE]), ADW_TYPE_ACTION_ROW);

  gtk_widget_set_visible (burst, kind == RT_RATE_BURSTS);
  gtk_widget_set_visible (rate, kind != RT_RATE_REPLAY);
  gtk_widget_set_visible (GTK_WIDGET (self->replay), kind == RT_RATE_REPLAY);
}

/* What was changed is no preset any more. */
static void
on_changed (RtWorkload *self)
{
  if (self->showing)
    return;
  show_rows (self);
  g_clear_pointer (&self->plan->preset, g_free);
  g_clear_pointer (&self->plan->title, g_free);
  self->showing = TRUE;
  adw_combo_row_set_selected (self->preset, 0);
  self->showing = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_needs_changed (RtWorkload *self)
{
  g_signal_emit (self, signals[SIGNAL_NEEDS_CHANGED], 0);
}

/* The plans of all presets, one after the other: that at @place, or where @id is. */
static const RtPreset *
find_preset (guint       place,
             const char *id,
             guint      *plan,
             guint      *found)
{
  const RtPreset * const *presets = rt_presets_list ();
  guint n = 0;

  for (guint i = 0; presets[i] != NULL; i++)
    for (*plan = 0; *plan < presets[i]->n_plans; (*plan)++)
      {
        g_autoptr (RtPlan) made = id != NULL ? rt_preset_make_plan (presets[i], *plan, FALSE) : NULL;

        *found = n;
        if (id != NULL ? g_str_equal (made->preset, id) : n == place)
          return presets[i];
        n++;
      }

  return NULL;
}

static void
on_preset (RtWorkload *self)
{
  guint selected = adw_combo_row_get_selected (self->preset);
  guint which, place;
  const RtPreset *preset = selected > 0 ? find_preset (selected - 1, NULL, &which, &place) : NULL;
  g_autoptr (RtPlan) plan = NULL;

  if (self->showing || preset == NULL)
    return;
  plan = rt_preset_make_plan (preset, which, FALSE);
  rt_workload_show_plan (self, plan);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static AdwComboRow *
new_choice (RtWorkload         *self,
            const char         *title,
            const char * const *choices)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; choices[i] != NULL; i++)
    gtk_string_list_append (list, _(choices[i]));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);

  return ADW_COMBO_ROW (row);
}

static GtkWidget *
new_field (RtWorkload  *self,
           RtPlanField  field)
{
  GtkWidget *row = rt_plan_field_new (field, &self->fields[field]);

  g_signal_connect_object (self->fields[field], "value-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);

  return row;
}

static void
add_events (RtWorkload *self)
{
  /* By RtRate. */
  static const char * const arrivals[] = { N_("Steady"), N_("Poisson"), N_("In bursts"), N_("As recorded"), NULL };

  adw_preferences_group_add (self->events, new_field (self, RT_PLAN_CLIENTS));
  self->arrival = new_choice (self, _("Arrival"), arrivals);
  self->replay = rt_replay_row_new ();
  g_signal_connect_object (self->replay, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->events, new_field (self, RT_PLAN_RATE));
  adw_preferences_group_add (self->events, GTK_WIDGET (self->arrival));
  adw_preferences_group_add (self->events, new_field (self, RT_PLAN_BURST));
  adw_preferences_group_add (self->events, GTK_WIDGET (self->replay));
  adw_preferences_group_add (self->events, new_field (self, RT_PLAN_SIZE));
  adw_preferences_group_add (self->events, new_field (self, RT_PLAN_DURATION));
}

static void
add_run (RtWorkload *self)
{
  /* By RtOrder. */
  static const char * const orders[] = { N_("All at once"), N_("One after the other"), NULL };

  rt_network_rows_add (&self->network, self->run, G_CALLBACK (on_changed), self);
  self->order = new_choice (self, _("Order"), orders);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->order),
                               _("One after the other, processor time and memory belong to one pattern"));
  adw_preferences_group_add (self->run, GTK_WIDGET (self->order));
}

static GtkSwitch *
add_switch (RtWorkload *self,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (self->more, row);
  rt_subtitle_describe (toggle);

  return GTK_SWITCH (toggle);
}

static void
add_switches (RtWorkload *self)
{
  self->own_process = add_switch (self, _("Clients in a process of their own"), _("What the server costs is the server’s alone"));
  self->http2 = add_switch (self, _("HTTP/2 over TLS"), _("For what can run on it; WebSocket stays on HTTP/1.1"));
}

static void
add_presets (RtWorkload *self)
{
  const RtPreset * const *presets = rt_presets_list ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_append (list, _("Settings of your own"));
  for (guint i = 0; presets[i] != NULL; i++)
    for (guint plan = 0; plan < presets[i]->n_plans; plan++)
      {
        /* Translators: the title of an experiment, and which part of it */
        g_autofree char *title = presets[i]->n_plans > 1 ? g_strdup_printf (_("%s (%u)"), _(presets[i]->title), plan + 1)
                                                         : g_strdup (_(presets[i]->title));

        gtk_string_list_append (list, title);
      }
  adw_combo_row_set_model (self->preset, G_LIST_MODEL (list));
}

static void
rt_workload_finalize (GObject *object)
{
  rt_plan_free (RT_WORKLOAD (object)->plan);

  G_OBJECT_CLASS (rt_workload_parent_class)->finalize (object);
}

static void
rt_workload_class_init (RtWorkloadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_workload_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_WORKLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEEDS_CHANGED] =
    g_signal_new ("needs-changed", RT_TYPE_WORKLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (RT_TYPE_CONTESTANT_GROUP);
  g_type_ensure (RT_TYPE_NEEDS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-workload.ui");
  gtk_widget_class_bind_template_child (widget_class, RtWorkload, preset);
  gtk_widget_class_bind_template_child (widget_class, RtWorkload, contestants);
  gtk_widget_class_bind_template_child (widget_class, RtWorkload, events);
  gtk_widget_class_bind_template_child (widget_class, RtWorkload, run);
  gtk_widget_class_bind_template_child (widget_class, RtWorkload, needs);
  gtk_widget_class_bind_template_child (widget_class, RtWorkload, more);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_needs_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_preset);
}

static void
rt_workload_init (RtWorkload *self)
{
  self->plan = rt_plan_new ();
  self->showing = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_presets (self);
  add_events (self);
  add_run (self);
  for (RtPlanField field = RT_PLAN_INTERVAL; field < RT_N_PLAN_FIELDS; field++)
    adw_expander_row_add_row (self->more, new_field (self, field));
  add_switches (self);
  self->showing = FALSE;
}

/**
 * rt_workload_show_plan:
 * @self: a workload
 * @plan: what to show; "changed" is not emitted for it
 */
void
rt_workload_show_plan (RtWorkload   *self,
                       const RtPlan *plan)
{
  RtPlan *copy = rt_plan_copy (plan);
  guint which, place;
  gboolean known = copy->preset != NULL && find_preset (0, copy->preset, &which, &place) != NULL;

  rt_plan_free (self->plan);
  self->plan = copy;
  self->showing = TRUE;
  adw_combo_row_set_selected (self->preset, known ? place + 1 : 0);
  rt_contestant_group_show (self->contestants, copy);
  for (RtPlanField field = 0; field < RT_N_PLAN_FIELDS; field++)
    rt_plan_field_show (field, self->fields[field], copy);
  adw_combo_row_set_selected (self->arrival, copy->rate_kind);
  rt_replay_row_set_path (self->replay, copy->replay);
  rt_network_rows_show (&self->network, copy);
  adw_combo_row_set_selected (self->order, copy->order);
  gtk_switch_set_active (self->own_process, copy->own_process);
  gtk_switch_set_active (self->http2, copy->http2);
  show_rows (self);
  self->showing = FALSE;
}

/**
 * rt_workload_dup_plan:
 * @self: a workload
 *
 * Returns: (transfer full): what is to be done, as it is shown
 */
RtPlan *
rt_workload_dup_plan (RtWorkload *self)
{
  RtPlan *plan;

  /* What is typed counts before it is left. */
  for (RtPlanField field = 0; field < RT_N_PLAN_FIELDS; field++)
    gtk_spin_button_update (self->fields[field]);

  plan = rt_plan_copy (self->plan);
  rt_contestant_group_apply (self->contestants, plan);
  for (RtPlanField field = 0; field < RT_N_PLAN_FIELDS; field++)
    rt_plan_field_apply (field, self->fields[field], plan);
  plan->rate_kind = adw_combo_row_get_selected (self->arrival);
  g_free (plan->replay);
  plan->replay = g_strdup (rt_replay_row_get_path (self->replay));
  rt_network_rows_apply (&self->network, plan);
  plan->order = adw_combo_row_get_selected (self->order);
  plan->own_process = gtk_switch_get_active (self->own_process);
  plan->http2 = gtk_switch_get_active (self->http2);

  return plan;
}

/**
 * rt_workload_get_needs:
 * @self: a workload
 * @needs: (out caller-allocates): what matters beyond the plan
 */
void
rt_workload_get_needs (RtWorkload *self,
                       RtNeeds    *needs)
{
  rt_needs_group_get (self->needs, needs);
}

/**
 * rt_workload_show_needs:
 * @self: a workload
 * @needs: what matters beyond the plan; where it is something else than before, "needs-changed" is emitted once
 */
void
rt_workload_show_needs (RtWorkload    *self,
                        const RtNeeds *needs)
{
  rt_needs_group_show (self->needs, needs);
}
