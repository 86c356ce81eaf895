/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-round-private.h"

#include "core/rt-priority.h"
#include "patterns/rt-pattern.h"

/* What opening, connecting and ending take about, seconds. */
#define CONNECT_SECONDS 1.0
#define END_SECONDS     0.5

G_DEFINE_FINAL_TYPE (RtRound, rt_round, G_TYPE_OBJECT)

const RtContestant *
rt_round_get_contestant (RtRound *self,
                         guint    i)
{
  return g_ptr_array_index (self->plan->contestants, self->first + i);
}

/* What upgrades a connection takes all of it; over HTTP/2 that is RFC 8441, which libsoup does not
 * speak. A bus has a protocol of its own. */
gboolean
rt_round_is_http2 (RtRound *self,
                   guint    i)
{
  const RtPattern *pattern = rt_patterns_lookup (rt_round_get_contestant (self, i)->pattern);

  return self->plan->http2 && pattern != NULL && (pattern->traits & RT_TRAIT_PLAIN_HTTP) != 0;
}

void
rt_round_enter (RtRound      *self,
                RtRoundPhase  phase)
{
  self->phase = phase;
  self->since_us = g_get_monotonic_time ();
}

void
rt_round_finish (RtRound *self,
                 GError  *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_run_free);

  rt_feeder_stop (self->feeder);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  for (guint i = 0; i < self->entrants->len; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      if (entrant->run != NULL)
        g_ptr_array_add (runs, g_steal_pointer (&entrant->run));
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&runs), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_publish (guint64     number,
            const char *type,
            GBytes     *data,
            gint64      time_us,
            gpointer    user_data)
{
  RtRound *self = user_data;

  for (guint i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->step != NULL)
      rt_lockstep_set (rt_round_get_entrant (self, i)->step, RT_STEP_LAST, (gint64) number);
  rt_arena_publish (self->arena, type, data, time_us);
  for (guint i = 0; i < self->entrants->len; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      if (entrant->bus != NULL && entrant->swarm != NULL)
        rt_feed_bus_publish (entrant->bus, number, type, data, time_us);
    }
}

static void
on_over (gpointer user_data)
{
  RtRound *self = user_data;

  if (self->phase == RT_ROUND_WARMING_UP)
    rt_round_begin (self);
  else
    rt_round_end (self);
}

static const RtFeederHooks hooks = { on_publish, on_over, rt_round_may_go_on, rt_round_went };

static gboolean
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (RtRound) self = g_object_ref (user_data);

  g_cancellable_cancel (self->cancellable);
  /* What was to be measured was. */
  if (self->phase == RT_ROUND_ENDING)
    return G_SOURCE_REMOVE;

  self->cut_short = TRUE;
  rt_feeder_stop (self->feeder);
  if (self->phase == RT_ROUND_MEASURING)
    rt_round_end (self);
  else if (self->n_pending == 0)
    rt_round_finish (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
rt_round_finalize (GObject *object)
{
  RtRound *self = RT_ROUND (object);

  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < self->entrants->len; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      g_clear_object (&entrant->swarm);
      g_clear_pointer (&entrant->bus, rt_feed_bus_free);
      g_clear_pointer (&entrant->run, rt_run_free);
      g_clear_pointer (&entrant->step, rt_lockstep_unref);
      if (self->before != NULL)
        rt_traffic_clear (&self->before[i]);
    }
  g_array_unref (self->entrants);
  g_free (self->before);
  g_clear_pointer (&self->soak, rt_soak_free);
  rt_feeder_free (self->feeder);
  rt_arena_free (self->arena);
  g_clear_pointer (&self->recording, rt_recording_unref);
  rt_plan_free (self->plan);
  g_free (self->program);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (rt_round_parent_class)->finalize (object);
}

static void
rt_round_class_init (RtRoundClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_round_finalize;
}

static void
rt_round_init (RtRound *self)
{
  self->entrants = g_array_new (FALSE, TRUE, sizeof (RtEntrant));
  self->cancellable = g_cancellable_new ();
  self->arena = rt_arena_new ();
  self->empty_cpu_us = self->idle_cpu_us = -1;
}

/**
 * rt_round_new:
 * @how: what to do
 *
 * Returns: (transfer full): a round in the thread-default main context
 */
RtRound *
rt_round_new (const RtRoundPlan *how)
{
  RtRound *self = g_object_new (RT_TYPE_ROUND, NULL);

  self->plan = rt_plan_copy (how->plan);
  self->first = how->first;
  self->repetition = how->repetition;
  self->recording = how->recording != NULL ? rt_recording_ref (how->recording) : NULL;
  self->program = g_strdup (how->program);
  self->port = how->port;
  g_array_set_size (self->entrants, how->n);
  self->feeder = rt_feeder_new (self->plan->size, &hooks, self);

  return self;
}

/**
 * rt_round_run_async:
 * @self: a round that has not run
 * @cancellable: (nullable): to end it soon, with what was measured
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Opens the server, has everyone connect, publishes the warm-up and the feed, and collects what
 * was counted.
 */
void
rt_round_run_async (RtRound             *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, rt_round_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_priority (self->cancelled, RT_PRIORITY_IO);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  rt_round_open (self);
}

/**
 * rt_round_run_finish:
 * @self: a round
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum: the server could not be opened
 *
 * Returns: (transfer full) (nullable) (element-type RtRun): what each contestant did
 */
GPtrArray *
rt_round_run_finish (RtRound       *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rt_round_get_phase:
 * @self: a round
 *
 * Returns: what it is in the middle of
 */
RtRoundPhase
rt_round_get_phase (RtRound *self)
{
  return self->phase;
}

/**
 * rt_round_estimate:
 * @plan: a plan
 *
 * Returns: how long a round of it takes about, seconds
 */
double
rt_round_estimate (const RtPlan *plan)
{
  return CONNECT_SECONDS + plan->warm_up + plan->duration + END_SECONDS;
}

/**
 * rt_round_get_progress:
 * @self: a round
 *
 * Returns: how far it is, from 0 to 1
 */
double
rt_round_get_progress (RtRound *self)
{
  const double lengths[] = { 0, CONNECT_SECONDS, self->plan->warm_up, self->plan->duration, END_SECONDS };
  double elapsed = (double) (g_get_monotonic_time () - self->since_us) / G_USEC_PER_SEC;
  double before = 0;

  if (self->since_us == 0)
    return 0;
  for (guint i = 0; i < self->phase; i++)
    before += lengths[i];

  return (before + MIN (elapsed, lengths[self->phase])) / rt_round_estimate (self->plan);
}
