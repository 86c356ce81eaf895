/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sequence-private.h"

/* How many messages a key moves on by. */
#define PAGE 8
#define ALL  100000

RtTraceItem *
rt_sequence_get_chosen (RtSequence *self)
{
  return self->model != NULL ? gtk_single_selection_get_selected_item (self->model) : NULL;
}

static void
rt_sequence_describe (RtSequence *self)
{
  RtTraceItem *item = rt_sequence_get_chosen (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  item != NULL ? rt_trace_item_get_summary (item) : "", -1);
}

void
rt_sequence_show_chosen (RtSequence *self)
{
  RtTraceItem *item = rt_sequence_get_chosen (self);
  double scrolled = rt_sequence_get_scrolled (self);
  const RtSequenceRow *row;
  guint index;

  rt_sequence_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  /* What is not laid out yet is shown when it is. */
  self->to_show = item != NULL && !rt_sequence_rows_find_item (self->rows, item, &index);
  if (item == NULL || self->to_show)
    return;
  row = rt_sequence_rows_get (self->rows, index);
  if (row->y < scrolled)
    rt_sequence_scroll_to (self, row->y);
  else if (row->y + row->height > scrolled + rt_sequence_get_page (self))
    rt_sequence_scroll_to (self, row->y + row->height - rt_sequence_get_page (self));
}

static void
on_pressed (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            RtSequence      *self)
{
  double head = rt_sequence_head_height (GTK_WIDGET (self));
  guint index = rt_sequence_rows_find (self->rows, y - head + rt_sequence_get_scrolled (self));
  RtTraceItem *item = NULL;
  guint n_items = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (y >= head && index < rt_sequence_rows_get_n (self->rows))
    item = rt_sequence_rows_get (self->rows, index)->item;
  for (guint i = 0; item != NULL && i < n_items; i++)
    {
      g_autoptr (RtTraceItem) other = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (other == item)
        gtk_single_selection_set_selected (self->model, i);
    }
  if (item != NULL && n_press == 2)
    rt_sequence_activate (self);
}

/* To the message before or after, or with as much as there are: to the first or the last. */
static gboolean
on_move_key (GtkWidget *widget,
             GVariant  *by,
             gpointer   user_data)
{
  RtSequence *self = RT_SEQUENCE (widget);
  gint64 n_items = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  gint64 selected;

  if (n_items == 0)
    return GDK_EVENT_PROPAGATE;
  selected = gtk_single_selection_get_selected (self->model);
  if (selected == GTK_INVALID_LIST_POSITION)
    selected = g_variant_get_int32 (by) < 0 ? n_items : n_items - 2;
  selected = CLAMP (selected + g_variant_get_int32 (by), 0, n_items - 1);
  gtk_single_selection_set_selected (self->model, selected);
  return GDK_EVENT_STOP;
}

static gboolean
on_activate_key (GtkWidget *widget,
                 GVariant  *arguments,
                 gpointer   user_data)
{
  rt_sequence_activate (RT_SEQUENCE (widget));
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController  *keys,
         guint                key,
         GtkShortcutFunc      function,
         int                  by)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (key, 0),
                                            gtk_callback_action_new (function, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (by));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

void
rt_sequence_add_controls (RtSequence *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  add_key (keys, GDK_KEY_Up, on_move_key, -1);
  add_key (keys, GDK_KEY_Down, on_move_key, 1);
  add_key (keys, GDK_KEY_Page_Up, on_move_key, -PAGE);
  add_key (keys, GDK_KEY_Page_Down, on_move_key, PAGE);
  add_key (keys, GDK_KEY_Home, on_move_key, -ALL);
  add_key (keys, GDK_KEY_End, on_move_key, ALL);
  add_key (keys, GDK_KEY_Return, on_activate_key, 0);
  add_key (keys, GDK_KEY_KP_Enter, on_activate_key, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
