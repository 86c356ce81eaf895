/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-result-private.h"

#include <math.h>

#include "lab/rt-machine.h"

G_DEFINE_FINAL_TYPE (RtResult, rt_result, G_TYPE_OBJECT)

static void
rt_result_finalize (GObject *object)
{
  RtResult *self = RT_RESULT (object);

  rt_plan_free (self->plan);
  g_ptr_array_unref (self->runs);
  g_free (self->spreads);
  g_clear_pointer (&self->machine, json_node_unref);
  g_clear_pointer (&self->made, g_date_time_unref);

  G_OBJECT_CLASS (rt_result_parent_class)->finalize (object);
}

static void
rt_result_class_init (RtResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_result_finalize;
}

static void
rt_result_init (RtResult *self)
{
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_run_free);
  self->made = g_date_time_new_now_utc ();
}

/**
 * rt_result_new:
 * @plan: what is to be done
 *
 * Returns: (transfer full): a result of it on this machine, now, without a run yet
 */
RtResult *
rt_result_new (const RtPlan *plan)
{
  RtResult *self = g_object_new (RT_TYPE_RESULT, NULL);

  self->plan = rt_plan_copy (plan);
  self->machine = rt_machine_describe ();

  return self;
}

/**
 * rt_result_get_plan:
 * @self: a result
 *
 * Returns: (transfer none): what was to be done
 */
const RtPlan *
rt_result_get_plan (RtResult *self)
{
  return self->plan;
}

/**
 * rt_result_add:
 * @self: a result that is not over
 * @run: (transfer full): what one of the plan's contestants did
 */
void
rt_result_add (RtResult *self,
               RtRun    *run)
{
  g_return_if_fail (run->contestant < self->plan->contestants->len);

  g_clear_pointer (&self->spreads, g_free);
  g_ptr_array_add (self->runs, run);
}

/**
 * rt_result_get_n_runs:
 * @self: a result
 *
 * Returns: how many runs there are, of all contestants
 */
guint
rt_result_get_n_runs (RtResult *self)
{
  return self->runs->len;
}

/**
 * rt_result_get_run:
 * @self: a result
 * @index: which of them, in the order they were added
 *
 * Returns: (transfer none): the run
 */
const RtRun *
rt_result_get_run (RtResult *self,
                   guint     index)
{
  g_return_val_if_fail (index < self->runs->len, NULL);

  return g_ptr_array_index (self->runs, index);
}

/* (transfer container) the runs of @contestant that are compared */
static GPtrArray *
list_compared (RtResult *self,
               guint     contestant)
{
  GPtrArray *whole = g_ptr_array_new ();
  g_autoptr (GPtrArray) cut_short = g_ptr_array_new ();

  for (guint i = 0; i < self->runs->len; i++)
    {
      RtRun *run = g_ptr_array_index (self->runs, i);

      if (run->contestant == contestant && run->kept_up)
        g_ptr_array_add (run->cut_short ? cut_short : whole, run);
    }
  if (whole->len > 0)
    return whole;

  g_ptr_array_unref (whole);
  return g_steal_pointer (&cut_short);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static double
find_median (GArray *values)
{
  g_array_sort (values, compare_doubles);

  return (g_array_index (values, double, (values->len - 1) / 2) + g_array_index (values, double, values->len / 2)) / 2;
}

static void
measure_spread (GPtrArray *runs,
                RtFigure   figure,
                GArray    *values,
                RtSpread  *spread)
{
  g_array_set_size (values, 0);
  for (guint i = 0; i < runs->len; i++)
    {
      double value = rt_run_get_figure (g_ptr_array_index (runs, i), figure);

      if (!isnan (value))
        g_array_append_val (values, value);
    }

  *spread = (RtSpread) { values->len, NAN, NAN, NAN };
  if (values->len == 0)
    return;
  spread->median = find_median (values);
  spread->lowest = g_array_index (values, double, 0);
  spread->highest = g_array_index (values, double, values->len - 1);
}

/* A table asks for each several times over, to know the best; and what is over is read by threads. */
static const RtSpread *
ensure_spreads (RtResult *self)
{
  RtSpread *spreads = g_atomic_pointer_get (&self->spreads);
  guint n = self->plan->contestants->len;
  g_autoptr (GArray) values = NULL;

  if (spreads != NULL)
    return spreads;

  values = g_array_new (FALSE, FALSE, sizeof (double));
  spreads = g_new (RtSpread, n * RT_N_FIGURES);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) runs = list_compared (self, i);

      for (guint figure = 0; figure < RT_N_FIGURES; figure++)
        measure_spread (runs, figure, values, &spreads[i * RT_N_FIGURES + figure]);
    }
  if (!g_atomic_pointer_compare_and_exchange (&self->spreads, NULL, spreads))
    g_free (spreads);

  return g_atomic_pointer_get (&self->spreads);
}

/**
 * rt_result_get_figure:
 * @self: a result
 * @contestant: the place in the plan's contestants
 * @figure: what of it
 * @spread: (out caller-allocates): its median, and the ends of it
 *
 * Gives a figure over the repetitions that kept up and in which it was measured. Those that were
 * cut short count only where none is whole.
 */
void
rt_result_get_figure (RtResult *self,
                      guint     contestant,
                      RtFigure  figure,
                      RtSpread *spread)
{
  g_return_if_fail (contestant < self->plan->contestants->len);

  *spread = ensure_spreads (self)[contestant * RT_N_FIGURES + figure];
}

/**
 * rt_result_get_median:
 * @self: a result
 * @contestant: the place in the plan's contestants
 * @figure: what of it
 *
 * Returns: the median of rt_result_get_figure(); NaN where it was not measured
 */
double
rt_result_get_median (RtResult *self,
                      guint     contestant,
                      RtFigure  figure)
{
  RtSpread spread;

  rt_result_get_figure (self, contestant, figure, &spread);

  return spread.median;
}

/**
 * rt_result_get_seconds:
 * @self: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: how long it was measured, seconds: the median of the runs that are compared; the plan's
 *   where that is not known
 */
double
rt_result_get_seconds (RtResult *self,
                       guint     contestant)
{
  g_autoptr (GPtrArray) runs = list_compared (self, contestant);
  g_autoptr (GArray) seconds = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < runs->len; i++)
    {
      double elapsed = (double) ((const RtRun *) g_ptr_array_index (runs, i))->elapsed_us / G_USEC_PER_SEC;

      if (elapsed > 0)
        g_array_append_val (seconds, elapsed);
    }

  return seconds->len > 0 ? find_median (seconds) : self->plan->duration;
}

static RtHistogram *
merge (RtResult *self,
       guint     contestant,
       gsize     offset)
{
  g_autoptr (GPtrArray) runs = list_compared (self, contestant);
  RtHistogram *merged = NULL;

  for (guint i = 0; i < runs->len; i++)
    {
      const RtRun *run = g_ptr_array_index (runs, i);
      const RtHistogram *histogram = G_STRUCT_MEMBER (RtHistogram *, &run->traffic, offset);

      if (histogram == NULL)
        continue;
      if (merged == NULL)
        merged = rt_histogram_new ();
      rt_histogram_merge (merged, histogram);
    }

  return merged;
}

/**
 * rt_result_dup_latency:
 * @self: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: (transfer full) (nullable): from an event's birth to the client's hand, µs, of all
 *   repetitions that are compared
 */
RtHistogram *
rt_result_dup_latency (RtResult *self,
                       guint     contestant)
{
  return merge (self, contestant, G_STRUCT_OFFSET (RtTraffic, latency));
}

/**
 * rt_result_dup_age:
 * @self: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: (transfer full) (nullable): how old what the clients showed was, µs, of all
 *   repetitions that are compared
 */
RtHistogram *
rt_result_dup_age (RtResult *self,
                   guint     contestant)
{
  return merge (self, contestant, G_STRUCT_OFFSET (RtTraffic, age));
}

/**
 * rt_result_get_ages:
 * @self: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: (transfer none) (nullable): how old what its clients showed was, in the course of the
 *   first repetition that is compared
 */
const RtAgeSeries *
rt_result_get_ages (RtResult *self,
                    guint     contestant)
{
  g_autoptr (GPtrArray) runs = list_compared (self, contestant);

  return runs->len > 0 ? ((const RtRun *) g_ptr_array_index (runs, 0))->ages : NULL;
}

/**
 * rt_result_is_comparable:
 * @self: a result
 * @contestant: the place in the plan's contestants
 *
 * Returns: whether a run of it kept up
 */
gboolean
rt_result_is_comparable (RtResult *self,
                         guint     contestant)
{
  g_autoptr (GPtrArray) runs = list_compared (self, contestant);

  return runs->len > 0;
}
