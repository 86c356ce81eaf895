/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-messages.h"

#include "rt-message-columns.h"
#include "rt-message-inspector.h"
#include "widgets/rt-list-tail.h"

struct _RtLaneMessages {
  AdwBin              parent_instance;
  RtPlayback         *playback;
  GtkStack           *stack;
  GtkScrolledWindow  *scroller;
  GtkColumnView      *view;
  RtMessageInspector *inspector;
  RtListTail         *tail;
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

static void
on_paused (RtLaneMessages *self)
{
  if (!rt_playback_get_paused (self->playback))
    rt_lane_messages_follow (self);
}

/* What was shown before it was known whole. */
static void
on_changed (RtLaneMessages *self)
{
  rt_message_columns_refresh (self->view);
  rt_message_inspector_refresh (self->inspector);
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

  g_clear_object (&self->tail);
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
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_message_columns_append (self->view);
  self->tail = rt_list_tail_new (self->scroller);
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
  rt_list_tail_set_model (self->tail, rt_playback_get_model (playback));
  g_signal_connect_object (playback, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (playback, "notify::paused", G_CALLBACK (on_paused), self, G_CONNECT_SWAPPED);
}

/**
 * rt_lane_messages_follow:
 * @self: messages
 *
 * Shows the last of what there is, and of what comes until somebody scrolls.
 */
void
rt_lane_messages_follow (RtLaneMessages *self)
{
  rt_list_tail_follow (self->tail);
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
