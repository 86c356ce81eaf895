/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-ports.h"

#include <glib/gi18n.h>

/* After so many taken ports in a row any free one will do. */
#define MAX_TRIES 20

static gboolean
listen_near (RtServer    *server,
             RtPortRole   role,
             guint16      wanted,
             GError     **error)
{
  for (guint port = wanted; port < (guint) wanted + MAX_TRIES && port <= G_MAXUINT16; port++)
    {
      g_autoptr (GError) local = NULL;

      if (rt_server_listen (server, role, port, &local))
        return TRUE;
      /* A port below 1024 that needs a privilege is as good as taken. */
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) &&
          !g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return rt_server_listen (server, role, 0, error);
}

/**
 * rt_ports_listen:
 * @server: a server
 * @wanted: a port for each role; 0 takes a free one
 * @notice: (out) (transfer full) (nullable): which ports were taken and which are used
 *   instead, for people
 * @error: why no port could be had
 *
 * Listens on a port for each role.
 *
 * Returns: whether all roles have a port
 */
gboolean
rt_ports_listen (RtServer    *server,
                 const int    wanted[RT_N_PORTS],
                 char       **notice,
                 GError     **error)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (int role = 0; role < RT_N_PORTS; role++)
    {
      if (!listen_near (server, role, wanted[role], error))
        return FALSE;
      if (wanted[role] == 0 || rt_server_get_port (server, role) == wanted[role])
        continue;
      if (words->len > 0)
        g_string_append_c (words, ' ');
      g_string_append_printf (words, _("Port %d is taken; port %u is used instead."),
                              wanted[role], rt_server_get_port (server, role));
    }
  *notice = words->len > 0 ? g_string_free (g_steal_pointer (&words), FALSE) : NULL;
  return TRUE;
}
