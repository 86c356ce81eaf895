/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bridge-line-private.h"

#include "lab/rt-bridge.h"

/* How soon it is tried again to have a log. */
#define AGAIN_MS 5000

/* Something else has its name, or nobody may read it: perhaps not for ever. */
static void
complain (RtBridgeLine *self,
          const GError *error)
{
  if (g_strcmp0 (self->complaint, error->message) != 0)
    g_message ("Channel “%s” is not shared yet: %s", rt_channel_get_name (self->channel), error->message);
  g_free (self->complaint);
  self->complaint = g_strdup (error->message);
  rt_bridge_line_end_all (self, G_MAXINT64);
  rt_poller_start_timer (self->poller, &self->again, AGAIN_MS);
}

/* No more than a channel remembers. */
static gint64
get_begin (RtBusPartition *partition)
{
  return MAX (MAX (partition->first, partition->next - RT_CHANNEL_DEFAULT_MAX_EVENTS), 0);
}

static gboolean
subscribe (RtBridgeLine *self)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GError) error = NULL;

  how.from = self->begin;
  self->subscription = rt_bus_subscribe (self->bus, self->target, &how, &error);
  if (self->subscription != NULL)
    rt_bus_subscription_set_delivered (self->subscription, rt_bridge_line_delivered, self, NULL);
  else
    complain (self, error);

  return self->subscription != NULL;
}

/* The line, while it is there. It is no object: it goes with what is cancelled. */
RtBridgeLine *
rt_bridge_line_end_asking (gpointer user_data)
{
  g_autofree RtBridgeAsking *asking = user_data;
  RtBridgeLine *self = g_cancellable_is_cancelled (asking->cancellable) ? NULL : asking->line;

  g_object_unref (asking->cancellable);

  return self;
}

RtBridgeAsking *
rt_bridge_line_begin_asking (RtBridgeLine *self)
{
  RtBridgeAsking *asking = g_new (RtBridgeAsking, 1);

  *asking = (RtBridgeAsking) { self, g_object_ref (self->asking) };

  return asking;
}

static void
on_declared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  RtBridgeLine *self = rt_bridge_line_end_asking (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = rt_bus_declare_finish (RT_BUS (source), result, &error);

  if (self == NULL)
    return;

  /* Somebody else may have had it made meanwhile. */
  if (done || g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH))
    rt_bridge_line_ask (self);
  else
    complain (self, error);
}

static void
on_measured (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  RtBridgeLine *self = rt_bridge_line_end_asking (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, &error);
  RtBusPartition *first = partitions != NULL && partitions->len > 0 ? &g_array_index (partitions, RtBusPartition, 0)
                                                                    : NULL;

  if (self == NULL)
    return;
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND))
    {
      rt_bus_declare_async (self->bus, self->target, self->asking, on_declared, rt_bridge_line_begin_asking (self));
      return;
    }
  if (first != NULL && partitions->len > 1)
    g_set_error (&error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH,
                 "its topic has %u partitions, which number their messages each: make it with one", partitions->len);
  if (error != NULL)
    {
      complain (self, error);
      return;
    }

  self->next = MAX (first->next, 0);
  self->first = MAX (first->first, 0);
  self->begin = get_begin (first);
  /* All that was before is gone: so are its numbers. */
  if (self->begin >= self->next && self->next > 0 && rt_channel_get_last (self->channel) < (guint64) self->next)
    rt_channel_set_numbering (self->channel, (guint64) self->next + 1, 1);
  if (subscribe (self))
    rt_bridge_line_become_ready (self);
}

/* What exists is used as it is, so it is not declared. */
void
rt_bridge_line_ask (RtBridgeLine *self)
{
  rt_bus_measure_async (self->bus, self->target, NULL, self->asking, on_measured, rt_bridge_line_begin_asking (self));
}

/**
 * rt_bridge_line_new_target:
 * @bus: a bus
 * @name: of a channel
 *
 * Returns: (transfer full): its log
 */
RtBusTarget *
rt_bridge_line_new_target (RtBus      *bus,
                           const char *name)
{
  g_autofree char *full_name = g_strconcat (RT_BRIDGE_PREFIX, name, NULL);
  RtBusTarget *target = rt_bus_target_new (RT_BUS_LOG, full_name);

  target->n_partitions = 1;
  if ((rt_bus_get_abilities (bus) & RT_BUS_CAN_RETENTION) != 0)
    target->retention_ms = RT_BRIDGE_RETENTION_MS;

  return target;
}
