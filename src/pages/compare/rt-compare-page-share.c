/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-compare-page-private.h"

#include <glib/gi18n.h>

#include "lab/rt-report.h"
#include "lab/rt-result-file.h"
#include "rt-export.h"
#include "rt-printing.h"
#include "rt-result-words.h"
#include "rt-sheet.h"

static RtPicture *
new_picture (RtComparePage *self)
{
  g_autoptr (RtPlotStyle) style = rt_plot_style_new (GTK_WIDGET (self), TRUE);
  RtNeeds needs;

  rt_workload_get_needs (self->workload, &needs);

  return rt_sheet_new (self->result, self->other, &needs, style);
}

static void
tell (RtComparePage *self,
      GFile         *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (name);
  /* Translators: the name of a file */
  g_autofree char *words = g_strdup_printf (_("Saved as “%s”"), shown);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", words);
}

typedef struct {
  RtComparePage *self;
  GFile         *file;
} Saving;

static void
on_saved (GObject      *source,
          GAsyncResult *async_result,
          gpointer      user_data)
{
  Saving *saving = user_data;
  g_autoptr (RtComparePage) self = saving->self;
  g_autoptr (GFile) file = saving->file;
  g_autoptr (GError) error = NULL;
  gboolean saved = source != NULL ? rt_result_save_finish (RT_RESULT (source), async_result, &error)
                                  : rt_export_finish (async_result, &error);

  g_free (saving);
  g_application_release (g_application_get_default ());
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (saved)
    tell (self, file);
  else
    rt_compare_page_warn (self, error);
}

/* The application ends only once the file is whole. */
static void
save (RtComparePage *self,
      GFile         *file,
      RtExport       format)
{
  Saving *saving = g_new (Saving, 1);
  g_autoptr (RtPicture) picture = NULL;
  RtNeeds needs;

  *saving = (Saving) { g_object_ref (self), g_object_ref (file) };
  g_application_hold (g_application_get_default ());
  rt_workload_get_needs (self->workload, &needs);
  if (format == RT_N_EXPORTS)
    {
      rt_result_save_async (self->result, &needs, file, NULL, on_saved, saving);
      return;
    }

  if (format == RT_EXPORT_PNG || format == RT_EXPORT_SVG)
    picture = new_picture (self);
  rt_export_async (self->result, &needs, picture, format, file, NULL, on_saved, saving);
}

static void
on_chosen (GtkNativeDialog *dialog,
           int              response,
           RtComparePage   *self)
{
  RtExport format = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "rt-format"));
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL && self->result != NULL && self->experiment == NULL)
    save (self, file, format);
  gtk_native_dialog_destroy (dialog);
  g_clear_object (&self->chooser);
}

/* @format: %RT_N_EXPORTS: as it is opened again */
static void
choose (RtComparePage *self,
        RtExport       format)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autofree char *title = rt_result_dup_title (self->result);
  const char *suffix = format == RT_N_EXPORTS ? RT_RESULT_SUFFIX : rt_export_get_suffix (format);
  g_autofree char *name = g_strconcat (title, suffix, NULL);

  if (self->chooser != NULL)
    return;
  /* A title may have what no name of a file can. */
  g_strdelimit (name, "/\\", '-');
  self->chooser = gtk_file_chooser_native_new (format == RT_N_EXPORTS ? _("Save the Result") : _("Export the Result"), window,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_object_set_data (G_OBJECT (self->chooser), "rt-format", GUINT_TO_POINTER (format));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save_as (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  choose (RT_COMPARE_PAGE (widget), RT_N_EXPORTS);
}

static void
export_as (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  RtExport format;

  if (rt_export_lookup (g_variant_get_string (parameter, NULL), &format))
    choose (RT_COMPARE_PAGE (widget), format);
}

static void
copy_report (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  RtComparePage *self = RT_COMPARE_PAGE (widget);
  g_autofree char *text = NULL;
  RtNeeds needs;

  rt_workload_get_needs (self->workload, &needs);
  text = rt_report_markdown (self->result, &needs);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  gtk_widget_activate_action (widget, "win.tell", "s", _("Copied"));
}

static void
print_report (GtkWidget  *widget,
              const char *action,
              GVariant   *parameter)
{
  RtComparePage *self = RT_COMPARE_PAGE (widget);
  g_autoptr (RtPicture) picture = new_picture (self);
  g_autofree char *title = rt_result_dup_title (self->result);

  rt_printing_run (GTK_WINDOW (gtk_widget_get_root (widget)), title, picture);
}

void
rt_compare_page_install_share (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "compare.save", NULL, save_as);
  gtk_widget_class_install_action (widget_class, "compare.export", "s", export_as);
  gtk_widget_class_install_action (widget_class, "compare.copy", NULL, copy_report);
  gtk_widget_class_install_action (widget_class, "compare.print", NULL, print_report);
}
