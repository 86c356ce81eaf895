/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-costs.h"

G_BEGIN_DECLS

#define RT_COST_MAP_SIDE 48  /* cells */
#define RT_COST_MAP_NONE -1  /* nobody is that fresh, or nothing is known */

/* The ends of the axes, which are logarithmic. */
#define RT_COST_MAP_MIN_RATE      1e-3 /* events a second */
#define RT_COST_MAP_MAX_RATE      1e3
#define RT_COST_MAP_MIN_STALENESS 1e-3 /* seconds */
#define RT_COST_MAP_MAX_STALENESS 1e3

/**
 * RtCostMap:
 * @kind: what is paid for
 * @size: bytes of payload of an event
 * @cells: by staleness and rate, both ascending: the cheapest contestant, or %RT_COST_MAP_NONE
 * @rate: of the workload that was measured
 * @staleness: which it tolerates
 *
 * Which contestant is the cheapest, over how often there is something new and how late that
 * may be known. Projected from the costs, as most of it was never run.
 */
typedef struct {
  RtCostKind kind;
  double     size;
  int        cells[RT_COST_MAP_SIDE][RT_COST_MAP_SIDE];
  double     rate;
  double     staleness;
} RtCostMap;

/* @staleness: seconds; 0: as late as the plan's interval lets it be */
RtCostMap *rt_cost_map_new           (RtResult        *result,
                                      RtCostKind       kind,
                                      double           staleness);
void       rt_cost_map_free          (RtCostMap       *self);
/* What the middle of a cell stands for. */
double     rt_cost_map_get_rate      (guint            column);
double     rt_cost_map_get_staleness (guint            row);
/* A place on it. */
typedef struct {
  double rate;
  double staleness;
} RtCostPoint;

typedef enum {
  RT_COST_FEWER_EVENTS,
  RT_COST_MORE_EVENTS,
  RT_COST_LATER,
} RtCostWay;

/* Who is there that is looked for, or RT_COST_MAP_NONE. */
typedef int (*RtCostFunc) (const RtCostPoint *point,
                           gpointer           user_data);

/* Goes from @point until @func finds somebody, who is returned, and sets @point to where that begins. */
int        rt_cost_find_edge         (RtCostPoint     *point,
                                      RtCostWay        way,
                                      RtCostFunc       func,
                                      gpointer         user_data);
/* At any point. @n_costs of @costs; NULL @total: only who. */
int        rt_cost_find_cheapest     (const RtCost    *costs,
                                      guint            n_costs,
                                      RtCostKind       kind,
                                      double           rate,
                                      double           staleness,
                                      double           size,
                                      double          *total);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtCostMap, rt_cost_map_free)

G_END_DECLS
