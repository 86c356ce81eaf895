/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-desk-private.h"

#include <glib/gi18n.h>

static void
add_tally (RtBusTally       *sum,
           const RtBusTally *other)
{
  sum->published += other->published;
  sum->confirmed += other->confirmed;
  sum->failed += other->failed;
  sum->resent += other->resent;
  sum->delivered += other->delivered;
  sum->redelivered += other->redelivered;
  sum->acknowledged += other->acknowledged;
  sum->rejected += other->rejected;
}

RtBus *
rt_desk_new_bus (RtDesk  *self,
                 GError **error)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);
  g_autofree char *uri = rt_desk_dup_full_uri (priv->uri, priv->password);

  return rt_bus_new (uri, error);
}

/* The worst there is. */
static RtClientState
get_state_of (RtBus *bus)
{
  switch (rt_bus_get_state (bus))
    {
    case RT_BUS_OPEN:
    case RT_BUS_BLOCKED:
      return RT_CLIENT_OPEN;
    case RT_BUS_RETRYING:
      return RT_CLIENT_RETRYING;
    case RT_BUS_CLOSED:
      return RT_CLIENT_CLOSED;
    case RT_BUS_CONNECTING:
    default:
      return RT_CLIENT_CONNECTING;
    }
}

static guint
get_badness (RtClientState state)
{
  return state == RT_CLIENT_OPEN ? 0 : state == RT_CLIENT_CONNECTING ? 1 : state == RT_CLIENT_RETRYING ? 2 : 3;
}

void
rt_desk_follow_buses (gpointer user_data)
{
  RtDesk *self = user_data;
  RtDeskPrivate *priv = rt_desk_get_private (self);
  RtClientState worst = RT_CLIENT_OPEN;
  RtBus *which = NULL;

  for (guint i = 0; i < priv->buses->len; i++)
    {
      RtClientState state = get_state_of (priv->buses->pdata[i]);

      if (get_badness (state) > get_badness (worst) ||
          (which == NULL && rt_bus_get_reason (priv->buses->pdata[i]) != NULL))
        {
          worst = get_badness (state) > get_badness (worst) ? state : worst;
          which = priv->buses->pdata[i];
        }
    }
  if (worst == RT_CLIENT_CLOSED && rt_bus_get_error (which) != NULL)
    {
      g_autoptr (GError) error = g_error_copy (rt_bus_get_error (which));

      rt_desk_fail (self, error);
    }
  else if (priv->running && worst == RT_CLIENT_OPEN && !priv->ready)
    rt_desk_set_state (self, RT_CLIENT_CONNECTING, NULL);
  else if (priv->running && worst != RT_CLIENT_CLOSED)
    rt_desk_set_state (self, worst, which != NULL ? rt_bus_get_reason (which) : NULL);
}

static void
on_bus_state (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  /* Later: what closes a bus is not to be done from within its own calls. */
  if (priv->running)
    rt_poller_defer (priv->poller, &priv->changed);
}

/**
 * rt_desk_set_ready:
 * @self: a desk that runs
 *
 * Says that what it works on exists: it is open as soon as its buses are. For subclasses.
 */
void
rt_desk_set_simulated (RtDesk   *self,
                       gboolean  simulated)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  if (priv->simulated == simulated)
    return;

  priv->simulated = simulated;
  g_object_notify (G_OBJECT (self), "simulated");
}

static void
on_bus_simulated (RtBus      *bus,
                  GParamSpec *pspec,
                  RtDesk     *self)
{
  rt_desk_set_simulated (self, rt_bus_is_simulated (bus));
}

void
rt_desk_set_ready (RtDesk *self)
{
  rt_desk_get_private (self)->ready = TRUE;
  on_bus_state (self);
}

/**
 * rt_desk_add_bus:
 * @self: a desk that runs
 *
 * Makes a connection. For subclasses.
 *
 * Returns: (transfer none) (nullable): a bus that is connecting; %NULL where there cannot be
 *   one: then the desk has stopped
 */
RtBus *
rt_desk_add_bus (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtBus) bus = NULL;

  g_return_val_if_fail (priv->running, NULL);

  if (priv->buses->len < RT_DESK_MAX_BUSES)
    bus = rt_desk_new_bus (self, &error);
  else
    g_set_error (&error, RT_BUS_ERROR, RT_BUS_ERROR_FULL, _("A lane has at most %d connections."), RT_DESK_MAX_BUSES);
  if (bus == NULL || !rt_desk_check_bus (self, bus, &error))
    {
      rt_desk_fail (self, error);
      return NULL;
    }

  g_signal_connect_object (bus, "notify::state", G_CALLBACK (on_bus_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bus, "notify::simulated", G_CALLBACK (on_bus_simulated), self, 0);
  g_ptr_array_add (priv->buses, g_object_ref (bus));
  rt_bus_connect (bus);

  return bus;
}

static void
retire (RtDeskPrivate *priv,
        RtBus         *bus)
{
  rt_bus_close (bus);
  rt_traffic_add (&priv->past, rt_bus_get_traffic (bus));
  add_tally (&priv->past_tally, rt_bus_get_tally (bus));
}

/**
 * rt_desk_drop_bus:
 * @self: a desk
 * @bus: a connection of its own
 *
 * Closes @bus; what it counted stays. For subclasses.
 */
void
rt_desk_drop_bus (RtDesk *self,
                  RtBus  *bus)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  g_signal_handlers_disconnect_by_data (bus, self);
  retire (priv, bus);
  g_ptr_array_remove (priv->buses, bus);
  on_bus_state (self);
}

void
rt_desk_drop_buses (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  for (guint i = 0; i < priv->buses->len; i++)
    {
      g_signal_handlers_disconnect_by_data (priv->buses->pdata[i], self);
      retire (priv, priv->buses->pdata[i]);
    }
  g_ptr_array_set_size (priv->buses, 0);
}

/**
 * rt_desk_get_state:
 * @self: a desk
 *
 * Returns: the worst of its connections’ states
 */
RtClientState
rt_desk_get_state (RtDesk *self)
{
  return rt_desk_get_private (self)->state;
}

/**
 * rt_desk_get_reason:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): why it is in that state, for people
 */
const char *
rt_desk_get_reason (RtDesk *self)
{
  return rt_desk_get_private (self)->reason;
}

/**
 * rt_desk_get_retry_us:
 * @self: a desk
 *
 * Returns: how long until the first of its connections tries again, in µs; -1 when none is retrying
 */
gint64
rt_desk_get_retry_us (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);
  gint64 first = -1;

  for (guint i = 0; i < priv->buses->len; i++)
    {
      gint64 one = rt_bus_get_retry_us (priv->buses->pdata[i]);

      if (one >= 0 && (first < 0 || one < first))
        first = one;
    }

  return first;
}

/**
 * rt_desk_get_traffic:
 * @self: a desk
 *
 * Sums up what its connections counted since it was made or reset, those that are gone included.
 *
 * Returns: (transfer none): the sum, valid until the next call
 */
const RtTraffic *
rt_desk_get_traffic (RtDesk *self)
{
  RtDeskPrivate *priv;

  g_return_val_if_fail (RT_IS_DESK (self), NULL);

  priv = rt_desk_get_private (self);
  rt_traffic_reset (&priv->sum);
  rt_traffic_add (&priv->sum, &priv->past);
  rt_traffic_add (&priv->sum, &priv->counters);
  for (guint i = 0; i < priv->buses->len; i++)
    rt_traffic_add (&priv->sum, rt_bus_get_traffic (priv->buses->pdata[i]));

  return &priv->sum;
}

/**
 * rt_desk_get_tally:
 * @self: a desk
 * @tally: (out caller-allocates): where to put the sum
 *
 * The same of what was published and consumed.
 */
void
rt_desk_get_tally (RtDesk     *self,
                   RtBusTally *tally)
{
  RtDeskPrivate *priv;

  g_return_if_fail (RT_IS_DESK (self));

  priv = rt_desk_get_private (self);
  *tally = priv->past_tally;
  for (guint i = 0; i < priv->buses->len; i++)
    add_tally (tally, rt_bus_get_tally (priv->buses->pdata[i]));
}

/**
 * rt_desk_get_needs:
 * @self: a desk
 *
 * Returns: what its bus has to be able to do
 */
RtBusAbilities
rt_desk_get_needs (RtDesk *self)
{
  return RT_DESK_GET_CLASS (self)->needs;
}

/**
 * rt_desk_get_abilities:
 * @self: a desk
 *
 * Returns: what its bus can do, connected or not; nothing where the address makes no sense
 */
RtBusAbilities
rt_desk_get_abilities (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  return priv->sample != NULL ? rt_bus_get_abilities (priv->sample) : 0;
}

/**
 * rt_desk_get_engine:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): the name of its engine, untranslated
 */
const char *
rt_desk_get_engine (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  return priv->sample != NULL ? rt_bus_get_name (priv->sample) : NULL;
}

/**
 * rt_desk_is_simulated:
 * @self: a desk
 *
 * Returns: whether the broker there said that it is a simulation
 */
gboolean
rt_desk_is_simulated (RtDesk *self)
{
  return rt_desk_get_private (self)->simulated;
}

/**
 * rt_desk_get_cancellable:
 * @self: a desk
 *
 * Returns: (transfer none) (nullable): cancelled when it stops; %NULL while it stands still
 */
GCancellable *
rt_desk_get_cancellable (RtDesk *self)
{
  return rt_desk_get_private (self)->cancellable;
}

/**
 * rt_desk_get_counters:
 * @self: a desk
 *
 * Returns: (transfer none): what only a subclass can count
 */
RtTraffic *
rt_desk_get_counters (RtDesk *self)
{
  return &rt_desk_get_private (self)->counters;
}
