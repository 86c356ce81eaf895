/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-round-private.h"

#include <glib/gi18n.h>

#include "lab/rt-local-swarm.h"
#include "lab/rt-remote-swarm.h"
#include "lab/rt-usage.h"
#include "patterns/rt-pattern.h"

/* An entrant that takes no part, and why. */
static void
leave_out (RtRound      *self,
           guint         i,
           const GError *error)
{
  RtEntrant *entrant = rt_round_get_entrant (self, i);

  g_clear_object (&entrant->swarm);
  g_clear_pointer (&entrant->run, rt_run_free);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  entrant->run = rt_run_new ();
  entrant->run->contestant = self->first + i;
  entrant->run->repetition = self->repetition;
  entrant->run->kept_up = FALSE;
  /* Who cannot be answered knows no more than that nobody answers. */
  if (rt_usage_has_files ())
    entrant->run->remark = g_strdup (error->message);
  else
    entrant->run->remark = g_strdup (_("The server takes no connection: this program may have no more open files. Allow it "
                                       "more (ulimit -n), or choose fewer clients."));
}

/* For the callback of an entrant's operation. */
typedef struct {
  RtRound *round;
  guint    i;
} Call;

static Call *
call_new (RtRound *self,
          guint    i)
{
  Call *call = g_new (Call, 1);

  call->round = g_object_ref (self);
  call->i = i;
  self->n_pending++;

  return call;
}

static RtRound *
call_end (Call  *call,
          guint *i)
{
  RtRound *self = call->round;

  *i = call->i;
  self->n_pending--;
  g_free (call);

  return self;
}

static gboolean
has_swarms (RtRound *self)
{
  for (guint i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->swarm != NULL)
      return TRUE;

  return FALSE;
}

/* Whether all entrants have come to the end of a step, and some of them go on to the next. */
static gboolean
has_done_step (RtRound      *self,
               guint         i,
               gboolean      done,
               const GError *error)
{
  if (!done)
    leave_out (self, i, error);
  if (self->n_pending > 0)
    return FALSE;
  if (has_swarms (self) && !self->cut_short)
    return TRUE;

  rt_round_finish (self, NULL);

  return FALSE;
}

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtRound) self = user_data;

  rt_server_settle_finish (RT_SERVER (source), result, NULL);
  for (guint i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->swarm != NULL && rt_round_get_entrant (self, i)->run != NULL)
      rt_round_complete_run (self, i);
  rt_round_finish (self, NULL);
}

static void
on_ended (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  guint i;
  g_autoptr (RtRound) self = call_end (user_data, &i);
  g_autoptr (GError) error = NULL;

  rt_round_get_entrant (self, i)->run = rt_swarm_end_finish (RT_SWARM (source), result, &error);
  if (rt_round_get_entrant (self, i)->run == NULL)
    leave_out (self, i, error);
  if (self->n_pending == 0)
    rt_server_settle_async (rt_arena_get_server (self->arena), NULL, on_settled, g_object_ref (self));
}

void
rt_round_end (RtRound *self)
{
  RtSwarmEnd end = {
    .first = self->first_event,
    .last = rt_feeder_get_last (self->feeder),
    .patience_ms = self->cut_short ? 0 : RT_ROUND_PATIENCE_MS + self->plan->interval_ms,
  };

  rt_round_measure_end (self);
  rt_round_enter (self, RT_ROUND_ENDING);
  for (guint i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->swarm != NULL)
      rt_swarm_end_async (rt_round_get_entrant (self, i)->swarm, &end, self->cancellable, on_ended,
                          call_new (self, i));
}

static void
begin_to_measure (RtRound *self)
{
  rt_round_enter (self, RT_ROUND_MEASURING);
  self->first_event = rt_feeder_get_last (self->feeder) + 1;
  rt_feeder_start (self->feeder, rt_schedule_new (self->plan, RT_STRETCH_MEASURED, self->recording));
}

static void
on_settled_before (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (RtRound) self = user_data;

  rt_server_settle_finish (RT_SERVER (source), result, NULL);
  if (self->task == NULL)
    return;

  /* It may have to look at the whole schedule, which nobody is to be charged for. */
  rt_round_begin_steps (self);
  rt_round_measure_begin (self);
  begin_to_measure (self);
}

static void
on_begun (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  guint i;
  g_autoptr (RtRound) self = call_end (user_data, &i);
  g_autoptr (GError) error = NULL;
  gboolean begun = rt_swarm_begin_finish (RT_SWARM (source), result, &error);

  if (has_done_step (self, i, begun, error))
    rt_server_settle_async (rt_arena_get_server (self->arena), NULL, on_settled_before, g_object_ref (self));
}

static void
on_warm (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  guint i;
  g_autoptr (RtRound) self = call_end (user_data, &i);
  g_autoptr (GError) error = NULL;
  gboolean warm = rt_swarm_warm_finish (RT_SWARM (source), result, &error);

  if (!has_done_step (self, i, warm, error))
    return;

  for (i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->swarm != NULL)
      rt_swarm_begin_async (rt_round_get_entrant (self, i)->swarm, rt_feeder_get_last (self->feeder),
                            self->cancellable, on_begun, call_new (self, i));
}

/* First all get ready, then all begin: nobody counts longer than another. */
void
rt_round_begin (RtRound *self)
{
  rt_round_end_steps (self);
  for (guint i = 0; i < self->entrants->len; i++)
    if (rt_round_get_entrant (self, i)->swarm != NULL)
      rt_swarm_warm_async (rt_round_get_entrant (self, i)->swarm, rt_feeder_get_last (self->feeder),
                           self->cancellable, on_warm, call_new (self, i));
}

/* All are connected, and nobody has said anything yet. */
static void
on_idle (RtRound *self,
         gint64   cpu_us)
{
  self->idle_cpu_us = cpu_us >= 0 && self->empty_cpu_us >= 0 ? MAX (cpu_us - self->empty_cpu_us, 0) : -1;
  rt_round_enter (self, RT_ROUND_WARMING_UP);
  if (self->plan->warm_up > 0)
    rt_feeder_start (self->feeder, rt_schedule_new (self->plan, RT_STRETCH_WARM_UP, self->recording));
  else
    rt_round_begin (self);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  guint i;
  g_autoptr (RtRound) self = call_end (user_data, &i);
  g_autoptr (GError) error = NULL;
  gboolean connected = rt_swarm_connect_finish (RT_SWARM (source), result, &error);

  if (has_done_step (self, i, connected, error))
    rt_round_rest (self, on_idle);
}

static RtSwarm *
new_swarm (RtRound  *self,
           guint     i,
           GError  **error)
{
  const RtPattern *pattern = rt_patterns_lookup (rt_round_get_contestant (self, i)->pattern);
  const char *path = pattern != NULL && pattern->claims != NULL ? RT_ARENA_PATH : RT_ARENA_LATEST;
  RtFeedBus *bus = rt_round_get_entrant (self, i)->bus;
  RtHttp2Server *http2 = rt_round_is_http2 (self, i) ? rt_arena_get_http2 (self->arena, error) : NULL;
  g_autofree char *uri = NULL;
  g_autofree char *certificate = NULL;
  RtSwarmJob job = { .plan = self->plan, .contestant = self->first + i };

  if (rt_round_is_http2 (self, i) && http2 == NULL)
    return NULL;
  if (http2 != NULL)
    g_object_get (rt_http2_server_get_certificate (http2), "certificate-pem", &certificate, NULL);
  uri = http2 != NULL ? rt_http2_server_dup_uri (http2, path) : rt_arena_dup_uri (self->arena, path);
  job.uri = bus != NULL ? rt_feed_bus_get_uri (bus) : uri;
  job.certificate = certificate;
  job.step = rt_round_get_entrant (self, i)->step = rt_lockstep_new (error);
  if (job.step == NULL)
    return NULL;

  return self->plan->own_process && self->program != NULL ? rt_remote_swarm_new (&job, self->program, error)
                                                          : rt_local_swarm_new (&job, error);
}

static void
connect_all (RtRound *self)
{
  rt_round_enter (self, RT_ROUND_CONNECTING);
  rt_round_measure_empty (self);
  for (guint i = 0; i < self->entrants->len; i++)
    {
      RtEntrant *entrant = rt_round_get_entrant (self, i);
      g_autoptr (GError) error = NULL;

      if (entrant->run != NULL)
        continue;
      entrant->swarm = new_swarm (self, i, &error);
      if (entrant->swarm == NULL)
        leave_out (self, i, error);
      else
        rt_swarm_connect_async (entrant->swarm, self->cancellable, on_connected, call_new (self, i));
    }
  if (self->n_pending == 0)
    rt_round_finish (self, NULL);
}

static void
on_empty (RtRound *self,
          gint64   cpu_us)
{
  self->empty_cpu_us = cpu_us;
  connect_all (self);
}

static void
on_soaked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  guint unused;
  g_autoptr (RtRound) self = call_end (user_data, &unused);

  self->soak = rt_soak_new_finish (result, NULL);
  if (self->cut_short)
    rt_round_finish (self, NULL);
  else
    rt_round_rest (self, on_empty);
}

static void
on_bus_open (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  guint i;
  g_autoptr (RtRound) self = call_end (user_data, &i);
  g_autoptr (GError) error = NULL;

  if (!rt_feed_bus_open_finish (rt_round_get_entrant (self, i)->bus, result, &error))
    leave_out (self, i, error);
  if (self->n_pending == 0 && self->cut_short)
    rt_round_finish (self, NULL);
  else if (self->n_pending == 0)
    connect_all (self);
}

static void
on_arena_open (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  guint unused;
  g_autoptr (RtRound) self = call_end (user_data, &unused);
  GError *error = NULL;

  if (!rt_arena_open_finish (self->arena, result, &error))
    {
      rt_round_finish (self, error);
      return;
    }

  for (guint i = 0; i < self->entrants->len; i++)
    {
      const RtPattern *pattern = rt_patterns_lookup (rt_round_get_contestant (self, i)->pattern);
      RtEntrant *entrant = rt_round_get_entrant (self, i);

      if (pattern == NULL || !pattern->over_bus)
        continue;
      entrant->bus = rt_feed_bus_new (rt_round_get_contestant (self, i));
      rt_feed_bus_open_async (entrant->bus, self->cancellable, on_bus_open, call_new (self, i));
    }
  /* What an earlier round gave back would be taken for its clients without anybody seeing it. */
  if (self->n_pending == 0 && rt_round_is_alone (self))
    rt_soak_new_async (self->cancellable, on_soaked, call_new (self, 0));
  else if (self->n_pending == 0)
    connect_all (self);
}

/* Opens the server, and with that everything begins. */
void
rt_round_open (RtRound *self)
{
  rt_round_enter (self, RT_ROUND_OPENING);
  rt_arena_open_async (self->arena, self->port, self->cancellable, on_arena_open, call_new (self, 0));
}
