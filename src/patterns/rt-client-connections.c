/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

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
