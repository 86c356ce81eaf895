/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-simulation.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rt-bus-client.h"

static void
on_simulated (RtBus      *bus,
              GParamSpec *pspec,
              RtConsole  *console)
{
  if (rt_bus_is_simulated (bus))
    /* Translators: the address of a bus */
    rt_console_say (console, _("%s is a simulation: it forgets everything when it ends."), rt_bus_get_uri (bus));
}

/**
 * rt_simulation_follow:
 * @console: where to print
 * @bus: a bus
 *
 * Has it told once where the broker of @bus says that it is a simulation; nothing where it is
 * followed already.
 */
void
rt_simulation_follow (RtConsole *console,
                      RtBus     *bus)
{
  if (g_signal_handler_find (bus, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, on_simulated, NULL) != 0)
    return;

  g_signal_connect_object (bus, "notify::simulated", G_CALLBACK (on_simulated), console, 0);
  on_simulated (bus, NULL, console);
}

/**
 * rt_simulation_follow_client:
 * @console: where to print
 * @client: a client that is open
 *
 * Does the same for the bus of @client, where it has one.
 */
void
rt_simulation_follow_client (RtConsole *console,
                             RtClient  *client)
{
  if (RT_IS_BUS_CLIENT (client) && rt_bus_client_get_bus (RT_BUS_CLIENT (client)) != NULL)
    rt_simulation_follow (console, rt_bus_client_get_bus (RT_BUS_CLIENT (client)));
}
