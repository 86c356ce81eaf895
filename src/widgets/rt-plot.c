/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-plot.h"

#include <math.h>

static void
series_free (gpointer data)
{
  RtPlotSeries *self = data;

  g_free (self->name);
  g_free (self->hue);
  g_free (self->text);
  g_array_unref (self->points);
  g_free (self);
}

/**
 * rt_plot_new:
 * @kind: what kind of picture
 * @title: for people
 *
 * Returns: (transfer full): a plot with nothing in it
 */
RtPlot *
rt_plot_new (RtPlotKind  kind,
             const char *title)
{
  RtPlot *self = g_new0 (RtPlot, 1);

  g_atomic_ref_count_init (&self->references);
  self->kind = kind;
  self->title = g_strdup (title);
  self->series = g_ptr_array_new_with_free_func (series_free);

  return self;
}

RtPlot *
rt_plot_ref (RtPlot *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
rt_plot_unref (RtPlot *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_free (self->title);
  g_free (self->note);
  g_free (self->summary);
  g_free (self->x.title);
  g_free (self->y.title);
  g_free (self->cells);
  g_ptr_array_unref (self->series);
  g_free (self);
}

/**
 * rt_plot_add_series:
 * @self: a plot that nobody else has yet
 * @name: for people
 * @hue: the id of a pattern
 *
 * Returns: (transfer none): a series with no numbers
 */
RtPlotSeries *
rt_plot_add_series (RtPlot     *self,
                    const char *name,
                    const char *hue)
{
  RtPlotSeries *series = g_new0 (RtPlotSeries, 1);

  series->name = g_strdup (name);
  series->hue = g_strdup (hue);
  series->full = series->other = NAN;
  series->points = g_array_new (FALSE, FALSE, sizeof (RtPlotPoint));
  g_ptr_array_add (self->series, series);

  return series;
}
