/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-replay-row.h"

#include <glib/gi18n.h>

struct _RtReplayRow {
  AdwActionRow          parent_instance;
  char                 *path;
  GtkFileChooserNative *chooser;  /* while it is open */
};

G_DEFINE_FINAL_TYPE (RtReplayRow, rt_replay_row, ADW_TYPE_ACTION_ROW)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_chosen (GtkNativeDialog *dialog,
           int              response,
           RtReplayRow     *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;

  if (path != NULL)
    {
      rt_replay_row_set_path (self, path);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->chooser);
}

static void
on_choose (RtReplayRow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  if (self->chooser == NULL)
    {
      self->chooser = gtk_file_chooser_native_new (_("Choose Recorded Events"), window, GTK_FILE_CHOOSER_ACTION_OPEN,
                                                   _("_Open"), NULL);
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
rt_replay_row_dispose (GObject *object)
{
  RtReplayRow *self = RT_REPLAY_ROW (object);

  g_clear_object (&self->chooser);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (rt_replay_row_parent_class)->dispose (object);
}

static void
rt_replay_row_class_init (RtReplayRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_replay_row_dispose;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_REPLAY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_replay_row_init (RtReplayRow *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("Choose…"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("A file with an event a line, as roundtrip-cli watch --json prints them"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_choose), self, G_CONNECT_SWAPPED);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _("Recording"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), button);
  rt_replay_row_set_path (self, NULL);
}

/**
 * rt_replay_row_new:
 * Returns: (transfer floating): a row with no file chosen
 */
RtReplayRow *
rt_replay_row_new (void)
{
  return g_object_new (RT_TYPE_REPLAY_ROW, NULL);
}

/**
 * rt_replay_row_get_path:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the file that is chosen
 */
const char *
rt_replay_row_get_path (RtReplayRow *self)
{
  return self->path;
}

/**
 * rt_replay_row_set_path:
 * @self: a row
 * @path: (nullable) (type filename): a file; %NULL none
 *
 * Shows which file is chosen. Emits no "changed".
 */
void
rt_replay_row_set_path (RtReplayRow *self,
                        const char  *path)
{
  char *copy = g_strdup (path);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;

  g_free (self->path);
  self->path = copy;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), name != NULL ? name : _("No file is chosen"));
}
