/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-delivery-private.h"
#include "patterns/publish-subscribe/rt-bus-subscription-private.h"

#include <glib/gi18n.h>

/* Deliveries of a queue wait on their own, those of a log in the order of their partition. */
static GQueue *
get_waiting (RtBusSubscriptionPrivate *priv,
             int                       partition)
{
  GQueue *waiting;

  if (priv->target->kind == RT_BUS_QUEUE)
    return &priv->waiting;

  waiting = g_hash_table_lookup (priv->partitions, GINT_TO_POINTER (partition));
  if (waiting == NULL)
    {
      waiting = g_new0 (GQueue, 1);
      g_hash_table_insert (priv->partitions, GINT_TO_POINTER (partition), waiting);
    }

  return waiting;
}

static void
forget_one (RtBusSubscriptionPrivate *priv,
            RtBusDeliveryRecord      *record)
{
  if (!record->acknowledged)
    priv->n_unacknowledged--;
  g_queue_unlink (record->waiting, &record->link);
  record->waiting = NULL;
  rt_bus_delivery_unref (&record->delivery);
}

static void
forget_all (RtBusSubscriptionPrivate *priv,
            GQueue                   *waiting)
{
  while (waiting->head != NULL)
    forget_one (priv, waiting->head->data);
}

/**
 * rt_bus_subscription_forget:
 * @self: a subscription
 * @partition: of which; -1 all
 *
 * Makes acknowledging what was delivered so far mean nothing. For engines.
 */
void
rt_bus_subscription_forget (RtBusSubscription *self,
                            int                partition)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (partition < 0)
    forget_all (priv, &priv->waiting);
  g_hash_table_iter_init (&iter, priv->partitions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (partition < 0 || GPOINTER_TO_INT (key) == partition)
      forget_all (priv, value);
}

/**
 * rt_bus_is_assigned:
 * @partitions: (element-type int): what a subscription has, as "assigned" tells it
 * @partition: of a log
 *
 * Returns: whether @partition is one of them
 */
gboolean
rt_bus_is_assigned (GArray *partitions,
                    int     partition)
{
  for (guint i = 0; i < partitions->len; i++)
    if (g_array_index (partitions, int, i) == partition)
      return TRUE;

  return FALSE;
}

/**
 * rt_bus_subscription_assign:
 * @self: a subscription to a log
 * @partitions: (element-type int): what it has now, sorted
 *
 * Says what a rebalance came to. For engines.
 */
void
rt_bus_subscription_assign (RtBusSubscription *self,
                            GArray            *partitions)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  if (priv->closed)
    return;

  g_hash_table_iter_init (&iter, priv->partitions);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!rt_bus_is_assigned (partitions, GPOINTER_TO_INT (key)))
      forget_all (priv, value);
  g_signal_emit_by_name (self, "assigned", partitions);
}

static void
account (RtBusSubscriptionPrivate *priv,
         const RtBusDelivery      *delivery)
{
  RtBusPrivate *bus = rt_bus_get_private (priv->bus);

  bus->tally.delivered++;
  bus->traffic.events++;
  bus->traffic.payload_in += g_bytes_get_size (delivery->message->body);
  if (delivery->redelivered)
    bus->tally.redelivered++;
  if (delivery->message->time_us > 0)
    rt_traffic_record_latency (&bus->traffic, MAX (g_get_real_time () - delivery->message->time_us, 0));
}

/**
 * rt_bus_subscription_deliver:
 * @self: a subscription
 * @delivery: (transfer none): a delivery that was not delivered before
 *
 * Gives @delivery its tag, accounts for it and hands it over; nothing where @self is closed. For
 * engines, which look between deliveries at the time: %RT_SLICE_US.
 */
void
rt_bus_subscription_deliver (RtBusSubscription *self,
                             RtBusDelivery     *delivery)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  RtBusDeliveryRecord *record = (RtBusDeliveryRecord *) delivery;

  if (priv->closed)
    return;

  delivery->tag = ++priv->last_tag;
  delivery->received_us = g_get_monotonic_time ();
  if (!priv->how.automatic)
    {
      record->waiting = get_waiting (priv, delivery->partition);
      g_queue_push_tail_link (record->waiting, &record->link);
      priv->n_unacknowledged++;
      rt_bus_delivery_ref (delivery);
    }
  else
    rt_bus_get_private (priv->bus)->tally.acknowledged++;
  account (priv, delivery);
  if (priv->delivered != NULL)
    {
      g_object_ref (self);
      priv->delivered (self, delivery, priv->delivered_data);
      g_object_unref (self);
    }
}

static gboolean
is_waiting (RtBusSubscriptionPrivate *priv,
            RtBusDeliveryRecord      *record)
{
  return record->waiting != NULL && !record->acknowledged &&
         record->waiting == get_waiting (priv, record->delivery.partition);
}

/* The last of a run of acknowledged ones at the head, taken out with all before it. */
static RtBusDelivery *
take_run (RtBusSubscriptionPrivate *priv,
          GQueue                   *waiting)
{
  RtBusDelivery *last = NULL;

  while (waiting->head != NULL && ((RtBusDeliveryRecord *) waiting->head->data)->acknowledged)
    {
      g_clear_pointer (&last, rt_bus_delivery_unref);
      last = rt_bus_delivery_ref (waiting->head->data);
      forget_one (priv, waiting->head->data);
    }

  return last;
}

/**
 * rt_bus_subscription_acknowledge:
 * @self: a subscription that is not automatic
 * @delivery: what was delivered
 *
 * Says that the work is done: a message of a queue is deleted, the group of a log goes on after
 * it, once all before it in its partition are acknowledged as well.
 *
 * Returns: %FALSE where it does not wait for that: it was acknowledged or rejected, or the connection
 *   was lost since, or @self has moved in the log, and it is delivered again
 */
gboolean
rt_bus_subscription_acknowledge (RtBusSubscription *self,
                                 RtBusDelivery     *delivery)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  RtBusDeliveryRecord *record = (RtBusDeliveryRecord *) delivery;
  g_autoptr (RtBusDelivery) last = NULL;

  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), FALSE);
  g_return_val_if_fail (delivery != NULL, FALSE);

  if (!is_waiting (priv, record))
    return FALSE;

  record->acknowledged = TRUE;
  priv->n_unacknowledged--;
  rt_bus_get_private (priv->bus)->tally.acknowledged++;
  if (priv->target->kind == RT_BUS_LOG)
    last = take_run (priv, record->waiting);
  else
    {
      last = rt_bus_delivery_ref (delivery);
      forget_one (priv, record);
    }
  if (last != NULL)
    RT_BUS_SUBSCRIPTION_GET_CLASS (self)->acknowledge (self, last);

  return TRUE;
}

/**
 * rt_bus_subscription_reject:
 * @self: a subscription to a queue that is not automatic
 * @delivery: what was delivered
 * @requeue: whether it goes back where it was; otherwise to the dead letters, or nowhere where the
 *   queue has none
 * @error: return location
 *
 * Says that the work is not done.
 *
 * Returns: %TRUE; %FALSE with %RT_BUS_ERROR_UNSUPPORTED of a log, or %RT_BUS_ERROR_NOT_FOUND where it
 *   does not wait for acknowledgement
 */
gboolean
rt_bus_subscription_reject (RtBusSubscription  *self,
                            RtBusDelivery      *delivery,
                            gboolean            requeue,
                            GError            **error)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  RtBusDeliveryRecord *record = (RtBusDeliveryRecord *) delivery;
  g_autoptr (RtBusDelivery) kept = NULL;

  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), FALSE);
  g_return_val_if_fail (delivery != NULL, FALSE);

  if (priv->target->kind == RT_BUS_LOG)
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                           _("A log keeps what it has: nothing of it can be rejected."));
      return FALSE;
    }
  if (!is_waiting (priv, record))
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND,
                           _("That message does not wait for acknowledgement any more."));
      return FALSE;
    }

  kept = rt_bus_delivery_ref (delivery);
  forget_one (priv, record);
  rt_bus_get_private (priv->bus)->tally.rejected++;
  RT_BUS_SUBSCRIPTION_GET_CLASS (self)->reject (self, kept, requeue);

  return TRUE;
}
