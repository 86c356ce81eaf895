/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-bus-client-private.h"

#include "core/rt-json.h"
#include "patterns/rt-call.h"

/* Who waits for a confirmation. */
typedef struct {
  RtBusClientTie *tie;
  RtBusConfirmed  confirmed;  /* or NULL */
  gpointer        user_data;
} Waiter;

/* All that was published is confirmed, and all before the goodbye has reached the broker. */
static void
leave_if_done (RtBusClient *self)
{
  if (self->leaving && self->settled && rt_bus_get_n_unconfirmed (self->bus) == 0)
    rt_client_stop (RT_CLIENT (self));
}

static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  g_autofree Waiter *waiter = user_data;
  RtBusClient *self = waiter->tie->client;

  g_rc_box_release (waiter->tie);
  if (self == NULL || self->bus != bus)
    return;

  g_object_ref (self);
  if (error == NULL)
    rt_client_get_counters (RT_CLIENT (self))->responses++;
  else if (!self->quiet)
    rt_client_set_reason (RT_CLIENT (self), error->message);
  if (waiter->confirmed != NULL)
    waiter->confirmed (bus, message, partition, offset, error, waiter->user_data);
  if (self->bus == bus)
    leave_if_done (self);
  g_object_unref (self);
}

static gboolean
publish (RtBusClient     *self,
         RtBusMessage    *message,
         RtBusConfirmed   confirmed,
         gpointer         user_data,
         GError         **error)
{
  Waiter *waiter = g_new (Waiter, 1);

  self->n_sent++;
  if (message->id == NULL)
    message->id = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, self->id_prefix, self->n_sent);
  *waiter = (Waiter) { g_rc_box_acquire (self->tie), confirmed, user_data };
  if (rt_bus_publish (self->bus, self->address->target, message, on_confirmed, waiter, error))
    {
      rt_client_get_counters (RT_CLIENT (self))->requests++;
      return TRUE;
    }

  g_rc_box_release (self->tie);
  g_free (waiter);

  return FALSE;
}

/**
 * rt_bus_client_publish:
 * @self: a client that is open
 * @message: what; without an id it is given one, by which a consumer can tell that it was sent again
 * @confirmed: (nullable): called once, when it is safe or never will be; not once @self is stopped
 * @user_data: for @confirmed
 * @error: return location
 *
 * Publishes to where @self consumes from.
 *
 * Returns: %FALSE, and @confirmed is not called, as rt_bus_publish() does
 */
gboolean
rt_bus_client_publish (RtBusClient     *self,
                       RtBusMessage    *message,
                       RtBusConfirmed   confirmed,
                       gpointer         user_data,
                       GError         **error)
{
  g_return_val_if_fail (RT_IS_BUS_CLIENT (self), FALSE);
  g_return_val_if_fail (message != NULL, FALSE);
  g_return_val_if_fail (self->bus != NULL, FALSE);

  if (!publish (self, message, confirmed, user_data, error))
    return FALSE;

  rt_client_get_counters (RT_CLIENT (self))->payload_out += g_bytes_get_size (message->body);

  return TRUE;
}

static const char *
get_content_type (GBytes   *data,
                  gboolean  binary)
{
  gsize size;
  const char *text = g_bytes_get_data (data, &size);

  if (binary)
    return "application/octet-stream";

  return size > 0 && rt_json_check (text, size, NULL) ? "application/json" : "text/plain";
}

gboolean
rt_bus_client_send (RtClient *client,
                    GBytes   *data,
                    gboolean  binary,
                    GError  **error)
{
  RtBusClient *self = RT_BUS_CLIENT (client);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (data);
  g_autoptr (GError) reason = NULL;

  message->number = self->n_sent + 1;
  message->content_type = g_strdup (get_content_type (data, binary));
  if (publish (self, message, NULL, NULL, &reason))
    return TRUE;

  g_set_error_literal (error, RT_CLIENT_ERROR,
                       g_error_matches (reason, RT_BUS_ERROR, RT_BUS_ERROR_FULL) ? RT_CLIENT_ERROR_FULL
                                                                                 : RT_CLIENT_ERROR_BUS,
                       reason->message);

  return FALSE;
}

static void
on_settled (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtBusClient) self = rt_call_end (user_data);
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, NULL);

  if (self == NULL || self->bus != RT_BUS (source))
    return;

  self->settled = TRUE;
  leave_if_done (self);
}

/* An answer that comes after the acknowledgements says that they have arrived. */
void
rt_bus_client_leave (RtClient *client)
{
  RtBusClient *self = RT_BUS_CLIENT (client);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  if (self->leaving)
    return;

  self->leaving = TRUE;
  self->settled = self->subscription == NULL;
  if (self->settled)
    {
      leave_if_done (self);
      return;
    }

  rt_bus_subscription_close (self->subscription);
  rt_bus_measure_async (self->bus, self->address->target, NULL, cancellable, on_settled,
                        rt_call_new (self, cancellable));
}
