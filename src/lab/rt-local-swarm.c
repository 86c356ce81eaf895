/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-local-swarm-private.h"

#include <glib/gi18n.h>

#include "lab/rt-usage.h"
#include "net/rt-listener.h"

/* How often it looks after itself. */
#define BEAT_MS 20
/* A beat that is so late has no turn: what has more to do than it can goes before it. */
#define OVERDUE_MS 250
/* Nobody asks by itself: RtPacer says when. */
#define CONNECTING_INTERVAL_MS G_MAXINT

G_DEFINE_FINAL_TYPE (RtLocalSwarm, rt_local_swarm, RT_TYPE_SWARM)

/* In slices one goes on at once. */
static guint
get_pause (RtLocalSwarm *self)
{
  return self->phase == RT_LOCAL_SWARM_RESETTING || (self->phase == RT_LOCAL_SWARM_ENDING && !self->is_waiting) ? 1 : BEAT_MS;
}

static void
on_beat (gpointer user_data)
{
  g_autoptr (RtLocalSwarm) self = g_object_ref (user_data);
  gint64 now_us = g_get_monotonic_time ();

  if (self->phase == RT_LOCAL_SWARM_COUNTING)
    {
      if (self->beat_due_us > 0)
        rt_histogram_record (self->lag, MAX (now_us - self->beat_due_us, 0));
      rt_local_swarm_sample_ages (self);
    }
  if (self->task != NULL && self->phase != RT_LOCAL_SWARM_ENDING && g_task_return_error_if_cancelled (self->task))
    g_object_unref (rt_local_swarm_steal_task (self, RT_LOCAL_SWARM_IDLE));
  rt_local_swarm_step (self);
  self->beat_due_us = g_get_monotonic_time () + get_pause (self) * 1000;
  rt_poller_start_timer (self->poller, &self->beat, get_pause (self));
}

/* A machine that cannot keep up is to say so, not to be busy for ever. */
static gboolean
on_watch (gpointer user_data)
{
  RtLocalSwarm *self = user_data;
  gint64 due_us = self->beat_due_us > 0 ? self->beat_due_us : self->entered_us;
  gint64 patience_ms = get_pause (self) < BEAT_MS ? BEAT_MS : OVERDUE_MS;

  if (g_get_monotonic_time () > due_us + patience_ms * 1000)
    on_beat (self);

  return G_SOURCE_CONTINUE;
}

static void
enter (RtLocalSwarm      *self,
       RtLocalSwarmPhase  phase,
       GTask             *task)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_object_ref (task);
  self->phase = phase;
  self->n_done = 0;
  self->since_us = g_get_monotonic_time ();
  rt_poller_start_timer (self->poller, &self->beat, 0);
  self->beat_due_us = 0;
  self->entered_us = self->since_us;
  if (self->watch == NULL)
    {
      self->watch = g_timeout_source_new (BEAT_MS);
      g_source_set_callback (self->watch, on_watch, self, NULL);
      g_source_attach (self->watch, g_main_context_get_thread_default ());
    }
}

static void
rt_local_swarm_connect (RtSwarm *swarm,
                        GTask   *task)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (swarm);

  enter (self, RT_LOCAL_SWARM_CONNECTING, task);
  self->connected_us = self->since_us;
  /* Who is there asks once, and again when all are: thousands who poll leave none the time to connect. */
  rt_crowd_set_interval (self->crowd, CONNECTING_INTERVAL_MS);
  rt_crowd_set_uri (self->crowd, self->uri);
}

static void
rt_local_swarm_warm (RtSwarm *swarm,
                     guint64  last,
                     GTask   *task)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (swarm);

  self->end.last = last;
  self->begins = FALSE;
  enter (self, RT_LOCAL_SWARM_WARMING, task);
}

static void
rt_local_swarm_begin (RtSwarm *swarm,
                      guint64  last,
                      GTask   *task)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (swarm);

  self->end.last = last;
  self->begins = TRUE;
  enter (self, self->is_warm ? RT_LOCAL_SWARM_RESETTING : RT_LOCAL_SWARM_WARMING, task);
}

static void
rt_local_swarm_end (RtSwarm          *swarm,
                    const RtSwarmEnd *end,
                    GTask            *task)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (swarm);

  self->end = *end;
  if (self->pacer != NULL)
    rt_pacer_release (self->pacer);
  self->run->contestant = self->index;
  self->run->elapsed_us = g_get_monotonic_time () - self->began_us;
  self->run->client_cpu_us = rt_usage_get_cpu () - self->began_cpu_us;
  enter (self, RT_LOCAL_SWARM_ENDING, task);
}

static void
on_joining (RtLocalSwarm *self,
            RtClient     *client)
{
  const RtContestant *contestant = rt_local_swarm_get_contestant (self);
  RtSession *host = rt_local_swarm_get_host (self);

  if (host != NULL)
    rt_client_set_session (client, host);
  rt_session_pin (rt_client_get_session (client), self->certificate);
  g_object_set (client,
                "resume", contestant->resume,
                "wait-ms", contestant->wait_ms > 0 ? contestant->wait_ms : self->plan->wait_ms,
                NULL);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (client), "use-etag") != NULL)
    g_object_set (client, "use-etag", contestant->etag, NULL);
  rt_local_swarm_add_member (self, client);
}

static void
rt_local_swarm_dispose (GObject *object)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (object);

  rt_poller_stop_timer (self->poller, &self->beat);
  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
  if (self->crowd != NULL)
    g_signal_handlers_disconnect_by_data (self->crowd, self);
  g_clear_pointer (&self->pacer, rt_pacer_free);
  g_ptr_array_set_size (self->members, 0);
  g_clear_object (&self->crowd);

  G_OBJECT_CLASS (rt_local_swarm_parent_class)->dispose (object);
}

static void
rt_local_swarm_finalize (GObject *object)
{
  RtLocalSwarm *self = RT_LOCAL_SWARM (object);

  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->hosts);
  g_clear_object (&self->faults);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->step, rt_lockstep_unref);
  g_clear_pointer (&self->plan, rt_plan_free);
  g_clear_pointer (&self->run, rt_run_free);
  g_clear_pointer (&self->poller, rt_poller_unref);
  rt_histogram_free (self->lag);
  rt_histogram_free (self->age);
  rt_age_series_free (self->ages);
  rt_histogram_free (self->latency);
  g_clear_pointer (&self->recent, rt_histogram_free);
  g_free (self->uri);

  G_OBJECT_CLASS (rt_local_swarm_parent_class)->finalize (object);
}

static void
rt_local_swarm_class_init (RtLocalSwarmClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtSwarmClass *swarm_class = RT_SWARM_CLASS (klass);

  object_class->dispose = rt_local_swarm_dispose;
  object_class->finalize = rt_local_swarm_finalize;
  swarm_class->connect = rt_local_swarm_connect;
  swarm_class->warm = rt_local_swarm_warm;
  swarm_class->begin = rt_local_swarm_begin;
  swarm_class->end = rt_local_swarm_end;
  swarm_class->look = rt_local_swarm_look;
}

static void
rt_local_swarm_init (RtLocalSwarm *self)
{
  self->members = g_ptr_array_new_with_free_func (rt_swarm_member_free);
  self->hosts = g_ptr_array_new_with_free_func (g_object_unref);
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->beat.func = on_beat;
  self->beat.user_data = self;
  self->lag = rt_histogram_new ();
  self->age = rt_histogram_new ();
  self->ages = rt_age_series_new ();
  self->latency = rt_histogram_new ();
  self->run = rt_run_new ();
  self->ready_for = -1;
}

/**
 * rt_local_swarm_new:
 * @job: what to do
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Returns: (transfer full) (nullable): a swarm in the thread-default main context; %NULL with
 *   @error where there is no such pattern
 */
RtSwarm *
rt_local_swarm_new (const RtSwarmJob  *job,
                    GError           **error)
{
  const RtContestant *contestant = g_ptr_array_index (job->plan->contestants, job->contestant);
  const RtPattern *pattern = rt_patterns_lookup (contestant->pattern);
  g_autoptr (GTlsCertificate) certificate = NULL;
  RtLocalSwarm *self;

  if (pattern == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("There is no pattern “%s”."), contestant->pattern);
      return NULL;
    }
  if (job->certificate != NULL)
    certificate = g_tls_certificate_new_from_pem (job->certificate, -1, error);
  if (job->certificate != NULL && certificate == NULL)
    return NULL;

  rt_listener_get_connection_limit ();
  self = g_object_new (RT_TYPE_LOCAL_SWARM, NULL);
  self->plan = rt_plan_copy (job->plan);
  self->index = job->contestant;
  self->uri = g_strdup (job->uri);
  self->certificate = g_steal_pointer (&certificate);
  self->pattern = pattern;
  self->step = rt_lockstep_ref (job->step);
  if (pattern->manner == RT_MANNER_WAIT)
    rt_lockstep_set (self->step, RT_STEP_READY, 0);
  self->asks = pattern->claims == NULL && !pattern->over_bus;
  self->is_shared = rt_contestant_is_shared (contestant);
  self->crowd = rt_crowd_new (pattern->get_client_type ());
  if (!pattern->over_bus)
    rt_crowd_set_after (self->crowd, 0);
  if (self->plan->faults != NULL && self->plan->faults[0] != NULL)
    self->faults = rt_faults_new_for_client ();
  rt_crowd_set_faults (self->crowd, self->faults);
  g_signal_connect_swapped (self->crowd, "joining", G_CALLBACK (on_joining), self);

  return RT_SWARM (self);
}
