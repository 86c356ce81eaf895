/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-ticker-view.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "core/rt-json.h"
#include "lab/rt-format.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-sparkline.h"

/* A price is short; what is longer is shown by its size. */
#define MAX_PARSED 256

struct _RtTickerView {
  RtLiveView   parent_instance;
  GtkLabel    *price;
  GtkImage    *arrow;
  RtSparkline *sparkline;
  GtkLabel    *age;
  RtMessage   *latest;
  gboolean     dirty;
  gboolean     has_value;
  double       value;
};

G_DEFINE_FINAL_TYPE (RtTickerView, rt_ticker_view, RT_TYPE_LIVE_VIEW)

gboolean
rt_ticker_view_parse (GBytes *data,
                      double *price)
{
  g_autoptr (JsonNode) root = NULL;
  gsize size;
  const char *text = g_bytes_get_data (data, &size);
  g_autofree char *copy = NULL;
  JsonNode *coins;

  if (size > MAX_PARSED || !rt_json_check (text, size, NULL))
    return FALSE;
  copy = g_strndup (text, size);
  root = json_from_string (copy, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return FALSE;
  coins = json_object_get_member (json_node_get_object (root), "coins");
  if (coins == NULL || !JSON_NODE_HOLDS_VALUE (coins) ||
      json_node_get_value_type (coins) == G_TYPE_STRING)
    return FALSE;
  *price = json_node_get_double (coins);
  return isfinite (*price);
}

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

static void
rt_ticker_view_show_price (RtTickerView *self,
                           double        value)
{
  g_autofree char *text = g_strdup_printf ("%g", value);

  gtk_label_set_text (self->price, text);
  rt_ticker_view_show_direction (self, self->has_value ? value - self->value : 0);
  self->has_value = TRUE;
  self->value = value;
  rt_sparkline_add (self->sparkline, g_get_monotonic_time (), value);
}

static void
rt_ticker_view_show_text (RtTickerView *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->latest->data, &size);
  g_autofree char *text = NULL;

  if (size <= MAX_PARSED && g_utf8_validate (data, size, NULL))
    text = g_strndup (data, size);
  else
    text = rt_format_bytes (size);
  gtk_label_set_text (self->price, text);
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
  g_autofree char *age = rt_format_duration_us (MAX (tenths, 0) * 100000.);

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

static void
rt_ticker_view_refresh (RtLiveView *view)
{
  RtTickerView *self = RT_TICKER_VIEW (view);
  gboolean dirty = self->dirty;
  double value;

  self->dirty = FALSE;
  if (self->latest == NULL)
    return;
  if (dirty && rt_ticker_view_parse (self->latest->data, &value))
    rt_ticker_view_show_price (self, value);
  else if (dirty)
    rt_ticker_view_show_text (self);
  else if (self->has_value)
    rt_sparkline_advance (self->sparkline, g_get_monotonic_time ());
  rt_ticker_view_show_age (self);
}

static void
rt_ticker_view_clear (RtLiveView *view)
{
  RtTickerView *self = RT_TICKER_VIEW (view);

  g_clear_pointer (&self->latest, rt_message_unref);
  self->dirty = FALSE;
  self->has_value = FALSE;
  gtk_label_set_text (self->price, RT_FORMAT_UNKNOWN);
  gtk_label_set_text (self->age, _("Nothing yet"));
  rt_ticker_view_show_direction (self, 0);
  rt_sparkline_clear (self->sparkline);
}

static void
on_message (RtLane       *lane,
            RtMessage    *message,
            RtTickerView *self)
{
  g_clear_pointer (&self->latest, rt_message_unref);
  self->latest = rt_message_ref (message);
  self->dirty = TRUE;
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

  g_clear_pointer (&self->latest, rt_message_unref);

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
  gtk_widget_init_template (GTK_WIDGET (self));
}
