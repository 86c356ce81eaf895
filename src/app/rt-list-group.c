/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-list-group.h"

#include <glib/gi18n.h>

struct _RtListGroup {
  AdwPreferencesGroup parent_instance;
  AdwEntryRow        *entry;
  GtkLabel           *wrong;     /* why what is typed cannot be in the list */
  GPtrArray          *rows;
  GSettings          *settings;
  char               *key;
  char               *add_title;
  char               *hint;
  RtListGroupCheck    check;
};

G_DEFINE_FINAL_TYPE (RtListGroup, rt_list_group, ADW_TYPE_PREFERENCES_GROUP)

enum {
  PROP_0,
  PROP_ADD_TITLE,
  PROP_HINT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
describe (gpointer    accessible,
          const char *wrong)
{
  gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_INVALID,
                               wrong != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  wrong != NULL ? wrong : "", -1);
}

/* A row to type into has no room for more than its title, by which it is known. */
static void
say (RtListGroup *self,
     const char  *wrong)
{
  if (wrong != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_label_set_text (self->wrong, wrong != NULL ? wrong : "");
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), wrong != NULL);
  /* What one types into is the row, or the text in it, by the version. */
  describe (self->entry, wrong);
  describe (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)), wrong);
}

static void
on_typed (RtListGroup *self)
{
  say (self, NULL);
}

static void
rt_list_group_store (RtListGroup *self,
                     GPtrArray   *list)
{
  g_ptr_array_add (list, NULL);
  g_settings_set_strv (self->settings, self->key, (const char * const *) list->pdata);
}

static void
on_apply (RtListGroup *self)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  /* Hosts and origins are told apart by no case (RFC 3986 section 6.2.2.1). */
  g_autofree char *text = g_ascii_strdown (typed, -1);
  g_auto (GStrv) list = g_settings_get_strv (self->settings, self->key);
  g_autoptr (GPtrArray) longer = g_ptr_array_new ();

  if (g_strv_length (list) >= RT_LIST_GROUP_MAX)
    {
      say (self, _("The list is full: remove one first"));
      return;
    }
  if (g_strv_contains ((const char * const *) list, text))
    {
      say (self, _("It is in the list already"));
      return;
    }
  if (!self->check (text))
    {
      say (self, self->hint);
      return;
    }
  for (guint i = 0; list[i] != NULL; i++)
    g_ptr_array_add (longer, list[i]);
  g_ptr_array_add (longer, text);
  rt_list_group_store (self, longer);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
on_remove (RtListGroup *self,
           GtkButton   *button)
{
  const char *text = g_object_get_data (G_OBJECT (button), "rt-text");
  g_auto (GStrv) list = g_settings_get_strv (self->settings, self->key);
  g_autoptr (GPtrArray) shorter = g_ptr_array_new ();

  for (guint i = 0; list[i] != NULL; i++)
    if (!g_str_equal (list[i], text))
      g_ptr_array_add (shorter, list[i]);
  /* The row goes, and what had the focus with it. */
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  rt_list_group_store (self, shorter);
}

static GtkWidget *
new_row (RtListGroup *self,
         const char  *text)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  /* Translators: a host or an origin follows */
  g_autofree char *label = g_strdup_printf (_("Remove %s"), text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "rt-text", g_strdup (text), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

/* The row to type into stays the last one, and keeps what is in it. */
static void
rt_list_group_fill (RtListGroup *self)
{
  g_auto (GStrv) list = g_settings_get_strv (self->settings, self->key);
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  gboolean has_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->entry)) != NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  adw_preferences_group_remove (group, GTK_WIDGET (self->entry));
  for (guint i = 0; list[i] != NULL && i < RT_LIST_GROUP_MAX; i++)
    {
      GtkWidget *row = new_row (self, list[i]);

      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (group, row);
    }
  adw_preferences_group_add (group, GTK_WIDGET (self->entry));
  if (has_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
rt_list_group_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RtListGroup *self = RT_LIST_GROUP (object);

  switch (prop_id)
    {
    case PROP_ADD_TITLE:
      g_value_set_string (value, self->add_title);
      break;
    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_list_group_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RtListGroup *self = RT_LIST_GROUP (object);

  switch (prop_id)
    {
    case PROP_ADD_TITLE:
      self->add_title = g_value_dup_string (value);
      break;
    case PROP_HINT:
      self->hint = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_list_group_finalize (GObject *object)
{
  RtListGroup *self = RT_LIST_GROUP (object);

  g_clear_object (&self->entry);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->add_title, g_free);
  g_clear_pointer (&self->hint, g_free);

  G_OBJECT_CLASS (rt_list_group_parent_class)->finalize (object);
}

static void
rt_list_group_class_init (RtListGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_list_group_get_property;
  object_class->set_property = rt_list_group_set_property;
  object_class->finalize = rt_list_group_finalize;

  properties[PROP_ADD_TITLE] =
    g_param_spec_string ("add-title", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HINT] =
    g_param_spec_string ("hint", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_list_group_init (RtListGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->entry = g_object_ref_sink (ADW_ENTRY_ROW (adw_entry_row_new ()));
  adw_entry_row_set_show_apply_button (self->entry, TRUE);
  self->wrong = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->wrong, TRUE);
  gtk_label_set_xalign (self->wrong, 0);
  gtk_widget_set_margin_top (GTK_WIDGET (self->wrong), 6);
  gtk_widget_set_visible (GTK_WIDGET (self->wrong), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->wrong), "error");
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_typed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "apply", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->entry));
  /* What is no row goes below the list. */
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->wrong));
}

/**
 * rt_list_group_bind:
 * @self: a group that has not been bound yet
 * @settings: the settings
 * @key: one of theirs, of the type `as`
 * @check: tells what can be in the list
 *
 * Shows the list under @key, and lets it be changed.
 */
void
rt_list_group_bind (RtListGroup      *self,
                    GSettings        *settings,
                    const char       *key,
                    RtListGroupCheck  check)
{
  g_autofree char *signal = g_strconcat ("changed::", key, NULL);

  self->settings = g_object_ref (settings);
  self->key = g_strdup (key);
  self->check = check;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), self->add_title);
  g_signal_connect_object (settings, signal, G_CALLBACK (rt_list_group_fill), self, G_CONNECT_SWAPPED);
  rt_list_group_fill (self);
}
