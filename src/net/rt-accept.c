/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-accept.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#define REMOTE_ADDRESS "rt-remote-address"

/**
 * rt_accept:
 * @fd: a listening TCP socket
 * @code: (out): errno where there is no connection; 0 where the one there was broke off
 *
 * Accepts a connection, with TCP_NODELAY set. Never waits when @fd does not.
 *
 * Returns: (transfer full) (nullable): the connection
 */
GSocketConnection *
rt_accept (int  fd,
           int *code)
{
  struct sockaddr_storage remote;
  socklen_t length = sizeof remote;
  int accepted = accept4 (fd, (struct sockaddr *) &remote, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  g_autoptr (GSocket) socket = NULL;
  GSocketConnection *connection;
  int yes = 1;

  *code = accepted < 0 ? errno : 0;
  if (accepted < 0)
    return NULL;

  socket = g_socket_new_from_fd (accepted, NULL);
  if (socket == NULL)
    {
      close (accepted);
      return NULL;
    }

  setsockopt (accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  connection = g_socket_connection_factory_create_connection (socket);
  g_object_set_data_full (G_OBJECT (connection), REMOTE_ADDRESS,
                          g_socket_address_new_from_native (&remote, length), g_object_unref);

  return connection;
}

/**
 * rt_accept_dup_remote_address:
 * @connection: a connection
 *
 * Says who came by a connection even when he has left since: after a reset the socket
 * itself does not know any more, and what he had sent by then can still be read.
 *
 * Returns: (transfer full) (nullable): the other end's address; %NULL where @connection
 *   was not accepted by rt_accept() and is not connected
 */
GSocketAddress *
rt_accept_dup_remote_address (GSocketConnection *connection)
{
  GSocketAddress *address;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (connection), NULL);

  address = g_object_get_data (G_OBJECT (connection), REMOTE_ADDRESS);
  if (address != NULL)
    return g_object_ref (address);

  return g_socket_connection_get_remote_address (connection, NULL);
}
