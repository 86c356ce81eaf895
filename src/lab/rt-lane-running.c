/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lane-private.h"

#include "core/rt-priority.h"

void
rt_lane_set_state (RtLane        *self,
                   RtClientState  state,
                   const char    *reason)
{
  if (self->state != state)
    {
      rt_lane_mark_state (self, state, reason);
      self->state = state;
      g_object_notify (G_OBJECT (self), "state");
    }
  if (g_strcmp0 (self->reason, reason) != 0)
    {
      g_free (self->reason);
      self->reason = g_strdup (reason);
      g_object_notify (G_OBJECT (self), "reason");
    }
}

static gboolean
on_sample (gpointer user_data)
{
  RtLane *self = user_data;

  rt_minute_sample (self->minute, rt_lane_get_traffic (self));
  rt_lane_mark_lost (self, rt_lane_get_traffic (self));
  return G_SOURCE_CONTINUE;
}

static void
rt_lane_begin_counting (RtLane *self)
{
  if (self->busy)
    return;
  self->busy = TRUE;
  self->stopping = FALSE;
  rt_minute_resume (self->minute);
  self->sample_source = g_timeout_add_full (RT_PRIORITY_IO, 1000, on_sample, self, NULL);
  g_object_notify (G_OBJECT (self), "busy");
}

static void
rt_lane_end_counting (RtLane *self)
{
  if (!self->busy)
    return;
  self->busy = FALSE;
  self->stopping = TRUE;
  g_clear_handle_id (&self->sample_source, g_source_remove);
  rt_minute_pause (self->minute);
  g_object_notify (G_OBJECT (self), "busy");
}

/**
 * rt_lane_follow_crowd:
 * @self: a lane
 *
 * Takes over the state of its clients. A lane whose clients were all closed for good
 * stops, and keeps the reason; one that stands still has settled when the last that it
 * adopted is gone.
 */
void
rt_lane_follow_crowd (RtLane *self)
{
  g_autofree char *kept = NULL;
  const char *reason;
  gboolean over;
  RtClientState state = rt_crowd_get_state (self->crowd, &reason, &over);

  if (!self->running && self->busy && rt_crowd_get_n_adopted (self->crowd) == 0)
    {
      rt_lane_end_counting (self);
      rt_lane_settle (self);
    }
  if (!self->running)
    return;
  kept = g_strdup (reason);
  if (over)
    rt_lane_stop (self);
  rt_lane_set_state (self, state, kept);
}

/**
 * rt_lane_settle:
 * @self: a lane
 *
 * Takes the last sample of a lane that was stopped, now that nobody counts any more, and
 * tells.
 */
void
rt_lane_settle (RtLane *self)
{
  if (self->busy)
    return;
  if (self->stopping)
    {
      rt_minute_sample (self->minute, rt_lane_get_traffic (self));
      rt_lane_mark_lost (self, rt_lane_get_traffic (self));
    }
  self->stopping = FALSE;
  g_signal_emit_by_name (self, "settled");
}

/**
 * rt_lane_start:
 * @self: a lane
 *
 * Starts its clients. Counters go on from where they were. Nothing happens when it
 * runs already or has no URL.
 */
void
rt_lane_start (RtLane *self)
{
  if (self->running || self->uri == NULL)
    return;
  self->running = TRUE;
  rt_lane_begin_counting (self);
  if (self->desk == NULL)
    rt_crowd_set_wanted (self->crowd, self->n_clients);
  rt_lane_set_state (self, RT_CLIENT_CONNECTING, NULL);
  g_object_notify (G_OBJECT (self), "running");
  if (self->desk != NULL)
    rt_desk_start (self->desk);
}

/**
 * rt_lane_stop:
 * @self: a lane
 *
 * Ends its clients, those it adopted as well; what they counted stays. Nothing happens
 * when it is not busy. Of many clients some are still on their way out when it returns; "settled" tells when the
 * last is gone and the counters are final.
 */
void
rt_lane_stop (RtLane *self)
{
  gboolean was_running = self->running;

  if (!self->busy)
    return;
  self->running = FALSE;
  rt_lane_end_counting (self);
  rt_crowd_set_wanted (self->crowd, 0);
  if (!was_running)
    return;
  if (self->desk != NULL)
    rt_desk_stop (self->desk);
  rt_lane_set_state (self, RT_CLIENT_CLOSED, NULL);
  g_object_notify (G_OBJECT (self), "running");
  if (self->desk != NULL)
    rt_lane_settle (self);
}

/**
 * rt_lane_fail:
 * @self: a lane
 * @reason: why it cannot run, for people
 *
 * Stops it, as rt_lane_stop() does, and says why there is nothing to connect to. That is
 * forgotten when the lane starts or gets an address.
 */
void
rt_lane_fail (RtLane     *self,
              const char *reason)
{
  rt_lane_stop (self);
  rt_lane_set_state (self, RT_CLIENT_CLOSED, reason);
}

/**
 * rt_lane_get_busy:
 * @self: a lane
 *
 * Returns: whether it runs, or a client that it adopted is at work
 */
gboolean
rt_lane_get_busy (RtLane *self)
{
  return self->busy;
}

/**
 * rt_lane_get_retry_us:
 * @self: a lane
 *
 * Returns: how long until its first client, or the first connection of its desk, tries again, in µs; -1 when it is not retrying
 */
gint64
rt_lane_get_retry_us (RtLane *self)
{
  RtClient *first = self->desk == NULL ? rt_crowd_get_first (self->crowd) : NULL;

  if (self->desk != NULL)
    return rt_desk_get_retry_us (self->desk);

  return first != NULL ? rt_client_get_retry_us (first) : -1;
}

/**
 * rt_lane_get_client:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable): the first client, to send with
 */
RtClient *
rt_lane_get_client (RtLane *self)
{
  return rt_crowd_get_first (self->crowd);
}

/**
 * rt_lane_dup_clients:
 * @self: a lane
 *
 * Returns: (transfer full) (element-type RtClient): the clients it has now, in the order in
 *   which they came, and those that it adopted after them
 */
GPtrArray *
rt_lane_dup_clients (RtLane *self)
{
  return rt_crowd_dup_members (self->crowd);
}

/**
 * rt_lane_get_age:
 * @self: a lane
 *
 * Returns: how long ago what its clients show was born, in µs, of the one that is furthest
 *   behind; -1: that is not known, see rt_crowd_get_age()
 */
gint64
rt_lane_get_age (RtLane *self)
{
  return rt_crowd_get_age (self->crowd);
}

/**
 * rt_lane_adopt:
 * @self: a lane, running or not
 * @client: a client of one's own, best one that has not begun
 *
 * Starts @client, and lets its traffic count as the lane's: until it closes for good,
 * by itself or because its owner stops it, and until the lane is stopped, which stops it.
 * What it counted stays. Once it has closed it is not adopted again: the lane
 * would count it twice.
 *
 * Returns: %FALSE where %RT_CROWD_MAX_ADOPTED are at work already; @client was not started
 */
gboolean
rt_lane_adopt (RtLane   *self,
               RtClient *client)
{
  if (!rt_crowd_adopt (self->crowd, client))
    return FALSE;
  rt_lane_begin_counting (self);
  return TRUE;
}

/**
 * rt_lane_set_server:
 * @self: a lane
 * @base: (nullable): where the server of what it adopts is, "http://127.0.0.1:2000/"; %NULL:
 *   nowhere
 *
 * Says where that server is now. This is the one rule for servers that move, for all
 * that a lane adopts: who listens or asks goes with the server, at the same path, after its
 * cursor and with its counts, see rt_client_move(). What is being posted is lost with its
 * connection, and who posted it says so. Who has not set out yet sets out for the server
 * there is then. Nobody stays behind: without a server all of them are stopped.
 */
void
rt_lane_set_server (RtLane     *self,
                    const char *base)
{
  g_autofree char *before = g_steal_pointer (&self->server);

  self->server = g_strdup (base);
  if (before != NULL && g_strcmp0 (before, base) != 0)
    rt_crowd_move_adopted (self->crowd, before, base);
}

/**
 * rt_lane_get_traffic:
 * @self: a lane
 *
 * Sums up what its clients counted since the lane was made or reset, those that
 * left included. With more than %RT_CROWD_AT_ONCE clients the sum is that of the call
 * before, see rt_crowd_get_traffic().
 *
 * Returns: (transfer none): the sum, valid until the main loop turns
 */
const RtTraffic *
rt_lane_get_traffic (RtLane *self)
{
  return self->desk != NULL ? rt_desk_get_traffic (self->desk) : rt_crowd_get_traffic (self->crowd);
}

/**
 * rt_lane_reset:
 * @self: a lane
 *
 * Sets all counters and the last minute to nothing. Clients of a running lane
 * connect anew, so that what it costs to connect is counted as well; those it adopted
 * go on, and count from nothing.
 */
void
rt_lane_reset (RtLane *self)
{
  if (!self->running && rt_crowd_get_n_adopted (self->crowd) == 0)
    rt_lane_end_counting (self);
  self->stopping = FALSE;
  if (self->desk != NULL)
    rt_desk_reset (self->desk);
  rt_crowd_reset (self->crowd);
  rt_minute_clear (self->minute);
  g_list_store_remove_all (self->marks);
  self->marked_lost = 0;
  self->marks_since = g_get_monotonic_time ();
}
