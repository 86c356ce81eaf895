/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-motion.h"

#include <adwaita.h>

/* A step of a few pixels: in each frame of the display it would be drawn three times as often,
 * the rest of the window with it, and look the same. */
#define STEP_MS 40

static gboolean
on_step (gpointer user_data)
{
  RtMotion *self = user_data;

  gtk_widget_queue_draw (self->widget);
  if (rt_motion_get_progress (self) < 1)
    return G_SOURCE_CONTINUE;
  self->began_us = 0;
  self->source = 0;
  return G_SOURCE_REMOVE;
}

/* Whether any of it is in the part of the page that is scrolled to. */
static gboolean
is_in_view (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;
  graphene_rect_t room;

  if (viewport == NULL || !gtk_widget_compute_bounds (widget, viewport, &bounds))
    return TRUE;
  room = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (viewport), gtk_widget_get_height (viewport));
  return graphene_rect_intersection (&room, &bounds, NULL);
}

/**
 * rt_motion_is_wanted:
 * @widget: what would move
 *
 * Returns: whether it can be seen and the user wants animations
 */
gboolean
rt_motion_is_wanted (GtkWidget *widget)
{
  return adw_get_enable_animations (widget) && gtk_widget_get_mapped (widget) && is_in_view (widget);
}

/**
 * rt_motion_begin:
 * @self: a motion, in the instance of @widget, with a length
 * @widget: what moves
 *
 * Begins it, again where it was under way. Where it is not wanted all stands still at its end.
 */
void
rt_motion_begin (RtMotion  *self,
                 GtkWidget *widget)
{
  self->widget = widget;
  self->began_us = rt_motion_is_wanted (widget) ? g_get_monotonic_time () : 0;
  if (self->began_us != 0 && self->source == 0)
    self->source = g_timeout_add (STEP_MS, on_step, self);
}

/**
 * rt_motion_end:
 * @self: a motion
 *
 * Ends it where it is under way, at its end. For whoever disposes of the widget.
 */
void
rt_motion_end (RtMotion *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->began_us = 0;
}

/**
 * rt_motion_get_progress:
 * @self: a motion
 *
 * Returns: how far it is, 0 to 1
 */
double
rt_motion_get_progress (const RtMotion *self)
{
  if (self->began_us == 0)
    return 1;
  return CLAMP ((double) (g_get_monotonic_time () - self->began_us) / self->length_us, 0, 1);
}
