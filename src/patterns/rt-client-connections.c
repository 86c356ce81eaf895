/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

#include <glib/gi18n.h>

/**
 * rt_client_set_session:
 * @self: a client that was never started
 * @session: whose connections it uses
 *
 * Has the client be one of several at one host, which share connections and how many there may be.
 * Whoever made @session counts what is on its wire, and ends it; the client counts all else.
 */
void
rt_client_set_session (RtClient  *self,
                       RtSession *session)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));
  g_return_if_fail (RT_IS_SESSION (session));

  priv = rt_client_get_private (self);
  g_return_if_fail (priv->state == RT_CLIENT_CLOSED);

  g_set_object (&priv->session, session);
  priv->is_guest = TRUE;
}

/**
 * rt_client_abort_session:
 * @self: a client
 *
 * For subclasses: ends all connections at once, see rt_session_abort(), unless they are others' as
 * well; what was under way on them has been cancelled then.
 */
void
rt_client_abort_session (RtClient *self)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  if (!priv->is_guest)
    rt_session_abort (priv->session);
}

/**
 * rt_client_set_tap:
 * @self: a client
 * @hooks: (nullable): who is told of each byte from now on, static; %NULL: nobody
 * @user_data: for @hooks; outlives the client, or the tap is taken away in time
 *
 * Lets somebody listen to all connections of the client, as rt_session_set_tap() says.
 */
void
rt_client_set_tap (RtClient         *self,
                   const RtTapHooks *hooks,
                   gpointer          user_data)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  rt_session_set_tap (rt_client_get_private (self)->session, hooks, user_data);
}

/**
 * rt_client_set_faults:
 * @self: a client
 * @faults: (nullable): what is broken on purpose, made with rt_faults_new_for_client();
 *   %NULL for nothing
 *
 * Breaks the connections that the client opens from now on, and what comes of them. What
 * is left out or given twice is so before it is accounted for.
 */
void
rt_client_set_faults (RtClient *self,
                      RtFaults *faults)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  g_set_object (&priv->faults, faults);
  rt_session_set_faults (priv->session, faults);
}

/**
 * rt_client_add_addresses:
 * @self: a client
 * @addresses: (element-type utf8 utf8): a set that frees its keys
 *
 * Adds to @addresses those of the connections that @self has open, as the server names its
 * peers.
 */
void
rt_client_add_addresses (RtClient   *self,
                         GHashTable *addresses)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  rt_session_add_addresses (rt_client_get_private (self)->session, addresses);
}

RtFaultVerdict
rt_client_judge (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  RtFaultVerdict verdict;
  guint64 connection = rt_session_get_connections_opened (priv->session);

  if (priv->judged_connection != connection)
    {
      priv->judged_connection = connection;
      priv->n_judged = 0;
    }

  verdict = rt_faults_judge_event (priv->faults, &priv->n_judged);
  rt_faults_strike_event (priv->faults, verdict);

  return verdict;
}

/* At once, not when it is read: what was read already is behind the cut. */
void
rt_client_cut (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  g_autoptr (GError) error = NULL;

  if (priv->opening == NULL || priv->faults == NULL)
    return;

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, _("The connection was cut on purpose."));
  rt_faults_strike (priv->faults, RT_FAULT_CUT_AFTER);
  rt_session_cut (priv->session);
  rt_client_failed (self, error, 0, FALSE);
}
