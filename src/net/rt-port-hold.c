/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-port-hold.h"

#include <netinet/in.h>

#define N_FAMILIES 2

struct _RtPortHold {
  GSocket *sockets[N_FAMILIES];   /* the second is NULL where there is no IPv6 */
};

static const GSocketFamily families[N_FAMILIES] = { G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6 };

static GSocket *
bind_port (GSocketFamily  family,
           guint16        port,
           gboolean       everywhere,
           GError       **error)
{
  g_autoptr (GInetAddress) host = everywhere ? g_inet_address_new_any (family) : g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (host, port);
  g_autoptr (GSocket) socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return NULL;
  if (family == G_SOCKET_FAMILY_IPV6 && !g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, 1, error))
    return NULL;
  /* Connections that were accepted at this port may still be open. */
  if (!g_socket_bind (socket, address, TRUE, error))
    return NULL;

  return g_steal_pointer (&socket);
}

RtPortHold *
rt_port_hold_new (guint16    port,
                  gboolean   everywhere,
                  GError   **error)
{
  g_autoptr (RtPortHold) self = g_new0 (RtPortHold, 1);

  for (guint i = 0; i < N_FAMILIES; i++)
    {
      g_autoptr (GError) local_error = NULL;

      self->sockets[i] = bind_port (families[i], port, everywhere, &local_error);
      if (self->sockets[i] == NULL && (i == 0 || g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  return g_steal_pointer (&self);
}

void
rt_port_hold_free (RtPortHold *self)
{
  for (guint i = 0; i < N_FAMILIES; i++)
    g_clear_object (&self->sockets[i]);
  g_free (self);
}
