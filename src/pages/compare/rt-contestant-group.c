/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-contestant-group.h"

#include <glib/gi18n.h>

#include "patterns/rt-pattern.h"

/* Beside the patterns themselves: what is asked for most. */
static const char * const variants[] = { "short-polling:etag=no", "websocket:resume=no" };

typedef struct {
  RtContestant *contestant;
  GtkWidget    *row;
  GtkSwitch    *toggle;
} Entry;

struct _RtContestantGroup {
  AdwPreferencesGroup  parent_instance;
  GArray              *entries;  /* of Entry */
  AdwEntryRow         *more;     /* where words are typed; always the last row */
  gboolean             showing;
};

G_DEFINE_FINAL_TYPE (RtContestantGroup, rt_contestant_group, ADW_TYPE_PREFERENCES_GROUP)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_toggled (RtContestantGroup *self)
{
  if (!self->showing)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
entry_clear (gpointer data)
{
  rt_contestant_free (((Entry *) data)->contestant);
}

static gboolean
has (RtContestantGroup *self,
     const char        *name)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (g_array_index (self->entries, Entry, i).contestant->name, name))
      return TRUE;

  return FALSE;
}

static void
add_row (RtContestantGroup *self,
         RtContestant      *contestant,
         gboolean           takes_part)
{
  g_autofree char *title = rt_contestant_dup_title (contestant);
  g_autofree char *options = rt_contestant_dup_options (contestant);
  const RtPattern *pattern = rt_patterns_lookup (contestant->pattern);
  Entry entry = { contestant, adw_action_row_new (), GTK_SWITCH (gtk_switch_new ()) };
  GtkWidget *toggle = GTK_WIDGET (entry.toggle);

  g_object_ref (self->more);
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->more));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (entry.row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry.row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (entry.row), options);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (entry.row), 0);
  if (pattern != NULL)
    gtk_widget_set_tooltip_text (entry.row, _(pattern->sentence));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (entry.toggle, takes_part);
  adw_action_row_add_suffix (ADW_ACTION_ROW (entry.row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (entry.row), toggle);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), entry.row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->more));
  g_object_unref (self->more);
  g_array_append_val (self->entries, entry);
}

static void
on_apply (RtContestantGroup *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->more));
  g_autoptr (GError) error = NULL;
  g_autoptr (RtContestant) contestant = rt_contestant_parse (words, &error);

  if (contestant != NULL && has (self, contestant->name))
    {
      g_clear_pointer (&contestant, rt_contestant_free);
      error = g_error_new (G_IO_ERROR, G_IO_ERROR_EXISTS,
                           _("“%s” is there twice: give one of them a name of its own (name=WORD)."), words);
    }
  if (contestant == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.warn", "s", error->message);
      return;
    }
  add_row (self, g_steal_pointer (&contestant), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->more), "");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
add_possible (RtContestantGroup *self)
{
  const RtPattern * const *patterns = rt_patterns_list ();

  for (guint i = 0; patterns[i] != NULL; i++)
    if (!has (self, patterns[i]->id))
      add_row (self, rt_contestant_new (patterns[i]->id), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    if (!has (self, variants[i]))
      add_row (self, rt_contestant_parse (variants[i], NULL), FALSE);
}

static void
clear (RtContestantGroup *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_array_index (self->entries, Entry, i).row);
  g_array_set_size (self->entries, 0);
}

static void
rt_contestant_group_finalize (GObject *object)
{
  g_array_unref (RT_CONTESTANT_GROUP (object)->entries);

  G_OBJECT_CLASS (rt_contestant_group_parent_class)->finalize (object);
}

static void
rt_contestant_group_class_init (RtContestantGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_contestant_group_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_CONTESTANT_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_contestant_group_init (RtContestantGroup *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, entry_clear);
  self->more = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->more), _("Add another"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Add another"), -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->more),
                               /* Translators: what stands before and behind the colon is typed, and stays as it is */
                               _("A pattern with its options, such as short-polling:interval=0.25 or "
                                 "publish-subscribe:bus=embedded:news"));
  adw_entry_row_set_show_apply_button (self->more, TRUE);
  g_signal_connect_object (self->more, "apply", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->more));
}

/**
 * rt_contestant_group_show:
 * @self: a group
 * @plan: a plan
 *
 * Shows who takes part in @plan, and who could as well. Emits no "changed".
 */
void
rt_contestant_group_show (RtContestantGroup *self,
                          const RtPlan      *plan)
{
  self->showing = TRUE;
  clear (self);
  for (guint i = 0; i < plan->contestants->len; i++)
    add_row (self, rt_contestant_copy (g_ptr_array_index (plan->contestants, i)), TRUE);
  add_possible (self);
  self->showing = FALSE;
}

/**
 * rt_contestant_group_apply:
 * @self: a group
 * @plan: what takes its contestants from it
 *
 * Has those take part in @plan that are switched on.
 */
void
rt_contestant_group_apply (RtContestantGroup *self,
                           RtPlan            *plan)
{
  g_ptr_array_set_size (plan->contestants, 0);
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (gtk_switch_get_active (entry->toggle))
        g_ptr_array_add (plan->contestants, rt_contestant_copy (entry->contestant));
    }
}
