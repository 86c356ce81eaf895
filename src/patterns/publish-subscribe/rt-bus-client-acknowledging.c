/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-client-private.h"

#include <glib/gi18n.h>

/**
 * rt_bus_client_set_rule:
 * @self: a client
 * @rule: (nullable): which messages are acknowledged from now on; %NULL: all
 *
 * What the rule does not take stays with this consumer until it goes; it comes back then, to
 * whoever is next, and marked as redelivered.
 */
void
rt_bus_client_set_rule (RtBusClient *self,
                        RtAckRule   *rule)
{
  g_return_if_fail (RT_IS_BUS_CLIENT (self));

  if (rule != NULL)
    rt_ack_rule_ref (rule);
  g_clear_pointer (&self->rule, rt_ack_rule_unref);
  self->rule = rule;
  g_object_set (self, "acknowledging", rule != NULL ? RT_BUS_ACKNOWLEDGE_BY_RULE : RT_BUS_ACKNOWLEDGE_ALL, NULL);
}

/**
 * rt_bus_client_takes:
 * @self: a client
 * @message: what it was given
 *
 * Returns: whether @message is one to be acknowledged, by "acknowledging" and the rule
 */
gboolean
rt_bus_client_takes (RtBusClient *self,
                     RtMessage   *message)
{
  g_return_val_if_fail (RT_IS_BUS_CLIENT (self), FALSE);
  g_return_val_if_fail (message != NULL && message->delivery != NULL, FALSE);

  if (self->acknowledging != RT_BUS_ACKNOWLEDGE_BY_RULE)
    return self->acknowledging == RT_BUS_ACKNOWLEDGE_ALL;

  return self->rule != NULL && rt_ack_rule_takes (self->rule, message->delivery);
}

/**
 * rt_bus_client_acknowledge:
 * @self: a client
 * @message: what it was given
 *
 * Returns: %FALSE where @message does not wait for that: see rt_bus_subscription_acknowledge()
 */
gboolean
rt_bus_client_acknowledge (RtBusClient *self,
                           RtMessage   *message)
{
  g_return_val_if_fail (RT_IS_BUS_CLIENT (self), FALSE);
  g_return_val_if_fail (message != NULL && message->delivery != NULL, FALSE);

  return self->subscription != NULL && rt_bus_subscription_acknowledge (self->subscription, message->delivery);
}

/**
 * rt_bus_client_reject:
 * @self: a client of a queue
 * @message: what it was given
 * @requeue: whether it goes back; otherwise to the dead letters, where the queue has any
 * @error: return location
 *
 * Returns: %FALSE as rt_bus_subscription_reject() does
 */
gboolean
rt_bus_client_reject (RtBusClient  *self,
                      RtMessage    *message,
                      gboolean      requeue,
                      GError      **error)
{
  g_return_val_if_fail (RT_IS_BUS_CLIENT (self), FALSE);
  g_return_val_if_fail (message != NULL && message->delivery != NULL, FALSE);

  if (self->subscription != NULL)
    return rt_bus_subscription_reject (self->subscription, message->delivery, requeue, error);

  g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The bus is closed: connect first."));

  return FALSE;
}

/**
 * rt_bus_client_get_bus:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): its own bus, to measure or publish with; %NULL while closed
 */
RtBus *
rt_bus_client_get_bus (RtBusClient *self)
{
  g_return_val_if_fail (RT_IS_BUS_CLIENT (self), NULL);

  return self->bus;
}

/**
 * rt_bus_client_get_subscription:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): its subscription; %NULL before there is one, and while closed
 */
RtBusSubscription *
rt_bus_client_get_subscription (RtBusClient *self)
{
  g_return_val_if_fail (RT_IS_BUS_CLIENT (self), NULL);

  return self->subscription;
}
