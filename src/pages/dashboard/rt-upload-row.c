/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-row.h"

#include <glib/gi18n.h>

#include "lab/rt-upload-words.h"
#include "widgets/rt-hue.h"

/* What the server does not say how large it is moves so far at a time. */
#define PULSE_STEP 0.1

struct _RtUploadRow {
  GtkListBoxRow     parent_instance;
  RtUploadTransfer *transfer;
  GtkImage         *icon;
  GtkLabel         *name;
  GtkWidget        *copy;
  GtkWidget        *again;
  GtkButton        *end;
  GtkProgressBar   *bar;
  GtkLabel         *words;
  RtUploadReport   *answer;   /* what the answer to the upload itself said */
  char             *digest;
  char             *told;     /* to who cannot see the row */
};

G_DEFINE_FINAL_TYPE (RtUploadRow, rt_upload_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  SIGNAL_REMOVE,
  SIGNAL_TRY_AGAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_copy (RtUploadRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->digest);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", _("SHA-256 copied"));
}

static void
on_again (RtUploadRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TRY_AGAIN], 0);
}

static void
on_end (RtUploadRow *self)
{
  if (rt_upload_transfer_is_over (self->transfer))
    g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
  else
    rt_upload_transfer_cancel (self->transfer);
}

/* Icons alone say nothing to those who cannot see them, nor which upload they are for.
 * Takes @words. */
static void
name_widget (GtkWidget  *widget,
             const char *tooltip,
             char       *words)
{
  gtk_widget_set_tooltip_text (widget, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_free (words);
}

static const char *
get_icon_name (RtUploadTransferState state)
{
  switch (state)
    {
    case RT_UPLOAD_TRANSFER_COMPLETE:
      return "object-select-symbolic";
    case RT_UPLOAD_TRANSFER_FAILED:
      return "dialog-error-symbolic";
    case RT_UPLOAD_TRANSFER_CANCELLED:
      return "action-unavailable-symbolic";
    case RT_UPLOAD_TRANSFER_WAITING:
    case RT_UPLOAD_TRANSFER_SENDING:
    default:
      return NULL;
    }
}

static void
rt_upload_row_name_end (RtUploadRow *self)
{
  const char *name = rt_upload_transfer_get_name (self->transfer);

  if (rt_upload_transfer_is_over (self->transfer))
    {
      gtk_button_set_icon_name (self->end, "window-close-symbolic");
      name_widget (GTK_WIDGET (self->end), _("Take it out of the list"),
                   /* Translators: %s is the name of a file */
                   g_strdup_printf (_("Take %s out of the list"), name));
    }
  else
    {
      gtk_button_set_icon_name (self->end, "process-stop-symbolic");
      name_widget (GTK_WIDGET (self->end), _("Cancel the upload"),
                   /* Translators: %s is the name of a file */
                   g_strdup_printf (_("Cancel the upload of %s"), name));
    }
}

static void
rt_upload_row_read_answer (RtUploadRow *self)
{
  const char *result = rt_upload_transfer_get_result (self->transfer);

  if (result != NULL)
    rt_upload_report_read (self->answer, result, strlen (result));
}

static void
rt_upload_row_show_state (RtUploadRow *self)
{
  RtUploadTransferState state = rt_upload_transfer_get_state (self->transfer);
  const char *icon = get_icon_name (state);

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  gtk_widget_set_visible (self->again, state == RT_UPLOAD_TRANSFER_FAILED ||
                                         state == RT_UPLOAD_TRANSFER_CANCELLED);
  if (state == RT_UPLOAD_TRANSFER_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "error");
  if (state == RT_UPLOAD_TRANSFER_COMPLETE)
    rt_upload_row_read_answer (self);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), !rt_upload_transfer_is_over (self->transfer));
  rt_upload_row_name_end (self);
  rt_upload_row_refresh (self, NULL, NULL);
}

/* Whoever wants no motion sees the bytes, which are told in words. */
static gboolean
wants_motion (GtkWidget *widget)
{
  gboolean wanted;

  g_object_get (gtk_widget_get_settings (widget), "gtk-enable-animations", &wanted, NULL);
  return wanted;
}

static void
rt_upload_row_show_bar (RtUploadRow          *self,
                        const RtUploadReport *report)
{
  RtUploadTransferState state = rt_upload_transfer_get_state (self->transfer);

  if (report != NULL && report->share >= 0)
    gtk_progress_bar_set_fraction (self->bar, report->share);
  else if (report != NULL && report->received > 0 && state == RT_UPLOAD_TRANSFER_SENDING &&
           wants_motion (GTK_WIDGET (self)))
    gtk_progress_bar_pulse (self->bar);
}

static void
rt_upload_row_show_digest (RtUploadRow *self,
                           const char  *digest)
{
  if (g_strcmp0 (self->digest, digest) == 0)
    return;
  g_free (self->digest);
  self->digest = g_strdup (digest);
  gtk_widget_set_visible (self->copy, self->digest != NULL);
}

/* What changes a few times a second is there to be read, but is not told: a screen reader
 * on the row would talk without a pause. */
static void
rt_upload_row_tell (RtUploadRow *self,
                    const char  *words,
                    gboolean     is_moving)
{
  g_autofree char *all = g_strdup_printf (_("%s: %s"), gtk_label_get_text (self->name),
                                          is_moving ? _("Uploading") : words);

  if (g_strcmp0 (self->told, all) == 0)
    return;
  g_free (self->told);
  self->told = g_steal_pointer (&all);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->told,
                                  -1);
}

static void
rt_upload_row_show_words (RtUploadRow *self,
                          const char  *words,
                          gboolean     is_moving)
{
  /* A digest is shown short, a reason may be longer than the row. */
  g_autofree char *tooltip = self->digest != NULL ? g_strdup_printf ("%s\nSHA-256 %s", words, self->digest)
                                                  : g_strdup (words);

  rt_upload_row_tell (self, tooltip, is_moving);
  if (g_str_equal (gtk_label_get_text (self->words), words))
    return;
  gtk_label_set_text (self->words, words);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->words), tooltip);
}

static void
rt_upload_row_dispose (GObject *object)
{
  RtUploadRow *self = RT_UPLOAD_ROW (object);

  g_clear_object (&self->transfer);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->told, g_free);
  g_clear_pointer (&self->answer, rt_upload_report_free);

  G_OBJECT_CLASS (rt_upload_row_parent_class)->dispose (object);
}

static void
rt_upload_row_class_init (RtUploadRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_upload_row_dispose;

  signals[SIGNAL_REMOVE] =
    g_signal_new ("remove", RT_TYPE_UPLOAD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_TRY_AGAIN] =
    g_signal_new ("try-again", RT_TYPE_UPLOAD_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-upload-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, name);
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, copy);
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, again);
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, end);
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, bar);
  gtk_widget_class_bind_template_child (widget_class, RtUploadRow, words);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_again);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
}

static void
rt_upload_row_init (RtUploadRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_progress_bar_set_pulse_step (self->bar, PULSE_STEP);
  self->answer = rt_upload_report_new ();
}

/**
 * rt_upload_row_new:
 * @transfer: an upload
 * @pattern: the id of the pattern that tells of it
 *
 * Returns: (transfer floating): a row for @transfer
 */
GtkWidget *
rt_upload_row_new (RtUploadTransfer *transfer,
                   const char       *pattern)
{
  RtUploadRow *self = g_object_new (RT_TYPE_UPLOAD_ROW, NULL);
  const char *name = rt_upload_transfer_get_name (transfer);

  self->transfer = g_object_ref (transfer);
  gtk_label_set_text (self->name, name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), name);
  name_widget (GTK_WIDGET (self->bar), NULL,
               /* Translators: %s is the name of a file */
               g_strdup_printf (_("Progress of %s"), name));
  name_widget (self->copy, _("Copy the SHA-256"),
               /* Translators: %s is the name of a file */
               g_strdup_printf (_("Copy the SHA-256 of %s"), name));
  name_widget (self->again, _("Upload it again"),
               /* Translators: %s is the name of a file */
               g_strdup_printf (_("Upload %s again"), name));
  rt_hue_apply (GTK_WIDGET (self->bar), pattern);
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (rt_upload_row_show_state), self,
                           G_CONNECT_SWAPPED);
  rt_upload_row_show_state (self);
  return GTK_WIDGET (self);
}

/**
 * rt_upload_row_get_transfer:
 * @self: a row
 *
 * Returns: (transfer none): its upload
 */
RtUploadTransfer *
rt_upload_row_get_transfer (RtUploadRow *self)
{
  return self->transfer;
}

/**
 * rt_upload_row_refresh:
 * @self: a row
 * @report: (nullable): what the server told, %NULL where nobody asked
 * @trouble: (nullable): why nothing more is told
 *
 * Shows how far it is. Call it a few times a second.
 */
void
rt_upload_row_refresh (RtUploadRow          *self,
                       const RtUploadReport *report,
                       const char           *trouble)
{
  RtUploadTransferState state = rt_upload_transfer_get_state (self->transfer);
  g_autofree char *words = NULL;

  /* A lane that stood still meanwhile was not told. */
  if (state == RT_UPLOAD_TRANSFER_COMPLETE && (report == NULL || report->sha256 == NULL))
    report = self->answer;
  words = rt_upload_words_new (self->transfer, report, trouble);
  rt_upload_row_show_bar (self, report);
  rt_upload_row_show_digest (self, report != NULL ? report->sha256 : NULL);
  rt_upload_row_show_words (self, words, state == RT_UPLOAD_TRANSFER_SENDING && trouble == NULL);
}
