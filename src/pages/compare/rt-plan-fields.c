/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-plan-fields.h"

#include <glib/gi18n.h>
#include <math.h>

#include "widgets/rt-number-field.h"
#include "widgets/rt-subtitle.h"

typedef enum {
  KIND_UINT,
  KIND_SIZE,
  KIND_UINT64,
  KIND_DOUBLE,
  KIND_MS,     /* shown in seconds */
} Kind;

typedef struct {
  const char *title;
  const char *subtitle;
  Kind        kind;
  gsize       offset;  /* in RtPlan */
  double      least;
  double      most;
  double      step;
  guint       digits;  /* after the point, at the most */
} Field;

static const Field fields[RT_N_PLAN_FIELDS] = {
  [RT_PLAN_CLIENTS] = { N_("Clients"), N_("Of each pattern"), KIND_UINT, G_STRUCT_OFFSET (RtPlan, n_clients),
                        1, RT_PLAN_MAX_CLIENTS, 1, 0 },
  [RT_PLAN_RATE] = { N_("Events a second"), NULL, KIND_DOUBLE, G_STRUCT_OFFSET (RtPlan, rate),
                     0.001, RT_PLAN_MAX_RATE, 1, 3 },
  [RT_PLAN_BURST] = { N_("Events of a burst"), NULL, KIND_UINT, G_STRUCT_OFFSET (RtPlan, burst),
                      1, RT_PLAN_MAX_RATE, 1, 0 },
  [RT_PLAN_SIZE] = { N_("Payload"), N_("Bytes of each event"), KIND_SIZE, G_STRUCT_OFFSET (RtPlan, size),
                     1, RT_PLAN_MAX_SIZE, 16, 0 },
  [RT_PLAN_DURATION] = { N_("Duration"), N_("Seconds that are measured"), KIND_DOUBLE,
                         G_STRUCT_OFFSET (RtPlan, duration), 0.1, RT_PLAN_MAX_SECONDS, 1, 1 },
  [RT_PLAN_INTERVAL] = { N_("Polling interval"), N_("Seconds between two questions"), KIND_MS,
                         G_STRUCT_OFFSET (RtPlan, interval_ms), 0.001, RT_PLAN_MAX_SECONDS, 0.25, 3 },
  [RT_PLAN_WAIT] = { N_("Long poll"), N_("Seconds that a question is held at the most"), KIND_MS,
                     G_STRUCT_OFFSET (RtPlan, wait_ms), 0.001, RT_PLAN_MAX_SECONDS, 1, 3 },
  [RT_PLAN_WARM_UP] = { N_("Warm-up"), N_("Seconds before, which are not measured"), KIND_DOUBLE,
                        G_STRUCT_OFFSET (RtPlan, warm_up), 0, RT_PLAN_MAX_SECONDS, 1, 1 },
  [RT_PLAN_REPEAT] = { N_("Repetitions"), N_("The table shows their medians"), KIND_UINT,
                       G_STRUCT_OFFSET (RtPlan, repeat), 1, RT_PLAN_MAX_REPEAT, 1, 0 },
  [RT_PLAN_PER_HOST] = { N_("Connections of a host"), N_("That its clients share; a browser opens 6; 0 is no limit"),
                         KIND_UINT, G_STRUCT_OFFSET (RtPlan, per_host), 0, RT_PLAN_MAX_CLIENTS, 1, 0 },
  [RT_PLAN_HOST_CLIENTS] = { N_("Clients of a host"), NULL, KIND_UINT, G_STRUCT_OFFSET (RtPlan, host_clients),
                             1, RT_PLAN_MAX_CLIENTS, 1, 0 },
  [RT_PLAN_SEED] = { N_("Seed"), N_("The same seed gives the same events"), KIND_UINT64,
                     G_STRUCT_OFFSET (RtPlan, seed), 0, RT_PLAN_MAX_SEED, 1, 0 },
};

/* A rate of 1 is no "1.000". */
static gboolean
on_output (GtkSpinButton *button)
{
  g_autofree char *text = g_strdup_printf ("%.9g", gtk_spin_button_get_value (button));

  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (button))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (button), text);
  return TRUE;
}

/**
 * rt_plan_field_new:
 * @field: which number
 * @button: (out) (transfer none): where it is typed, in the row
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rt_plan_field_new (RtPlanField     field,
                   GtkSpinButton **button)
{
  const Field *its = &fields[field];
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (its->least, its->most, its->step);

  *button = GTK_SPIN_BUTTON (spin);
  gtk_spin_button_set_digits (*button, its->digits);
  gtk_spin_button_set_increments (*button, its->step, its->step * 10);
  if (its->digits > 0)
    g_signal_connect (spin, "output", G_CALLBACK (on_output), NULL);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(its->title));
  if (its->subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(its->subtitle));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  rt_number_field_set_up (*button);
  rt_subtitle_describe (spin);

  return row;
}

/**
 * rt_plan_field_show:
 * @field: which number
 * @button: its field
 * @plan: what has it
 *
 * Shows the number that @plan has.
 */
void
rt_plan_field_show (RtPlanField    field,
                    GtkSpinButton *button,
                    const RtPlan  *plan)
{
  gsize offset = fields[field].offset;
  double value = 0;

  switch (fields[field].kind)
    {
    case KIND_UINT: value = G_STRUCT_MEMBER (guint, plan, offset); break;
    case KIND_SIZE: value = (double) G_STRUCT_MEMBER (gsize, plan, offset); break;
    case KIND_UINT64: value = (double) G_STRUCT_MEMBER (guint64, plan, offset); break;
    case KIND_DOUBLE: value = G_STRUCT_MEMBER (double, plan, offset); break;
    case KIND_MS: value = G_STRUCT_MEMBER (guint, plan, offset) / 1000.0; break;
    default: g_assert_not_reached ();
    }
  gtk_spin_button_set_value (button, value);
}

/**
 * rt_plan_field_apply:
 * @field: which number
 * @button: its field
 * @plan: what is given it
 *
 * Gives @plan the number that is shown.
 */
void
rt_plan_field_apply (RtPlanField    field,
                     GtkSpinButton *button,
                     RtPlan        *plan)
{
  gsize offset = fields[field].offset;
  double value = gtk_spin_button_get_value (button);

  switch (fields[field].kind)
    {
    case KIND_UINT: G_STRUCT_MEMBER (guint, plan, offset) = (guint) value; break;
    case KIND_SIZE: G_STRUCT_MEMBER (gsize, plan, offset) = (gsize) value; break;
    case KIND_UINT64: G_STRUCT_MEMBER (guint64, plan, offset) = (guint64) value; break;
    case KIND_DOUBLE: G_STRUCT_MEMBER (double, plan, offset) = value; break;
    case KIND_MS: G_STRUCT_MEMBER (guint, plan, offset) = (guint) round (value * 1000); break;
    default: g_assert_not_reached ();
    }
}
