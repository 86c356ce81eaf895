/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-cost-map.h"

#include <math.h>

/* Of the way to a cell: to less than a hundredth. */
#define HALVINGS 12

/**
 * rt_cost_find_cheapest:
 * @costs: (array length=n_costs): what each costs
 * @n_costs: how many
 * @kind: what is paid for
 * @rate: events a second
 * @staleness: how late an event may be, seconds
 * @size: bytes of payload of an event
 * @total: (out) (optional): what it costs, of a client in a second
 *
 * Who asks may do so as seldom as @staleness lets it: an event is a whole interval late at the worst.
 *
 * Returns: the contestant that is the cheapest of those who are fresh enough, or
 *   %RT_COST_MAP_NONE
 */
int
rt_cost_find_cheapest (const RtCost *costs,
                       guint         n_costs,
                       RtCostKind    kind,
                       double        rate,
                       double        staleness,
                       double        size,
                       double       *total)
{
  int cheapest = RT_COST_MAP_NONE;
  double least = INFINITY;

  for (guint i = 0; i < n_costs; i++)
    {
      double spare = staleness - costs[i].delay;
      double its;

      if (!(spare > 0))
        continue;
      its = rt_cost_total (&costs[i], kind, rate, spare, size);
      if (isnan (its) || its >= least)
        continue;
      least = its;
      cheapest = (int) costs[i].contestant;
    }
  if (total != NULL)
    *total = cheapest == RT_COST_MAP_NONE ? NAN : least;

  return cheapest;
}

static double
interpolate (guint  cell,
             double min,
             double max)
{
  return min * pow (max / min, (cell + 0.5) / RT_COST_MAP_SIDE);
}

/**
 * rt_cost_map_get_rate:
 * @column: of the map
 *
 * Returns: the events a second that its middle stands for
 */
double
rt_cost_map_get_rate (guint column)
{
  return interpolate (column, RT_COST_MAP_MIN_RATE, RT_COST_MAP_MAX_RATE);
}

/**
 * rt_cost_map_get_staleness:
 * @row: of the map
 *
 * Returns: how late an event may be where its middle is, seconds
 */
double
rt_cost_map_get_staleness (guint row)
{
  return interpolate (row, RT_COST_MAP_MIN_STALENESS, RT_COST_MAP_MAX_STALENESS);
}

/* Between @here, where nobody is found, and @there, where @found is: about where that begins. */
static int
narrow (const RtCostPoint *from,
        RtCostPoint       *there,
        int                found,
        RtCostFunc         func,
        gpointer           user_data)
{
  RtCostPoint here = *from;

  for (guint i = 0; i < HALVINGS; i++)
    {
      RtCostPoint middle = { sqrt (here.rate * there->rate), sqrt (here.staleness * there->staleness) };
      int other = func (&middle, user_data);

      if (other == RT_COST_MAP_NONE)
        {
          here = middle;
          continue;
        }
      *there = middle;
      found = other;
    }

  return found;
}

/**
 * rt_cost_find_edge:
 * @point: (inout): where nobody is found: set to where somebody is for the first time, if ever
 * @way: in which direction
 * @func: (scope call): who looks
 * @user_data: for @func
 *
 * Goes along the map, and then narrows down where what is found begins.
 *
 * Returns: who was found, or %RT_COST_MAP_NONE up to the end of the map
 */
int
rt_cost_find_edge (RtCostPoint *point,
                   RtCostWay    way,
                   RtCostFunc   func,
                   gpointer     user_data)
{
  RtCostPoint here = *point;

  for (guint i = 0; i < RT_COST_MAP_SIDE; i++)
    {
      double rate = rt_cost_map_get_rate (way == RT_COST_MORE_EVENTS ? i : RT_COST_MAP_SIDE - 1 - i);
      double staleness = rt_cost_map_get_staleness (i);
      RtCostPoint there = { way == RT_COST_LATER ? here.rate : rate, way == RT_COST_LATER ? staleness : here.staleness };
      gboolean is_on_the_way = way == RT_COST_LATER ? staleness > here.staleness
                                                    : (way == RT_COST_MORE_EVENTS) == (rate > here.rate);
      int found = is_on_the_way ? func (&there, user_data) : RT_COST_MAP_NONE;

      if (found == RT_COST_MAP_NONE)
        continue;
      *point = there;
      return narrow (&here, point, found, func, user_data);
    }

  return RT_COST_MAP_NONE;
}

/**
 * rt_cost_map_new:
 * @result: a result
 * @kind: what is paid for
 * @staleness: how late the workload's events may be, seconds; 0: the plan's interval
 *
 * Returns: (transfer full): the map
 */
RtCostMap *
rt_cost_map_new (RtResult   *result,
                 RtCostKind  kind,
                 double      staleness)
{
  const RtPlan *plan = rt_result_get_plan (result);
  RtCostMap *self = g_new0 (RtCostMap, 1);
  RtCost costs[RT_PLAN_MAX_CONTESTANTS];
  RtFeedRate feed;
  guint n_costs = 0;

  for (guint i = 0; i < plan->contestants->len && n_costs < G_N_ELEMENTS (costs); i++)
    if (rt_cost_measure (result, i, &costs[n_costs]))
      n_costs++;

  self->kind = kind;
  rt_result_get_feed (result, &feed);
  self->size = feed.size;
  self->rate = feed.rate;
  self->staleness = staleness > 0 ? staleness : plan->interval_ms / 1000.0;
  for (guint row = 0; row < RT_COST_MAP_SIDE; row++)
    for (guint column = 0; column < RT_COST_MAP_SIDE; column++)
      self->cells[row][column] = rt_cost_find_cheapest (costs, n_costs, kind, rt_cost_map_get_rate (column),
                                                        rt_cost_map_get_staleness (row), feed.size, NULL);

  return self;
}

/**
 * rt_cost_map_free:
 * @self: (transfer full): a map
 */
void
rt_cost_map_free (RtCostMap *self)
{
  g_free (self);
}
