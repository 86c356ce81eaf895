/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-client-proxy.h"

#include <errno.h>

#include "net/rt-client-connection.h"
#include "net/rt-types.h"

#define STREAM "rt-client-proxy-stream"
#define REFUSED "rt-client-proxy-refused"

struct _RtClientProxy {
  GObject parent_instance;
};

static void rt_client_proxy_iface_init (GProxyInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtClientProxy, rt_client_proxy, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY, rt_client_proxy_iface_init))

static GIOStream *
rt_client_proxy_connect (GProxy         *proxy,
                         GIOStream      *connection,
                         GProxyAddress  *address,
                         GCancellable   *cancellable,
                         GError        **error)
{
  RtPeerStream *stream = g_object_steal_data (G_OBJECT (connection), STREAM);

  if (g_object_get_data (G_OBJECT (connection), REFUSED) != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, g_strerror (ECONNREFUSED));
      return NULL;
    }
  if (stream == NULL)
    return g_object_ref (connection);

  return rt_client_connection_new (stream, error);
}

static void
rt_client_proxy_connect_async (GProxy              *proxy,
                               GIOStream           *connection,
                               GProxyAddress       *address,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (proxy, cancellable, callback, user_data);
  g_autoptr (GError) error = NULL;
  GIOStream *replacement = rt_client_proxy_connect (proxy, connection, address, cancellable, &error);

  g_task_set_source_tag (task, rt_client_proxy_connect_async);
  if (replacement != NULL)
    g_task_return_pointer (task, replacement, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static GIOStream *
rt_client_proxy_connect_finish (GProxy        *proxy,
                                GAsyncResult  *result,
                                GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Nothing is negotiated, so no name has to be resolved for it. */
static gboolean
rt_client_proxy_supports_hostname (GProxy *proxy)
{
  return TRUE;
}

static void
rt_client_proxy_iface_init (GProxyInterface *iface)
{
  iface->connect = rt_client_proxy_connect;
  iface->connect_async = rt_client_proxy_connect_async;
  iface->connect_finish = rt_client_proxy_connect_finish;
  iface->supports_hostname = rt_client_proxy_supports_hostname;
}

static void
rt_client_proxy_class_init (RtClientProxyClass *klass)
{
}

static void
rt_client_proxy_init (RtClientProxy *self)
{
}

void
rt_client_proxy_register (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  rt_types_init ();
  /* Has GIO know its own proxies first, and with them that there are any. */
  g_proxy_resolver_get_default ();
  g_io_extension_point_implement (G_PROXY_EXTENSION_POINT_NAME, RT_TYPE_CLIENT_PROXY, RT_CLIENT_PROXY_SCHEME, 0);
  g_once_init_leave (&done, 1);
}

gboolean
rt_client_proxy_wants (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) address = g_socket_connection_get_remote_address (connection, NULL);

  return address != NULL && G_IS_PROXY_ADDRESS (address) &&
         g_str_equal (g_proxy_address_get_protocol (G_PROXY_ADDRESS (address)), RT_CLIENT_PROXY_SCHEME);
}

void
rt_client_proxy_set_stream (GSocketConnection *connection,
                            RtPeerStream      *stream)
{
  g_object_set_data (G_OBJECT (connection), STREAM, stream);
}

void
rt_client_proxy_refuse (GSocketConnection *connection)
{
  g_object_set_data (G_OBJECT (connection), REFUSED, GINT_TO_POINTER (TRUE));
}
