/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-ticker-view.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-number-reader.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-sparkline.h"

/* What is longer is shown by its size. */
#define MAX_SHOWN 256
/* As many characters of a number as there is room for, and digits where it has more. */
#define MAX_NUMBER 10
#define ALL_DIGITS 15
#define FEW_DIGITS 6
/* How often what comes is read while nobody sees it. */
#define UNSEEN_MS 250
/* Where nothing comes only its age moves: no faster than it can be read. */
#define STILL_US  (G_USEC_PER_SEC - 50 * 1000)

struct _RtTickerView {
  RtLiveView      parent_instance;
  GtkLabel       *price;
  GtkImage       *arrow;
  RtSparkline    *sparkline;
  GtkLabel       *age;
  RtSource       *source;
  RtNumberReader *reader;
  RtMessage      *latest;
  gboolean        dirty;      /* the latest is not read yet */
  gboolean        read;       /* what was read is not shown yet */
  gint64          shown_us;   /* when its age was, monotonic */
  gboolean        has_value;
  double          value;
  double          change;     /* since the value before */
  guint           unseen_source;
  char           *help;       /* what the number is */
};

G_DEFINE_FINAL_TYPE (RtTickerView, rt_ticker_view, RT_TYPE_LIVE_VIEW)

static void
rt_ticker_view_show_direction (RtTickerView *self,
                               double        change)
{
  const char *icon = change > 0 ? "pan-up-symbolic" : "pan-down-symbolic";
  /* Translators: where the price went with the last message */
  const char *words = change > 0 ? _("up") : _("down");

  gtk_widget_set_opacity (GTK_WIDGET (self->arrow), change != 0 ? 1 : 0);
  if (change == 0)
    words = _("unchanged");
  else
    gtk_image_set_from_icon_name (self->arrow, icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->arrow),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* Even the same as before would have the toolkit ask the display where the pointer is, and
 * wait for the answer. */
static void
rt_ticker_view_show_tooltip (RtTickerView *self,
                             const char   *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->price)), text) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->price), text);
}

/* Rather fewer digits than none of those that say how large it is. */
static void
rt_ticker_view_show_number (RtTickerView *self,
                            double        value)
{
  g_autofree char *whole = rt_format_number (value, ALL_DIGITS);
  g_autofree char *fitting = rt_format_number (value, FEW_DIGITS);
  gboolean fits = g_utf8_strlen (whole, -1) <= MAX_NUMBER;

  gtk_label_set_text (self->price, fits ? whole : fitting);
  rt_ticker_view_show_tooltip (self, fits ? self->help : whole);
}

static void
rt_ticker_view_show_price (RtTickerView *self,
                           double        value)
{
  rt_ticker_view_show_number (self, value);
  rt_ticker_view_show_direction (self, self->change);
}

static void
rt_ticker_view_show_text (RtTickerView *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->latest->data, &size);
  g_autofree char *text = NULL;

  if (size <= MAX_SHOWN && g_utf8_validate (data, size, NULL))
    text = g_strndup (data, size);
  else
    text = rt_format_bytes (size);
  gtk_label_set_text (self->price, text);
  rt_ticker_view_show_tooltip (self, self->help);
  self->has_value = FALSE;
  rt_ticker_view_show_direction (self, 0);
}

/* An age that nobody counts any more would be wrong soon: a stopped lane says when. */
static char *
dup_clock_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  /* Translators: when something came, on the clock; see strftime */
  return g_date_time_format (time, _("At %H:%M:%S"));
}

static char *
dup_age (gint64 time_us)
{
  /* Whole tenths of a second: a third digit would only flicker. */
  gint64 tenths = (g_get_real_time () - time_us) / 100000;
  g_autofree char *age = rt_format_elapsed_us (MAX (tenths, 0) * 100000);

  if (tenths <= 0)
    return g_strdup (_("Now"));
  /* Translators: how long ago something came, such as "500 ms ago" */
  return g_strdup_printf (_("%s ago"), age);
}

static void
rt_ticker_view_show_age (RtTickerView *self)
{
  gint64 time_us = self->latest->received_us;
  gboolean running = rt_lane_get_running (rt_live_view_get_lane (RT_LIVE_VIEW (self)));
  g_autofree char *words = running ? dup_age (time_us) : dup_clock_time (time_us);

  gtk_label_set_text (self->age, words);
}

/* The curve goes on whether or not somebody sees it. */
static void
on_read (RtTickerView *self)
{
  const char *reason;
  double value;

  self->read = TRUE;
  if (!rt_number_reader_get (self->reader, &value, &reason))
    return;
  self->change = self->has_value ? value - self->value : 0;
  self->has_value = TRUE;
  self->value = value;
  rt_sparkline_add (self->sparkline, g_get_monotonic_time (), value);
}

static void
rt_ticker_view_read (RtTickerView *self)
{
  if (self->dirty && self->latest != NULL)
    rt_number_reader_read (self->reader, self->latest->data);
  self->dirty = FALSE;
}

static gboolean
on_unseen (gpointer user_data)
{
  RtTickerView *self = user_data;

  self->unseen_source = 0;
  rt_ticker_view_read (self);
  return G_SOURCE_REMOVE;
}

/* Whoever chose a source wants to know why it has no number; of a ticker that sends
 * something else, that is shown. */
static void
rt_ticker_view_show_read (RtTickerView *self)
{
  const char *reason;
  double value;
  gboolean chosen = self->source != NULL && rt_source_get_uri (self->source) != NULL;

  if (rt_number_reader_get (self->reader, &value, &reason))
    rt_ticker_view_show_price (self, value);
  else if (!chosen)
    rt_ticker_view_show_text (self);
  rt_live_view_set_trouble (RT_LIVE_VIEW (self), chosen ? reason : NULL);
}

static void
rt_ticker_view_refresh (RtLiveView *view)
{
  RtTickerView *self = RT_TICKER_VIEW (view);
  gboolean running = rt_lane_get_running (rt_live_view_get_lane (view));

  if (self->latest == NULL)
    return;
  rt_ticker_view_read (self);
  if (self->read)
    rt_ticker_view_show_read (self);
  else if (running && g_get_monotonic_time () - self->shown_us < STILL_US)
    return;
  else if (self->has_value)
    rt_sparkline_advance (self->sparkline, g_get_monotonic_time ());
  self->read = FALSE;
  self->shown_us = g_get_monotonic_time ();
  rt_ticker_view_show_age (self);
}

static void
rt_ticker_view_clear (RtLiveView *view)
{
  RtTickerView *self = RT_TICKER_VIEW (view);

  g_clear_pointer (&self->latest, rt_message_unref);
  rt_number_reader_set_pointer (self->reader,
                                self->source != NULL ? rt_source_get_pointer (self->source)
                                                     : RT_SOURCE_TICKER_POINTER);
  self->dirty = FALSE;
  self->read = FALSE;
  self->has_value = FALSE;
  gtk_label_set_text (self->price, RT_FORMAT_UNKNOWN);
  gtk_label_set_text (self->age, _("Nothing yet"));
  rt_ticker_view_show_direction (self, 0);
  rt_sparkline_clear (self->sparkline);
  rt_live_view_set_trouble (view, NULL);
}

static void
on_message (RtLane       *lane,
            RtMessage    *message,
            RtTickerView *self)
{
  g_clear_pointer (&self->latest, rt_message_unref);
  self->latest = rt_message_ref (message);
  self->dirty = TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) && self->unseen_source == 0)
    self->unseen_source = g_timeout_add (UNSEEN_MS, on_unseen, self);
}

static void
rt_ticker_view_bind (RtLiveView *view,
                     RtLane     *lane)
{
  RtTickerView *self = RT_TICKER_VIEW (view);

  rt_hue_apply (GTK_WIDGET (self->sparkline), rt_lane_get_pattern (lane)->id);
  g_signal_connect_object (lane, "message", G_CALLBACK (on_message), self, 0);
}

static void
rt_ticker_view_dispose (GObject *object)
{
  RtTickerView *self = RT_TICKER_VIEW (object);

  g_clear_handle_id (&self->unseen_source, g_source_remove);
  g_clear_pointer (&self->latest, rt_message_unref);
  g_clear_object (&self->reader);
  g_clear_object (&self->source);
  g_clear_pointer (&self->help, g_free);

  G_OBJECT_CLASS (rt_ticker_view_parent_class)->dispose (object);
}

static void
rt_ticker_view_class_init (RtTickerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_ticker_view_dispose;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_ticker_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_ticker_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_ticker_view_clear;

  g_type_ensure (RT_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-ticker-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtTickerView, price);
  gtk_widget_class_bind_template_child (widget_class, RtTickerView, arrow);
  gtk_widget_class_bind_template_child (widget_class, RtTickerView, sparkline);
  gtk_widget_class_bind_template_child (widget_class, RtTickerView, age);
}

static void
rt_ticker_view_init (RtTickerView *self)
{
  self->reader = rt_number_reader_new ();
  rt_number_reader_set_pointer (self->reader, RT_SOURCE_TICKER_POINTER);
  g_signal_connect_object (self->reader, "read", G_CALLBACK (on_read), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->help = g_strdup (gtk_widget_get_tooltip_text (GTK_WIDGET (self->price)));
}

/**
 * rt_ticker_view_set_source:
 * @self: a ticker view
 * @source: what the lane reads
 *
 * Sets what tells where the number is in a message. When @source changes the view is to
 * be cleared.
 */
void
rt_ticker_view_set_source (RtTickerView *self,
                           RtSource     *source)
{
  g_set_object (&self->source, source);
}
