/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-chart-scale.h"

#include <math.h>

/* Bars nearer than this many pixels are drawn without a gap between them. */
#define NARROW 3

/**
 * rt_chart_scale_maximum:
 * @value: the highest value to be shown
 *
 * Rounds up to 1, 2 or 5 times a power of ten, so that the scale stays while values
 * change a little.
 *
 * Returns: the end of the scale, at least 1
 */
double
rt_chart_scale_maximum (double value)
{
  double power;

  if (!(value > 1))
    return 1;
  power = pow (10, floor (log10 (value)));
  if (value <= power)
    return power;
  if (value <= 2 * power)
    return 2 * power;
  return value <= 5 * power ? 5 * power : 10 * power;
}

/**
 * rt_chart_scale_bar:
 * @width: of the chart
 * @capacity: how many bars there is room for
 * @length: how many there are
 * @index: which one, 0 is the oldest
 *
 * Places one bar: the newest always ends at the end edge.
 *
 * Returns: the place
 */
RtBar
rt_chart_scale_bar (double width,
                    guint  capacity,
                    guint  length,
                    guint  index)
{
  double step = width / capacity;
  double gap = step > NARROW ? 1 : 0;

  return (RtBar) {
    .x = width - (length - index) * step,
    .width = MAX (step - gap, 0),
  };
}

/**
 * rt_chart_scale_height:
 * @height: of the chart
 * @maximum: the end of the scale
 * @value: what the bar stands for
 *
 * Gives a bar its height. What is there at all gets a pixel at least.
 *
 * Returns: from 0 to @height
 */
double
rt_chart_scale_height (double height,
                       double maximum,
                       double value)
{
  if (!(value > 0))
    return 0;
  return CLAMP (height * value / maximum, MIN (1, height), height);
}
