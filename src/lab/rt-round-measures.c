/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-round-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"
#include "lab/rt-usage.h"
#include "patterns/rt-pattern.h"

static gboolean
is_over_bus (const RtContestant *contestant)
{
  const RtPattern *pattern = rt_patterns_lookup (contestant->pattern);

  return pattern != NULL && pattern->over_bus;
}

gboolean
rt_round_is_alone (RtRound *self)
{
  return self->entrants->len == 1 && self->plan->own_process && self->program != NULL &&
         !is_over_bus (rt_round_get_contestant (self, 0));
}

/* The server counts by pattern: who shares one with another cannot be told apart. */
static const RtTraffic *
get_account (RtRound *self,
             guint    i)
{
  const char *pattern = rt_round_get_contestant (self, i)->pattern;

  for (guint j = 0; j < self->entrants->len; j++)
    if (j != i && g_str_equal (rt_round_get_contestant (self, j)->pattern, pattern))
      return NULL;
  if (rt_round_is_http2 (self, i))
    return rt_http2_server_measure (rt_arena_get_http2 (self->arena, NULL), pattern);

  return rt_ledger_get (rt_server_get_ledger (rt_arena_get_server (self->arena)), g_intern_string (pattern));
}

void
rt_round_measure_empty (RtRound *self)
{
  self->memory = rt_usage_get_memory ();
}

void
rt_round_measure_begin (RtRound *self)
{
  self->before = g_new0 (RtTraffic, self->entrants->len);
  for (guint i = 0; i < self->entrants->len; i++)
    {
      const RtTraffic *account = get_account (self, i);

      rt_traffic_init (&self->before[i]);
      if (account != NULL && self->plan->warm_up > 0)
        rt_traffic_copy (account, &self->before[i]);
    }
  self->began_us = g_get_monotonic_time ();
  self->cpu_us = rt_usage_get_cpu ();
}

void
rt_round_measure_end (RtRound *self)
{
  gint64 memory = rt_usage_get_memory ();

  self->cpu_us = rt_usage_get_cpu () - self->cpu_us;
  g_clear_pointer (&self->soak, rt_soak_free);
  self->memory = memory >= 0 && self->memory >= 0 ? MAX (memory - self->memory, 0) : -1;
}

static guint64
subtract (guint64 now,
          guint64 before)
{
  return now > before ? now - before : 0;
}

static void
take_server (RtRun           *run,
             const RtTraffic *now,
             const RtTraffic *before)
{
  RtTraffic *server = &run->server;

  rt_traffic_copy (now, server);
  server->connections_opened = subtract (now->connections_opened, before->connections_opened) + before->connections_open;
  server->requests = subtract (now->requests, before->requests);
  server->responses = subtract (now->responses, before->responses);
  server->empty = subtract (now->empty, before->empty);
  server->events = subtract (now->events, before->events);
  server->unique = subtract (now->unique, before->unique);
  server->payload_in = subtract (now->payload_in, before->payload_in);
  server->payload_out = subtract (now->payload_out, before->payload_out);
  server->header_bytes = subtract (now->header_bytes, before->header_bytes);
  server->conflated = subtract (now->conflated, before->conflated);
  server->dropped = subtract (now->dropped, before->dropped);
  server->forgotten = subtract (now->forgotten, before->forgotten);
  server->left = subtract (now->left, before->left);
  server->waits = subtract (now->waits, before->waits);
  server->disconnected = subtract (now->disconnected, before->disconnected);
  rt_wire_subtract (&server->wire, &before->wire);
}

static void
judge (RtRound *self,
       RtRun   *run)
{
  g_autofree char *late = rt_format_duration_us ((double) run->late_p99_us);

  if (run->late_p99_us <= RT_ROUND_MAX_LATE_US)
    return;

  run->kept_up = FALSE;
  g_free (run->remark);
  run->remark = g_strdup_printf (_("The server could not keep up: events were published up to %s late."), late);
}

/* Who was answered by a server that has nothing but HTTP/2 spoke it. */
static const char *
name_protocol (RtRound *self,
               guint    i)
{
  if (is_over_bus (rt_round_get_contestant (self, i)))
    return NULL;

  return rt_round_is_http2 (self, i) ? RT_RUN_HTTP2 : RT_RUN_HTTP1;
}

void
rt_round_complete_run (RtRound *self,
                       guint    i)
{
  RtRun *run = rt_round_get_entrant (self, i)->run;
  const RtTraffic *account = get_account (self, i);
  guint64 n_refused = rt_round_get_entrant (self, i)->bus != NULL
                        ? rt_feed_bus_get_n_refused (rt_round_get_entrant (self, i)->bus) : 0;

  run->protocol = name_protocol (self, i);
  run->contestant = self->first + i;
  run->repetition = self->repetition;
  run->cut_short = self->cut_short;
  run->by_chance |= !rt_round_get_entrant (self, i)->in_step;
  run->published = rt_feeder_get_n (self->feeder);
  run->late_p99_us = rt_histogram_get_quantile (rt_feeder_get_lateness (self->feeder), 0.99);
  run->cpu_us = rt_round_is_alone (self) ? self->cpu_us : -1;
  run->base_cpu_us = self->empty_cpu_us;
  run->idle_cpu_us = self->idle_cpu_us;
  run->memory = rt_round_is_alone (self) ? self->memory : -1;
  if (!self->plan->own_process || self->program == NULL)
    run->client_cpu_us = -1;
  if (account != NULL)
    take_server (run, account, &self->before[i]);
  judge (self, run);
  if (n_refused > 0 && run->remark == NULL)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_refused);

      run->remark = g_strdup_printf (_("The bus did not take %s of the events."), number);
    }
}

/* What the average client has of what was published by the time it was looked at. */
static double
get_had (RtRound       *self,
         const RtSight *sight)
{
  double had = (double) sight->pulse.events / MAX (1, sight->pulse.connected);

  if (sight->published == 0 || sight->pulse.at_us == 0)
    return NAN;
  if (sight->pulse.last > 0)
    had = (double) subtract (sight->pulse.last + 1, self->first_event);

  return CLAMP (had / (double) sight->published, 0, 1);
}

/* Where the feed is: it comes on with its events, not with time. */
static RtSight
look_at_feed (RtRound *self)
{
  double length_us = self->plan->duration * G_USEC_PER_SEC;
  guint64 published;

  self->front.phase = self->phase;
  if (self->phase != RT_ROUND_MEASURING && self->phase != RT_ROUND_ENDING)
    return self->front;

  published = rt_feeder_get_n (self->feeder);
  if (published != self->front.published)
    self->front.course = CLAMP ((double) rt_feeder_get_elapsed (self->feeder) / length_us, 0, 1);
  self->front.published = published;

  return self->front;
}

/**
 * rt_round_look:
 * @self: a round that goes on
 * @i: which of its contestants, from 0
 * @sight: (out caller-allocates): what can be seen of it
 *
 * Looks at a contestant without disturbing it, for who watches. What clients in a process of their
 * own answer is there at the next look.
 *
 * Returns: FALSE where it takes no part, or not yet
 */
gboolean
rt_round_look (RtRound *self,
               guint    i,
               RtSight *sight)
{
  RtEntrant *entrant = rt_round_get_entrant (self, i);
  gint64 now_us = g_get_monotonic_time ();
  RtSight now;

  if (entrant->swarm == NULL)
    return FALSE;
  now = look_at_feed (self);
  *sight = now;
  rt_swarm_look (entrant->swarm, &sight->pulse);
  if (sight->pulse.at_us < now_us && entrant->seen.phase == self->phase)
    {
      sight->published = entrant->seen.published;
      sight->course = entrant->seen.course;
    }
  sight->had = get_had (self, sight);
  entrant->seen = now;

  return TRUE;
}
