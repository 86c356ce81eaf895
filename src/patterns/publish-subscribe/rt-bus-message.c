/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-message.h"

#include "patterns/publish-subscribe/rt-bus-delivery-private.h"

typedef struct {
  RtBusMessage     message;
  gatomicrefcount  ref_count;
} Message;

G_DEFINE_BOXED_TYPE (RtBusMessage, rt_bus_message, rt_bus_message_ref, rt_bus_message_unref)
G_DEFINE_BOXED_TYPE (RtBusDelivery, rt_bus_delivery, rt_bus_delivery_ref, rt_bus_delivery_unref)

/**
 * rt_bus_message_new:
 * @body: what it says, at most %RT_BUS_MAX_BODY_BYTES to be published
 *
 * Makes a message that is born now, survives the broker, and has nothing else.
 *
 * Returns: (transfer full): a message, its maker's to change until it is published or delivered
 */
RtBusMessage *
rt_bus_message_new (GBytes *body)
{
  Message *self;

  g_return_val_if_fail (body != NULL, NULL);

  self = g_new0 (Message, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->message.body = g_bytes_ref (body);
  self->message.time_us = g_get_real_time ();
  self->message.ttl_ms = -1;
  self->message.persistent = TRUE;

  return &self->message;
}

/**
 * rt_bus_message_ref:
 * @self: a message
 *
 * Takes a reference; in any thread.
 *
 * Returns: (transfer full): @self
 */
RtBusMessage *
rt_bus_message_ref (RtBusMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((Message *) self)->ref_count);

  return self;
}

/**
 * rt_bus_message_unref:
 * @self: (transfer full): a message
 *
 * Drops a reference; in any thread.
 */
void
rt_bus_message_unref (RtBusMessage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&((Message *) self)->ref_count))
    return;

  g_bytes_unref (self->body);
  g_free (self->id);
  g_free (self->type);
  g_free (self->content_type);
  g_free (self->key);
  g_free (self);
}

/**
 * rt_bus_delivery_new:
 * @message: what is delivered
 *
 * Makes a delivery of a queue, for the first time; see #RtBusDelivery.
 *
 * Returns: (transfer full): a delivery
 */
RtBusDelivery *
rt_bus_delivery_new (RtBusMessage *message)
{
  RtBusDeliveryRecord *self;

  g_return_val_if_fail (message != NULL, NULL);

  self = g_new0 (RtBusDeliveryRecord, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->link.data = self;
  self->delivery.message = rt_bus_message_ref (message);
  self->delivery.partition = -1;
  self->delivery.offset = -1;

  return &self->delivery;
}

/**
 * rt_bus_delivery_ref:
 * @self: a delivery
 *
 * Takes a reference; in any thread.
 *
 * Returns: (transfer full): @self
 */
RtBusDelivery *
rt_bus_delivery_ref (RtBusDelivery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((RtBusDeliveryRecord *) self)->ref_count);

  return self;
}

/**
 * rt_bus_delivery_unref:
 * @self: (transfer full): a delivery
 *
 * Drops a reference; in any thread.
 */
void
rt_bus_delivery_unref (RtBusDelivery *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&((RtBusDeliveryRecord *) self)->ref_count))
    return;

  rt_bus_message_unref (self->message);
  g_free (self);
}
