/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-chat-pane.h"

#include <glib/gi18n.h>

#include "rt-chat-row.h"

struct _RtChatPane {
  GtkBox             parent_instance;
  GtkEntry          *name;
  GtkButton         *toggle;
  GtkScrolledWindow *scroller;
  GtkListBox        *list;
  GtkLabel          *placeholder;
  GtkEntry          *text;
  RtChatPerson      *person;
  char              *room;
  gboolean           at_end;     /* the newest line is in sight, and is to stay so */
  guint              to_end;     /* set while it is to be scrolled there */
};

G_DEFINE_FINAL_TYPE (RtChatPane, rt_chat_pane, GTK_TYPE_BOX)

/* What is wrong is said at the entry it is about. */
static void
show_error (GtkEntry     *entry,
            const GError *error)
{
  const char *words = error != NULL ? error->message : NULL;

  gtk_entry_set_icon_from_icon_name (entry, GTK_ENTRY_ICON_SECONDARY,
                                     words != NULL ? "dialog-warning-symbolic" : NULL);
  gtk_entry_set_icon_tooltip_text (entry, GTK_ENTRY_ICON_SECONDARY, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words != NULL ? words : "", -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               words != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (words != NULL)
    gtk_widget_activate_action (GTK_WIDGET (entry), "win.warn", "s", words);
}

static void
rt_chat_pane_join (RtChatPane *self)
{
  g_autoptr (GError) error = NULL;

  if (self->room != NULL &&
      rt_chat_person_set_name (self->person, gtk_editable_get_text (GTK_EDITABLE (self->name)),
                               &error))
    rt_chat_person_join (self->person, self->room);
  show_error (self->name, error);
  if (error == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
on_toggle (RtChatPane *self)
{
  if (!rt_chat_person_get_inside (self->person))
    rt_chat_pane_join (self);
  else
    rt_chat_person_leave (self->person);
}

/* Inside, where the name is fixed, there is something to say. */
static void
on_name_entered (RtChatPane *self)
{
  if (!rt_chat_person_get_inside (self->person))
    rt_chat_pane_join (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
on_say (RtChatPane *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->text))));
  g_autoptr (GError) error = NULL;

  if (*text == '\0')
    return;
  if (rt_chat_person_say (self->person, text, &error))
    gtk_editable_set_text (GTK_EDITABLE (self->text), "");
  else
    show_error (self->text, error);
  self->at_end = TRUE;
}

static void
on_text_changed (RtChatPane *self)
{
  if (gtk_entry_get_icon_name (self->text, GTK_ENTRY_ICON_SECONDARY) != NULL)
    show_error (self->text, NULL);
}

static const char *
get_placeholder (RtChatPane *self)
{
  const char *reason = rt_chat_person_get_reason (self->person);

  if (reason != NULL)
    return reason;
  if (!rt_chat_person_get_inside (self->person))
    return _("Join to hear the room");
  return rt_chat_person_get_state (self->person) == RT_CLIENT_OPEN ? _("Nobody said a word yet")
                                                                   : _("Joining…");
}

/* The focus stays with the person, and not in an entry that takes nothing any more: GTK
 * would go on blinking there. */
static void
rt_chat_pane_open_text (RtChatPane *self,
                        gboolean    inside)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!inside && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->text)))
    gtk_widget_grab_focus (GTK_WIDGET (self->toggle));
  gtk_widget_set_sensitive (GTK_WIDGET (self->text), inside);
}

static void
rt_chat_pane_show_state (RtChatPane *self)
{
  gboolean inside = rt_chat_person_get_inside (self->person);
  const char *name = rt_chat_person_get_name (self->person);
  /* Translators: %s is somebody's name in the chat room */
  g_autofree char *words = g_strdup_printf (inside ? _("%s leaves the room")
                                                   : _("%s joins the room"), name);

  gtk_button_set_label (self->toggle, inside ? _("Leave") : _("Join"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->toggle), words);
  /* Newer GTK goes by the label inside first, which does not say who. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  words, -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), self->room != NULL || inside);
  gtk_editable_set_editable (GTK_EDITABLE (self->name), !inside);
  rt_chat_pane_open_text (self, inside);
  gtk_label_set_text (self->placeholder, get_placeholder (self));
  rt_chat_pane_refresh (self);
}

static void
rt_chat_pane_show_name (RtChatPane *self)
{
  const char *name = rt_chat_person_get_name (self->person);
  /* Translators: %s is somebody's name in the chat room */
  g_autofree char *hears = g_strdup_printf (_("What %s hears"), name);
  /* Translators: %s is somebody's name in the chat room */
  g_autofree char *says = g_strdup_printf (_("What %s says"), name);

  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hears, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  says, -1);
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - 1;
}

static void
on_scrolled (GtkAdjustment *adjustment,
             RtChatPane    *self)
{
  /* What moves until the layout is done was not the user. */
  if (self->to_end == 0)
    self->at_end = is_at_end (adjustment);
}

static gboolean
scroll_to_end (gpointer user_data)
{
  RtChatPane *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  self->to_end = 0;
  return G_SOURCE_REMOVE;
}

/* Whoever reads what was said before is left alone. In the middle of a layout it is too
 * early to scroll. */
static void
on_grown (GtkAdjustment *adjustment,
          RtChatPane    *self)
{
  if (self->at_end && self->to_end == 0 && !is_at_end (adjustment))
    self->to_end = g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_to_end, self, NULL);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return rt_chat_row_new (item);
}

static void
rt_chat_pane_dispose (GObject *object)
{
  RtChatPane *self = RT_CHAT_PANE (object);

  g_clear_handle_id (&self->to_end, g_source_remove);
  g_clear_object (&self->person);
  g_clear_pointer (&self->room, g_free);

  G_OBJECT_CLASS (rt_chat_pane_parent_class)->dispose (object);
}

static void
rt_chat_pane_class_init (RtChatPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_chat_pane_dispose;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-chat-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, RtChatPane, name);
  gtk_widget_class_bind_template_child (widget_class, RtChatPane, toggle);
  gtk_widget_class_bind_template_child (widget_class, RtChatPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, RtChatPane, list);
  gtk_widget_class_bind_template_child (widget_class, RtChatPane, placeholder);
  gtk_widget_class_bind_template_child (widget_class, RtChatPane, text);
  gtk_widget_class_bind_template_callback (widget_class, on_toggle);
  gtk_widget_class_bind_template_callback (widget_class, on_name_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_say);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed);
}

static void
rt_chat_pane_init (RtChatPane *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  self->at_end = TRUE;
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, 0);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_grown), self, 0);
}

/**
 * rt_chat_pane_set_person:
 * @self: a pane that has nobody yet
 * @person: whom it shows
 *
 * Sets who it is.
 */
void
rt_chat_pane_set_person (RtChatPane   *self,
                         RtChatPerson *person)
{
  g_return_if_fail (self->person == NULL);

  self->person = g_object_ref (person);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (rt_chat_person_get_log (person)), create_row,
                           NULL, NULL);
  g_signal_connect_object (person, "notify::state", G_CALLBACK (rt_chat_pane_show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (person, "notify::reason", G_CALLBACK (rt_chat_pane_show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (person, "notify::name", G_CALLBACK (rt_chat_pane_show_name), self,
                           G_CONNECT_SWAPPED);
  rt_chat_pane_show_name (self);
  rt_chat_pane_show_state (self);
}

/**
 * rt_chat_pane_set_room:
 * @self: a pane
 * @room: (nullable): the address of the room, %NULL while there is none
 *
 * Sets where its person joins from now on; one that is inside goes there.
 */
void
rt_chat_pane_set_room (RtChatPane *self,
                       const char *room)
{
  if (g_strcmp0 (self->room, room) == 0)
    return;
  g_free (self->room);
  self->room = g_strdup (room);
  if (room != NULL && rt_chat_person_get_inside (self->person))
    rt_chat_person_join (self->person, room);
  rt_chat_pane_show_state (self);
}

/**
 * rt_chat_pane_refresh:
 * @self: a pane
 *
 * Shows what was heard since the last time. Call it a few times a second.
 */
void
rt_chat_pane_refresh (RtChatPane *self)
{
  rt_chat_log_show (rt_chat_person_get_log (self->person));
}
