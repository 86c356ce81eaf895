/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-needs-group.h"

#include <glib/gi18n.h>

#include "widgets/rt-number-field.h"
#include "widgets/rt-subtitle.h"

typedef struct {
  RtTraits    trait;
  const char *title;
  const char *subtitle;
} Trait;

static const Trait traits[] = {
  { RT_TRAIT_TALKS_BACK, N_("Clients talk as well"), N_("On the connection they have") },
  { RT_TRAIT_PLAIN_HTTP, N_("Any proxy passes it"), N_("Plain HTTP") },
  { RT_TRAIT_BROWSER, N_("In a browser"), N_("A page can do it by itself") },
  { RT_TRAIT_STATELESS, N_("Stateless"), N_("The server holds nothing for a client between two requests") },
  { RT_TRAIT_ACKNOWLEDGED, N_("Acknowledged"), N_("What was not acknowledged is delivered again") },
};

struct _RtNeedsGroup {
  AdwPreferencesGroup  parent_instance;
  AdwComboRow         *pays_for;
  GtkSpinButton       *staleness;
  GtkSwitch           *traits[G_N_ELEMENTS (traits)];
  gboolean             showing; /* what is set is nobody's doing */
};

G_DEFINE_FINAL_TYPE (RtNeedsGroup, rt_needs_group, ADW_TYPE_PREFERENCES_GROUP)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_changed (RtNeedsGroup *self)
{
  if (self->showing)
    return;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
add_row (RtNeedsGroup *self,
         const char   *title,
         const char   *subtitle,
         GtkWidget    *control)
{
  GtkWidget *row = adw_action_row_new ();

  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  rt_subtitle_describe (control);
}

static void
add_pays_for (RtNeedsGroup *self)
{
  /* By RtCostKind. */
  const char *kinds[] = { _("Bytes"), _("Processor time"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (kinds);

  self->pays_for = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->pays_for), _("To be saved"));
  adw_combo_row_set_use_subtitle (self->pays_for, TRUE);
  adw_combo_row_set_model (self->pays_for, G_LIST_MODEL (list));
  g_signal_connect_object (self->pays_for, "notify::selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->pays_for));
}

static void
rt_needs_group_class_init (RtNeedsGroupClass *klass)
{
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_NEEDS_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_needs_group_init (RtNeedsGroup *self)
{
  add_pays_for (self);
  self->staleness = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, RT_NEEDS_MAX_STALENESS, 0.1));
  gtk_spin_button_set_digits (self->staleness, 3);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->staleness), 5);
  add_row (self, _("Latest"), _("Seconds that an event may take; 0: that does not matter"), GTK_WIDGET (self->staleness));
  rt_number_field_set_up (self->staleness);
  g_signal_connect_object (self->staleness, "value-changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    {
      self->traits[i] = GTK_SWITCH (gtk_switch_new ());
      add_row (self, _(traits[i].title), _(traits[i].subtitle), GTK_WIDGET (self->traits[i]));
      g_signal_connect_object (self->traits[i], "notify::active", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
}

/**
 * rt_needs_group_get:
 * @self: a group
 * @needs: (out caller-allocates): what is known of the workload
 *
 * Tells what was said there.
 */
void
rt_needs_group_get (RtNeedsGroup *self,
                    RtNeeds      *needs)
{
  *needs = (RtNeeds) { .staleness = gtk_spin_button_get_value (self->staleness),
                       .pays_for = adw_combo_row_get_selected (self->pays_for) };
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    if (gtk_switch_get_active (self->traits[i]))
      needs->traits |= traits[i].trait;
}

/**
 * rt_needs_group_show:
 * @self: a group
 * @needs: what is known of the workload
 *
 * Shows it; "changed" is emitted once where that is something else than before.
 */
void
rt_needs_group_show (RtNeedsGroup  *self,
                     const RtNeeds *needs)
{
  RtNeeds before;
  RtNeeds after;

  rt_needs_group_get (self, &before);
  self->showing = TRUE;
  gtk_spin_button_set_value (self->staleness, needs->staleness);
  adw_combo_row_set_selected (self->pays_for, needs->pays_for);
  for (guint i = 0; i < G_N_ELEMENTS (traits); i++)
    gtk_switch_set_active (self->traits[i], (needs->traits & traits[i].trait) != 0);
  self->showing = FALSE;

  rt_needs_group_get (self, &after);
  if (after.staleness != before.staleness || after.pays_for != before.pays_for || after.traits != before.traits)
    on_changed (self);
}
