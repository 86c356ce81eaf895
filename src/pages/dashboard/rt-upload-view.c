/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-view.h"

#include <glib/gi18n.h>

#include "lab/rt-upload-follower.h"
#include "rt-upload-row.h"
#include "widgets/rt-choice.h"
#include "widgets/rt-whole-rows-layout.h"

struct _RtUploadView {
  RtLiveView            parent_instance;
  GtkWidget            *choose;
  GtkDropDown          *limit;
  GtkStack             *stack;
  GtkListBox           *list;
  RtUploadList         *uploads;
  RtUploadFollower     *follower;
  GtkFileChooserNative *chooser;   /* while it is open */
};

G_DEFINE_FINAL_TYPE (RtUploadView, rt_upload_view, RT_TYPE_LIVE_VIEW)

/* In the order of the choices in the template, bytes a second. */
static const guint64 limits[] = { 0, 100000, 1000000, 10000000 };

static gboolean
limit_to_selected (GBinding     *binding,
                   const GValue *from,
                   GValue       *to,
                   gpointer      user_data)
{
  g_value_set_uint (to, GTK_INVALID_LIST_POSITION);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i] == g_value_get_uint64 (from))
      g_value_set_uint (to, i);
  return TRUE;
}

static gboolean
selected_to_limit (GBinding     *binding,
                   const GValue *from,
                   GValue       *to,
                   gpointer      user_data)
{
  guint selected = g_value_get_uint (from);

  if (selected >= G_N_ELEMENTS (limits))
    return FALSE;
  g_value_set_uint64 (to, limits[selected]);
  return TRUE;
}

static void
rt_upload_view_tell (RtUploadView *self,
                     const GError *error)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.warn", "s", error->message);
}

static void
rt_upload_view_take_files (RtLiveView *view,
                           GListModel *files)
{
  RtUploadView *self = RT_UPLOAD_VIEW (view);
  guint n = g_list_model_get_n_items (files);

  if (self->uploads == NULL)
    return;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autoptr (GError) error = NULL;

      if (rt_upload_list_add (self->uploads, file, &error) == NULL)
        {
          rt_upload_view_tell (self, error);
          break;
        }
    }
}

static void
on_chosen (GtkNativeDialog *dialog,
           int              response,
           RtUploadView    *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      rt_upload_view_take_files (RT_LIVE_VIEW (self), files);
    }
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->chooser);
}

static void
on_choose (RtUploadView *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  if (self->chooser == NULL)
    {
      self->chooser = gtk_file_chooser_native_new (_("Choose Files to Upload"), window,
                                                   GTK_FILE_CHOOSER_ACTION_OPEN, _("_Upload"),
                                                   NULL);
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* The row that had the focus is gone. */
static void
rt_upload_view_keep_focus (RtUploadView *self,
                           int           index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);

  gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : self->choose);
}

static void
on_remove (RtUploadRow  *row,
           RtUploadView *self)
{
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  rt_upload_list_remove (self->uploads, rt_upload_row_get_transfer (row));
  rt_upload_view_keep_focus (self, index);
}

static void
on_try_again (RtUploadRow  *row,
              RtUploadView *self)
{
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  rt_upload_list_try_again (self->uploads, rt_upload_row_get_transfer (row));
  rt_upload_view_keep_focus (self, index);
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  RtLane *lane = rt_live_view_get_lane (user_data);
  GtkWidget *row = rt_upload_row_new (item, rt_lane_get_pattern (lane)->id);

  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove), user_data, 0);
  g_signal_connect_object (row, "try-again", G_CALLBACK (on_try_again), user_data, 0);
  return row;
}

/* No lane has anything to refresh while all wait for a server. */
static void
on_items_changed (RtUploadView *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->uploads)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "uploads" : "empty");
  rt_live_view_refresh (RT_LIVE_VIEW (self));
}

static void
rt_upload_view_set_engine (RtLiveView   *view,
                           RtEngine     *engine,
                           RtUploadList *uploads)
{
  RtUploadView *self = RT_UPLOAD_VIEW (view);

  gtk_widget_set_sensitive (self->choose, engine != NULL);
  if (!g_set_object (&self->uploads, uploads))
    {
      rt_live_view_refresh (view);
      return;
    }
  self->follower = rt_upload_follower_new (uploads, rt_live_view_get_lane (view));
  g_object_bind_property_full (uploads, "limit", self->limit, "selected",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               limit_to_selected, selected_to_limit, NULL, NULL);
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (uploads), create_row, self, NULL);
  g_signal_connect_object (uploads, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  on_items_changed (self);
}

static void
rt_upload_view_refresh (RtLiveView *view)
{
  RtUploadView *self = RT_UPLOAD_VIEW (view);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      RtUploadTransfer *transfer = rt_upload_row_get_transfer (RT_UPLOAD_ROW (row));

      rt_upload_row_refresh (RT_UPLOAD_ROW (row),
                             rt_upload_follower_get_report (self->follower, transfer),
                             rt_upload_follower_get_trouble (self->follower, transfer));
    }
}

static void
rt_upload_view_dispose (GObject *object)
{
  RtUploadView *self = RT_UPLOAD_VIEW (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  /* Other lanes may still show the list. */
  if (self->uploads != NULL)
    g_signal_handlers_disconnect_by_data (self->uploads, self);
  g_clear_object (&self->follower);
  g_clear_object (&self->uploads);

  G_OBJECT_CLASS (rt_upload_view_parent_class)->dispose (object);
}

static void
rt_upload_view_class_init (RtUploadViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_upload_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->wants_room = TRUE;
  RT_LIVE_VIEW_CLASS (klass)->set_engine = rt_upload_view_set_engine;
  RT_LIVE_VIEW_CLASS (klass)->take_files = rt_upload_view_take_files;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_upload_view_refresh;

  g_type_ensure (RT_TYPE_WHOLE_ROWS_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-upload-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtUploadView, choose);
  gtk_widget_class_bind_template_child (widget_class, RtUploadView, limit);
  gtk_widget_class_bind_template_child (widget_class, RtUploadView, stack);
  gtk_widget_class_bind_template_child (widget_class, RtUploadView, list);
  gtk_widget_class_bind_template_callback (widget_class, on_choose);
}

static void
rt_upload_view_init (RtUploadView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rt_choice_name (self->limit, _("Rate limit of uploads"));
}
