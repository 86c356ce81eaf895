/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-subscription-private.h"

enum {
  PROP_0,
  PROP_BUS,
  PROP_ACTIVE,
  PROP_ERROR,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtBusSubscription, rt_bus_subscription, G_TYPE_OBJECT)

RtBusSubscriptionPrivate *
rt_bus_subscription_get_private (RtBusSubscription *self)
{
  return rt_bus_subscription_get_instance_private (self);
}

void
rt_bus_subscription_set_active (RtBusSubscription *self,
                                gboolean           active,
                                const GError      *error)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (self);
  g_autoptr (GError) old_error = g_steal_pointer (&priv->error);
  gboolean other = priv->active != active;

  priv->error = error == NULL ? NULL : g_error_copy (error);
  priv->active = active;
  if (old_error != NULL || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (other)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
rt_bus_subscription_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (RT_BUS_SUBSCRIPTION (object));

  switch (prop_id)
    {
    case PROP_BUS:
      g_value_set_object (value, priv->bus);
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, priv->active);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, priv->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_bus_subscription_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (RT_BUS_SUBSCRIPTION (object));

  switch (prop_id)
    {
    case PROP_BUS:
      priv->bus = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_bus_subscription_dispose (GObject *object)
{
  RtBusSubscription *self = RT_BUS_SUBSCRIPTION (object);

  rt_bus_subscription_close (self);
  rt_bus_subscription_set_delivered (self, NULL, NULL, NULL);

  G_OBJECT_CLASS (rt_bus_subscription_parent_class)->dispose (object);
}

static void
rt_bus_subscription_finalize (GObject *object)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (RT_BUS_SUBSCRIPTION (object));

  g_clear_pointer (&priv->target, rt_bus_target_free);
  g_clear_pointer (&priv->group, g_free);
  g_hash_table_unref (priv->partitions);
  g_clear_error (&priv->error);
  g_clear_object (&priv->bus);

  G_OBJECT_CLASS (rt_bus_subscription_parent_class)->finalize (object);
}

static void
rt_bus_subscription_class_init (RtBusSubscriptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_bus_subscription_get_property;
  object_class->set_property = rt_bus_subscription_set_property;
  object_class->dispose = rt_bus_subscription_dispose;
  object_class->finalize = rt_bus_subscription_finalize;

  properties[PROP_BUS] =
    g_param_spec_object ("bus", NULL, NULL, RT_TYPE_BUS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                        G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_signal_new ("assigned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_ARRAY);
}

static void
rt_bus_subscription_init (RtBusSubscription *self)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (self);

  priv->backoff = (RtBackoff) RT_BACKOFF_INIT;
  priv->partitions = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

static void
set_up (RtBusSubscription      *self,
        const RtBusTarget      *target,
        const RtBusSubscribing *how)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (self);

  priv->target = rt_bus_target_copy (target);
  priv->how = *how;
  priv->how.group = priv->group = g_strdup (how->group);
  if (priv->how.prefetch == 0)
    priv->how.prefetch = RT_BUS_DEFAULT_PREFETCH;
  rt_bus_add_subscription (priv->bus, self);
}

/**
 * rt_bus_subscribe:
 * @self: a bus
 * @target: a queue or topic that is there; rt_bus_declare_async() makes one
 * @how: how
 * @error: return location
 *
 * Subscribes. It begins when the bus is open and goes on whenever it is again; set what is called
 * with rt_bus_subscription_set_delivered() before the main context has a turn.
 *
 * Returns: (transfer full) (nullable): a subscription; %NULL with %RT_BUS_ERROR_UNSUPPORTED or
 *   %RT_BUS_ERROR_INVALID
 */
RtBusSubscription *
rt_bus_subscribe (RtBus                   *self,
                  const RtBusTarget       *target,
                  const RtBusSubscribing  *how,
                  GError                 **error)
{
  RtBusSubscription *subscription;

  g_return_val_if_fail (RT_IS_BUS (self), NULL);
  g_return_val_if_fail (target != NULL && how != NULL, NULL);

  if (!rt_bus_check_subscribing (self, target, how, error))
    return NULL;

  subscription = g_object_new (RT_BUS_GET_CLASS (self)->get_subscription_type (self), "bus", self, NULL);
  set_up (subscription, target, how);
  if (rt_bus_is_open (self))
    rt_bus_subscription_open (subscription);

  return subscription;
}

/**
 * rt_bus_subscription_set_delivered:
 * @self: a subscription
 * @delivered: (nullable): what is called with each delivery; nothing is any more once @self is closed
 * @user_data: for @delivered
 * @destroy: (nullable): for @user_data
 */
void
rt_bus_subscription_set_delivered (RtBusSubscription *self,
                                   RtBusDelivered     delivered,
                                   gpointer           user_data,
                                   GDestroyNotify     destroy)
{
  RtBusSubscriptionPrivate *priv = rt_bus_subscription_get_instance_private (self);
  GDestroyNotify old_destroy = priv->delivered_destroy;
  gpointer old_data = priv->delivered_data;

  g_return_if_fail (RT_IS_BUS_SUBSCRIPTION (self));

  priv->delivered = delivered;
  priv->delivered_data = user_data;
  priv->delivered_destroy = destroy;
  if (old_destroy != NULL)
    old_destroy (old_data);
}

/**
 * rt_bus_subscription_get_bus:
 * @self: a subscription
 *
 * Returns: (transfer none): where it is subscribed
 */
RtBus *
rt_bus_subscription_get_bus (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), NULL);

  return rt_bus_subscription_get_private (self)->bus;
}

/**
 * rt_bus_subscription_get_target:
 * @self: a subscription
 *
 * Returns: (transfer none): the queue or topic
 */
const RtBusTarget *
rt_bus_subscription_get_target (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), NULL);

  return rt_bus_subscription_get_private (self)->target;
}

/**
 * rt_bus_subscription_get_how:
 * @self: a subscription
 *
 * Returns: (transfer none): how, with the prefetch that it has
 */
const RtBusSubscribing *
rt_bus_subscription_get_how (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), NULL);

  return &rt_bus_subscription_get_private (self)->how;
}

/**
 * rt_bus_subscription_is_active:
 * @self: a subscription
 *
 * Returns: whether the broker has it
 */
gboolean
rt_bus_subscription_is_active (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), FALSE);

  return rt_bus_subscription_get_private (self)->active;
}

/**
 * rt_bus_subscription_is_closed:
 * @self: a subscription
 *
 * Returns: whether it has ended for good: it was closed, or see rt_bus_subscription_get_error()
 */
gboolean
rt_bus_subscription_is_closed (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), TRUE);

  return rt_bus_subscription_get_private (self)->closed;
}

/**
 * rt_bus_subscription_get_error:
 * @self: a subscription
 *
 * Returns: (transfer none) (nullable): why it ended for good, or is not active
 */
const GError *
rt_bus_subscription_get_error (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), NULL);

  return rt_bus_subscription_get_private (self)->error;
}

/**
 * rt_bus_subscription_get_n_unacknowledged:
 * @self: a subscription
 *
 * Returns: how many deliveries wait for acknowledgement
 */
guint
rt_bus_subscription_get_n_unacknowledged (RtBusSubscription *self)
{
  g_return_val_if_fail (RT_IS_BUS_SUBSCRIPTION (self), 0);

  return rt_bus_subscription_get_private (self)->n_unacknowledged;
}
