/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-costs.h"

#include <glib/gi18n.h>
#include <math.h>

/* Below this nobody tells apart what comes never and what comes seldom. */
#define SELDOM 1e-9

/* Where it was measured: what was is what the model starts from. */
static gboolean
is_measured (const RtCost *cost)
{
  return cost->feed.rate > 0 && cost->requests > 0;
}

/* How often something new comes, a second: what comes at once comes once. */
static double
get_occasions (const RtCost *cost,
               double        rate)
{
  return rate / MAX (cost->burst, 1);
}

/* What a client gets, where each event is for one of several. */
static double
get_own_rate (const RtCost *cost,
              double        rate)
{
  return cost->sharers > 0 ? rate / cost->sharers : rate;
}

/* Of a client that asks, in a second: answers with something new, by arithmetic alone. */
static double
model_full (const RtCost *cost,
            double        rate,
            double        interval)
{
  double occasions = get_occasions (cost, rate);

  if (cost->manner == RT_MANNER_ASK)
    return cost->by_chance ? -expm1 (-occasions * interval) / interval : MIN (occasions, 1 / interval);
  if (!(cost->again > 0))
    return occasions;

  /* What comes while one asks again has to wait for the next answer, all of it together. */
  return cost->by_chance ? occasions / (1 + occasions * cost->again) : MIN (occasions, 1 / cost->again);
}

/* Likewise of a client that waits: with nothing, as it was waited for long enough. */
static double
model_expired (const RtCost *cost,
               double        rate)
{
  double occasions = get_occasions (cost, rate);

  if (occasions * cost->wait < SELDOM)
    return 1 / cost->wait;

  return cost->by_chance ? occasions / expm1 (occasions * cost->wait) : occasions * floor (1 / (occasions * cost->wait));
}

/* Of a client in a second: answers with something new, or pushes. */
static double
get_full (const RtCost *cost,
          double        rate,
          double        interval)
{
  double measured = cost->requests - cost->empties;
  double model;

  if (cost->manner == RT_MANNER_PUSH)
    return get_own_rate (cost, rate);
  model = model_full (cost, rate, interval);
  if (is_measured (cost) && measured > 0)
    model *= measured / model_full (cost, cost->feed.rate, cost->interval);

  return cost->manner == RT_MANNER_ASK ? MIN (model, rt_cost_requests (cost, rate, interval)) : model;
}

/* What the model says but where it was measured, and less of the difference the further from there. */
static double
get_expired (const RtCost *cost,
             double        rate)
{
  double model = model_expired (cost, rate);
  double near = rate < cost->feed.rate ? rate / cost->feed.rate : cost->feed.rate / rate;

  if (!is_measured (cost))
    return model;

  return MAX (0, model + near * (cost->empties - model_expired (cost, cost->feed.rate)));
}

/**
 * rt_cost_requests:
 * @cost: a cost
 * @rate: events a second
 * @interval: seconds between two questions
 *
 * Where it was measured it is what was measured.
 *
 * Returns: questions of a client, a second
 */
double
rt_cost_requests (const RtCost *cost,
                  double        rate,
                  double        interval)
{
  switch (cost->manner)
    {
    case RT_MANNER_ASK: return (is_measured (cost) ? cost->requests * cost->interval : 1) / interval;
    case RT_MANNER_WAIT: return get_full (cost, rate, interval) + get_expired (cost, rate);
    case RT_MANNER_PUSH:
    default: return 0;
    }
}

/**
 * rt_cost_empties:
 * @cost: a cost
 * @rate: events a second
 * @interval: seconds between two questions
 *
 * With polls every p seconds and events every e > p, the share of empty answers is 1 − p/e, and
 * exp (−p/e) where chance decides when they come. A question that waits comes back empty each time the
 * wait ends before the next event. Where it was measured it is what was measured.
 *
 * Returns: questions of a client that are answered with nothing, a second
 */
double
rt_cost_empties (const RtCost *cost,
                 double        rate,
                 double        interval)
{
  switch (cost->manner)
    {
    case RT_MANNER_ASK: return rt_cost_requests (cost, rate, interval) - get_full (cost, rate, interval);
    case RT_MANNER_WAIT: return get_expired (cost, rate);
    case RT_MANNER_PUSH:
    default: return 0;
    }
}

/* What a client gets of what is published: of several events that came between two questions only the
 * last, where the answer tells of no more than one. */
static double
get_events (const RtCost *cost,
            double        rate,
            double        interval)
{
  if (cost->is_latest)
    return get_full (cost, rate, interval);

  return get_own_rate (cost, rate) * (cost->share > 0 ? cost->share : 1);
}

/* Of what the server takes anyway. */
static double
get_share_of_fixed (const RtCost *cost,
                    RtCostKind    kind)
{
  return cost->fixed[kind] / MAX (cost->clients, 1);
}

/**
 * rt_cost_total:
 * @cost: a cost
 * @kind: what is paid for
 * @rate: events a second
 * @interval: seconds between two questions
 * @size: bytes of payload of an event
 *
 * Where it was measured, with @cost's own feed and interval, it is what was measured.
 *
 * Returns: bytes or µs of a client in a second; NAN where that was not measured
 */
double
rt_cost_total (const RtCost *cost,
               RtCostKind    kind,
               double        rate,
               double        interval,
               double        size)
{
  double empties = rt_cost_empties (cost, rate, interval);
  double events = get_events (cost, rate, interval);
  double messages = cost->manner == RT_MANNER_PUSH ? events : get_full (cost, rate, interval);
  double total = get_share_of_fixed (cost, kind) + cost->idle[kind] + messages * cost->message[kind] + events * cost->event[kind];

  if (empties > 0)
    total += empties * cost->empty[kind];

  return kind == RT_COST_BYTES ? total + events * size : total;
}

/**
 * rt_cost_measured:
 * @cost: a cost
 * @kind: what is paid for
 *
 * Returns: bytes or µs of a client in a second, as it was measured; NAN where it was not
 */
double
rt_cost_measured (const RtCost *cost,
                  RtCostKind    kind)
{
  return rt_cost_total (cost, kind, cost->feed.rate, cost->interval, cost->feed.size);
}

/**
 * rt_cost_project:
 * @cost: a cost
 * @n_clients: how many there would be
 * @projection: (out caller-allocates): what that would cost
 *
 * Projects what was measured to other numbers of clients, at the same rate and size of events. Where
 * clients share the events there are not more of them for that, nor of what the server takes without any.
 */
void
rt_cost_project (const RtCost *cost,
                 guint         n_clients,
                 RtProjection *projection)
{
  double fixed = cost->fixed[RT_COST_CPU];
  RtCost others = *cost;

  others.fixed[RT_COST_CPU] = 0;
  if (others.sharers > 0)
    others.sharers = n_clients;
  *projection = (RtProjection) {
    .n_clients = n_clients,
    .measured = cost->clients,
    .bytes = n_clients * rt_cost_measured (&others, RT_COST_BYTES),
    .cores = (fixed + n_clients * rt_cost_measured (&others, RT_COST_CPU)) / G_USEC_PER_SEC,
    .memory = n_clients * cost->memory,
    .requests = n_clients * rt_cost_requests (&others, cost->feed.rate, cost->interval),
  };
}

/**
 * rt_projection_dup_basis:
 * @result: what was measured
 *
 * Returns: (transfer full): a sentence: that what follows is projected, and what it rests on
 */
char *
rt_projection_dup_basis (RtResult *result)
{
  const RtPlan *plan = rt_result_get_plan (result);

  for (guint i = 0; i < plan->contestants->len; i++)
    if (rt_result_is_comparable (result, i) && isnan (rt_cost_get_idle_cpu (result, i)))
      /* Translators: two numbers of clients */
      return g_strdup_printf (
        _("Projected, not measured: if every message and every connection costs what it did with %u clients. What an "
          "idle connection takes of the processor is left out: it is measured with %u clients or more that have a "
          "process of their own, one pattern after the other."), plan->n_clients, RT_COST_MIN_IDLE);

  /* Translators: a number of clients */
  return g_strdup_printf (
    _("Projected, not measured: if every message, and every connection while nothing is said on it, costs what it did "
      "with %u clients."), plan->n_clients);
}
