/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-plot-view.h"

#define MIN_WIDTH     240
#define NATURAL_WIDTH 440

struct _RtPlotView {
  GtkWidget    parent_instance;
  RtPlot      *plot;
  RtPlotStyle *style;   /* NULL: it is to be taken anew */
};

G_DEFINE_FINAL_TYPE (RtPlotView, rt_plot_view, GTK_TYPE_WIDGET)

static const RtPlotStyle *
get_style (RtPlotView *self)
{
  if (self->style == NULL)
    self->style = rt_plot_style_new (GTK_WIDGET (self), FALSE);

  return self->style;
}

static void
rt_plot_view_css_changed (GtkWidget         *widget,
                          GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (rt_plot_view_parent_class)->css_changed (widget, change);
  g_clear_pointer (&RT_PLOT_VIEW (widget)->style, rt_plot_style_free);
  gtk_widget_queue_resize (widget);
}

static void
rt_plot_view_system_setting_changed (GtkWidget        *widget,
                                     GtkSystemSetting  setting)
{
  GTK_WIDGET_CLASS (rt_plot_view_parent_class)->system_setting_changed (widget, setting);
  g_clear_pointer (&RT_PLOT_VIEW (widget)->style, rt_plot_style_free);
  gtk_widget_queue_resize (widget);
}

static GtkSizeRequestMode
rt_plot_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rt_plot_view_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  RtPlotView *self = RT_PLOT_VIEW (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = (int) rt_plot_measure (self->plot, get_style (self), for_size > 0 ? for_size : NATURAL_WIDTH);
}

static void
rt_plot_view_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  RtPlotView *self = RT_PLOT_VIEW (widget);
  double width = gtk_widget_get_width (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width,
                                                                           gtk_widget_get_height (widget)));

  rt_plot_paint (self->plot, get_style (self), cr, width);
  cairo_destroy (cr);
}

static void
rt_plot_view_finalize (GObject *object)
{
  RtPlotView *self = RT_PLOT_VIEW (object);

  g_clear_pointer (&self->plot, rt_plot_unref);
  g_clear_pointer (&self->style, rt_plot_style_free);

  G_OBJECT_CLASS (rt_plot_view_parent_class)->finalize (object);
}

static void
rt_plot_view_class_init (RtPlotViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_plot_view_finalize;
  widget_class->css_changed = rt_plot_view_css_changed;
  widget_class->system_setting_changed = rt_plot_view_system_setting_changed;
  widget_class->get_request_mode = rt_plot_view_get_request_mode;
  widget_class->measure = rt_plot_view_measure;
  widget_class->snapshot = rt_plot_view_snapshot;

  gtk_widget_class_set_css_name (widget_class, "plot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rt_plot_view_init (RtPlotView *self)
{
}

/**
 * rt_plot_view_new:
 * @plot: what to show
 *
 * Returns: (transfer floating): a view of it
 */
GtkWidget *
rt_plot_view_new (RtPlot *plot)
{
  RtPlotView *self = g_object_new (RT_TYPE_PLOT_VIEW, NULL);

  self->plot = rt_plot_ref (plot);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, plot->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, plot->summary != NULL ? plot->summary : "", -1);

  return GTK_WIDGET (self);
}
