/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-desk-private.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rt-bus-engine.h"

enum {
  PROP_0,
  PROP_URI,
  PROP_ADDRESS,
  PROP_RUNNING,
  PROP_STATE,
  PROP_REASON,
  PROP_SIMULATED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint signal_cut;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtDesk, rt_desk, G_TYPE_OBJECT)

RtDeskPrivate *
rt_desk_get_private (RtDesk *self)
{
  return rt_desk_get_instance_private (self);
}

static void
rt_desk_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  RtDeskPrivate *priv = rt_desk_get_private (RT_DESK (object));

  switch (prop_id)
    {
    case PROP_URI:
      g_value_set_string (value, priv->uri);
      break;
    case PROP_ADDRESS:
      g_value_take_string (value, rt_desk_dup_address (RT_DESK (object)));
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, priv->running);
      break;
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_REASON:
      g_value_set_string (value, priv->reason);
      break;
    case PROP_SIMULATED:
      g_value_set_boolean (value, priv->simulated);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_desk_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_URI:
      rt_desk_set_uri (RT_DESK (object), g_value_get_string (value), NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_desk_constructed (GObject *object)
{
  rt_desk_set_uri (RT_DESK (object), NULL, NULL);

  G_OBJECT_CLASS (rt_desk_parent_class)->constructed (object);
}

static void
rt_desk_dispose (GObject *object)
{
  rt_desk_stop (RT_DESK (object));

  G_OBJECT_CLASS (rt_desk_parent_class)->dispose (object);
}

static void
rt_desk_finalize (GObject *object)
{
  RtDeskPrivate *priv = rt_desk_get_private (RT_DESK (object));

  g_free (priv->uri);
  g_free (priv->password);
  g_hash_table_unref (priv->last_uris);
  g_free (priv->reason);
  g_clear_object (&priv->sample);
  g_ptr_array_unref (priv->buses);
  rt_traffic_clear (&priv->past);
  rt_traffic_clear (&priv->counters);
  rt_traffic_clear (&priv->sum);
  rt_poller_unref (priv->poller);

  G_OBJECT_CLASS (rt_desk_parent_class)->finalize (object);
}

static void
rt_desk_class_init (RtDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rt_desk_get_property;
  object_class->set_property = rt_desk_set_property;
  object_class->constructed = rt_desk_constructed;
  object_class->dispose = rt_desk_dispose;
  object_class->finalize = rt_desk_finalize;

  properties[PROP_URI] =
    g_param_spec_string ("uri", NULL, NULL, NULL, readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, readable);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, readable);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, RT_TYPE_CLIENT_STATE, RT_CLIENT_CLOSED, readable);
  properties[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);
  properties[PROP_SIMULATED] = g_param_spec_boolean ("simulated", NULL, NULL, FALSE, readable | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signal_cut = g_signal_new ("cut", RT_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
on_tick (gpointer user_data)
{
  RtDesk *self = user_data;
  RtDeskPrivate *priv = rt_desk_get_private (self);
  RtDeskClass *klass = RT_DESK_GET_CLASS (self);
  gint64 now = g_get_monotonic_time ();
  gint64 elapsed = now - priv->ticked_us;

  rt_poller_start_timer (priv->poller, &priv->timer, RT_DESK_TICK_MS);
  priv->ticked_us = now;
  g_object_ref (self);
  if (now - priv->measured_us >= RT_DESK_MEASURE_MS * 1000)
    {
      priv->measured_us = now;
      klass->measure (self);
    }
  klass->tick (self, elapsed);
  g_object_unref (self);
}

static void
rt_desk_init (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  priv->last_uris = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  priv->buses = g_ptr_array_new_with_free_func (g_object_unref);
  priv->poller = rt_poller_ref (rt_poller_get_default ());
  priv->timer.func = on_tick;
  priv->timer.user_data = self;
  priv->changed.func = rt_desk_follow_buses;
  priv->changed.user_data = self;
  rt_traffic_init (&priv->past);
  rt_traffic_init (&priv->counters);
  rt_traffic_init (&priv->sum);
}

void
rt_desk_set_state (RtDesk        *self,
                   RtClientState  state,
                   const char    *reason)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);
  g_autofree char *copy = g_strdup (reason);
  gboolean state_changed = priv->state != state;
  gboolean reason_changed = g_strcmp0 (priv->reason, reason) != 0;

  priv->state = state;
  if (reason_changed)
    {
      g_free (priv->reason);
      priv->reason = g_steal_pointer (&copy);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
    }
  if (state_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
begin (RtDesk *self)
{
  rt_desk_get_private (self)->ready = FALSE;
  RT_DESK_GET_CLASS (self)->begin (self);
}

/**
 * rt_desk_start:
 * @self: a desk
 *
 * Connects and works, until rt_desk_stop(). Where the bus cannot do what the desk needs, it says
 * so as its reason and stands still.
 */
void
rt_desk_start (RtDesk *self)
{
  RtDeskPrivate *priv;

  g_return_if_fail (RT_IS_DESK (self));

  priv = rt_desk_get_private (self);
  if (priv->running)
    return;

  priv->running = TRUE;
  priv->cancellable = g_cancellable_new ();
  priv->ticked_us = g_get_monotonic_time ();
  priv->measured_us = 0;
  rt_desk_set_state (self, RT_CLIENT_CONNECTING, NULL);
  rt_poller_start_timer (priv->poller, &priv->timer, RT_DESK_TICK_MS);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  begin (self);
}

static void
stop_now (RtDesk     *self,
          const char *reason)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  if (!priv->running)
    return;

  priv->running = FALSE;
  g_cancellable_cancel (priv->cancellable);
  rt_poller_stop_timer (priv->poller, &priv->timer);
  rt_poller_undefer (priv->poller, &priv->changed);
  RT_DESK_GET_CLASS (self)->end (self);
  rt_desk_drop_buses (self);
  g_clear_object (&priv->cancellable);
  rt_desk_set_state (self, RT_CLIENT_CLOSED, reason);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/**
 * rt_desk_stop:
 * @self: a desk
 *
 * Closes all its connections. What consumers held goes back to the broker.
 */
void
rt_desk_stop (RtDesk *self)
{
  g_return_if_fail (RT_IS_DESK (self));

  stop_now (self, NULL);
}

/**
 * rt_desk_fail:
 * @self: a desk
 * @error: why
 *
 * Stops, with what @error says as its reason. For subclasses.
 */
void
rt_desk_fail (RtDesk       *self,
              const GError *error)
{
  g_autofree char *reason = g_strdup (error->message);

  stop_now (self, reason);
}

/**
 * rt_desk_rest:
 * @self: a desk
 *
 * Closes the connections of a desk that runs, to change what it works on. It runs all the while:
 * who follows it is told of no end. rt_desk_go_on() is to follow at once. For subclasses.
 */
void
rt_desk_rest (RtDesk *self)
{
  if (!rt_desk_get_private (self)->running)
    return;

  RT_DESK_GET_CLASS (self)->end (self);
  rt_desk_drop_buses (self);
}

/**
 * rt_desk_go_on:
 * @self: a desk that rests
 *
 * Has a desk that runs connect anew. For subclasses.
 */
void
rt_desk_go_on (RtDesk *self)
{
  if (!rt_desk_get_private (self)->running)
    return;

  rt_desk_set_state (self, RT_CLIENT_CONNECTING, NULL);
  begin (self);
}

/**
 * rt_desk_reset:
 * @self: a desk
 *
 * Sets what was counted to nothing. One that runs connects anew, so that what it costs to
 * connect is counted as well.
 */
void
rt_desk_reset (RtDesk *self)
{
  RtDeskPrivate *priv;

  g_return_if_fail (RT_IS_DESK (self));

  priv = rt_desk_get_private (self);
  rt_desk_rest (self);
  RT_DESK_GET_CLASS (self)->clear (self);
  rt_traffic_reset (&priv->past);
  rt_traffic_reset (&priv->counters);
  priv->past_tally = (RtBusTally) { 0 };
  rt_desk_go_on (self);
}

/**
 * rt_desk_cut:
 * @self: a desk
 *
 * Cuts every connection it has, as the network would: they come back after a back-off.
 */
void
rt_desk_cut (RtDesk *self)
{
  RtDeskPrivate *priv;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RT_IS_DESK (self));

  priv = rt_desk_get_private (self);
  if (!priv->running)
    return;

  error = g_error_new_literal (RT_BUS_ERROR, RT_BUS_ERROR_CONNECT, _("The connection was cut on purpose."));
  g_signal_emit (self, signal_cut, 0);
  for (guint i = 0; i < priv->buses->len; i++)
    {
      RtBusState state = rt_bus_get_state (priv->buses->pdata[i]);

      if (state == RT_BUS_OPEN || state == RT_BUS_BLOCKED)
        rt_bus_lost (priv->buses->pdata[i], error, FALSE);
    }
}

/**
 * rt_desk_get_running:
 * @self: a desk
 *
 * Returns: whether it was started and goes on
 */
gboolean
rt_desk_get_running (RtDesk *self)
{
  return rt_desk_get_private (self)->running;
}
