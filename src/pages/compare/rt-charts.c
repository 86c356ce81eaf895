/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-charts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"
#include "lab/rt-report.h"
#include "rt-contestant-group.h"

typedef RtHistogram *(*DupHistogram) (RtResult *result,
                                      guint     contestant);

static const RtContestant *
get_contestant (RtResult *result,
                guint     index)
{
  return g_ptr_array_index (rt_result_get_plan (result)->contestants, index);
}

static guint
count_contestants (RtResult *result)
{
  return rt_result_get_plan (result)->contestants->len;
}

static double
get_other (RtResult           *other,
           const RtContestant *contestant,
           RtFigure            figure)
{
  for (guint i = 0; other != NULL && i < count_contestants (other); i++)
    if (g_str_equal (get_contestant (other, i)->name, contestant->name))
      return rt_result_get_median (other, i, figure);

  return NAN;
}

static RtPlotSeries *
add_series (RtPlot   *plot,
            RtResult *result,
            guint     contestant)
{
  const RtContestant *its = get_contestant (result, contestant);
  g_autofree char *title = rt_contestant_dup_label (its);

  return rt_plot_add_series (plot, title, its->pattern);
}

/* What each series says, one after the other. */
static void
summarize (RtPlot *plot)
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < plot->series->len; i++)
    {
      const RtPlotSeries *series = g_ptr_array_index (plot->series, i);

      g_string_append_printf (words, i > 0 ? "; %s: %s" : "%s: %s", series->name, series->text);
    }
  g_free (plot->summary);
  plot->summary = g_string_free (words, FALSE);
}

static RtPlot *
new_bars (RtResult   *result,
          RtResult   *other,
          RtFigure    figure,
          const char *note)
{
  RtPlot *plot = rt_plot_new (RT_PLOT_BARS, _(rt_figure_get_info (figure)->title));
  gboolean compared = FALSE;

  for (guint i = 0; i < count_contestants (result); i++)
    {
      RtPlotSeries *series = add_series (plot, result, i);

      series->full = rt_result_get_median (result, i, figure);
      series->other = get_other (other, get_contestant (result, i), figure);
      series->text = rt_report_number (figure, series->full);
      compared |= !isnan (series->other);
    }
  plot->note = compared ? g_strconcat (note, " ", _("The line across is the other result."), NULL) : g_strdup (note);
  summarize (plot);

  return plot;
}

/* Payload has all of the hue, overhead what is left of it. */
static RtPlot *
new_bytes (RtResult *result,
           RtResult *other)
{
  RtPlot *plot = new_bars (result, other, RT_FIGURE_BYTES_PER_EVENT,
                           _("Full colour is payload, faded overhead: all above TCP, both ways, counted by the kernel."));

  for (guint i = 0; i < plot->series->len; i++)
    {
      RtPlotSeries *series = g_ptr_array_index (plot->series, i);
      double payload = rt_result_get_median (result, i, RT_FIGURE_PAYLOAD_BYTES) /
                       rt_result_get_median (result, i, RT_FIGURE_EVENTS);

      if (isnan (series->full) || isnan (payload))
        continue;
      payload = MIN (payload, series->full);
      series->faded = series->full - payload;
      series->full = payload;
    }

  return plot;
}

typedef struct {
  RtPlotSeries *series;
  double        total;
  double        sum;
} Cumulating;

static void
on_bucket (gint64   value,
           guint64  count,
           gpointer user_data)
{
  Cumulating *self = user_data;
  RtPlotPoint point;

  self->sum += (double) count;
  point = (RtPlotPoint) { MAX (1, (double) value), self->sum / self->total };
  g_array_append_val (self->series->points, point);
}

static void
add_curve (RtPlot      *plot,
           RtResult    *result,
           guint        contestant,
           RtHistogram *histogram)
{
  RtPlotSeries *series = add_series (plot, result, contestant);
  g_autofree char *p50 = NULL;
  g_autofree char *p99 = NULL;
  Cumulating cumulating = { series, 0, 0 };

  if (histogram == NULL || rt_histogram_get_count (histogram) == 0)
    {
      series->text = g_strdup (RT_FORMAT_UNKNOWN);
      return;
    }
  cumulating.total = (double) rt_histogram_get_count (histogram);
  rt_histogram_foreach (histogram, on_bucket, &cumulating);
  plot->x.least = MIN (plot->x.least, MAX (1, (double) rt_histogram_get_min (histogram)));
  plot->x.most = MAX (plot->x.most, (double) rt_histogram_get_max (histogram));
  p50 = rt_format_duration_us ((double) rt_histogram_get_quantile (histogram, 0.5));
  p99 = rt_format_duration_us ((double) rt_histogram_get_quantile (histogram, 0.99));
  /* Translators: two times: half are below the first, 99 of 100 below the second */
  series->text = g_strdup_printf (_("median %s, p99 %s"), p50, p99);
}

static RtPlot *
new_curves (RtResult     *result,
            DupHistogram  dup_histogram,
            const char   *title,
            const char   *x_title,
            const char   *note)
{
  RtPlot *plot = rt_plot_new (RT_PLOT_CURVES, title);

  plot->x = (RtPlotAxis) { g_strdup (x_title), G_MAXDOUBLE, 0, rt_format_duration_us };
  for (guint i = 0; i < count_contestants (result); i++)
    {
      g_autoptr (RtHistogram) histogram = dup_histogram (result, i);

      add_curve (plot, result, i, histogram);
    }
  if (plot->x.most == 0)
    {
      rt_plot_unref (plot);
      return NULL;
    }
  /* Whole decades. */
  plot->x.least = pow (10, floor (log10 (plot->x.least)));
  plot->x.most = pow (10, MAX (ceil (log10 (plot->x.most)), log10 (plot->x.least) + 1));
  plot->note = g_strdup (note);
  summarize (plot);

  return plot;
}

static char *
format_seconds (double value)
{
  return rt_format_duration_us (value * G_USEC_PER_SEC);
}

static void
add_course (RtPlot   *plot,
            RtResult *result,
            guint     contestant)
{
  RtPlotSeries *series = add_series (plot, result, contestant);
  const RtAgeSeries *ages = rt_result_get_ages (result, contestant);
  double mean = rt_result_get_median (result, contestant, RT_FIGURE_AGE_MEAN);
  g_autofree char *number = rt_report_number (RT_FIGURE_AGE_MEAN, mean);

  /* Translators: a time */
  series->text = g_strdup_printf (_("mean %s"), number);
  for (guint i = 0; ages != NULL && i < ages->n; i++)
    {
      double width = (double) ages->width_us / G_USEC_PER_SEC;
      RtPlotPoint point = { (i + 0.5) * width, rt_age_series_get_mean (ages, i) };

      g_array_append_val (series->points, point);
      plot->x.most = MAX (plot->x.most, (i + 1) * width);
      if (isnan (point.y))
        continue;
      plot->y.least = MIN (plot->y.least, MAX (1, point.y));
      plot->y.most = MAX (plot->y.most, point.y);
    }
}

static RtPlot *
new_course (RtResult *result)
{
  RtPlot *plot = rt_plot_new (RT_PLOT_COURSE, _("Staleness over time"));

  plot->x = (RtPlotAxis) { g_strdup (_("Since it was measured")), 0, 0, format_seconds };
  plot->y = (RtPlotAxis) { g_strdup (_("How old what a client shows is")), G_MAXDOUBLE, 0, rt_format_duration_us };
  for (guint i = 0; i < count_contestants (result); i++)
    add_course (plot, result, i);
  if (plot->y.most == 0)
    {
      rt_plot_unref (plot);
      return NULL;
    }
  /* Whole decades. */
  plot->y.least = pow (10, floor (log10 (plot->y.least)));
  plot->y.most = pow (10, MAX (ceil (log10 (plot->y.most)), log10 (plot->y.least) + 1));
  plot->note = g_strdup (_("How old what the clients show is, on average, as the run went on."));
  summarize (plot);

  return plot;
}

static gboolean
is_known (RtResult *result,
          RtFigure  figure)
{
  for (guint i = 0; i < count_contestants (result); i++)
    if (!isnan (rt_result_get_median (result, i, figure)))
      return TRUE;

  return FALSE;
}

static void
add (GPtrArray *plots,
     RtPlot    *plot)
{
  if (plot != NULL)
    g_ptr_array_add (plots, plot);
}

/**
 * rt_charts_new:
 * @result: what was measured
 * @other: (nullable): what it is compared with
 * @needs: what matters beyond it
 *
 * Returns: (transfer full) (element-type RtPlot): its pictures; none where nothing is compared
 */
GPtrArray *
rt_charts_new (RtResult      *result,
               RtResult      *other,
               const RtNeeds *needs)
{
  GPtrArray *plots = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_plot_unref);

  if (!is_known (result, RT_FIGURE_CLIENTS))
    return plots;
  add (plots, new_bytes (result, other));
  add (plots, new_curves (result, rt_result_dup_latency, _("Latency"), _("From an event’s birth to the client’s hand"),
                          _("The share of events that took no longer.")));
  add (plots, new_curves (result, rt_result_dup_age, _("Staleness"), _("How old what a client shows is"),
                          _("The share of the time for which it was no older.")));
  add (plots, new_course (result));
  add (plots, new_bars (result, other, RT_FIGURE_CONNECTIONS, _("Opened by all clients.")));
  if (is_known (result, RT_FIGURE_CPU_PER_EVENT))
    add (plots, new_bars (result, other, RT_FIGURE_CPU_PER_EVENT, _("Processor time of the server.")));
  else
    add (plots, new_bars (result, other, RT_FIGURE_CPU_PER_EVENT,
                          _("Not measured: it takes patterns one after the other, their clients in a process of their own.")));
  if (is_known (result, RT_FIGURE_MEMORY_PER_CLIENT))
    add (plots, new_bars (result, other, RT_FIGURE_MEMORY_PER_CLIENT, _("What the server allocated.")));
  add (plots, rt_chart_new_map (result, needs));

  return plots;
}
