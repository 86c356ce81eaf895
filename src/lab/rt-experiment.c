/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-experiment.h"

#include <glib/gi18n.h>

#include "lab/rt-remote-swarm.h"
#include "lab/rt-round.h"
#include "net/rt-listener.h"
#include "patterns/rt-pattern.h"

struct _RtExperiment {
  GObject      parent_instance;

  RtPlan      *plan;
  char        *program;
  guint16      port;
  RtRecording *recording;
  RtResult    *result;
  RtRound     *round;     /* the one that is going on, or NULL */
  guint        n_rounds;
  guint        n_done;
  GTask       *task;
};

enum {
  SIGNAL_MEASURED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtExperiment, rt_experiment, G_TYPE_OBJECT)

static void run_next (RtExperiment *self);

static void
finish (RtExperiment *self,
        GError       *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_object_ref (self->result), g_object_unref);
}

static void
on_round_over (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (RtExperiment) self = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) runs = rt_round_run_finish (RT_ROUND (source), result, &error);

  g_clear_object (&self->round);
  self->n_done++;
  if (runs == NULL)
    {
      finish (self, error);
      return;
    }

  g_ptr_array_set_free_func (runs, NULL);
  for (guint i = 0; i < runs->len; i++)
    rt_result_add (self->result, g_ptr_array_index (runs, i));
  if (runs->len > 0)
    g_signal_emit (self, signals[SIGNAL_MEASURED], 0);
  run_next (self);
}

static void
run_next (RtExperiment *self)
{
  guint n = self->plan->contestants->len;
  gboolean is_apart = self->plan->order == RT_ORDER_APART;
  RtRoundPlan how = {
    .plan = self->plan,
    .first = is_apart ? self->n_done % n : 0,
    .n = is_apart ? 1 : n,
    .repetition = is_apart ? self->n_done / n : self->n_done,
    .recording = self->recording,
    .program = self->program,
    .port = self->port,
  };

  if (self->n_done == self->n_rounds || g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    {
      finish (self, NULL);
      return;
    }

  self->round = rt_round_new (&how);
  rt_round_run_async (self->round, g_task_get_cancellable (self->task), on_round_over, g_object_ref (self));
}

static void
on_recording (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (RtExperiment) self = user_data;
  GError *error = NULL;

  self->recording = rt_recording_load_finish (result, &error);
  if (self->recording != NULL)
    run_next (self);
  else
    finish (self, error);
}

static void
rt_experiment_finalize (GObject *object)
{
  RtExperiment *self = RT_EXPERIMENT (object);

  g_clear_object (&self->result);
  g_clear_pointer (&self->recording, rt_recording_unref);
  g_clear_pointer (&self->plan, rt_plan_free);
  g_free (self->program);

  G_OBJECT_CLASS (rt_experiment_parent_class)->finalize (object);
}

static void
rt_experiment_class_init (RtExperimentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_experiment_finalize;

  signals[SIGNAL_MEASURED] =
    g_signal_new ("measured", RT_TYPE_EXPERIMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_experiment_init (RtExperiment *self)
{
}

/**
 * rt_experiment_new:
 * @plan: what to do, as rt_plan_check() takes it
 *
 * Returns: (transfer full): an experiment in the thread-default main context
 */
RtExperiment *
rt_experiment_new (const RtPlan *plan)
{
  RtExperiment *self = g_object_new (RT_TYPE_EXPERIMENT, NULL);

  self->plan = rt_plan_copy (plan);
  self->result = rt_result_new (plan);
  self->n_rounds = plan->repeat * (plan->order == RT_ORDER_APART ? plan->contestants->len : 1);

  return self;
}

/**
 * rt_experiment_set_program:
 * @self: an experiment that has not run
 * @program: (nullable): roundtrip-cli; %NULL: the one that belongs to this program
 */
void
rt_experiment_set_program (RtExperiment *self,
                           const char   *program)
{
  g_free (self->program);
  self->program = g_strdup (program);
}

/**
 * rt_experiment_set_port:
 * @self: an experiment that has not run
 * @port: where its servers listen, one after the other; 0: on free ports
 *
 * Lets others look at the same channel while it goes on: `/channels/feed`.
 */
void
rt_experiment_set_port (RtExperiment *self,
                        guint16       port)
{
  self->port = port;
}

/* What else has files open in this process leaves less; the clients' ends may be in this one as well. */
static gboolean
check_connections (RtExperiment  *self,
                   GError       **error)
{
  guint64 n_clients = 0;
  guint limit = rt_listener_get_connection_limit ();

  for (guint i = 0; i < self->plan->contestants->len; i++)
    {
      const RtContestant *contestant = g_ptr_array_index (self->plan->contestants, i);
      const RtPattern *pattern = rt_patterns_lookup (contestant->pattern);
      guint64 its = pattern == NULL || pattern->over_bus ? 0 : self->plan->n_clients;

      n_clients = self->plan->order == RT_ORDER_APART ? MAX (n_clients, its) : n_clients + its;
    }
  if (self->plan->per_host > 0 || n_clients <= limit)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_OPEN_FILES,
               _("%u clients at once need more open files than this program may have, which are enough for %u. Choose "
                 "fewer clients, or allow it more open files (ulimit -n)."), (guint) n_clients, limit);

  return FALSE;
}

/**
 * rt_experiment_run_async:
 * @self: an experiment that has not run
 * @cancellable: (nullable): to end it soon, with what was measured
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Carries out the plan.
 */
void
rt_experiment_run_async (RtExperiment        *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GError *error = NULL;

  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, rt_experiment_run_async);
  g_task_set_check_cancellable (self->task, FALSE);
  if (self->plan->own_process && self->program == NULL)
    self->program = rt_remote_swarm_find_program ();

  if (!check_connections (self, &error))
    finish (self, error);
  else if (self->plan->own_process && self->program == NULL)
    finish (self, g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("To give the clients a process of their own it takes roundtrip-cli, which is not there.")));
  else if (self->plan->rate_kind == RT_RATE_REPLAY)
    rt_recording_load_async (self->plan->replay, cancellable, on_recording, g_object_ref (self));
  else
    run_next (self);
}

/**
 * rt_experiment_run_finish:
 * @self: an experiment
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum: it could not begin, or go on; what was measured by
 *   then is in rt_experiment_get_result()
 *
 * Returns: (transfer full) (nullable): what came of it; where it was cancelled as much as there is
 */
RtResult *
rt_experiment_run_finish (RtExperiment  *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rt_experiment_get_result:
 * @self: an experiment
 *
 * Returns: (transfer none): what came of it so far
 */
RtResult *
rt_experiment_get_result (RtExperiment *self)
{
  return self->result;
}

/**
 * rt_experiment_get_progress:
 * @self: an experiment
 * @left_s: (out): about how many seconds are left
 *
 * Returns: how far it is, from 0 to 1
 */
double
rt_experiment_get_progress (RtExperiment *self,
                            double       *left_s)
{
  double done = self->n_done + (self->round != NULL ? rt_round_get_progress (self->round) : 0);

  *left_s = (self->n_rounds - done) * rt_round_estimate (self->plan);

  return done / self->n_rounds;
}

/**
 * rt_experiment_look:
 * @self: an experiment that runs
 * @contestant: the place in the plan's contestants
 * @sight: (out caller-allocates): what can be seen of it
 *
 * Returns: FALSE where it is not its turn, or it takes no part
 */
gboolean
rt_experiment_look (RtExperiment *self,
                    guint         contestant,
                    RtSight      *sight)
{
  guint turn = self->n_done % self->plan->contestants->len;

  if (self->round == NULL)
    return FALSE;
  if (self->plan->order != RT_ORDER_APART)
    return rt_round_look (self->round, contestant, sight);

  return contestant == turn && rt_round_look (self->round, 0, sight);
}

/**
 * rt_experiment_may_begin:
 * @self: an experiment that runs
 * @contestant: the place in the plan's contestants
 *
 * Returns: whether one that is not seen in this repetition may still take part in it; else its turn has passed
 */
gboolean
rt_experiment_may_begin (RtExperiment *self,
                         guint         contestant)
{
  guint turn = self->n_done % self->plan->contestants->len;

  if (self->n_done == self->n_rounds)
    return FALSE;
  if (self->plan->order == RT_ORDER_APART && contestant != turn)
    return contestant > turn;

  return self->round == NULL || rt_round_get_phase (self->round) < RT_ROUND_WARMING_UP;
}

/**
 * rt_experiment_get_repetition:
 * @self: an experiment
 *
 * Returns: which of the plan's repetitions goes on, from 0
 */
guint
rt_experiment_get_repetition (RtExperiment *self)
{
  guint n = self->plan->order == RT_ORDER_APART ? self->plan->contestants->len : 1;

  return MIN (self->n_done / n, self->plan->repeat - 1);
}

/**
 * rt_experiment_dup_status:
 * @self: an experiment
 *
 * Returns: (transfer full): what it is in the middle of, in a few words for people
 */
char *
rt_experiment_dup_status (RtExperiment *self)
{
  static const char * const words[] = {
    [RT_ROUND_OPENING] = N_("starting"),
    [RT_ROUND_CONNECTING] = N_("connecting"),
    [RT_ROUND_WARMING_UP] = N_("warming up"),
    [RT_ROUND_MEASURING] = N_("measuring"),
    [RT_ROUND_ENDING] = N_("collecting"),
  };
  guint n = self->plan->contestants->len;
  const RtContestant *contestant = g_ptr_array_index (self->plan->contestants, self->n_done % n);
  const char *phase = _(words[self->round != NULL ? rt_round_get_phase (self->round) : RT_ROUND_OPENING]);

  if (self->plan->order == RT_ORDER_APART)
    /* Translators: the name of a pattern, and what is done with it now: “websocket: connecting” */
    return g_strdup_printf (_("%s: %s"), contestant->name, phase);

  return g_strdup (phase);
}
