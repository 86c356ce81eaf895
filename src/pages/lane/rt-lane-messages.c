/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-messages.h"

#include <glib/gi18n.h>

#include "rt-message-columns.h"
#include "rt-message-inspector.h"

struct _RtLaneMessages {
  AdwBin              parent_instance;
  RtPlayback         *playback;
  GtkStack           *stack;
  GtkScrolledWindow  *scroller;
  GtkColumnView      *view;
  RtMessageInspector *inspector;
  gboolean            at_end;
  guint               to_end;     /* set while it is to be scrolled there */
};

G_DEFINE_FINAL_TYPE (RtLaneMessages, rt_lane_messages, ADW_TYPE_BIN)

static gboolean
is_open (RtLaneMessages *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "bytes") == 0;
}

static void
on_selected (RtLaneMessages *self)
{
  RtTraceItem *item = gtk_single_selection_get_selected_item (rt_playback_get_model (self->playback));

  if (is_open (self) && item != NULL)
    rt_message_inspector_set_item (self->inspector, item);
}

static void
on_activate (GtkColumnView  *view,
             guint           position,
             RtLaneMessages *self)
{
  gtk_single_selection_set_selected (rt_playback_get_model (self->playback), position);
  rt_lane_messages_open (self);
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment) >=
         gtk_adjustment_get_upper (adjustment) - 1;
}

/* Being longer is no scrolling: only who scrolls leaves the end. */
static void
on_scrolled (GtkAdjustment  *adjustment,
             RtLaneMessages *self)
{
  if (self->to_end == 0)
    self->at_end = is_at_end (adjustment);
}

static gboolean
scroll_to_end (gpointer user_data)
{
  RtLaneMessages *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  self->to_end = 0;
  return G_SOURCE_REMOVE;
}

/* What is new is laid out after it is told: it is too early to scroll. */
static void
on_grown (GtkAdjustment  *adjustment,
          RtLaneMessages *self)
{
  if (self->at_end && self->to_end == 0 && !is_at_end (adjustment))
    self->to_end = g_idle_add_full (G_PRIORITY_HIGH_IDLE, scroll_to_end, self, NULL);
}

static void
on_back (RtLaneMessages *self)
{
  rt_lane_messages_close (self);
}

static void
rt_lane_messages_dispose (GObject *object)
{
  RtLaneMessages *self = RT_LANE_MESSAGES (object);

  g_clear_handle_id (&self->to_end, g_source_remove);
  g_clear_object (&self->playback);

  G_OBJECT_CLASS (rt_lane_messages_parent_class)->dispose (object);
}

static void
rt_lane_messages_class_init (RtLaneMessagesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_messages_dispose;

  g_type_ensure (RT_TYPE_MESSAGE_INSPECTOR);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-messages.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneMessages, stack);
  gtk_widget_class_bind_template_child (widget_class, RtLaneMessages, scroller);
  gtk_widget_class_bind_template_child (widget_class, RtLaneMessages, view);
  gtk_widget_class_bind_template_child (widget_class, RtLaneMessages, inspector);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
rt_lane_messages_init (RtLaneMessages *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  rt_message_columns_append (self->view);
  self->at_end = TRUE;
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, 0);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_grown), self, 0);
}

/**
 * rt_lane_messages_set_playback:
 * @self: messages that have none yet
 * @playback: what is shown
 *
 * Sets what is shown.
 */
void
rt_lane_messages_set_playback (RtLaneMessages *self,
                               RtPlayback     *playback)
{
  g_set_object (&self->playback, playback);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (rt_playback_get_model (playback)));
  g_signal_connect_object (rt_playback_get_model (playback), "notify::selected-item",
                           G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
}

/**
 * rt_lane_messages_open:
 * @self: messages
 *
 * Shows the bytes of what is chosen, in place of the list; whatever is chosen from then on
 * is shown as well.
 */
void
rt_lane_messages_open (RtLaneMessages *self)
{
  RtTraceItem *item = gtk_single_selection_get_selected_item (rt_playback_get_model (self->playback));

  if (item == NULL)
    return;
  rt_message_inspector_set_item (self->inspector, item);
  if (is_open (self))
    return;
  gtk_stack_set_visible_child_name (self->stack, "bytes");
  gtk_widget_child_focus (GTK_WIDGET (self->inspector), GTK_DIR_TAB_FORWARD);
}

/**
 * rt_lane_messages_close:
 * @self: messages
 *
 * Shows the list again.
 *
 * Returns: whether it was not shown before
 */
gboolean
rt_lane_messages_close (RtLaneMessages *self)
{
  if (!is_open (self))
    return FALSE;
  gtk_stack_set_visible_child_name (self->stack, "list");
  rt_message_inspector_set_item (self->inspector, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
  return TRUE;
}
