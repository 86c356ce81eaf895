/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-crowd-private.h"

#include "core/rt-priority.h"

/**
 * rt_crowd_retire:
 * @self: a crowd
 * @client: one that was stopped
 *
 * Keeps what @client counted.
 */
void
rt_crowd_retire (RtCrowd  *self,
                 RtClient *client)
{
  rt_traffic_add (&self->retired, rt_client_get_traffic (client));
  self->retired.connections_open = 0;
  self->retired.outbox_events = 0;
  self->retired.outbox_bytes = 0;
}

/**
 * rt_crowd_drop_sum:
 * @self: a crowd
 *
 * Gives up the sum that is being made: members came or went.
 */
void
rt_crowd_drop_sum (RtCrowd *self)
{
  g_clear_handle_id (&self->sum_source, g_source_remove);
  rt_traffic_reset (&self->sum);
  self->n_summed = 0;
}

/**
 * rt_crowd_forget:
 * @self: a crowd
 *
 * Sets what was counted to nothing.
 */
void
rt_crowd_forget (RtCrowd *self)
{
  rt_crowd_drop_sum (self);
  rt_traffic_reset (&self->retired);
  rt_traffic_reset (&self->total);
}

static void
add_all (RtTraffic *sum,
         GPtrArray *members)
{
  for (guint i = 0; i < members->len; i++)
    rt_traffic_add (sum, rt_client_get_traffic (g_ptr_array_index (members, i)));
}

static gboolean
on_sum (gpointer user_data)
{
  RtCrowd *self = user_data;
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;
  guint n_members = self->clients->len + self->adopted->len;

  while (self->n_summed < n_members)
    {
      guint i = self->n_summed++;
      RtClient *client = i < self->clients->len ? g_ptr_array_index (self->clients, i)
                                                : g_ptr_array_index (self->adopted, i - self->clients->len);

      rt_traffic_add (&self->sum, rt_client_get_traffic (client));
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
    }

  rt_traffic_add (&self->sum, &self->retired);
  rt_traffic_clear (&self->total);
  self->total = self->sum;
  rt_traffic_init (&self->sum);
  self->n_summed = 0;
  self->sum_source = 0;
  return G_SOURCE_REMOVE;
}

/**
 * rt_crowd_get_traffic:
 * @self: a crowd
 *
 * Sums up what everyone counted since the last rt_crowd_reset(). Where there are more
 * than %RT_CROWD_AT_ONCE it takes constant time: the sum is that of the last call, and a
 * new one is begun for the next, a slice of the main loop at a time.
 *
 * Returns: (transfer none): the sum, settled and current, valid until the main loop turns
 */
const RtTraffic *
rt_crowd_get_traffic (RtCrowd *self)
{
  if (self->clients->len + self->adopted->len + self->leaving->len <= RT_CROWD_AT_ONCE)
    {
      rt_crowd_drop_sum (self);
      rt_traffic_reset (&self->total);
      rt_traffic_add (&self->total, &self->retired);
      add_all (&self->total, self->clients);
      add_all (&self->total, self->adopted);
      add_all (&self->total, self->leaving);
    }
  else if (self->sum_source == 0 && self->adjust_source == 0)
    {
      self->sum_source = g_idle_add_full (RT_PRIORITY_IO, on_sum, self, NULL);
    }

  return &self->total;
}

/**
 * rt_crowd_get_age:
 * @self: a crowd
 *
 * Tells how stale what the wanted clients show is. Where nothing says when it was born, nobody
 * knows.
 *
 * Returns: how long ago the latest message of the client was born that is furthest behind, in
 *   µs; -1: that is known of none
 */
gint64
rt_crowd_get_age (RtCrowd *self)
{
  gint64 oldest = G_MAXINT64;

  for (guint i = 0; i < self->clients->len; i++)
    {
      RtMessage *latest = rt_client_get_latest (g_ptr_array_index (self->clients, i));

      if (latest != NULL && latest->time_us != 0)
        oldest = MIN (oldest, latest->time_us);
    }
  return oldest != G_MAXINT64 ? MAX (g_get_real_time () - oldest, 0) : -1;
}
