/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection-private.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rt-bus.h"

G_DEFINE_FINAL_TYPE (RtAmqpConnection, rt_amqp_connection, G_TYPE_OBJECT)

static void
rt_amqp_connection_finalize (GObject *object)
{
  RtAmqpConnection *self = RT_AMQP_CONNECTION (object);

  rt_poller_unref (self->poller);
  g_ptr_array_unref (self->channels);
  rt_amqp_writer_clear (&self->writer);
  amqp_destroy_connection (self->codec);
  g_object_unref (self->cancellable);
  g_clear_object (&self->stream);
  g_clear_object (&self->tcp);
  g_free (self->input);
  g_free (self->where);

  G_OBJECT_CLASS (rt_amqp_connection_parent_class)->finalize (object);
}

static void
rt_amqp_connection_class_init (RtAmqpConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_amqp_connection_finalize;
}

static void
on_deadline (gpointer user_data)
{
  RtAmqpConnection *self = user_data;
  g_autoptr (GError) error =
    g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT,
                 _("Nothing at %s answers as RabbitMQ does: look whether it runs there."), self->where);

  rt_amqp_connection_fail (self, error);
}

static void
rt_amqp_connection_init (RtAmqpConnection *self)
{
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->turn = (RtDeferred) { .func = rt_amqp_connection_turn, .user_data = self };
  self->deadline = (RtPollerTimer) { .func = on_deadline, .user_data = self };
  self->beat = (RtPollerTimer) { .func = rt_amqp_connection_beat, .user_data = self };
  self->cancellable = g_cancellable_new ();
  self->channels = g_ptr_array_new ();
  g_ptr_array_add (self->channels, NULL);
  self->codec = amqp_new_connection ();
  self->input = g_malloc (RT_AMQP_INPUT_BYTES);
  rt_amqp_writer_init (&self->writer);
}

/**
 * rt_amqp_connection_open:
 * @address: where to; stays the caller's, until the connection is lost or closed
 * @traffic: where its bytes and segments are counted; likewise
 * @events: what is told of it
 * @user_data: for @events
 *
 * Begins to connect. Whoever holds the last reference closes it first.
 *
 * Returns: (transfer full): a connection
 */
RtAmqpConnection *
rt_amqp_connection_open (const RtRabbitAddress        *address,
                         RtTraffic                    *traffic,
                         const RtAmqpConnectionEvents *events,
                         gpointer                      user_data)
{
  RtAmqpConnection *self = g_object_new (RT_TYPE_AMQP_CONNECTION, NULL);
  guint timeout_ms = address->timeout_ms;

  self->address = address;
  self->traffic = traffic;
  self->events = events;
  self->user_data = user_data;
  self->where = g_strdup_printf (strchr (address->host, ':') == NULL ? "%s:%u" : "[%s]:%u",
                                 address->host, address->port);
  rt_poller_start_timer (self->poller, &self->deadline, timeout_ms > 0 ? timeout_ms : RT_BUS_CONNECT_TIMEOUT_MS);
  rt_amqp_connection_dial (self);

  return self;
}

static void
end_channels (RtAmqpConnection *self,
              const GError     *error)
{
  for (guint i = 1; i < self->channels->len; i++)
    {
      RtAmqpChannel *channel = g_ptr_array_index (self->channels, i);

      if (channel != NULL)
        rt_amqp_channel_end (channel, error, TRUE);
    }
}

static void
end (RtAmqpConnection *self)
{
  if (self->stage == RT_AMQP_DEAD)
    return;

  self->stage = RT_AMQP_DEAD;
  g_cancellable_cancel (self->cancellable);
  rt_poller_stop_timer (self->poller, &self->deadline);
  rt_poller_stop_timer (self->poller, &self->beat);
  rt_poller_undefer (self->poller, &self->turn);
  if (self->watch != NULL)
    {
      rt_amqp_connection_post (self);
      rt_poller_remove (self->poller, g_steal_pointer (&self->watch));
    }
  /* The socket, not TLS over it, whose farewell waits for the broker's. */
  if (self->tcp != NULL)
    g_socket_close (g_socket_connection_get_socket (self->tcp), NULL);
  self->traffic = NULL;
}

void
rt_amqp_connection_fail (RtAmqpConnection *self,
                         const GError     *error)
{
  if (self->stage == RT_AMQP_DEAD)
    return;

  g_object_ref (self);
  end (self);
  /* Its owner first: what waits on a channel is not to be told that it failed, where the owner does
   * it again on the next connection. */
  if (self->events != NULL)
    self->events->lost (self, error, self->user_data);
  end_channels (self, error);
  g_object_unref (self);
}

/**
 * rt_amqp_connection_close:
 * @self: a connection
 *
 * Takes leave, without waiting for the broker's answer, and ends it. Its owner hears nothing
 * more; its channels hear that they are closed.
 */
void
rt_amqp_connection_close (RtAmqpConnection *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RT_IS_AMQP_CONNECTION (self));

  self->events = NULL;
  g_object_ref (self);
  if (self->stage == RT_AMQP_OPEN)
    {
      rt_amqp_connection_send (self, AMQP_CONNECTION_CLOSE_METHOD,
                               &(amqp_connection_close_t) { AMQP_REPLY_SUCCESS, });
      rt_amqp_connection_write (self, NULL);
    }
  if (self->stage != RT_AMQP_DEAD && self->watch != NULL)
    rt_amqp_connection_discard (self);
  end (self);
  error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The connection was closed."));
  end_channels (self, error);
  g_object_unref (self);
}

/**
 * rt_amqp_connection_is_open:
 * @self: a connection
 *
 * Returns: whether the broker let us in
 */
gboolean
rt_amqp_connection_is_open (RtAmqpConnection *self)
{
  return self->stage == RT_AMQP_OPEN;
}

/**
 * rt_amqp_connection_has_room:
 * @self: a connection
 *
 * Returns: whether less than %RT_AMQP_MAX_PENDING_BYTES wait to be written; if not, its owner
 *   hears when there is room again
 */
gboolean
rt_amqp_connection_has_room (RtAmqpConnection *self)
{
  if (rt_amqp_writer_get_pending (&self->writer, NULL) >= RT_AMQP_MAX_PENDING_BYTES)
    self->is_full = TRUE;

  return !self->is_full;
}

void
rt_amqp_connection_queue (RtAmqpConnection *self)
{
  if (self->stage == RT_AMQP_DEAD || self->has_turn)
    return;

  self->has_turn = TRUE;
  rt_poller_defer (self->poller, &self->turn);
}

void
rt_amqp_connection_send (RtAmqpConnection     *self,
                         amqp_method_number_t  id,
                         gconstpointer         decoded)
{
  rt_amqp_writer_add_method (&self->writer, 0, id, decoded);
  rt_amqp_connection_queue (self);
}
