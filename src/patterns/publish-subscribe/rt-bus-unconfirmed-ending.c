/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-unconfirmed-private.h"

#include "core/rt-priority.h"

/* Holds a reference to the bus while there are more. */
static void
fail_some (gpointer user_data)
{
  RtBus *bus = user_data;
  RtBusPrivate *priv = rt_bus_get_private (bus);
  RtBusUnconfirmed *self = priv->unconfirmed;
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;

  for (guint n = 1; self->first < self->failed_to; n++)
    {
      g_autoptr (GError) error = g_error_copy (self->failure);

      rt_bus_confirm (bus, self->first, -1, -1, error);
      if (n % RT_BUS_N_BETWEEN == 0 && g_get_monotonic_time () > deadline)
        {
          rt_poller_defer (priv->poller, &priv->failing);
          return;
        }
    }

  g_clear_error (&self->failure);
  g_object_unref (bus);
}

void
rt_bus_unconfirmed_rewind (RtBus *bus)
{
  RtBusUnconfirmed *self = rt_bus_get_private (bus)->unconfirmed;

  self->next_sent = MAX (self->first, self->failed_to);
}

void
rt_bus_unconfirmed_fail (RtBus        *bus,
                         const GError *error)
{
  RtBusPrivate *priv = rt_bus_get_private (bus);
  RtBusUnconfirmed *self = priv->unconfirmed;
  gboolean under_way = self->failure != NULL;

  self->failed_to = self->next_sent = self->next;
  if (under_way)
    return;

  self->failure = g_error_copy (error);
  priv->failing.func = fail_some;
  priv->failing.user_data = bus;
  fail_some (g_object_ref (bus));
}

/**
 * rt_bus_set_sent:
 * @self: a bus that is connecting
 * @tag: the highest that the engine was given before the connection was lost
 *
 * Says that the engine still has all up to @tag, and sends it itself where that is needed: it is not
 * given to it again. For engines.
 */
void
rt_bus_set_sent (RtBus   *self,
                 guint64  tag)
{
  RtBusUnconfirmed *unconfirmed = rt_bus_get_private (self)->unconfirmed;

  unconfirmed->next_sent = CLAMP (tag + 1, unconfirmed->next_sent, unconfirmed->next);
}
