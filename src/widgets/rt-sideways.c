/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sideways.h"

#include <math.h>

/* As GTK has a wheel's click: this power of the page's height. */
#define STEP_POWER (2.0 / 3.0)

static gboolean
on_wheel (GtkEventControllerScroll *controller,
          double                    dx,
          double                    dy,
          gpointer                  user_data)
{
  GtkWidget *self = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *around = gtk_widget_get_ancestor (gtk_widget_get_parent (self), GTK_TYPE_SCROLLED_WINDOW);
  GdkModifierType keys = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  GtkAdjustment *height;

  /* With Shift it is meant sideways. */
  if (around == NULL || fabs (dx) > fabs (dy) || (keys & GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  height = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (around));
  gtk_adjustment_set_value (height, gtk_adjustment_get_value (height) +
                                      dy * pow (gtk_adjustment_get_page_size (height), STEP_POWER));

  return GDK_EVENT_STOP;
}

/**
 * rt_sideways_new:
 * @child: (transfer floating): what may be wider than its place
 *
 * Returns: (transfer floating): a widget that scrolls it from side to side; what turns the wheel
 *   over it scrolls what is around, which GTK would not do
 */
GtkWidget *
rt_sideways_new (GtkWidget *child)
{
  GtkWidget *self = gtk_scrolled_window_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self), child);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_wheel), NULL);
  gtk_widget_add_controller (self, wheel);

  return self;
}
