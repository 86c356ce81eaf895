/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-costs.h"

#include <glib/gi18n.h>
#include <math.h>

/* Shares of empty answers that are closer tell nothing of what one costs. */
#define MIN_DIFFERENCE 0.1

typedef struct {
  double answers; /* requests, or pushes where nobody asks */
  double empty;   /* share of them */
  double each[RT_N_COST_KINDS];
} Sample;

static double
get (RtResult *result,
     guint     contestant,
     RtFigure  figure)
{
  RtSpread spread;

  rt_result_get_figure (result, contestant, figure, &spread);
  return spread.median;
}

static const RtContestant *
get_contestant (RtResult *result,
                guint     contestant)
{
  return g_ptr_array_index (rt_result_get_plan (result)->contestants, contestant);
}

static gboolean
take_sample (RtResult *result,
             guint     contestant,
             RtManner  manner,
             Sample   *sample)
{
  double events = get (result, contestant, RT_FIGURE_EVENTS);
  double requests = get (result, contestant, RT_FIGURE_REQUESTS);

  sample->answers = manner == RT_MANNER_PUSH ? events : requests;
  if (!(sample->answers > 0))
    return FALSE;
  sample->empty = manner == RT_MANNER_PUSH ? 0 : get (result, contestant, RT_FIGURE_EMPTY) / requests;
  sample->each[RT_COST_BYTES] = get (result, contestant, RT_FIGURE_OVERHEAD_BYTES) / sample->answers;
  sample->each[RT_COST_CPU] = get (result, contestant, RT_FIGURE_CPU_PER_EVENT) * events / sample->answers;

  return TRUE;
}

/* Two mixtures of empty and full answers say what each of them costs. */
static void
separate (const Sample *a,
          const Sample *b,
          RtCost       *cost)
{
  double difference = a->empty - b->empty;

  for (guint i = 0; i < RT_N_COST_KINDS; i++)
    {
      double slope = (a->each[i] - b->each[i]) / difference;
      double full = a->each[i] - a->empty * slope;

      /* Noise can make one of them cost nothing, or less. */
      if (full <= 0 || full + slope <= 0)
        continue;
      cost->message[i] = full;
      cost->empty[i] = full + slope;
    }
  cost->separated = TRUE;
}

static gboolean
is_same_kind (const RtContestant *a,
              const RtContestant *b)
{
  return g_str_equal (a->pattern, b->pattern) && a->etag == b->etag && g_strcmp0 (a->bus, b->bus) == 0;
}

/* The other one of its kind with the most different share of empty answers. */
static gboolean
find_counterpart (RtResult     *result,
                  guint         contestant,
                  const RtCost *cost,
                  const Sample *sample,
                  Sample       *best)
{
  gboolean found = FALSE;

  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    {
      Sample other;

      if (i == contestant || !rt_result_is_comparable (result, i) ||
          !is_same_kind (get_contestant (result, i), get_contestant (result, contestant)) ||
          !take_sample (result, i, cost->manner, &other) || fabs (other.empty - sample->empty) < MIN_DIFFERENCE)
        continue;
      if (found && fabs (other.empty - sample->empty) <= fabs (best->empty - sample->empty))
        continue;
      *best = other;
      found = TRUE;
    }

  return found;
}

/* What a second of silence costs, of those who do nothing in it but stay connected. */
static void
take_idle (RtResult *idle,
           guint     contestant,
           RtCost   *cost)
{
  double seconds = 0;
  double sums[RT_N_COST_KINDS] = { 0, 0 };

  for (guint i = 0; i < rt_result_get_n_runs (idle); i++)
    {
      const RtRun *run = rt_result_get_run (idle, i);

      if (run->contestant != contestant || !run->kept_up || run->elapsed_us <= 0 || run->traffic.events > 0)
        continue;
      seconds += (double) run->elapsed_us / G_USEC_PER_SEC * run->clients;
      sums[RT_COST_BYTES] += (double) rt_traffic_get_wire_bytes (&run->traffic);
      sums[RT_COST_CPU] += run->cpu_us >= 0 ? (double) run->cpu_us : NAN;
    }
  for (guint i = 0; i < RT_N_COST_KINDS && seconds > 0; i++)
    cost->idle[i] = sums[i] / seconds;
}

static double
pick_ms (guint own,
         guint usual)
{
  return (own != 0 ? own : usual) / 1000.0;
}

static void
take_delay (RtResult *result,
            guint     contestant,
            RtCost   *cost)
{
  g_autoptr (RtHistogram) latency = rt_result_dup_latency (result, contestant);
  double explained = cost->manner == RT_MANNER_ASK ? 0.95 * cost->interval : 0;
  double least;

  if (latency == NULL || rt_histogram_get_count (latency) == 0)
    return;
  /* However often one asks, the way itself takes as long as it took at the best. */
  least = (double) rt_histogram_get_min (latency) / G_USEC_PER_SEC;
  cost->delay = MAX (least, (double) rt_histogram_get_quantile (latency, 0.95) / G_USEC_PER_SEC - explained);
}

/**
 * rt_cost_measure:
 * @result: a result
 * @idle: (nullable): one of the same contestants while nothing was published
 * @contestant: the place in the plan's contestants
 * @cost: (out caller-allocates): what its messages cost
 *
 * Takes costs of single messages from what was measured of many. Where a contestant of the same
 * kind got another share of empty answers, what an empty one costs is told from what a full one
 * costs; else both are taken to cost the same but for the payload.
 *
 * Returns: %FALSE where @contestant did not keep up, or had nothing to do
 */
gboolean
rt_cost_measure (RtResult *result,
                 RtResult *idle,
                 guint     contestant,
                 RtCost   *cost)
{
  const RtPlan *plan = rt_result_get_plan (result);
  const RtContestant *its = get_contestant (result, contestant);
  const RtPattern *pattern = rt_patterns_lookup (its->pattern);
  Sample sample;
  Sample other = { 0 };

  *cost = (RtCost) { .contestant = contestant, .memory = get (result, contestant, RT_FIGURE_MEMORY_PER_CLIENT) };
  if (pattern == NULL || !rt_result_is_comparable (result, contestant) ||
      !take_sample (result, contestant, pattern->manner, &sample))
    return FALSE;

  cost->manner = pattern->manner;
  cost->interval = pick_ms (its->interval_ms, plan->interval_ms);
  cost->wait = pick_ms (its->wait_ms, plan->wait_ms);
  for (guint i = 0; i < RT_N_COST_KINDS; i++)
    {
      cost->message[i] = sample.each[i];
      cost->empty[i] = pattern->manner == RT_MANNER_PUSH ? NAN : sample.each[i];
      cost->idle[i] = NAN;
    }
  if (pattern->manner != RT_MANNER_PUSH && find_counterpart (result, contestant, cost, &sample, &other))
    separate (&sample, &other, cost);
  if (idle != NULL && contestant < rt_result_get_plan (idle)->contestants->len && pattern->manner == RT_MANNER_PUSH)
    take_idle (idle, contestant, cost);
  take_delay (result, contestant, cost);

  return TRUE;
}

/**
 * rt_cost_empties:
 * @cost: a cost
 * @rate: events a second, evenly
 * @interval: seconds between two questions
 *
 * With polls every p seconds and events every e > p, the share of empty answers is 1 − p/e. A
 * question that waits comes back empty each time the wait ends before the next event.
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
    case RT_MANNER_ASK: return MAX (0, 1 / interval - rate);
    case RT_MANNER_WAIT: return rate > 0 ? rate * floor (1 / (rate * cost->wait)) : 1 / cost->wait;
    case RT_MANNER_PUSH:
    default: return 0;
    }
}

/**
 * rt_cost_requests:
 * @cost: a cost
 * @rate: events a second, evenly
 * @interval: seconds between two questions
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
    case RT_MANNER_ASK: return 1 / interval;
    case RT_MANNER_WAIT: return rate + rt_cost_empties (cost, rate, interval);
    case RT_MANNER_PUSH:
    default: return 0;
    }
}

/**
 * rt_cost_total:
 * @cost: a cost
 * @kind: what is paid for
 * @rate: events a second, evenly
 * @interval: seconds between two questions
 * @size: bytes of payload of an event
 *
 * Returns: bytes or µs of a client in a second; NAN where that was not measured
 */
double
rt_cost_total (const RtCost *cost,
               RtCostKind    kind,
               double        rate,
               double        interval,
               gsize         size)
{
  double empties = rt_cost_empties (cost, rate, interval);
  double messages = cost->manner == RT_MANNER_PUSH ? rate : rt_cost_requests (cost, rate, interval) - empties;
  double total = messages * cost->message[kind];

  if (empties > 0)
    total += empties * cost->empty[kind];
  if (!isnan (cost->idle[kind]))
    total += cost->idle[kind];

  return kind == RT_COST_BYTES ? total + rate * (double) size : total;
}

/**
 * rt_cost_project:
 * @cost: a cost
 * @plan: what it was measured with
 * @n_clients: how many there would be
 * @projection: (out caller-allocates): what that would cost
 *
 * Projects what was measured to other numbers of clients, at the same rate and size of events.
 */
void
rt_cost_project (const RtCost *cost,
                 const RtPlan *plan,
                 guint         n_clients,
                 RtProjection *projection)
{
  *projection = (RtProjection) {
    .n_clients = n_clients,
    .measured = plan->n_clients,
    .bytes = n_clients * rt_cost_total (cost, RT_COST_BYTES, plan->rate, cost->interval, plan->size),
    .cores = n_clients * rt_cost_total (cost, RT_COST_CPU, plan->rate, cost->interval, plan->size) / G_USEC_PER_SEC,
    .memory = n_clients * cost->memory,
    .requests = n_clients * rt_cost_requests (cost, plan->rate, cost->interval),
  };
}

/**
 * rt_projection_dup_basis:
 * @plan: what was measured
 *
 * Returns: (transfer full): a sentence: that what follows is projected, and what it rests on
 */
char *
rt_projection_dup_basis (const RtPlan *plan)
{
  /* Translators: a number of clients */
  return g_strdup_printf (
    _("Projected, not measured: if every message and every connection costs what it did with %u clients."),
    plan->n_clients);
}
