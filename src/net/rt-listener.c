/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-listener.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "core/rt-priority.h"
#include "net/rt-accept.h"
#include "net/rt-poller.h"

/* How long nothing is accepted when descriptors are used up. */
#define PAUSE_MS 250

/* How often another free port is tried when the other address has it taken. */
#define MAX_TRIES 32

/* So many connections are taken in one turn. Each brings work, for which those who were
 * there before would wait: a crowd waits in the backlog instead. */
#define MAX_ACCEPTED 2

typedef struct {
  RtListener    *listener;
  GSocket       *socket;
  RtPollerWatch *watch;
} Door;

struct _RtListener {
  GObject       parent_instance;
  RtPoller     *poller;
  GPtrArray    *doors;
  RtPollerTimer pause;
  gboolean      said_full;
  guint16       port;
};

enum {
  SIGNAL_ACCEPTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtListener, rt_listener, G_TYPE_OBJECT)

static void
door_free (gpointer data)
{
  Door *door = data;

  if (door->watch != NULL)
    rt_poller_remove (door->listener->poller, door->watch);
  g_socket_close (door->socket, NULL);
  g_object_unref (door->socket);
  g_free (door);
}

static void
rt_listener_dispose (GObject *object)
{
  RtListener *self = RT_LISTENER (object);

  rt_listener_close (self);

  G_OBJECT_CLASS (rt_listener_parent_class)->dispose (object);
}

static void
rt_listener_finalize (GObject *object)
{
  RtListener *self = RT_LISTENER (object);

  g_ptr_array_unref (self->doors);
  rt_poller_unref (self->poller);

  G_OBJECT_CLASS (rt_listener_parent_class)->finalize (object);
}

static void
rt_listener_class_init (RtListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_listener_dispose;
  object_class->finalize = rt_listener_finalize;

  /**
   * RtListener::accepted:
   * @self: the listener
   * @connection: a connection that was opened
   *
   * Who wants the connection keeps a reference; otherwise it is closed.
   */
  signals[SIGNAL_ACCEPTED] =
    g_signal_new ("accepted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_SOCKET_CONNECTION);
}

static void
pause_is_over (gpointer user_data)
{
  RtListener *self = user_data;

  for (guint i = 0; i < self->doors->len; i++)
    {
      Door *door = self->doors->pdata[i];

      rt_poller_modify (self->poller, door->watch, EPOLLIN);
    }
}

static void
rt_listener_init (RtListener *self)
{
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->doors = g_ptr_array_new_with_free_func (door_free);
  self->pause.func = pause_is_over;
  self->pause.user_data = self;
}

static void
pause_accepting (RtListener *self,
                 int         code)
{
  /* Who waits stays in the backlog; asking again at once would only burn time. */
  for (guint i = 0; i < self->doors->len; i++)
    {
      Door *door = self->doors->pdata[i];

      rt_poller_modify (self->poller, door->watch, 0);
    }
  rt_poller_start_timer (self->poller, &self->pause, PAUSE_MS);

  if (!self->said_full)
    g_message (_("Port %u takes no connection for now: %s. Close connections, or allow the process more open files."),
               self->port, g_strerror (code));
  self->said_full = TRUE;
}

static void
accept_some (guint32  events,
             gpointer user_data)
{
  Door *door = user_data;
  g_autoptr (RtListener) self = g_object_ref (door->listener);
  g_autoptr (GSocket) socket = g_object_ref (door->socket);

  for (guint i = 0; i < MAX_ACCEPTED && !g_socket_is_closed (socket); i++)
    {
      int code;
      g_autoptr (GSocketConnection) connection = rt_accept (g_socket_get_fd (socket), &code);

      if (connection != NULL)
        {
          self->said_full = FALSE;
          g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0, connection);
        }
      else if (code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM)
        {
          pause_accepting (self, code);
          return;
        }
      else if (code == EAGAIN || code == EBADF || code == EINVAL)
        {
          return;
        }
      /* Every other error is that of one connection (accept(2)): go on with the next. */
    }
}

static GSocket *
open_door (const char  *address,
           guint16      port,
           GError     **error)
{
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new_from_string (address, port);
  g_autoptr (GSocket) socket = NULL;

  if (socket_address == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is no IP address to listen on."), address);
      return NULL;
    }

  socket = g_socket_new (g_socket_address_get_family (socket_address), G_SOCKET_TYPE_STREAM,
                         G_SOCKET_PROTOCOL_TCP, error);
  if (socket == NULL)
    return NULL;
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_listen_backlog (socket, RT_LISTENER_BACKLOG);
  /* Its twin listens on IPv4. */
  if (g_socket_get_family (socket) == G_SOCKET_FAMILY_IPV6 &&
      !g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, 1, error))
    return NULL;
  if (!g_socket_bind (socket, socket_address, TRUE, error) || !g_socket_listen (socket, error))
    return NULL;

  return g_steal_pointer (&socket);
}

static guint16
port_of (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return address != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) : 0;
}

static void
add_door (RtListener *self,
          GSocket    *socket)
{
  Door *door = g_new0 (Door, 1);

  door->listener = self;
  door->socket = g_object_ref (socket);
  g_ptr_array_add (self->doors, door);
}

/* The machine, or its container, speaks no IPv6. */
static gboolean
is_without_ipv6 (const char   *address,
                 const GError *error)
{
  g_autoptr (GInetAddress) inet_address = g_inet_address_new_from_string (address);

  return inet_address != NULL && g_inet_address_get_family (inet_address) == G_SOCKET_FAMILY_IPV6 &&
         !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

static const char * const loopback[] = { "127.0.0.1", "::1", NULL };
const char * const rt_listener_everywhere[] = { "0.0.0.0", "::", NULL };

static gboolean
open_doors (RtListener          *self,
            const char * const  *addresses,
            gboolean             all,
            guint16              port,
            GError             **error)
{
  g_ptr_array_set_size (self->doors, 0);
  self->port = port;

  for (guint i = 0; addresses[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (GSocket) socket = open_door (addresses[i], self->port, &local_error);

      if (socket == NULL && !all && i > 0 && is_without_ipv6 (addresses[i], local_error))
        continue;
      if (socket == NULL && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                       _("Port %u at %s is taken by another program. End that one, or choose another port."),
                       self->port, addresses[i]);
          return FALSE;
        }
      if (socket == NULL)
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&local_error),
                                      _("Cannot listen at %s on port %u: "), addresses[i], self->port);
          return FALSE;
        }
      self->port = port_of (socket);
      add_door (self, socket);
    }

  return TRUE;
}

/**
 * rt_listener_new:
 * @addresses: (nullable) (array zero-terminated=1): IP addresses; %NULL means
 *   127.0.0.1 and, where there is IPv6, ::1; %rt_listener_everywhere all that this machine
 *   has or will have
 * @port: a port, or 0 for one that is free at all addresses
 * @error: return location for an error
 *
 * Listens with a backlog of RT_LISTENER_BACKLOG and accepts from then on, in the
 * thread-default main context.
 *
 * Returns: (transfer full): a listener, or %NULL with G_IO_ERROR_ADDRESS_IN_USE when
 *   the port is taken, or another error of #GIOErrorEnum
 */
RtListener *
rt_listener_new (const char * const  *addresses,
                 guint16              port,
                 GError             **error)
{
  g_autoptr (RtListener) self = g_object_new (RT_TYPE_LISTENER, NULL);
  gboolean all = addresses != NULL && addresses != rt_listener_everywhere;
  gboolean opened = FALSE;

  if (addresses == NULL)
    addresses = loopback;

  for (guint tries = 0; !opened; tries++)
    {
      g_autoptr (GError) local_error = NULL;

      opened = open_doors (self, addresses, all, port, &local_error);
      /* A port that is free at the first address can be taken at the second. */
      if (!opened && (port != 0 || tries >= MAX_TRIES ||
                      !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  for (guint i = 0; i < self->doors->len; i++)
    {
      Door *door = self->doors->pdata[i];

      door->watch = rt_poller_add (self->poller, g_socket_get_fd (door->socket), EPOLLIN, accept_some, door);
    }

  return g_steal_pointer (&self);
}

/**
 * rt_listener_get_port:
 * @self: a listener
 *
 * Returns: the port, never 0
 */
guint16
rt_listener_get_port (RtListener *self)
{
  g_return_val_if_fail (RT_IS_LISTENER (self), 0);

  return self->port;
}

/**
 * rt_listener_dup_uri:
 * @self: a listener
 *
 * Returns: (transfer full) (nullable): the URI of the first address, for this machine, like
 *   "http://127.0.0.1:2000/"; %NULL once it is closed
 */
char *
rt_listener_dup_uri (RtListener *self)
{
  Door *door;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GInetAddress) here = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (RT_IS_LISTENER (self), NULL);

  if (self->doors->len == 0)
    return NULL;
  door = self->doors->pdata[0];
  address = g_socket_get_local_address (door->socket, NULL);
  if (address == NULL)
    return NULL;
  here = g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
  /* Nobody connects to "all of them". */
  if (g_inet_address_get_is_any (here))
    {
      GSocketFamily family = g_inet_address_get_family (here);

      g_object_unref (here);
      here = g_inet_address_new_loopback (family);
    }
  host = g_inet_address_to_string (here);

  return g_strdup_printf (g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "http://[%s]:%u/" : "http://%s:%u/",
                          host, self->port);
}

/**
 * rt_listener_close:
 * @self: a listener
 *
 * Listens no more: the port is free again when this returns. Connections that
 * were accepted go on.
 */
void
rt_listener_close (RtListener *self)
{
  g_return_if_fail (RT_IS_LISTENER (self));

  rt_poller_stop_timer (self->poller, &self->pause);
  g_ptr_array_set_size (self->doors, 0);
}
