/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-local-swarm-private.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"
#include "lab/rt-payload.h"

/* How many are looked at in one go. */
#define SAMPLE 250

/* Of an answer to who asks for the latest event: whether it is another one than before. */
static gboolean
is_news (RtSwarmMember *self,
         RtMessage     *message,
         guint64        number)
{
  if (g_bytes_get_size (message->data) == 0)
    return FALSE;
  if (number > 0)
    return number > self->last;
  if (self->shown != NULL && g_bytes_equal (self->shown, message->data))
    return FALSE;

  g_clear_pointer (&self->shown, g_bytes_unref);
  self->shown = g_bytes_ref (message->data);

  return TRUE;
}

static void
take_latest (RtSwarmMember *self,
             RtMessage     *message)
{
  guint64 number = 0;
  gint64 time_us = 0;
  gboolean tells = rt_payload_parse (message->data, &number, &time_us);

  if (is_news (self, message, number))
    {
      self->n_told++;
      self->payload += g_bytes_get_size (message->data);
      if (tells)
        rt_histogram_record (self->swarm->latency, MAX (message->received_us - time_us, 0));
      rt_local_swarm_note_event (self->swarm, tells ? MAX (message->received_us - time_us, 0) : -1);
      self->born_us = time_us;
    }
  /* Whatever the last event was: this is not older. */
  if (!tells && self->swarm->phase == RT_LOCAL_SWARM_ENDING)
    number = G_MAXUINT64;
  self->last = MAX (self->last, number);
}

static void
on_message (RtClient      *client,
            RtMessage     *message,
            RtSwarmMember *self)
{
  if (self->swarm->asks)
    {
      take_latest (self, message);
      return;
    }

  if (message->delivery != NULL)
    self->last = MAX (self->last, message->delivery->message->number);
  else if (message->has_seq)
    self->last = MAX (self->last, message->seq);
  self->born_us = message->time_us;
  if (message->delivery != NULL || message->has_seq)
    rt_local_swarm_note_event (self->swarm, message->time_us > 0 ? MAX (message->received_us - message->time_us, 0) : -1);
}

static void
on_state (RtSwarmMember *self)
{
  RtLocalSwarm *swarm = self->swarm;

  if (self->was_open || self->is_over || rt_client_get_state (self->client) != RT_CLIENT_OPEN)
    return;

  self->was_open = TRUE;
  swarm->n_connected++;
  if (swarm->phase == RT_LOCAL_SWARM_CONNECTING)
    swarm->since_us = g_get_monotonic_time ();
}

static void
on_finished (RtSwarmMember *self)
{
  if (!self->was_open && !self->is_over)
    self->swarm->n_failed++;
}

void
rt_local_swarm_add_member (RtLocalSwarm *self,
                           RtClient     *client)
{
  RtSwarmMember *member = g_new0 (RtSwarmMember, 1);

  member->swarm = self;
  member->client = g_object_ref (client);
  member->index = self->members->len;
  g_ptr_array_add (self->members, member);
  g_signal_connect (client, "message", G_CALLBACK (on_message), member);
  g_signal_connect_swapped (client, "notify::state", G_CALLBACK (on_state), member);
  g_signal_connect_swapped (client, "finished", G_CALLBACK (on_finished), member);
  rt_local_swarm_watch_asking (member);
}

void
rt_swarm_member_free (gpointer member)
{
  RtSwarmMember *self = member;

  g_signal_handlers_disconnect_by_data (self->client, self);
  g_object_unref (self->client);
  g_clear_pointer (&self->shown, g_bytes_unref);
  g_free (self);
}

gboolean
rt_swarm_member_has (RtSwarmMember *self,
                     guint64        last)
{
  guint64 cursor;

  if (self->is_over || self->last >= last)
    return TRUE;

  /* Polls are told how far they got, whatever was left out on the way. */
  return !self->swarm->asks && !self->swarm->pattern->over_bus && rt_client_get_cursor (self->client, &cursor) &&
         cursor >= last;
}

void
rt_swarm_member_reset (RtSwarmMember *self)
{
  self->n_told = 0;
  self->payload = 0;
  rt_client_reset_traffic (self->client);
}

void
rt_swarm_member_stop (RtSwarmMember *self,
                      RtRun         *run)
{
  self->is_over = TRUE;
  self->born_us = 0;
  /* What it says in leaving is not what was measured. */
  if (run != NULL)
    rt_traffic_add (&run->traffic, rt_client_get_traffic (self->client));
  rt_client_stop (self->client);
}

void
rt_local_swarm_sample_ages (RtLocalSwarm *self)
{
  gint64 now_us = g_get_real_time ();
  gint64 at_us = g_get_monotonic_time () - self->began_us;

  for (guint i = 0; i < MIN (SAMPLE, self->members->len); i++)
    {
      const RtSwarmMember *member = g_ptr_array_index (self->members, self->n_sampled++ % self->members->len);

      if (member->born_us <= 0)
        continue;
      rt_histogram_record (self->age, MAX (now_us - member->born_us, 0));
      rt_age_series_record (self->ages, at_us, MAX (now_us - member->born_us, 0));
    }
}

/* What answers carried by which nothing new was said is no event, and none of its bytes payload. */
static void
count_latest (RtLocalSwarm *self)
{
  RtTraffic *traffic = &self->run->traffic;

  traffic->events = 0;
  traffic->payload_in = 0;
  for (guint i = 0; i < self->members->len; i++)
    {
      const RtSwarmMember *member = g_ptr_array_index (self->members, i);

      if (!member->was_open)
        continue;
      traffic->events += member->n_told;
      traffic->payload_in += member->payload;
    }
  traffic->unique = traffic->events;
  traffic->empty = traffic->responses > traffic->events ? traffic->responses - traffic->events : 0;
  g_clear_pointer (&traffic->latency, rt_histogram_free);
  traffic->latency = rt_histogram_copy (self->latency);
}

static guint64
get_n_events (RtLocalSwarm *self)
{
  return self->end.last >= self->end.first ? self->end.last - self->end.first + 1 : 0;
}

gboolean
rt_local_swarm_shared_all (RtLocalSwarm *self)
{
  guint64 n_had = 0;

  for (guint i = 0; i < self->members->len && self->is_shared; i++)
    n_had += rt_client_get_counters (((RtSwarmMember *) g_ptr_array_index (self->members, i))->client)->unique;

  return self->is_shared && n_had >= get_n_events (self);
}

/* How many events it should have got by now. Of who is cut off only what it is beyond is known not to
 * come any more: the rest may have been on its way. */
static guint64
count_due (RtSwarmMember *self,
           gboolean       is_cut)
{
  const RtSwarmEnd *end = &self->swarm->end;
  guint64 last = self->last;
  guint64 cursor;

  if (!is_cut)
    return get_n_events (self->swarm);
  if (!self->swarm->asks && !self->swarm->pattern->over_bus && rt_client_get_cursor (self->client, &cursor))
    last = MAX (last, cursor);
  last = MIN (last, end->last);

  return last >= end->first ? last - end->first + 1 : 0;
}

void
rt_swarm_member_end (RtSwarmMember *self,
                     gboolean       is_cut)
{
  self->swarm->n_due += count_due (self, is_cut);
  rt_swarm_member_stop (self, self->swarm->run);
}

/* Whatever the clients know of it: what was published and did not come is lost. Who has what of a queue
 * that is cut short, nobody knows. */
static void
count_lost (RtLocalSwarm *self,
            gboolean      is_cut)
{
  RtTraffic *traffic = &self->run->traffic;
  guint64 due = self->n_due;
  guint64 had = traffic->unique + traffic->conflated;

  if (self->is_shared)
    due = is_cut ? 0 : get_n_events (self);
  traffic->lost = due > had ? due - had : 0;
}

/* Where nothing is broken on purpose everything comes, sooner or later: at the end of patience it was
 * not lost on the way, but nobody had the time to take it. */
static void
judge (RtLocalSwarm *self)
{
  RtRun *run = self->run;
  double lag_ms = (double) rt_histogram_get_quantile (self->lag, 0.99) / 1000;
  g_autofree char *asking = rt_local_swarm_judge_asking (self);

  run->by_chance = self->n_behind > 0 || self->n_connected < self->plan->n_clients ||
                   (self->pacer != NULL && rt_pacer_get_n_left_out (self->pacer) > 0);
  if (self->n_connected < self->plan->n_clients)
    run->remark = g_strdup_printf (_("Only %u of %u clients could connect."), self->n_connected,
                                   self->plan->n_clients);
  if (self->n_behind == 0 && asking == NULL && lag_ms * 1000 <= RT_SWARM_MAX_LAG_US)
    return;

  run->kept_up = FALSE;
  g_free (run->remark);
  if (self->n_behind > 0)
    run->remark = g_strdup_printf (_("The clients could not keep up: %u of them had not got everything long after the end."),
                                   self->n_behind);
  else if (asking != NULL)
    run->remark = g_steal_pointer (&asking);
  else
    {
      g_autofree char *late = rt_format_duration_us (lag_ms * 1000);

      run->remark = g_strdup_printf (_("The clients could not keep up: what they had to do was done up to %s late."),
                                     late);
    }
}

/* Clients of one host have one session, which counts for all of them. */
static void
count_hosts (RtLocalSwarm *self)
{
  RtTraffic *traffic = &self->run->traffic;

  for (guint i = 0; i < self->hosts->len; i++)
    {
      RtSession *host = g_ptr_array_index (self->hosts, i);
      RtWire wire;

      rt_session_settle (host);
      rt_session_get_wire (host, &wire);
      rt_wire_add (&traffic->wire, &wire);
      traffic->header_bytes += rt_session_get_header_bytes (host);
      traffic->connections_opened += rt_session_get_connections_opened (host);
    }
  rt_wire_subtract (&traffic->wire, &self->began.wire);
  traffic->header_bytes -= self->began.header_bytes;
  traffic->connections_opened -= self->began.connections_opened;
}

void
rt_local_swarm_note_hosts (RtLocalSwarm *self)
{
  for (guint i = 0; i < self->hosts->len; i++)
    {
      RtSession *host = g_ptr_array_index (self->hosts, i);
      RtWire wire;

      rt_session_settle (host);
      rt_session_get_wire (host, &wire);
      rt_wire_add (&self->began.wire, &wire);
      self->began.header_bytes += rt_session_get_header_bytes (host);
      self->began.connections_opened += rt_session_get_connections_opened (host);
      self->began_open += rt_session_get_connections_open (host);
    }
}

/* The one of the host that the next client to come is at; NULL: it is a host of its own. */
RtSession *
rt_local_swarm_get_host (RtLocalSwarm *self)
{
  if (self->plan->per_host == 0 || self->pattern->over_bus)
    return NULL;
  if (self->members->len % self->plan->host_clients == 0)
    g_ptr_array_add (self->hosts, g_object_new (RT_TYPE_SESSION, "max-connections", self->plan->per_host, NULL));

  return g_ptr_array_index (self->hosts, self->hosts->len - 1);
}

void
rt_local_swarm_close_run (RtLocalSwarm *self,
                          gboolean      is_cut)
{
  RtRun *run = self->run;

  count_hosts (self);
  if (self->asks)
    count_latest (self);
  count_lost (self, is_cut);
  run->clients = self->n_connected;
  run->connected_us = self->connected_us;
  run->traffic.connections_opened += self->began_open;
  g_clear_pointer (&run->traffic.age, rt_histogram_free);
  run->traffic.age = rt_histogram_copy (self->age);
  run->ages = rt_age_series_copy (self->ages);
  judge (self);
}
