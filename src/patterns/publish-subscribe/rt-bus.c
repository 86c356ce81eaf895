/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-bus-private.h"

#include <glib/gi18n.h>

enum {
  PROP_0,
  PROP_URI,
  PROP_STATE,
  PROP_REASON,
  PROP_SIMULATED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtBus, rt_bus, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-bus-error-quark, rt_bus_error)

static const GEnumValue states[] = {
  { RT_BUS_CLOSED, "RT_BUS_CLOSED", "closed" },
  { RT_BUS_CONNECTING, "RT_BUS_CONNECTING", "connecting" },
  { RT_BUS_OPEN, "RT_BUS_OPEN", "open" },
  { RT_BUS_BLOCKED, "RT_BUS_BLOCKED", "blocked" },
  { RT_BUS_RETRYING, "RT_BUS_RETRYING", "retrying" },
  { 0, NULL, NULL },
};

GType
rt_bus_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("RtBusState", states));

  return type;
}

/**
 * rt_bus_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its name for programs
 */
const char *
rt_bus_state_to_string (RtBusState state)
{
  g_return_val_if_fail (state <= RT_BUS_RETRYING, NULL);

  return states[state].value_nick;
}

RtBusPrivate *
rt_bus_get_private (RtBus *self)
{
  return rt_bus_get_instance_private (self);
}

gboolean
rt_bus_is_open (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_instance_private (self);

  return priv->state == RT_BUS_OPEN || priv->state == RT_BUS_BLOCKED;
}

void
rt_bus_set_state (RtBus        *self,
                  RtBusState    state,
                  const GError *error,
                  const char   *reason)
{
  RtBusPrivate *priv = rt_bus_get_instance_private (self);
  gboolean other_state = priv->state != state;
  gboolean other_reason = g_strcmp0 (priv->reason, reason) != 0;
  g_autofree char *new_reason = g_strdup (reason);
  GError *new_error = error == NULL ? NULL : g_error_copy (error);

  /* Both may be what is kept now. */
  g_clear_error (&priv->error);
  priv->error = new_error;
  g_free (priv->reason);
  priv->reason = g_steal_pointer (&new_reason);
  priv->state = state;

  if (other_reason)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
  if (other_state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_uri (RtBus      *self,
         const char *uri)
{
  RtBusPrivate *priv = rt_bus_get_instance_private (self);

  priv->guri = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);
  g_return_if_fail (priv->guri != NULL);
  priv->uri = g_uri_to_string_partial (priv->guri, G_URI_HIDE_PASSWORD);
}

static void
rt_bus_get_property (GObject    *object,
                     guint       prop_id,
                     GValue     *value,
                     GParamSpec *pspec)
{
  RtBus *self = RT_BUS (object);
  RtBusPrivate *priv = rt_bus_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, priv->uri);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_REASON:
      g_value_set_string (value, priv->reason);
      break;
    case PROP_SIMULATED:
      g_value_set_boolean (value, rt_bus_is_simulated (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_bus_set_property (GObject      *object,
                     guint         prop_id,
                     const GValue *value,
                     GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_URI:
      set_uri (RT_BUS (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_bus_dispose (GObject *object)
{
  RtBusPrivate *priv = rt_bus_get_instance_private (RT_BUS (object));

  if (priv->unconfirmed != NULL)
    rt_bus_close (RT_BUS (object));
  g_clear_pointer (&priv->unconfirmed, rt_bus_unconfirmed_free);

  G_OBJECT_CLASS (rt_bus_parent_class)->dispose (object);
}

static void
rt_bus_finalize (GObject *object)
{
  RtBusPrivate *priv = rt_bus_get_instance_private (RT_BUS (object));

  rt_poller_stop_timer (priv->poller, &priv->timer);
  rt_poller_undefer (priv->poller, &priv->flush);
  rt_poller_undefer (priv->poller, &priv->writable);
  rt_poller_unref (priv->poller);
  g_ptr_array_unref (priv->subscriptions);
  g_hash_table_unref (priv->plain);
  g_clear_pointer (&priv->guri, g_uri_unref);
  g_clear_error (&priv->error);
  g_free (priv->uri);
  g_free (priv->reason);
  rt_traffic_clear (&priv->traffic);

  G_OBJECT_CLASS (rt_bus_parent_class)->finalize (object);
}

static void
rt_bus_class_init (RtBusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_bus_get_property;
  object_class->set_property = rt_bus_set_property;
  object_class->dispose = rt_bus_dispose;
  object_class->finalize = rt_bus_finalize;

  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, RT_TYPE_BUS_STATE, RT_BUS_CLOSED,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIMULATED] =
    g_param_spec_boolean ("simulated", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_signal_new ("writable", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_bus_init (RtBus *self)
{
  RtBusPrivate *priv = rt_bus_get_instance_private (self);

  priv->poller = rt_poller_ref (rt_poller_get_default ());
  priv->backoff = (RtBackoff) RT_BACKOFF_INIT;
  priv->subscriptions = g_ptr_array_new ();
  priv->plain = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  priv->unconfirmed = rt_bus_unconfirmed_new (self);
}

/**
 * rt_bus_get_uri:
 * @self: a bus
 *
 * Returns: (transfer none): its address, without the password
 */
const char *
rt_bus_get_uri (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return rt_bus_get_private (self)->uri;
}

/**
 * rt_bus_get_guri:
 * @self: a bus
 *
 * Returns: (transfer none): its address, with the password, parsed with %RT_BUS_URI_FLAGS
 */
GUri *
rt_bus_get_guri (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return rt_bus_get_private (self)->guri;
}

/**
 * rt_bus_get_name:
 * @self: a bus
 *
 * Returns: (transfer none): the name of its engine, for people
 */
const char *
rt_bus_get_name (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return _(RT_BUS_GET_CLASS (self)->name);
}

/**
 * rt_bus_get_abilities:
 * @self: a bus
 *
 * Returns: what it can do; what it cannot is refused with %RT_BUS_ERROR_UNSUPPORTED
 */
RtBusAbilities
rt_bus_get_abilities (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), 0);

  return RT_BUS_GET_CLASS (self)->get_abilities (self);
}

/**
 * rt_bus_is_simulated:
 * @self: a bus
 *
 * Returns: whether its broker says that it is a simulation, which the user is to be told; known
 *   soon after it is open
 */
gboolean
rt_bus_is_simulated (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), FALSE);

  return rt_bus_get_private (self)->simulated;
}

/**
 * rt_bus_set_simulated:
 * @self: a bus
 * @simulated: whether its broker says that it is a simulation
 *
 * Sets what rt_bus_is_simulated() tells. For engines.
 */
void
rt_bus_set_simulated (RtBus    *self,
                      gboolean  simulated)
{
  RtBusPrivate *priv = rt_bus_get_private (self);

  if (priv->simulated == simulated)
    return;

  priv->simulated = simulated;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIMULATED]);
}

/**
 * rt_bus_get_state:
 * @self: a bus
 *
 * Returns: its state now
 */
RtBusState
rt_bus_get_state (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), RT_BUS_CLOSED);

  return rt_bus_get_private (self)->state;
}

/**
 * rt_bus_get_reason:
 * @self: a bus
 *
 * Returns: (transfer none) (nullable): why it is in its state, in words for people
 */
const char *
rt_bus_get_reason (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return rt_bus_get_private (self)->reason;
}

/**
 * rt_bus_get_error:
 * @self: a bus
 *
 * Returns: (transfer none) (nullable): what was wrong last; %NULL while it is open
 */
const GError *
rt_bus_get_error (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return rt_bus_get_private (self)->error;
}

/**
 * rt_bus_get_traffic:
 * @self: a bus
 *
 * Returns: (transfer none): its counters, as the other patterns have them; duplicates and
 *   losses are for its readers to count
 */
const RtTraffic *
rt_bus_get_traffic (RtBus *self)
{
  return rt_bus_get_counters (self);
}

/**
 * rt_bus_get_tally:
 * @self: a bus
 *
 * Returns: (transfer none): the counters that only a bus has
 */
const RtBusTally *
rt_bus_get_tally (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return &rt_bus_get_private (self)->tally;
}

/**
 * rt_bus_get_counters:
 * @self: a bus
 *
 * Returns: (transfer none): the same as rt_bus_get_traffic(), for its engine to add the wire's
 */
RtTraffic *
rt_bus_get_counters (RtBus *self)
{
  g_return_val_if_fail (RT_IS_BUS (self), NULL);

  return &rt_bus_get_private (self)->traffic;
}
