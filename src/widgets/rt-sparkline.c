/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-sparkline.h"

#include "widgets/rt-hue.h"

#define LINE_WIDTH 2
#define MARGIN     3

typedef struct {
  gint64 time_us;
  double value;
} Point;

struct _RtSparkline {
  GtkWidget parent_instance;
  Point     points[RT_SPARKLINE_MAX_VALUES];
  guint     first;
  guint     length;
  gint64    now_us;
};

G_DEFINE_FINAL_TYPE (RtSparkline, rt_sparkline, GTK_TYPE_WIDGET)

static Point *
rt_sparkline_get_point (RtSparkline *self,
                        guint        index)
{
  return &self->points[(self->first + index) % RT_SPARKLINE_MAX_VALUES];
}

static void
rt_sparkline_drop_first (RtSparkline *self)
{
  self->first = (self->first + 1) % RT_SPARKLINE_MAX_VALUES;
  self->length--;
}

static void
rt_sparkline_get_range (RtSparkline *self,
                        double      *lowest,
                        double      *highest)
{
  *lowest = G_MAXDOUBLE;
  *highest = -G_MAXDOUBLE;
  for (guint i = 0; i < self->length; i++)
    {
      *lowest = MIN (*lowest, rt_sparkline_get_point (self, i)->value);
      *highest = MAX (*highest, rt_sparkline_get_point (self, i)->value);
    }
}

static void
rt_sparkline_place (RtSparkline *self,
                    Point       *point,
                    double       lowest,
                    double       highest,
                    double      *x,
                    double      *y)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)) - 2 * MARGIN;
  double height = gtk_widget_get_height (GTK_WIDGET (self)) - 2 * MARGIN;
  double age = (double) (self->now_us - point->time_us) / RT_SPARKLINE_SPAN_US;
  /* Halves, because the range of numbers from anybody may be more than a number holds. */
  double range = highest / 2 - lowest / 2;

  *x = MARGIN + width * (1 - CLAMP (age, 0, 1));
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    *x = width + 2 * MARGIN - *x;
  *y = MARGIN + height * (range > 0 ? (highest / 2 - point->value / 2) / range : 0.5);
}

static void
rt_sparkline_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  RtSparkline *self = RT_SPARKLINE (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                               gtk_widget_get_height (widget));
  GdkRGBA full, faded;
  double lowest, highest, x = 0, y = 0, before;
  cairo_t *cr;

  if (self->length == 0)
    return;
  rt_hue_get (widget, &full, &faded);
  rt_sparkline_get_range (self, &lowest, &highest);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gdk_cairo_set_source_rgba (cr, &full);
  cairo_set_line_width (cr, LINE_WIDTH);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < self->length; i++)
    {
      before = y;
      rt_sparkline_place (self, rt_sparkline_get_point (self, i), lowest, highest, &x, &y);
      /* A price stays what it was until it moves: a stair, not a slope. */
      if (i > 0)
        cairo_line_to (cr, x, before);
      cairo_line_to (cr, x, y);
    }
  cairo_stroke (cr);
  cairo_arc (cr, x, y, LINE_WIDTH, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
rt_sparkline_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 48 : 32;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 40;
}

static void
rt_sparkline_class_init (RtSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = rt_sparkline_snapshot;
  widget_class->measure = rt_sparkline_measure;
  gtk_widget_class_set_css_name (widget_class, "sparkline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rt_sparkline_init (RtSparkline *self)
{
}

/**
 * rt_sparkline_add:
 * @self: a sparkline
 * @time_us: when, on the monotonic clock
 * @value: what
 *
 * Adds a value. The oldest goes when there are %RT_SPARKLINE_MAX_VALUES.
 */
void
rt_sparkline_add (RtSparkline *self,
                  gint64       time_us,
                  double       value)
{
  if (self->length == RT_SPARKLINE_MAX_VALUES)
    rt_sparkline_drop_first (self);
  self->length++;
  *rt_sparkline_get_point (self, self->length - 1) = (Point) { time_us, value };
  rt_sparkline_advance (self, MAX (time_us, self->now_us));
}

/**
 * rt_sparkline_advance:
 * @self: a sparkline
 * @now_us: the time at its end, on the monotonic clock
 *
 * Moves the line on.
 */
void
rt_sparkline_advance (RtSparkline *self,
                      gint64       now_us)
{
  self->now_us = now_us;
  while (self->length > 1 &&
         now_us - rt_sparkline_get_point (self, 0)->time_us > RT_SPARKLINE_SPAN_US)
    rt_sparkline_drop_first (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rt_sparkline_clear:
 * @self: a sparkline
 *
 * Forgets all values.
 */
void
rt_sparkline_clear (RtSparkline *self)
{
  self->length = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
