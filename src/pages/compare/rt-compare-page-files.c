/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-compare-page-private.h"

#include <glib/gi18n.h>

#include "lab/rt-result-file.h"

/* What is loaded is shown alone, or beside what is there. */
typedef struct {
  RtComparePage *self;
  gboolean       beside;
} Opening;

static void
open_waiting (RtComparePage *self)
{
  g_autoptr (GFile) file = g_steal_pointer (&self->waiting);

  if (file != NULL)
    rt_compare_page_open (self, file, TRUE);
}

static void
show_loaded (RtComparePage *self,
             RtResult      *result,
             gboolean       beside)
{
  g_autoptr (GError) error = NULL;

  if (beside && self->result != NULL)
    {
      rt_compare_page_show (self, self->result, result);
      return;
    }

  if (rt_plan_check_foreign (rt_result_get_plan (result), &error))
    rt_workload_show_plan (self->workload, rt_result_get_plan (result));
  else
    rt_compare_page_warn (self, error);
  rt_workload_show_needs (self->workload, rt_result_get_needs (result));
  /* A file without runs is a plan. */
  if (rt_result_get_n_runs (result) == 0)
    {
      rt_compare_page_check_stale (self);
      return;
    }
  rt_compare_page_show (self, result, NULL);
  gtk_toggle_button_set_active (self->result_side, TRUE);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *async_result,
           gpointer      user_data)
{
  Opening *opening = user_data;
  g_autoptr (RtComparePage) self = opening->self;
  gboolean beside = opening->beside;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtResult) result = rt_result_load_finish (async_result, &error);

  self->n_opening--;
  g_free (opening);
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (result == NULL)
    rt_compare_page_warn (self, error);
  /* It may have begun to run meanwhile. */
  else if (self->experiment == NULL)
    show_loaded (self, result, beside);
  open_waiting (self);
}

/**
 * rt_compare_page_open:
 * @self: a page
 * @file: a `.roundtrip` file
 * @beside: whether to lay it beside what is shown, or is being opened
 */
void
rt_compare_page_open (RtComparePage *self,
                      GFile         *file,
                      gboolean       beside)
{
  Opening *opening;

  if (beside && (self->result == NULL || self->n_opening > 0))
    {
      g_set_object (&self->waiting, file);
      return;
    }
  self->n_opening++;
  opening = g_new (Opening, 1);
  *opening = (Opening) { g_object_ref (self), beside };
  rt_result_load_async (file, NULL, on_loaded, opening);
}

static void
add_filter (GtkFileChooser *chooser)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Results of Roundtrip"));
  gtk_file_filter_add_pattern (filter, "*" RT_RESULT_SUFFIX);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
on_chosen (GtkNativeDialog *dialog,
           int              response,
           RtComparePage   *self)
{
  gboolean beside = g_object_get_data (G_OBJECT (dialog), "rt-beside") != NULL;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL)
    rt_compare_page_open (self, file, beside);
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->chooser);
}

static void
ask_for_file (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  RtComparePage *self = RT_COMPARE_PAGE (widget);
  gboolean beside = g_str_equal (action, "compare.beside");
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (beside ? _("Lay Another Beside") : _("Open a Result"), window,
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"), NULL);
  g_object_set_data (G_OBJECT (self->chooser), "rt-beside", beside ? self : NULL);
  add_filter (GTK_FILE_CHOOSER (self->chooser));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
show_alone (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  RtComparePage *self = RT_COMPARE_PAGE (widget);

  rt_compare_page_show (self, self->result, NULL);
}

void
rt_compare_page_install_files (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.open", NULL, ask_for_file);
  gtk_widget_class_install_action (widget_class, "compare.beside", NULL, ask_for_file);
  gtk_widget_class_install_action (widget_class, "compare.alone", NULL, show_alone);
}
