/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-dialog.h"

/* Not by destroy-with-parent: a key that closes the parent is still being handled here
 * when that is gone, and GTK 4.8 would then look at it. */
static gboolean
on_parent_closed (GtkWindow *dialog)
{
  gtk_window_set_transient_for (dialog, NULL);
  /* Who only hides it will destroy it. */
  if (!gtk_window_get_hide_on_close (dialog))
    gtk_window_destroy (dialog);
  else
    gtk_window_set_application (dialog, NULL);
  return GDK_EVENT_PROPAGATE;
}

/**
 * rt_dialog_attach:
 * @dialog: a window of its own
 * @parent: the window it belongs to, of an application
 *
 * Has @dialog stay above @parent and end with it, and obey the application's keys, such as
 * those that close a window and quit.
 */
void
rt_dialog_attach (GtkWindow *dialog,
                  GtkWindow *parent)
{
  gtk_window_set_application (dialog, gtk_window_get_application (parent));
  gtk_window_set_transient_for (dialog, parent);
  gtk_window_set_modal (dialog, TRUE);
  g_signal_connect_object (parent, "close-request", G_CALLBACK (on_parent_closed), dialog, G_CONNECT_SWAPPED);
}
