/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-subscription-private.h"

#include <glib/gi18n.h>

static void
begin (gpointer user_data)
{
  RtBusSubscription *self = user_data;
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  priv->begun = TRUE;
  RT_BUS_SUBSCRIPTION_GET_CLASS (self)->begin (self);
}

static void
stop_timer (RtBusSubscriptionPrivate *priv)
{
  rt_poller_stop_timer (rt_bus_get_private (priv->bus)->poller, &priv->timer);
}

void
rt_bus_subscription_open (RtBusSubscription *self)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  if (!priv->begun && !priv->closed)
    begin (self);
}

void
rt_bus_subscription_halt (RtBusSubscription *self)
{
  rt_bus_calls_halt (&rt_bus_subscription_get_private (self)->seeks);
}

void
rt_bus_subscription_lost (RtBusSubscription *self,
                          const GError      *error)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  stop_timer (priv);
  if (priv->begun)
    RT_BUS_SUBSCRIPTION_GET_CLASS (self)->lost (self);
  priv->begun = FALSE;
  rt_bus_subscription_forget (self, -1);
  rt_bus_calls_halt (&priv->seeks);
  if (!priv->closed)
    rt_bus_subscription_set_active (self, FALSE, error);
}

/**
 * rt_bus_subscription_began:
 * @self: a subscription
 *
 * Says that the broker has it. For engines.
 */
void
rt_bus_subscription_began (RtBusSubscription *self)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  if (priv->closed || !priv->begun)
    return;

  rt_backoff_succeeded (&priv->backoff);
  rt_bus_calls_run (&priv->seeks);
  rt_bus_subscription_set_active (self, TRUE, NULL);
}

static void
close_for_good (RtBusSubscription *self,
                const GError      *error)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  priv->closed = TRUE;
  stop_timer (priv);
  rt_bus_remove_subscription (priv->bus, self);
  rt_bus_subscription_forget (self, -1);
  rt_bus_calls_fail (&priv->seeks, error);
}

/**
 * rt_bus_subscription_failed:
 * @self: a subscription
 * @error: why the broker does not have it, or has it no longer
 * @for_good: whether trying again is of no use
 *
 * Says that it could not begin or has ended, while the bus is open; it is begun again after a
 * back-off, or with @for_good not. For engines.
 */
void
rt_bus_subscription_failed (RtBusSubscription *self,
                            const GError      *error,
                            gboolean           for_good)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  if (priv->closed || !priv->begun)
    return;

  g_object_ref (self);
  rt_bus_subscription_forget (self, -1);
  if (for_good)
    close_for_good (self, error);
  else
    {
      rt_bus_calls_halt (&priv->seeks);
      priv->timer.func = begin;
      priv->timer.user_data = self;
      rt_poller_start_timer (rt_bus_get_private (priv->bus)->poller, &priv->timer, rt_backoff_next (&priv->backoff, 0));
    }
  rt_bus_subscription_set_active (self, FALSE, error);
  g_object_unref (self);
}

/**
 * rt_bus_subscription_close:
 * @self: a subscription
 *
 * Ends it, without waiting; nothing is delivered any more. What was not acknowledged is delivered
 * again, to others.
 */
void
rt_bus_subscription_close (RtBusSubscription *self)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RT_IS_BUS_SUBSCRIPTION (self));

  if (priv->closed)
    return;

  error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The subscription was closed."));
  close_for_good (self, error);
  if (priv->begun)
    RT_BUS_SUBSCRIPTION_GET_CLASS (self)->end (self);
  priv->begun = FALSE;
  rt_bus_subscription_set_active (self, FALSE, NULL);
}

static void
start_seek (RtBusCall *call,
            GTask     *task)
{
  RtBusSubscription *self = rt_bus_call_get_owner (call);

  RT_BUS_SUBSCRIPTION_GET_CLASS (self)->seek (self, call->partition, call->position, task);
}

static void
start_seek_time (RtBusCall *call,
                 GTask     *task)
{
  RtBusSubscription *self = rt_bus_call_get_owner (call);

  RT_BUS_SUBSCRIPTION_GET_CLASS (self)->seek_time (self, call->position, task);
}

static gboolean
check_seek (RtBusSubscription  *self,
            RtBusAbilities      ability,
            gint64              position,
            GError            **error)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);

  if (priv->closed)
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED, _("The subscription was closed."));
      return FALSE;
    }
  if (priv->target->kind == RT_BUS_QUEUE)
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED,
                           _("A queue is read once, in its order: seek in a log."));
      return FALSE;
    }
  if (position < RT_BUS_FROM_BEGINNING)
    {
      g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID, _("There is no such position in a log."));
      return FALSE;
    }

  return rt_bus_check_able (priv->bus, ability, error);
}

static void
seek (RtBusSubscription *self,
      RtBusCall         *call,
      RtBusAbilities     ability)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  g_autoptr (GError) error = NULL;

  if (!check_seek (self, ability, call->position, &error))
    rt_bus_call_end (call, error);
  else if (priv->active)
    rt_bus_call_run (call);
}

/**
 * rt_bus_subscription_seek_async:
 * @self: a subscription to a log
 * @partition: which; -1 all that it has
 * @offset: what is to be delivered next: an offset, or the next that is kept,
 *   %RT_BUS_FROM_BEGINNING or %RT_BUS_FROM_END
 * @cancellable: (nullable): to stop waiting
 * @callback: called when deliveries come from there
 * @user_data: for @callback
 *
 * Goes elsewhere in a log; acknowledging what was delivered before means nothing any more. Once
 * @self is active.
 */
void
rt_bus_subscription_seek_async (RtBusSubscription   *self,
                                int                  partition,
                                gint64               offset,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  RtBusCall *call;

  g_return_if_fail (RT_IS_BUS_SUBSCRIPTION (self));

  call = rt_bus_call_new (&priv->seeks, self, cancellable, callback, user_data, rt_bus_subscription_seek_async);
  if (call == NULL)
    return;

  call->start = start_seek;
  call->partition = partition;
  call->position = offset;
  seek (self, call, RT_BUS_CAN_SEEK);
}

/**
 * rt_bus_subscription_seek_time_async:
 * @self: a subscription to a log
 * @time_us: µs since 1970
 * @cancellable: (nullable): to stop waiting
 * @callback: called when deliveries come from there
 * @user_data: for @callback
 *
 * Goes, in each partition, to the first message born at @time_us or later; to the end where there
 * is none. Otherwise as rt_bus_subscription_seek_async().
 */
void
rt_bus_subscription_seek_time_async (RtBusSubscription   *self,
                                     gint64               time_us,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_private (self);
  RtBusCall *call;

  g_return_if_fail (RT_IS_BUS_SUBSCRIPTION (self));

  call = rt_bus_call_new (&priv->seeks, self, cancellable, callback, user_data, rt_bus_subscription_seek_time_async);
  if (call == NULL)
    return;

  call->start = start_seek_time;
  call->position = MAX (time_us, 0);
  seek (self, call, RT_BUS_CAN_SEEK_TIME);
}

/**
 * rt_bus_subscription_seek_finish:
 * @self: a subscription
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE; %FALSE with %RT_BUS_ERROR_UNSUPPORTED, %RT_BUS_ERROR_NOT_FOUND or another error
 */
gboolean
rt_bus_subscription_seek_finish (RtBusSubscription  *self,
                                 GAsyncResult       *result,
                                 GError            **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
