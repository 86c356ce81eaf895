/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "lab/rt-cost-map.h"
#include "lab/rt-format.h"
#include "rt-charts.h"
#include "rt-contestant-group.h"

static char *
format_rate (double rate)
{
  return g_strdup_printf ("%g", rate);
}

static char *
format_seconds (double seconds)
{
  return rt_format_duration_us (seconds * G_USEC_PER_SEC);
}

/* Only who is the cheapest somewhere has a letter: the place of each in the series. */
static void
add_owners (RtPlot          *plot,
            const RtCostMap *map,
            const RtPlan    *plan)
{
  int places[RT_PLAN_MAX_CONTESTANTS];

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    places[i] = RT_PLOT_NOBODY;
  for (guint i = 0; i < plot->side * plot->side; i++)
    {
      int owner = map->cells[i / plot->side][i % plot->side];

      if (owner == RT_COST_MAP_NONE)
        {
          plot->cells[i] = RT_PLOT_NOBODY;
          continue;
        }
      if (places[owner] == RT_PLOT_NOBODY)
        {
          const RtContestant *its = g_ptr_array_index (plan->contestants, (guint) owner);
          g_autofree char *title = rt_contestant_dup_label (its);

          places[owner] = (int) plot->series->len;
          rt_plot_add_series (plot, title, its->pattern);
        }
      plot->cells[i] = places[owner];
    }
}

static char *
dup_summary (RtResult      *result,
             const RtNeeds *needs,
             double         staleness)
{
  const RtPlan *plan = rt_result_get_plan (result);
  RtCost costs[RT_PLAN_MAX_CONTESTANTS];
  g_autofree char *late = format_seconds (staleness);
  g_autofree char *title = NULL;
  g_autofree char *rate = NULL;
  RtFeedRate feed;
  guint n_costs = 0;
  int cheapest;

  for (guint i = 0; i < plan->contestants->len && n_costs < G_N_ELEMENTS (costs); i++)
    if (rt_cost_measure (result, i, &costs[n_costs]))
      n_costs++;
  rt_result_get_feed (result, &feed);
  cheapest = rt_cost_find_cheapest (costs, n_costs, needs->pays_for, feed.rate, staleness, feed.size, NULL);
  if (cheapest == RT_COST_MAP_NONE)
    return g_strdup (_("Nobody is that fresh."));
  title = rt_contestant_dup_label (g_ptr_array_index (plan->contestants, (guint) cheapest));

  rate = rt_format_plain (feed.rate, 3);
  /* Translators: events a second, a time, the name of a pattern */
  return g_strdup_printf (_("At %s events a second, up to %s late, %s is the cheapest."), rate, late, title);
}

/**
 * rt_chart_new_map:
 * @result: what was measured
 * @needs: what is paid for, and how late events may be
 *
 * Returns: (transfer full) (nullable): who is the cheapest where; %NULL where no cost is known
 */
RtPlot *
rt_chart_new_map (RtResult      *result,
                  const RtNeeds *needs)
{
  g_autoptr (RtCostMap) map = rt_cost_map_new (result, needs->pays_for, needs->staleness);
  RtPlot *plot = rt_plot_new (RT_PLOT_MAP, needs->pays_for == RT_COST_CPU ? _("The least processor time")
                                                                          : _("The fewest bytes"));

  plot->side = RT_COST_MAP_SIDE;
  plot->cells = g_new (int, plot->side * plot->side);
  add_owners (plot, map, rt_result_get_plan (result));
  if (plot->series->len == 0)
    {
      rt_plot_unref (plot);
      return NULL;
    }
  plot->x = (RtPlotAxis) { g_strdup (_("Events a second")), RT_COST_MAP_MIN_RATE, RT_COST_MAP_MAX_RATE, format_rate };
  plot->y = (RtPlotAxis) { g_strdup (_("How late an event may be")), RT_COST_MAP_MIN_STALENESS,
                           RT_COST_MAP_MAX_STALENESS, format_seconds };
  plot->point = (RtPlotPoint) { map->rate, map->staleness };
  plot->summary = dup_summary (result, needs, map->staleness);
  plot->note = g_strdup (_("Projected from what a question, an empty answer, a push and an idle connection cost here; "
                           "who asks does so as seldom as it may be late."));

  return plot;
}
