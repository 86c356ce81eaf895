/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-fault-rows.h"

#include <glib/gi18n.h>

#include "widgets/rt-number-field.h"
#include "widgets/rt-subtitle.h"

#define MAX_NUMBERS 2
#define MAX_CHOICES 2

typedef struct {
  const char *title;    /* NULL: there is none */
  double      most;
  double      step;
  double      standard;
} Number;

/* What a number is of, or what stands for it, and how `--fault` has it behind the number. */
typedef struct {
  const char *words;
  const char *suffix;
} Choice;

typedef struct {
  RtFaultKind kind;
  const char *group;    /* NULL: that of the one before */
  const char *title;
  const char *subtitle;
  gint64      unit;     /* of a number, as the fault has it: µs, or 1 */
  const char *suffix;
  Number      numbers[MAX_NUMBERS];
  const char *choice;   /* what is chosen; NULL: nothing */
  Choice      choices[MAX_CHOICES];
} Spec;

static const Spec specs[] = {
  { RT_FAULT_DELAY, N_("Speed"), N_("Delay"), N_("What is sent arrives later, both ways"),
    G_TIME_SPAN_MILLISECOND, "ms",
    { { N_("Milliseconds"), 60000, 10, 100 }, { N_("More or less at most"), 60000, 10, 0 } } },
  { RT_FAULT_LIMIT, NULL, N_("Limit"), N_("No more than so many bytes a second, each way"), 1, "",
    { { N_("Bytes a second"), 1e9, 1000, 10000 } } },
  { RT_FAULT_STALL, NULL, N_("Stall"), N_("Neither end reads any more what the other sends"), 1, "" },
  { RT_FAULT_CUT_AFTER, N_("Connections"), N_("Cut"), N_("Each connection after a while"), 1, "",
    { { N_("After"), 1e6, 1, 10 } },
    N_("Counted in"), { { N_("Events"), "" }, { N_("Seconds"), "s" } } },
  { RT_FAULT_REFUSE, NULL, N_("Refuse"), N_("No new connection comes about"), 1, "" },
  { RT_FAULT_STATUS, N_("Answers"), N_("Answer with Errors"), N_("Each request is answered with an error, and not carried out"),
    1, "", { { NULL } },
    N_("Answer"), { { "503 Service Unavailable", "503" }, { "500 Internal Server Error", "500" } } },
  { RT_FAULT_LOSE_ANSWER, NULL, N_("Lose Answers"), N_("The request is carried out, and the connection cut before its answer"),
    1, "", { { N_("One answer in"), 1e6, 1, 3 } } },
  { RT_FAULT_SWALLOW, N_("Events"), N_("Swallow"), N_("Some events do not arrive"), 1, "",
    { { N_("One event in"), 1e6, 1, 10 } } },
  { RT_FAULT_DUPLICATE, NULL, N_("Duplicate"), N_("Some events arrive twice"), 1, "",
    { { N_("One event in"), 1e6, 1, 10 } } },
};

typedef struct {
  const Spec    *spec;
  RtFaults      *faults;
  GtkSwitch     *toggle;
  GtkSpinButton *numbers[MAX_NUMBERS];
  AdwComboRow   *choice;
  gboolean       applying;
} Setting;

static void
setting_free (Setting *self)
{
  g_object_unref (self->faults);
  g_free (self);
}

static int
get_number (Setting *self,
            guint    index)
{
  return gtk_spin_button_get_value_as_int (self->numbers[index]);
}

/* As `--fault` takes it. */
static char *
dup_text (Setting *self)
{
  const Spec *spec = self->spec;
  const char *suffix = spec->suffix;
  GString *text = g_string_new (rt_fault_get_word (spec->kind));

  if (self->choice != NULL)
    suffix = spec->choices[adw_combo_row_get_selected (self->choice)].suffix;
  if (self->numbers[0] != NULL)
    g_string_append_printf (text, "=%d%s", get_number (self, 0), suffix);
  else if (self->choice != NULL)
    g_string_append_printf (text, "=%s", suffix);
  /* It arrives no earlier than it was sent. */
  if (self->numbers[1] != NULL)
    g_string_append_printf (text, "~%d%s", MIN (get_number (self, 1), get_number (self, 0)), suffix);
  return g_string_free (text, FALSE);
}

static void
setting_apply (Setting *self)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GError) error = NULL;

  if (self->applying)
    return;
  self->applying = TRUE;
  rt_faults_remove (self->faults, self->spec->kind);
  if (gtk_switch_get_active (self->toggle) && !rt_faults_add (self->faults, text, &error))
    {
      gtk_switch_set_active (self->toggle, FALSE);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (gtk_widget_get_ancestor (GTK_WIDGET (self->toggle), ADW_TYPE_ACTION_ROW)),
                                   error->message);
    }
  self->applying = FALSE;
}

static guint
find_choice (const Spec    *spec,
             const RtFault *fault)
{
  if (spec->numbers[0].title != NULL)
    return fault->is_time;
  return g_ascii_strtoll (spec->choices[1].suffix, NULL, 10) == fault->value;
}

/* What is in force, which something else may have changed. */
static void
setting_show (Setting *self)
{
  const Spec *spec = self->spec;
  const RtFault *fault = rt_faults_get (self->faults, spec->kind);

  if (self->applying)
    return;
  self->applying = TRUE;
  /* One that is just turning over would stop halfway. */
  if (gtk_switch_get_active (self->toggle) != (fault != NULL))
    gtk_switch_set_active (self->toggle, fault != NULL);
  if (fault != NULL && self->choice != NULL)
    adw_combo_row_set_selected (self->choice, find_choice (spec, fault));
  if (fault != NULL && self->numbers[0] != NULL)
    gtk_spin_button_set_value (self->numbers[0], fault->value / (fault->is_time ? G_USEC_PER_SEC : spec->unit));
  if (fault != NULL && self->numbers[1] != NULL)
    gtk_spin_button_set_value (self->numbers[1], fault->jitter / spec->unit);
  self->applying = FALSE;
}

static void
add_value (Setting             *self,
           AdwPreferencesGroup *group,
           GtkWidget           *row)
{
  g_object_bind_property (self->toggle, "active", row, "visible", G_BINDING_SYNC_CREATE);
  adw_preferences_group_add (group, row);
}

static void
add_number (Setting             *self,
            AdwPreferencesGroup *group,
            guint                index)
{
  const Number *number = &self->spec->numbers[index];
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *field = gtk_spin_button_new_with_range (index == 0 ? 1 : 0, number->most, number->step);

  gtk_spin_button_set_increments (GTK_SPIN_BUTTON (field), number->step, 10 * number->step);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (field), number->standard);
  gtk_editable_set_width_chars (GTK_EDITABLE (field), 7);
  gtk_widget_set_valign (field, GTK_ALIGN_CENTER);
  rt_number_field_set_up (GTK_SPIN_BUTTON (field));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(number->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), field);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), field);
  self->numbers[index] = GTK_SPIN_BUTTON (field);
  g_signal_connect_swapped (field, "value-changed", G_CALLBACK (setting_apply), self);
  add_value (self, group, row);
}

static void
add_choice (Setting             *self,
            AdwPreferencesGroup *group)
{
  const Choice *choices = self->spec->choices;
  const char *words[] = { _(choices[0].words), _(choices[1].words), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (words);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(self->spec->choice));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  self->choice = ADW_COMBO_ROW (row);
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (setting_apply), self);
  add_value (self, group, row);
}

/* Outlives the rows. */
static void
on_changed (GtkWidget *row)
{
  setting_show (g_object_get_data (G_OBJECT (row), "rt-setting"));
}

static void
add_setting (AdwPreferencesGroup *group,
             RtFaults            *faults,
             const Spec          *spec)
{
  Setting *self = g_new0 (Setting, 1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  self->spec = spec;
  self->faults = g_object_ref (faults);
  self->toggle = GTK_SWITCH (toggle);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(spec->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(spec->subtitle));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  rt_subtitle_describe (toggle);
  adw_preferences_group_add (group, row);
  for (guint i = 0; i < MAX_NUMBERS; i++)
    if (spec->numbers[i].title != NULL)
      add_number (self, group, i);
  if (spec->choice != NULL)
    add_choice (self, group);
  setting_show (self);
  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (setting_apply), self);
  g_object_set_data_full (G_OBJECT (row), "rt-setting", self, (GDestroyNotify) setting_free);
  g_signal_connect_object (faults, "changed", G_CALLBACK (on_changed), row, G_CONNECT_SWAPPED);
}

/**
 * rt_fault_rows_add:
 * @page: a page
 * @faults: what is broken on purpose
 *
 * Appends the kinds of faults that last to @page.
 */
void
rt_fault_rows_add (AdwPreferencesPage *page,
                   RtFaults           *faults)
{
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      if (specs[i].group != NULL)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          adw_preferences_group_set_title (group, _(specs[i].group));
          adw_preferences_page_add (page, group);
        }
      add_setting (group, faults, &specs[i]);
    }
}
