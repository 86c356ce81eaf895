/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-sharing.h"

#include <glib/gi18n.h>

#include "cli/rt-simulation.h"
#include "lab/rt-format.h"

/* What trying again does not mend. */
static gboolean
is_refused (RtBus *bus)
{
  const GError *error = rt_bus_get_error (bus);

  return g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS) ||
         g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_TLS);
}

static void
say_away (RtConsole *console,
          RtBus     *bus)
{
  g_autofree char *reason = rt_format_sentence (rt_bus_get_reason (bus));

  if (is_refused (bus))
    /* Translators: the address of a bus, and a sentence that says what was refused; --bus is an option */
    rt_console_say (console, _("%s: %s Nothing can be published to shared channels until that is put right, there or "
                               "with another --bus."), rt_bus_get_uri (bus), reason);
  else
    /* Translators: the address of a bus, and a sentence that says what went wrong */
    rt_console_say (console, _("%s: %s Nothing can be published to shared channels until it is back."),
                    rt_bus_get_uri (bus), reason);
}

/* Each attempt has a reason, but only the first is news. */
static void
on_state (RtBus      *bus,
          GParamSpec *pspec,
          RtConsole  *console)
{
  RtBusState state = rt_bus_get_state (bus);
  gboolean was_away = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (bus), "rt-was-away"));

  if (state == RT_BUS_CONNECTING)
    return;

  g_object_set_data (G_OBJECT (bus), "rt-was-away", GINT_TO_POINTER (state != RT_BUS_OPEN));
  if (state == RT_BUS_OPEN && was_away)
    /* Translators: the address of a bus */
    rt_console_say (console, _("The channels are shared over %s again."), rt_bus_get_uri (bus));
  else if (state == RT_BUS_OPEN)
    rt_console_progress (console, _("The channels are shared over %s."), rt_bus_get_uri (bus));
  else if (!was_away && rt_bus_get_reason (bus) != NULL)
    say_away (console, bus);
}

/**
 * rt_sharing_begin:
 * @console: where to print
 * @engine: an engine that was not started
 * @uri: (nullable): the address of a bus; %NULL: its channels are its own
 *
 * Returns: %FALSE where @uri is no address of a bus with logs; that was told
 */
gboolean
rt_sharing_begin (RtConsole  *console,
                  RtEngine   *engine,
                  const char *uri)
{
  g_autoptr (GError) error = NULL;

  if (uri == NULL)
    return TRUE;
  if (!rt_engine_set_bus (engine, uri, &error))
    {
      rt_console_error (console, "--bus: %s", error->message);
      return FALSE;
    }

  g_signal_connect_object (rt_bridge_get_bus (rt_engine_get_bridge (engine)), "notify::state", G_CALLBACK (on_state),
                           console, 0);
  rt_simulation_follow (console, rt_bridge_get_bus (rt_engine_get_bridge (engine)));

  return TRUE;
}
