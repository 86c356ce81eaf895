/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-wheel.h"

static void
update_phase (GtkWidget          *spin_button,
              GtkStateFlags       before,
              GtkEventController *scroll)
{
  gboolean focused = gtk_widget_get_state_flags (spin_button) & GTK_STATE_FLAG_FOCUS_WITHIN;

  gtk_event_controller_set_propagation_phase (scroll, focused ? GTK_PHASE_BUBBLE
                                                              : GTK_PHASE_NONE);
}

/**
 * rt_wheel_need_focus:
 * @spin_button: a number field in something that scrolls
 *
 * Makes the mouse wheel change @spin_button only while that has the focus. Otherwise it
 * scrolls the page, so that nothing changes under way that nobody wanted to change.
 */
void
rt_wheel_need_focus (GtkSpinButton *spin_button)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (spin_button));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        continue;
      g_signal_connect_object (spin_button, "state-flags-changed",
                               G_CALLBACK (update_phase), controller, 0);
      update_phase (GTK_WIDGET (spin_button), 0, controller);
    }
}
