/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-client-private.h"

void
rt_bus_client_forget_subscription (RtBusClient *self)
{
  g_autoptr (RtBusSubscription) subscription = g_steal_pointer (&self->subscription);

  if (subscription == NULL)
    return;

  g_signal_handlers_disconnect_by_data (subscription, self);
  rt_bus_subscription_set_delivered (subscription, NULL, NULL, NULL);
  rt_bus_subscription_close (subscription);
}

void
rt_bus_client_stop_asking (RtBusClient *self)
{
  g_autoptr (GCancellable) asking = g_steal_pointer (&self->asking);

  if (asking != NULL)
    g_cancellable_cancel (asking);
}

void
rt_bus_client_drop_bus (RtBusClient *self)
{
  g_autoptr (RtBus) bus = NULL;

  rt_bus_client_stop_asking (self);
  rt_bus_client_forget_subscription (self);
  bus = g_steal_pointer (&self->bus);
  self->is_there = self->leaving = self->settled = FALSE;
  if (bus == NULL)
    return;

  g_signal_handlers_disconnect_by_data (bus, self);
  rt_bus_close (bus);
  rt_traffic_add (&self->past, rt_bus_get_traffic (bus));
}

gboolean
rt_bus_client_take_address (RtBusClient  *self,
                            const char   *uri,
                            GError      **error)
{
  if (g_strcmp0 (self->uri, uri) == 0 && self->address != NULL)
    return TRUE;

  rt_bus_client_drop_bus (self);
  g_clear_pointer (&self->address, rt_bus_address_free);
  self->other_kind = FALSE;
  g_free (self->uri);
  self->uri = g_strdup (uri);
  self->address = rt_bus_address_new (uri != NULL ? uri : "", error);

  return self->address != NULL;
}
