/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-session.h"

#include <string.h>

#include "net/rt-client-proxy.h"
#include "net/rt-client-resolver.h"
#include "net/rt-session-connection.h"
#include "net/rt-soup-keep.h"

struct _RtSession {
  GObject           parent_instance;

  SoupSession      *soup;
  RtClientResolver *resolver;
  guint             max_connections;
  GPtrArray        *connections;  /* RtSessionConnection, those not known to be closed */
  RtWire            closed;       /* sums over the others */
  guint64           closed_header_bytes;
  guint64           opened;
};

enum {
  PROP_0,
  PROP_MAX_CONNECTIONS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtSession, rt_session, G_TYPE_OBJECT)

/* Takes the last counts of connection @i, and forgets it. */
static void
retire (RtSession *self,
        guint      i)
{
  RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

  rt_session_connection_read (connection);
  rt_wire_add (&self->closed, &connection->wire);
  self->closed_header_bytes += rt_session_connection_get_header_bytes (connection);
  g_ptr_array_remove_index_fast (self->connections, i);
}

static void
retire_closed (RtSession *self)
{
  for (guint i = self->connections->len; i > 0; i--)
    {
      if (rt_session_connection_is_closed (g_ptr_array_index (self->connections, i - 1)))
        retire (self, i - 1);
    }
}

static RtSessionConnection *
add (RtSession         *self,
     GSocketConnection *connection,
     gboolean           has_stream)
{
  RtSessionConnection *added = rt_session_connection_new (connection, has_stream);

  g_ptr_array_add (self->connections, added);
  self->opened++;

  return added;
}

static void
add_with_stream (RtSession         *self,
                 GSocketConnection *connection)
{
  RtSessionConnection *added = add (self, connection, TRUE);

  rt_client_proxy_set_stream (connection, added->stream);
  g_signal_connect_object (added->stream, "closed", G_CALLBACK (retire_closed), self, G_CONNECT_SWAPPED);
}

static void
on_network_event (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *stream,
                  RtSession          *self)
{
  gboolean is_ours;

  if ((event != G_SOCKET_CLIENT_CONNECTED && event != G_SOCKET_CLIENT_PROXY_NEGOTIATING) ||
      !G_IS_SOCKET_CONNECTION (stream))
    return;

  is_ours = rt_client_proxy_wants (G_SOCKET_CONNECTION (stream));
  if (event == G_SOCKET_CLIENT_CONNECTED && !is_ours)
    add (self, G_SOCKET_CONNECTION (stream), FALSE);
  else if (event == G_SOCKET_CLIENT_PROXY_NEGOTIATING && is_ours)
    add_with_stream (self, G_SOCKET_CONNECTION (stream));
}

static void
rt_session_constructed (GObject *object)
{
  RtSession *self = RT_SESSION (object);

  G_OBJECT_CLASS (rt_session_parent_class)->constructed (object);

  /* No time limits of libsoup's own: a held request may be silent for long, and an idle
   * connection that a timer closes would be closed when nobody looks. */
  self->soup = soup_session_new_with_options ("proxy-resolver", self->resolver,
                                              "max-conns", self->max_connections,
                                              "max-conns-per-host", self->max_connections,
                                              "timeout", 0,
                                              "idle-timeout", 0,
                                              NULL);
  /* What arrives is counted as it arrived: nothing is compressed. */
  soup_session_remove_feature_by_type (self->soup, SOUP_TYPE_CONTENT_DECODER);
  soup_session_remove_feature_by_type (self->soup, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
  g_signal_connect_object (self->soup, "request-unqueued", G_CALLBACK (retire_closed), self,
                           G_CONNECT_SWAPPED);
}

static void
rt_session_dispose (GObject *object)
{
  RtSession *self = RT_SESSION (object);

  rt_session_abort (self);

  G_OBJECT_CLASS (rt_session_parent_class)->dispose (object);
}

static void
rt_session_finalize (GObject *object)
{
  RtSession *self = RT_SESSION (object);

  g_ptr_array_unref (self->connections);
  g_object_unref (self->soup);
  g_object_unref (self->resolver);

  G_OBJECT_CLASS (rt_session_parent_class)->finalize (object);
}

static void
rt_session_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  RtSession *self = RT_SESSION (object);

  switch (prop_id)
    {
    case PROP_MAX_CONNECTIONS:
      g_value_set_uint (value, self->max_connections);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_session_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  RtSession *self = RT_SESSION (object);

  switch (prop_id)
    {
    case PROP_MAX_CONNECTIONS:
      self->max_connections = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_session_class_init (RtSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  rt_client_proxy_register ();

  object_class->constructed = rt_session_constructed;
  object_class->dispose = rt_session_dispose;
  object_class->finalize = rt_session_finalize;
  object_class->get_property = rt_session_get_property;
  object_class->set_property = rt_session_set_property;

  /**
   * RtSession:max-connections:
   *
   * How many connections are open at once, in all and to one host.
   */
  properties[PROP_MAX_CONNECTIONS] =
    g_param_spec_uint ("max-connections", NULL, NULL,
                       1, G_MAXINT, RT_SESSION_MAX_CONNECTIONS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_session_init (RtSession *self)
{
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_session_connection_free);
  self->resolver = RT_CLIENT_RESOLVER (rt_client_resolver_new (NULL));
}

/**
 * rt_session_new:
 *
 * Makes a session that opens at most %RT_SESSION_MAX_CONNECTIONS connections at once.
 *
 * Returns: (transfer full): a session
 */
RtSession *
rt_session_new (void)
{
  return g_object_new (RT_TYPE_SESSION, NULL);
}

/**
 * rt_session_get_soup:
 * @self: a session
 *
 * Gives the session to send with: without content decoding, cookies, caches and WebSocket
 * extensions, and without time limits, which are the sender's to set.
 *
 * Returns: (transfer none): libsoup's session
 */
SoupSession *
rt_session_get_soup (RtSession *self)
{
  g_return_val_if_fail (RT_IS_SESSION (self), NULL);

  return self->soup;
}

/**
 * rt_session_follow:
 * @self: a session
 * @message: a message that is about to be sent with it
 *
 * Follows the connections that @message opens, whether it is redirected or tried again.
 */
void
rt_session_follow (RtSession   *self,
                   SoupMessage *message)
{
  g_return_if_fail (RT_IS_SESSION (self));
  g_return_if_fail (SOUP_IS_MESSAGE (message));

  rt_soup_keep_connection_of (message);
  g_signal_connect_object (message, "network-event", G_CALLBACK (on_network_event), self, 0);
}

/**
 * rt_session_clarify:
 * @self: a session
 * @error: why a message of the session failed
 *
 * Gives @error the words that tell it best, without a full stop; to be called before it
 * is shown.
 */
void
rt_session_clarify (RtSession *self,
                    GError    *error)
{
  g_return_if_fail (RT_IS_SESSION (self));
  g_return_if_fail (error != NULL);

  rt_client_resolver_clarify (self->resolver, error);
  if (g_str_has_suffix (error->message, "."))
    error->message[strlen (error->message) - 1] = '\0';
  else if (g_str_has_suffix (error->message, "。"))
    error->message[strlen (error->message) - strlen ("。")] = '\0';
}

/**
 * rt_session_settle:
 * @self: a session
 *
 * Reads the kernel's counters of every open connection, and the last ones of those that
 * were closed. It happens by itself when a message ends; when a connection that was taken
 * from libsoup (a WebSocket's) is closed, call it.
 */
void
rt_session_settle (RtSession *self)
{
  g_return_if_fail (RT_IS_SESSION (self));

  retire_closed (self);
  for (guint i = 0; i < self->connections->len; i++)
    rt_session_connection_read (g_ptr_array_index (self->connections, i));
}

/**
 * rt_session_get_wire:
 * @self: a session
 * @wire: (out caller-allocates): return location
 *
 * Gives what the kernel counted on all connections since the session was made, as of the
 * last settling.
 */
void
rt_session_get_wire (RtSession *self,
                     RtWire    *wire)
{
  g_return_if_fail (RT_IS_SESSION (self));
  g_return_if_fail (wire != NULL);

  *wire = self->closed;
  for (guint i = 0; i < self->connections->len; i++)
    rt_wire_add (wire, &((RtSessionConnection *) g_ptr_array_index (self->connections, i))->wire);
}

/**
 * rt_session_get_header_bytes:
 * @self: a session
 *
 * Estimates the bytes of the TCP/IP headers of the segments that carried data.
 *
 * Returns: bytes, as of the last settling
 */
guint64
rt_session_get_header_bytes (RtSession *self)
{
  guint64 sum;

  g_return_val_if_fail (RT_IS_SESSION (self), 0);

  sum = self->closed_header_bytes;
  for (guint i = 0; i < self->connections->len; i++)
    sum += rt_session_connection_get_header_bytes (g_ptr_array_index (self->connections, i));

  return sum;
}

/**
 * rt_session_get_connections_opened:
 * @self: a session
 *
 * Returns: how many connections were made since the session was
 */
guint64
rt_session_get_connections_opened (RtSession *self)
{
  g_return_val_if_fail (RT_IS_SESSION (self), 0);

  return self->opened;
}

/**
 * rt_session_get_connections_open:
 * @self: a session
 *
 * Returns: how many of them are open, as of the last settling
 */
guint64
rt_session_get_connections_open (RtSession *self)
{
  g_return_val_if_fail (RT_IS_SESSION (self), 0);

  return self->connections->len;
}

/**
 * rt_session_abort:
 * @self: a session
 *
 * Reads all counters for the last time, then ends every connection, at once for the
 * servers, while libsoup clears up behind. The session can be used again.
 */
void
rt_session_abort (RtSession *self)
{
  g_return_if_fail (RT_IS_SESSION (self));

  while (self->connections->len > 0)
    {
      guint i = self->connections->len - 1;
      RtSessionConnection *connection = g_ptr_array_index (self->connections, i);

      if (connection->stream != NULL)
        g_signal_handlers_disconnect_by_data (connection->stream, self);
      rt_session_connection_end (connection);
      retire (self, i);
    }

  soup_session_abort (self->soup);
}
