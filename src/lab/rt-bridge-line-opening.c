/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bridge-line-private.h"

#include "lab/rt-bridge.h"

/* How soon it is tried again to have a log. */
#define AGAIN_MS 5000
/* And one that is there, and is not. */
#define MADE_MS  500

void
rt_bridge_line_leave (RtBridgeLine *self)
{
  g_autoptr (RtBusSubscription) subscription = g_steal_pointer (&self->subscription);

  g_cancellable_cancel (self->asking);
  g_object_unref (self->asking);
  self->asking = g_cancellable_new ();
  self->looking = FALSE;
  self->looked_at = -1;
  self->anew_tag = 0;
  rt_poller_stop_timer (self->poller, &self->room);
  rt_poller_stop_timer (self->poller, &self->again);
  rt_poller_stop_timer (self->poller, &self->quiet);
  g_queue_clear_full (&self->waiting, (GDestroyNotify) rt_bus_delivery_unref);
  g_queue_init (&self->waiting);
  if (subscription == NULL)
    return;

  g_signal_handlers_disconnect_by_data (subscription, self);
  rt_bus_subscription_set_delivered (subscription, NULL, NULL, NULL);
  rt_bus_subscription_close (subscription);
}

void
rt_bridge_line_ask_again (RtBridgeLine *self,
                          guint         ms)
{
  rt_bridge_line_leave (self);
  rt_poller_start_timer (self->poller, &self->again, ms);
}

void
rt_bridge_line_begin_anew (RtBridgeLine *self)
{
  rt_channel_begin_anew (self->channel);
  g_hash_table_remove_all (self->ids);
  g_queue_clear (&self->order);
  self->begin = self->first = 0;
  self->looked_at = -1;
}

/* Something else has its name, or nobody may read it: perhaps not for ever. */
static void
complain (RtBridgeLine *self,
          const GError *error)
{
  if (self->complaint == NULL || g_strcmp0 (self->complaint->message, error->message) != 0)
    g_message ("Channel “%s” is not shared yet: %s", rt_channel_get_name (self->channel), error->message);
  g_clear_error (&self->complaint);
  self->complaint = g_error_copy (error);
  rt_bridge_line_ask_again (self, AGAIN_MS);
  rt_bridge_line_end_held (self);
}

/* What may come back by itself the engine waits for. */
static void
on_changed (RtBridgeLine *self)
{
  g_autoptr (GError) error = NULL;

  if (rt_bus_subscription_get_error (self->subscription) == NULL || !rt_bus_subscription_is_closed (self->subscription))
    return;

  error = g_error_copy (rt_bus_subscription_get_error (self->subscription));
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND))
    rt_bridge_line_ask_again (self, 0);
  else
    complain (self, error);
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
  if (self->subscription == NULL)
    {
      complain (self, error);
      return FALSE;
    }

  g_clear_error (&self->complaint);
  rt_bus_subscription_set_delivered (self->subscription, rt_bridge_line_delivered, self, NULL);
  g_signal_connect_swapped (self->subscription, "notify::error", G_CALLBACK (on_changed), self);

  return TRUE;
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
rt_bridge_line_begin_asking (RtBridgeLine *self,
                             GCancellable *cancellable)
{
  RtBridgeAsking *asking = g_new (RtBridgeAsking, 1);

  *asking = (RtBridgeAsking) { self, g_object_ref (cancellable) };

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

  /* Somebody else may have had it made meanwhile, and not everybody know of it yet. */
  if (done)
    rt_bridge_line_ask (self);
  else if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH))
    rt_bridge_line_ask_again (self, MADE_MS);
  else
    complain (self, error);
}

/* Where it reads on: from the last that came, by which it is known to be the same log still. */
static void
place (RtBridgeLine   *self,
       RtBusPartition *first)
{
  gint64 next = MAX (first->next, 0);
  gint64 last;

  if (rt_channel_get_last (self->channel) > (guint64) next)
    rt_bridge_line_begin_anew (self);
  last = (gint64) rt_channel_get_last (self->channel);
  self->next = next;
  self->first = MAX (first->first, 0);
  self->begin = MAX (get_begin (first), MIN (last, next) - 1);
  /* All that was before is gone: so are its numbers. */
  if (self->begin >= next && last < next)
    rt_channel_set_numbering (self->channel, (guint64) next + 1, 1);
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
      rt_bus_declare_async (self->bus, self->target, self->asking, on_declared, rt_bridge_line_begin_asking (self, self->asking));
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

  place (self, first);
  if (!subscribe (self))
    return;
  if (self->ready)
    rt_bridge_line_publish_held (self);
  else
    rt_bridge_line_become_ready (self);
}

/* What exists is used as it is, so it is not declared. */
void
rt_bridge_line_ask (RtBridgeLine *self)
{
  rt_bus_measure_async (self->bus, self->target, NULL, self->asking, on_measured, rt_bridge_line_begin_asking (self, self->asking));
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
