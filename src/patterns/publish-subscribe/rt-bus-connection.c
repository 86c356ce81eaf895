/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-call.h"
#include "patterns/publish-subscribe/rt-bus-private.h"

#include <glib/gi18n.h>

/* Of each with a reference: what is called back may close any of them. */
static GPtrArray *
list_subscriptions (RtBusPrivate *priv)
{
  return g_ptr_array_copy (priv->subscriptions, (GCopyFunc) g_object_ref, NULL);
}

static void
free_list (GPtrArray *list)
{
  g_ptr_array_set_free_func (list, g_object_unref);
  g_ptr_array_unref (list);
}

static void
open_subscriptions (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  GPtrArray *list = list_subscriptions (priv);

  for (guint i = 0; i < list->len && rt_bus_is_open (self); i++)
    rt_bus_subscription_open (list->pdata[i]);

  free_list (list);
}

static void
lose_subscriptions (RtBus        *self,
                    const GError *error)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  GPtrArray *list = list_subscriptions (priv);

  for (guint i = 0; i < list->len; i++)
    rt_bus_subscription_lost (list->pdata[i], error);

  free_list (list);
}

/* What every end of a connection has in common. The engine ends what is under way, which is no end
 * of the calls: so they are halted first. */
static void
drop_connection (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_private (self);

  rt_poller_stop_timer (priv->poller, &priv->timer);
  rt_poller_undefer (priv->poller, &priv->flush);
  rt_bus_calls_halt (&priv->calls);
  for (guint i = 0; i < priv->subscriptions->len; i++)
    rt_bus_subscription_halt (priv->subscriptions->pdata[i]);
  /* Not open any more, and not closed yet: what is called from within close() starts nothing. */
  priv->state = RT_BUS_CONNECTING;
  RT_BUS_GET_CLASS (self)->close (self);
  priv->traffic.connections_open = 0;
  rt_bus_unconfirmed_rewind (self);
}

static void
fail_all (RtBus        *self,
          const GError *error)
{
  RtBusPrivate *priv = rt_bus_get_private (self);

  rt_bus_calls_fail (&priv->tests, error);
  rt_bus_calls_fail (&priv->calls, error);
  rt_bus_unconfirmed_fail (self, error);
}

static void
connecting_takes_too_long (gpointer user_data)
{
  g_autoptr (GError) error =
    g_error_new (RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT,
                 _("The connection was not made within %d seconds: is the address right, and is it running?"),
                 RT_BUS_CONNECT_TIMEOUT_MS / 1000);

  rt_bus_lost (user_data, error, FALSE);
}

static void
open_now (gpointer user_data)
{
  RtBus *self = user_data;
  RtBusPrivate *priv = rt_bus_get_private (self);

  rt_poller_stop_timer (priv->poller, &priv->timer);
  priv->timer.func = connecting_takes_too_long;
  priv->timer.user_data = self;
  rt_poller_start_timer (priv->poller, &priv->timer, RT_BUS_CONNECT_TIMEOUT_MS);
  /* Why it was lost is of interest until it is back. */
  rt_bus_set_state (self, RT_BUS_CONNECTING, priv->error, priv->reason);
  if (priv->state == RT_BUS_CONNECTING)
    RT_BUS_GET_CLASS (self)->open (self);
}

/**
 * rt_bus_connect:
 * @self: a bus
 *
 * Connects, and connects again whenever the connection is lost, until rt_bus_close(); see
 * "state". Changes nothing where that is going on.
 */
void
rt_bus_connect (RtBus *self)
{
  g_return_if_fail (RT_IS_BUS (self));

  if (rt_bus_get_private (self)->state == RT_BUS_CLOSED)
    open_now (self);
}

/**
 * rt_bus_close:
 * @self: a bus
 *
 * Ends the connection, without waiting. What is unconfirmed, and every call under way, ends with
 * %RT_BUS_ERROR_CLOSED; subscriptions are inactive until rt_bus_connect().
 */
void
rt_bus_close (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RT_IS_BUS (self));

  error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CLOSED,
                               _("The bus was closed before this was done: it may have been done or not."));
  if (priv->state != RT_BUS_CLOSED)
    {
      drop_connection (self);
      rt_backoff_succeeded (&priv->backoff);
      rt_bus_set_state (self, RT_BUS_CLOSED, NULL, NULL);
      lose_subscriptions (self, error);
    }
  fail_all (self, error);
}

/**
 * rt_bus_connected:
 * @self: a bus that is connecting
 *
 * Says that it is open. For engines.
 */
void
rt_bus_connected (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_private (self);

  g_return_if_fail (priv->state == RT_BUS_CONNECTING);

  g_object_ref (self);
  rt_poller_stop_timer (priv->poller, &priv->timer);
  rt_backoff_succeeded (&priv->backoff);
  priv->traffic.connections_opened++;
  priv->traffic.connections_open = 1;
  rt_bus_set_state (self, RT_BUS_OPEN, NULL, NULL);
  rt_bus_calls_fail (&priv->tests, NULL);
  if (rt_bus_is_open (self))
    rt_bus_calls_run (&priv->calls);
  open_subscriptions (self);
  rt_bus_flush (self);
  g_object_unref (self);
}

static void
retry_later (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  guint delay_ms = rt_backoff_next (&priv->backoff, 0);

  priv->timer.func = open_now;
  priv->timer.user_data = self;
  priv->retry_at = g_get_monotonic_time () + delay_ms * G_TIME_SPAN_MILLISECOND;
  rt_poller_start_timer (priv->poller, &priv->timer, delay_ms);
}

/**
 * rt_bus_get_retry_us:
 * @self: a bus
 *
 * Returns: how long until it tries to connect again, in µs; -1 when it is not retrying
 */
gint64
rt_bus_get_retry_us (RtBus *self)
{
  RtBusPrivate *priv;

  g_return_val_if_fail (RT_IS_BUS (self), -1);

  priv = rt_bus_get_private (self);

  return priv->state == RT_BUS_RETRYING ? MAX (priv->retry_at - g_get_monotonic_time (), 0) : -1;
}

/**
 * rt_bus_lost:
 * @self: a bus that is connecting or open
 * @error: why
 * @for_good: whether trying again is of no use
 *
 * Says that connecting failed or that the connection is gone; the engine's close() is called.
 * Tries again after a back-off, or with @for_good is closed and ends all that waits with @error.
 * For engines.
 */
void
rt_bus_lost (RtBus        *self,
             const GError *error,
             gboolean      for_good)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  g_autoptr (GError) copy = g_error_copy (error);

  g_return_if_fail (priv->state != RT_BUS_CLOSED && priv->state != RT_BUS_RETRYING);

  g_object_ref (self);
  drop_connection (self);
  if (!for_good)
    retry_later (self);
  rt_bus_set_state (self, for_good ? RT_BUS_CLOSED : RT_BUS_RETRYING, copy, copy->message);
  lose_subscriptions (self, copy);
  rt_bus_calls_fail (&priv->tests, copy);
  if (for_good)
    fail_all (self, copy);
  g_object_unref (self);
}

/**
 * rt_bus_set_blocked:
 * @self: a bus that is open
 * @blocked: whether the broker takes no messages now
 * @reason: (nullable): why, in words for people
 *
 * Says that nothing is to be published for now, or is again. For engines.
 */
void
rt_bus_set_blocked (RtBus      *self,
                    gboolean    blocked,
                    const char *reason)
{
  g_return_if_fail (rt_bus_is_open (self));

  rt_bus_set_state (self, blocked ? RT_BUS_BLOCKED : RT_BUS_OPEN, NULL, blocked ? reason : NULL);
  rt_bus_flush (self);
}

/**
 * rt_bus_test_async:
 * @self: a bus
 * @cancellable: (nullable): to stop waiting
 * @callback: called with what became of it
 * @user_data: for @callback
 *
 * Tries the connection once: connects where it is closed, tries at once where it waits to try
 * again, and waits for it where it is under way. It stays as it is then: close it yourself.
 */
void
rt_bus_test_async (RtBus               *self,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  RtBusPrivate *priv = rt_bus_get_private (self);
  RtBusCall *call;

  g_return_if_fail (RT_IS_BUS (self));

  call = rt_bus_call_new (&priv->tests, self, cancellable, callback, user_data, rt_bus_test_async);
  if (call == NULL)
    return;

  if (rt_bus_is_open (self))
    rt_bus_call_end (call, NULL);
  else if (priv->state != RT_BUS_CONNECTING)
    open_now (self);
}

/**
 * rt_bus_test_finish:
 * @self: a bus
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it is open; %FALSE with an error that says exactly what fails
 */
gboolean
rt_bus_test_finish (RtBus         *self,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
rt_bus_add_subscription (RtBus             *self,
                         RtBusSubscription *subscription)
{
  g_ptr_array_add (rt_bus_get_private (self)->subscriptions, subscription);
}

void
rt_bus_remove_subscription (RtBus             *self,
                            RtBusSubscription *subscription)
{
  g_ptr_array_remove (rt_bus_get_private (self)->subscriptions, subscription);
}
