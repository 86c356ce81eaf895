/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-costs.h"

#include <math.h>

#include "lab/rt-feeder.h"
#include "patterns/rt-envelope.h"

/* So many fewer answers than there are occasions for are no accident. */
#define CROWDED 1.1
/* Shares of empty answers that are closer tell nothing of what one costs. */
#define MIN_DIFFERENCE 0.1

typedef struct {
  double answers; /* requests, or pushes where nobody asks */
  double empty;   /* share of them */
  double events;
  double envelope; /* bytes of each of them that are in an answer beside its payload */
  double each[RT_N_COST_KINDS];
} Sample;

static double
get (RtResult *result,
     guint     contestant,
     RtFigure  figure)
{
  return rt_result_get_median (result, contestant, figure);
}

static const RtContestant *
get_contestant (RtResult *result,
                guint     contestant)
{
  return g_ptr_array_index (rt_result_get_plan (result)->contestants, contestant);
}

/* How long the numbers up to @last are, one after the other, all together. */
static double
sum_digits (double last)
{
  double sum = 0;

  for (double first = 1; first <= last; first *= 10)
    sum += last - first + 1;

  return sum;
}

/* What an answer of a channel has around the data of each event: number, time and type. */
static double
get_envelope (RtResult *result,
              guint     contestant)
{
  const RtPlan *plan = rt_result_get_plan (result);
  const RtPattern *pattern = rt_patterns_lookup (get_contestant (result, contestant)->pattern);
  double published = MAX (get (result, contestant, RT_FIGURE_PUBLISHED), 1);
  double before = floor (published / rt_result_get_seconds (result, contestant) * plan->warm_up);
  double digits = (sum_digits (before + published) - sum_digits (before)) / published;
  g_autoptr (GBytes) data = g_bytes_new_static ("0", 1);
  g_autoptr (RtEvent) event = NULL;

  if (pattern == NULL || pattern->claims == NULL || pattern->manner == RT_MANNER_PUSH)
    return 0;
  event = rt_event_new (1, g_get_real_time (), RT_FEEDER_TYPE, data);

  /* The data are as long as the comma that follows. */
  return (double) g_bytes_get_size (rt_event_encode (event, &rt_envelope_format, 0)) - 1 + digits;
}

/* Of the runs that are compared, with @min clients or more: the mean; NAN where none knows it. */
static double
get_mean (RtResult *result,
          guint     contestant,
          gsize     offset,
          guint     min,
          gboolean  of_each)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);
      gint64 value = G_STRUCT_MEMBER (gint64, run, offset);

      if (run->contestant != contestant || !run->kept_up || value < 0 || run->clients < min)
        continue;
      sum += (double) value / (of_each ? run->clients : 1);
      n++;
    }

  return n > 0 ? sum / n : NAN;
}

/**
 * rt_cost_get_idle_cpu:
 * @result: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: what a connection on which nothing is said takes of the server's processor in a second, µs; NAN
 *   where it was not measured, or with fewer than %RT_COST_MIN_IDLE clients
 */
double
rt_cost_get_idle_cpu (RtResult *result,
                      guint     contestant)
{
  return get_mean (result, contestant, G_STRUCT_OFFSET (RtRun, idle_cpu_us), RT_COST_MIN_IDLE, TRUE);
}

/* Of what the server took all in all: what it would have without clients, and for each that says nothing. */
static void
take_idle (RtResult *result,
           guint     contestant,
           RtCost   *cost)
{
  const RtPattern *pattern = rt_patterns_lookup (get_contestant (result, contestant)->pattern);
  double fixed = get_mean (result, contestant, G_STRUCT_OFFSET (RtRun, base_cpu_us), 1, FALSE);
  double idle = rt_cost_get_idle_cpu (result, contestant);
  double seconds = rt_result_get_seconds (result, contestant);
  double clients = MAX (get (result, contestant, RT_FIGURE_CLIENTS), 1);
  double cpu = get (result, contestant, RT_FIGURE_CPU_PER_EVENT) * get (result, contestant, RT_FIGURE_EVENTS) / seconds;
  double overhead = get (result, contestant, RT_FIGURE_OVERHEAD_BYTES) / seconds;

  cost->fixed[RT_COST_CPU] = isnan (fixed) || isnan (cpu) ? 0 : MIN (fixed, cpu);
  cost->idle[RT_COST_CPU] = isnan (idle) || isnan (cpu) ? 0 : MIN (idle, (cpu - cost->fixed[RT_COST_CPU]) / clients);
  if (pattern->keep_alive_ms > 0 && overhead > 0)
    cost->idle[RT_COST_BYTES] = MIN (1000.0 * pattern->keep_alive_bytes / pattern->keep_alive_ms, overhead / clients);
}

static gboolean
take_sample (RtResult *result,
             guint     contestant,
             RtManner  manner,
             Sample   *sample)
{
  double events = get (result, contestant, RT_FIGURE_EVENTS);
  double requests = get (result, contestant, RT_FIGURE_REQUESTS);
  double overhead = get (result, contestant, RT_FIGURE_OVERHEAD_BYTES);
  double seconds = rt_result_get_seconds (result, contestant);
  double idling = get (result, contestant, RT_FIGURE_CLIENTS) * seconds;
  RtCost anyway = { 0 };

  take_idle (result, contestant, &anyway);
  overhead -= anyway.idle[RT_COST_BYTES] * idling;
  sample->answers = manner == RT_MANNER_PUSH ? events : requests;
  if (!(sample->answers > 0))
    return FALSE;
  sample->empty = manner == RT_MANNER_PUSH ? 0 : get (result, contestant, RT_FIGURE_EMPTY) / requests;
  sample->events = events;
  sample->envelope = events > 0 && overhead > 0 ? MIN (get_envelope (result, contestant), overhead / events) : 0;
  sample->each[RT_COST_BYTES] = (overhead - sample->envelope * events) / sample->answers;
  sample->each[RT_COST_CPU] =
    (get (result, contestant, RT_FIGURE_CPU_PER_EVENT) * events - anyway.fixed[RT_COST_CPU] * seconds -
     anyway.idle[RT_COST_CPU] * idling) / sample->answers;

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

  if (latency == NULL || rt_histogram_get_count (latency) == 0)
    return;
  /* However often one asks, the way itself takes as long as it took at the best. */
  cost->least = (double) rt_histogram_get_min (latency) / G_USEC_PER_SEC;
  cost->delay = MAX (cost->least, (double) rt_histogram_get_quantile (latency, 0.95) / G_USEC_PER_SEC - explained);
}

/* Of a client that waits: while it asks again events pile up, and come together in the next answer. */
static void
take_asking_again (RtCost *cost,
                   double  full)
{
  double occasions = cost->feed.rate / MAX (cost->burst, 1);

  if (cost->manner != RT_MANNER_WAIT || !(full > 0))
    return;
  if (occasions < CROWDED * full)
    /* At the best it is the way of an answer and that of a question. */
    cost->again = MIN (2 * cost->least, 1 / full);
  else
    cost->again = cost->by_chance ? 1 / full - 1 / occasions : 1 / full;
}

/* Where it was measured: all that the model starts from. */
static void
take_point (RtResult        *result,
            guint            contestant,
            const RtPattern *pattern,
            RtCost          *cost)
{
  const RtPlan *plan = rt_result_get_plan (result);
  double published = get (result, contestant, RT_FIGURE_PUBLISHED);
  double events = get (result, contestant, RT_FIGURE_EVENTS);
  double clients = get (result, contestant, RT_FIGURE_CLIENTS);
  double seconds = rt_result_get_seconds (result, contestant);

  cost->burst = plan->rate_kind == RT_RATE_BURSTS ? plan->burst : 1;
  cost->by_chance = plan->rate_kind == RT_RATE_POISSON || plan->rate_kind == RT_RATE_REPLAY;
  cost->is_latest = pattern->claims == NULL && !pattern->over_bus;
  cost->clients = (guint) clients;
  if (rt_contestant_is_shared (get_contestant (result, contestant)))
    cost->sharers = MAX (cost->clients, 1);
  if (!(published > 0 && events > 0 && clients > 0))
    return;

  cost->feed.rate = published / seconds;
  cost->feed.size = get (result, contestant, RT_FIGURE_PAYLOAD_BYTES) / events;
  cost->requests = get (result, contestant, RT_FIGURE_REQUESTS) / clients / seconds;
  cost->empties = get (result, contestant, RT_FIGURE_EMPTY) / clients / seconds;
  cost->share = events / published / clients * MAX (cost->sharers, 1);
}

static void
take_messages (RtResult     *result,
               const Sample *sample,
               RtCost       *cost)
{
  Sample other = { 0 };

  for (guint i = 0; i < RT_N_COST_KINDS; i++)
    {
      cost->message[i] = sample->each[i];
      cost->empty[i] = cost->manner == RT_MANNER_PUSH ? NAN : sample->each[i];
    }
  cost->event[RT_COST_BYTES] = sample->envelope;
  if (cost->manner != RT_MANNER_PUSH && find_counterpart (result, cost->contestant, cost, sample, &other))
    separate (sample, &other, cost);
}

/**
 * rt_cost_measure:
 * @result: a result
 * @contestant: the place in the plan's contestants
 * @cost: (out caller-allocates): what its messages cost
 *
 * Takes costs of single messages from what was measured of many. Where a contestant of the same
 * kind got another share of empty answers, what an empty one costs is told from what a full one
 * costs; else both are taken to cost the same but for the events in it.
 *
 * Returns: %FALSE where @contestant did not keep up, or had nothing to do
 */
gboolean
rt_cost_measure (RtResult *result,
                 guint     contestant,
                 RtCost   *cost)
{
  const RtPlan *plan = rt_result_get_plan (result);
  const RtContestant *its = get_contestant (result, contestant);
  const RtPattern *pattern = rt_patterns_lookup (its->pattern);
  Sample sample;

  *cost = (RtCost) { .contestant = contestant, .memory = get (result, contestant, RT_FIGURE_MEMORY_PER_CLIENT) };
  if (pattern == NULL || !rt_result_is_comparable (result, contestant) ||
      !take_sample (result, contestant, pattern->manner, &sample))
    return FALSE;

  cost->manner = pattern->manner;
  cost->interval = pick_ms (its->interval_ms, plan->interval_ms);
  cost->wait = pick_ms (its->wait_ms, plan->wait_ms);
  take_idle (result, contestant, cost);
  take_point (result, contestant, pattern, cost);
  take_messages (result, &sample, cost);
  take_delay (result, contestant, cost);
  take_asking_again (cost, cost->requests - cost->empties);

  return TRUE;
}
