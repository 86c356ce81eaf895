/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dashboard-room.h"

/* So many lanes are in the first frame: of an ordinary window a row. */
#define N_FIRST 3

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

/* (transfer none) (nullable): the lane so many further on */
static GtkWidget *
get_page (AdwCarousel *carousel,
          int          by)
{
  guint n = adw_carousel_get_n_pages (carousel);
  int page = (int) (adw_carousel_get_position (carousel) + 0.5) + by;

  return page >= 0 && page < (int) n ? adw_carousel_get_nth_page (carousel, page) : NULL;
}

/* Up and down scroll a lane that is higher than the window. */
static gboolean
can_scroll (AdwCarousel *carousel)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (carousel), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));

  return gtk_adjustment_get_upper (place) > gtk_adjustment_get_page_size (place);
}

static gboolean
on_wheel (GtkEventControllerScroll *controller,
          double                    right,
          double                    down,
          AdwCarousel              *carousel)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (carousel)) == GTK_TEXT_DIR_RTL;
  double on = right != 0 && mirrored ? -right : right;
  GtkWidget *page;

  if (right == 0 && (down == 0 || can_scroll (carousel)))
    return GDK_EVENT_PROPAGATE;
  page = get_page (carousel, (on != 0 ? on : down) > 0 ? 1 : -1);
  if (page != NULL)
    adw_carousel_scroll_to (carousel, page, TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
on_page_key (GtkWidget *widget,
             GVariant  *by,
             gpointer   user_data)
{
  GtkWidget *page;

  if (can_scroll (ADW_CAROUSEL (widget)))
    return GDK_EVENT_PROPAGATE;
  /* Which is brought into sight as the focus comes to it. */
  page = get_page (ADW_CAROUSEL (widget), g_variant_get_int32 (by));
  if (page != NULL)
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static void
add_key (GtkEventController *keys,
         guint               key,
         int                 by)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (key, 0),
                                            gtk_callback_action_new (on_page_key, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (by));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
}

/**
 * rt_dashboard_room_turn:
 * @carousel: where the lanes are swiped
 *
 * Lets the mouse wheel, and Page Up and Page Down, lead to the lane before and after.
 * What goes up and down scrolls a lane that is too high to be seen whole instead.
 */
void
rt_dashboard_room_turn (AdwCarousel *carousel)
{
  GtkEventController *wheel =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES |
                                     GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_signal_connect_object (wheel, "scroll", G_CALLBACK (on_wheel), carousel, 0);
  gtk_widget_add_controller (GTK_WIDGET (carousel), wheel);
  add_key (keys, GDK_KEY_Page_Down, 1);
  add_key (keys, GDK_KEY_Page_Up, -1);
  gtk_widget_add_controller (GTK_WIDGET (carousel), keys);
}

/**
 * rt_dashboard_room_begin:
 * @views: (element-type RtLaneView): all lanes
 *
 * Hides those that a window which is not large would not show, until
 * rt_dashboard_room_fill(): its first frame comes sooner without them.
 */
void
rt_dashboard_room_begin (GPtrArray *views)
{
  for (guint i = N_FIRST; i < views->len; i++)
    gtk_widget_set_visible (views->pdata[i], FALSE);
}

static void
on_after_paint (GdkFrameClock *clock,
                GPtrArray     *views)
{
  g_autoptr (GPtrArray) all = g_ptr_array_ref (views);

  g_signal_handlers_disconnect_by_func (clock, on_after_paint, views);
  for (guint i = N_FIRST; i < all->len; i++)
    gtk_widget_set_visible (all->pdata[i], TRUE);
}

static void
drop_views (gpointer  views,
            GClosure *closure)
{
  g_ptr_array_unref (views);
}

/**
 * rt_dashboard_room_fill:
 * @views: (element-type RtLaneView): all lanes
 * @clock: of the window
 *
 * Shows all of them once a frame was painted.
 */
void
rt_dashboard_room_fill (GPtrArray     *views,
                        GdkFrameClock *clock)
{
  g_signal_connect_data (clock, "after-paint", G_CALLBACK (on_after_paint), g_ptr_array_ref (views), drop_views, 0);
}
