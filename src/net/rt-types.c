/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-types.h"

#include <gio/gio.h>
#include <gio/gunixconnection.h>
#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>

/* Those first that the properties and signals of the later ones name. */
static GType (*const types[]) (void) = {
  g_task_get_type,
  g_inet_socket_address_get_type,
  g_unix_socket_address_get_type,
  g_proxy_address_get_type,
  g_network_address_get_type,
  g_socket_get_type,
  g_socket_client_get_type,
  g_socket_listener_get_type,
  g_tcp_connection_get_type,
  g_unix_connection_get_type,
  g_dbus_connection_get_type,
  g_dbus_message_get_type,
  soup_server_get_type,
  soup_session_get_type,
  soup_message_get_type,
  soup_server_message_get_type,
  soup_websocket_connection_get_type,
};

/**
 * rt_types_init:
 *
 * Makes the classes that threads of GIO's modules (dconf, D-Bus) use as well as we do. To be called
 * before there is any: g_type_add_interface_static() takes the lock that is held while a class is
 * initialised, so a thread that registers a type waits for a class whose initialisation waits for
 * that type, and neither ever ends (seen with GLib 2.74). Does nothing the second time.
 */
void
rt_types_init (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    g_type_class_ref (types[i] ());
  g_once_init_leave (&done, 1);
}
