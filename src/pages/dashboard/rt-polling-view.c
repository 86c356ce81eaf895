/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-polling-view.h"

#include "rt-ticker-view.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-number-field.h"
#include "widgets/rt-poll-strip.h"

struct _RtPollingView {
  RtLiveView     parent_instance;
  RtLiveView    *ticker;
  GtkWidget     *controls;
  GtkAdjustment *interval;
  GtkSpinButton *every;
  RtPollStrip   *strip;
  RtSource      *source;
};

G_DEFINE_FINAL_TYPE (RtPollingView, rt_polling_view, RT_TYPE_LIVE_VIEW)

static gboolean
ms_to_seconds (GBinding     *binding,
               const GValue *from,
               GValue       *to,
               gpointer      user_data)
{
  g_value_set_double (to, g_value_get_uint (from) / 1000.);
  return TRUE;
}

static gboolean
seconds_to_ms (GBinding     *binding,
               const GValue *from,
               GValue       *to,
               gpointer      user_data)
{
  g_value_set_uint (to, (guint) (g_value_get_double (from) * 1000 + 0.5));
  return TRUE;
}

static void
on_answer (RtLane        *lane,
           guint          status,
           gboolean       empty,
           RtPollingView *self)
{
  rt_poll_strip_add (self->strip, empty);
}

static void
rt_polling_view_bind (RtLiveView *view,
                      RtLane     *lane)
{
  RtPollingView *self = RT_POLLING_VIEW (view);

  rt_live_view_set_lane (self->ticker, lane);
  rt_ticker_view_set_source (RT_TICKER_VIEW (self->ticker), self->source);
  g_object_bind_property (self->ticker, "trouble", self, "trouble", G_BINDING_SYNC_CREATE);
  rt_hue_apply (GTK_WIDGET (self->strip), rt_lane_get_pattern (lane)->id);
  g_object_bind_property_full (lane, "interval-ms", self->interval, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               ms_to_seconds, seconds_to_ms, NULL, NULL);
  g_signal_connect_object (lane, "answer", G_CALLBACK (on_answer), self, 0);
}

static void
rt_polling_view_refresh (RtLiveView *view)
{
  RtPollingView *self = RT_POLLING_VIEW (view);

  rt_live_view_refresh (self->ticker);
  rt_poll_strip_update (self->strip);
}

static void
rt_polling_view_clear (RtLiveView *view)
{
  RtPollingView *self = RT_POLLING_VIEW (view);

  rt_live_view_clear (self->ticker);
  rt_poll_strip_clear (self->strip);
}

static RtSource *
rt_polling_view_get_source (RtLiveView *view)
{
  return RT_POLLING_VIEW (view)->source;
}

static GtkWidget *
rt_polling_view_get_controls (RtLiveView *view)
{
  return RT_POLLING_VIEW (view)->controls;
}

static void
rt_polling_view_finalize (GObject *object)
{
  RtPollingView *self = RT_POLLING_VIEW (object);

  g_object_unref (self->source);

  G_OBJECT_CLASS (rt_polling_view_parent_class)->finalize (object);
}

static void
rt_polling_view_class_init (RtPollingViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_polling_view_finalize;
  RT_LIVE_VIEW_CLASS (klass)->bind = rt_polling_view_bind;
  RT_LIVE_VIEW_CLASS (klass)->refresh = rt_polling_view_refresh;
  RT_LIVE_VIEW_CLASS (klass)->clear = rt_polling_view_clear;
  RT_LIVE_VIEW_CLASS (klass)->get_source = rt_polling_view_get_source;
  RT_LIVE_VIEW_CLASS (klass)->get_controls = rt_polling_view_get_controls;

  g_type_ensure (RT_TYPE_TICKER_VIEW);
  g_type_ensure (RT_TYPE_POLL_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-polling-view.ui");
  gtk_widget_class_bind_template_child (widget_class, RtPollingView, ticker);
  gtk_widget_class_bind_template_child (widget_class, RtPollingView, controls);
  gtk_widget_class_bind_template_child (widget_class, RtPollingView, interval);
  gtk_widget_class_bind_template_child (widget_class, RtPollingView, every);
  gtk_widget_class_bind_template_child (widget_class, RtPollingView, strip);
}

static void
rt_polling_view_init (RtPollingView *self)
{
  self->source = rt_source_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->source, "changed", G_CALLBACK (rt_live_view_clear), self,
                           G_CONNECT_SWAPPED);
  rt_number_field_set_up (self->every);
}
