/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-room.h"

static RtLaneSlot *
get_slot (GPtrArray *views,
          guint      index)
{
  return rt_lane_view_get_slot (g_ptr_array_index (views, index));
}

static gboolean
wants_room (RtLaneSlot *slot)
{
  RtLiveView *shown = rt_lane_slot_get_shown (slot);

  return shown != NULL && RT_LIVE_VIEW_GET_CLASS (shown)->wants_room;
}

/**
 * rt_dashboard_room_share:
 * @views: of #RtLaneView
 *
 * Shares out what is left over: it goes to the charts, which are equally high in all
 * lanes, so who takes some for what it shows takes it in all of them.
 */
void
rt_dashboard_room_share (GPtrArray *views)
{
  gboolean wanted = FALSE;

  for (guint i = 0; i < views->len; i++)
    wanted |= wants_room (get_slot (views, i));
  for (guint i = 0; i < views->len; i++)
    gtk_widget_set_vexpand (GTK_WIDGET (get_slot (views, i)), wanted);
}

/**
 * rt_dashboard_room_align:
 * @views: of #RtLaneView, in the order they are laid out in
 * @n_columns: how many lanes there are in a row; 0: all are in one
 *
 * Makes what lanes of one row show equally high, so that their charts are as well.
 */
void
rt_dashboard_room_align (GPtrArray *views,
                         guint      n_columns)
{
  g_autoptr (GtkSizeGroup) row = NULL;

  for (guint i = 0; i < views->len; i++)
    {
      if (row == NULL || (n_columns > 0 && i % n_columns == 0))
        {
          g_clear_object (&row);
          row = gtk_size_group_new (GTK_SIZE_GROUP_VERTICAL);
        }
      rt_lane_slot_align (get_slot (views, i), row);
    }
}

/**
 * rt_dashboard_room_move:
 * @views: of #RtLaneView
 * @grid: where they are side by side
 * @carousel: where they are swiped
 * @narrow: whether there is room for one only
 *
 * Moves them from the one to the other.
 */
void
rt_dashboard_room_move (GPtrArray   *views,
                        GtkBox      *grid,
                        AdwCarousel *carousel,
                        gboolean     narrow)
{
  for (guint i = 0; i < views->len; i++)
    {
      GtkWidget *view = g_ptr_array_index (views, i);

      if (narrow)
        {
          gtk_box_remove (grid, view);
          adw_carousel_append (carousel, view);
        }
      else
        {
          adw_carousel_remove (carousel, view);
          gtk_box_append (grid, view);
        }
    }
}

static void
on_focus_enter (GtkEventControllerFocus *controller,
                AdwCarousel             *carousel)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (gtk_widget_is_ancestor (view, GTK_WIDGET (carousel)))
    adw_carousel_scroll_to (carousel, view, TRUE);
}

/**
 * rt_dashboard_room_follow_focus:
 * @view: an #RtLaneView
 * @carousel: where it is swiped, when it is
 *
 * Lets whoever comes to @view by keyboard see it.
 */
void
rt_dashboard_room_follow_focus (GtkWidget   *view,
                                AdwCarousel *carousel)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "enter", G_CALLBACK (on_focus_enter), carousel, 0);
  gtk_widget_add_controller (view, focus);
}
