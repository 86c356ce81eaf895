/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-errand-row.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "widgets/rt-hue.h"

/* Whole tenths of a second: a third digit would only flicker. */
#define TENTH_US 100000

struct _RtErrandRow {
  GtkListBoxRow   parent_instance;
  RtErrand       *errand;
  GtkImage       *icon;
  GtkLabel       *title;
  GtkButton      *end;
  GtkProgressBar *bar;
  GtkLabel       *words;
};

G_DEFINE_FINAL_TYPE (RtErrandRow, rt_errand_row, GTK_TYPE_LIST_BOX_ROW)

enum {
  SIGNAL_REMOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
rt_errand_row_is_over (RtErrandRow *self)
{
  return rt_errand_get_state (self->errand) != RT_ERRAND_WAITING;
}

static void
on_end (RtErrandRow *self)
{
  if (rt_errand_row_is_over (self))
    g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
  else
    rt_errand_cancel (self->errand);
}

static const char *
rt_errand_row_get_title (RtErrandRow *self)
{
  const char *title = rt_errand_get_title (self->errand);

  /* Translators: a job that the server has given no number yet */
  return title != NULL ? title : _("New job");
}

static const char *
get_icon_name (RtErrandState state)
{
  switch (state)
    {
    case RT_ERRAND_DONE:
      return "object-select-symbolic";
    case RT_ERRAND_FAILED:
      return "dialog-error-symbolic";
    case RT_ERRAND_CANCELLED:
      return "action-unavailable-symbolic";
    case RT_ERRAND_WAITING:
    default:
      return NULL;
    }
}

/* An icon alone says nothing to those who cannot see it, nor what it is for. */
static void
rt_errand_row_name_end (RtErrandRow *self)
{
  const char *title = rt_errand_row_get_title (self);
  gboolean over = rt_errand_row_is_over (self);
  const char *tooltip = over ? _("Take it out of the list") : _("Wait no longer");
  /* Translators: %s is the name of some music, or a job */
  g_autofree char *words = g_strdup_printf (over ? _("Take %s out of the list")
                                                 : _("Wait no longer for %s"), title);

  gtk_button_set_icon_name (self->end, over ? "window-close-symbolic" : "process-stop-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->end), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->end),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* (transfer full): what there is to say where it was sent more than once, or "". */
static char *
rt_errand_row_dup_repeats (RtErrandRow *self)
{
  guint n_sent = rt_errand_get_n_sent (self->errand);
  int n_jobs = rt_errand_get_n_jobs (self->errand);
  g_autofree char *sent = NULL;
  g_autofree char *jobs = NULL;

  if (n_sent < 2)
    return g_strdup ("");
  /* Translators: how often a request was sent, because its answers were lost */
  sent = g_strdup_printf (ngettext ("sent %u time", "sent %u times", n_sent), n_sent);
  if (n_jobs < 0)
    return g_strconcat (" · ", sent, NULL);
  /* Translators: how many jobs the server began since the request was sent first */
  jobs = g_strdup_printf (ngettext ("%d job begun meanwhile", "%d jobs begun meanwhile", n_jobs), n_jobs);

  return g_strconcat (" · ", sent, " · ", jobs, NULL);
}

static char *
rt_errand_row_dup_waiting (RtErrandRow *self)
{
  gint64 elapsed_us = rt_errand_get_elapsed (self->errand) / TENTH_US * TENTH_US;
  g_autofree char *elapsed = rt_format_elapsed_us (elapsed_us);
  const char *trouble = rt_errand_get_trouble (self->errand);
  int progress = rt_errand_get_progress (self->errand);

  if (trouble != NULL)
    return g_strdup (trouble);
  if (elapsed_us == 0)
    return g_strdup (_("Waiting"));
  if (progress < 0)
    /* Translators: a duration, such as "7.30 s" */
    return g_strdup_printf (_("Waiting for %s"), elapsed);
  /* Translators: how far a job is, and for how long it has been waited for */
  return g_strdup_printf (_("%d %% · waiting for %s"), progress, elapsed);
}

static char *
rt_errand_row_dup_words (RtErrandRow *self)
{
  g_autofree char *repeats = rt_errand_row_dup_repeats (self);
  g_autofree char *waiting = NULL;
  g_autofree char *elapsed = NULL;

  if (!rt_errand_row_is_over (self))
    {
      waiting = rt_errand_row_dup_waiting (self);
      return g_strconcat (waiting, repeats, NULL);
    }
  elapsed = rt_format_elapsed_us (rt_errand_get_elapsed (self->errand) / TENTH_US * TENTH_US);
  return g_strdup_printf ("%s%s · %s", rt_errand_get_verdict (self->errand), repeats, elapsed);
}

/* What changes a few times a second is there to be read, but is not told. */
static void
rt_errand_row_tell (RtErrandRow *self)
{
  const char *title = rt_errand_row_get_title (self);
  const char *verdict = rt_errand_get_verdict (self->errand);
  g_autofree char *repeats = rt_errand_row_dup_repeats (self);
  g_autofree char *state = g_strconcat (verdict != NULL ? verdict : _("Waiting"), repeats, NULL);
  g_autofree char *words = g_strdup_printf (_("%s: %s"), title, state);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
rt_errand_row_show_state (RtErrandRow *self)
{
  RtErrandState state = rt_errand_get_state (self->errand);
  const char *icon = get_icon_name (state);
  const char *title = rt_errand_row_get_title (self);

  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  if (state == RT_ERRAND_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "error");
  gtk_label_set_text (self->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  rt_errand_row_name_end (self);
  rt_errand_row_tell (self);
  rt_errand_row_refresh (self);
}

static void
rt_errand_row_dispose (GObject *object)
{
  RtErrandRow *self = RT_ERRAND_ROW (object);

  g_clear_object (&self->errand);

  G_OBJECT_CLASS (rt_errand_row_parent_class)->dispose (object);
}

static void
rt_errand_row_class_init (RtErrandRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_errand_row_dispose;

  signals[SIGNAL_REMOVE] =
    g_signal_new ("remove", RT_TYPE_ERRAND_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-errand-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RtErrandRow, icon);
  gtk_widget_class_bind_template_child (widget_class, RtErrandRow, title);
  gtk_widget_class_bind_template_child (widget_class, RtErrandRow, end);
  gtk_widget_class_bind_template_child (widget_class, RtErrandRow, bar);
  gtk_widget_class_bind_template_child (widget_class, RtErrandRow, words);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
}

static void
rt_errand_row_init (RtErrandRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_errand_row_new:
 * @errand: what was asked for
 * @pattern: the id of the lane's pattern
 * @with_bar: whether anybody tells how far it is
 *
 * Returns: (transfer floating): a row for @errand
 */
GtkWidget *
rt_errand_row_new (RtErrand   *errand,
                   const char *pattern,
                   gboolean    with_bar)
{
  RtErrandRow *self = g_object_new (RT_TYPE_ERRAND_ROW, NULL);

  self->errand = g_object_ref (errand);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), with_bar);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Progress"), -1);
  rt_hue_apply (GTK_WIDGET (self->bar), pattern);
  g_signal_connect_object (errand, "changed", G_CALLBACK (rt_errand_row_show_state), self,
                           G_CONNECT_SWAPPED);
  rt_errand_row_show_state (self);
  return GTK_WIDGET (self);
}

/**
 * rt_errand_row_get_errand:
 * @self: a row
 *
 * Returns: (transfer none): what was asked for
 */
RtErrand *
rt_errand_row_get_errand (RtErrandRow *self)
{
  return self->errand;
}

/**
 * rt_errand_row_refresh:
 * @self: a row
 *
 * Shows for how long it waits, and how far it is.
 */
void
rt_errand_row_refresh (RtErrandRow *self)
{
  g_autofree char *words = rt_errand_row_dup_words (self);

  if (!g_str_equal (gtk_label_get_text (self->words), words))
    {
      gtk_label_set_text (self->words, words);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->words), words);
    }
  gtk_progress_bar_set_fraction (self->bar, MAX (rt_errand_get_progress (self->errand), 0) / 100.);
}
