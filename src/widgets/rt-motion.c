/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-motion.h"

#include <adwaita.h>

static gboolean
on_frame (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  RtMotion *self = user_data;

  gtk_widget_queue_draw (widget);
  if (rt_motion_get_progress (self) < 1)
    return G_SOURCE_CONTINUE;
  self->began_us = 0;
  self->tick = 0;
  return G_SOURCE_REMOVE;
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
  return adw_get_enable_animations (widget) && gtk_widget_get_mapped (widget);
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
  self->began_us = rt_motion_is_wanted (widget) ? g_get_monotonic_time () : 0;
  if (self->began_us != 0 && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (widget, on_frame, self, NULL);
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
