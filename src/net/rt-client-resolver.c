/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-client-resolver.h"

#include <string.h>

#include "net/rt-client-proxy.h"
#include "net/rt-loopback.h"

#define DIRECT "direct://"

struct _RtClientResolver {
  GObject         parent_instance;

  GProxyResolver *others;
  gboolean        has_proxies;  /* one of theirs was given */
};

static void rt_client_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtClientResolver, rt_client_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, rt_client_resolver_iface_init))

static gboolean
rt_client_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

/* (transfer full): where @uri leads, by way of our proxy. */
static char *
dup_own (const char *uri)
{
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;
  int port;

  if (!g_uri_split_network (uri, G_URI_FLAGS_NONE, &scheme, &host, &port, NULL) || port <= 0)
    return g_strdup (DIRECT);

  return g_uri_join (G_URI_FLAGS_NONE, RT_CLIENT_PROXY_SCHEME, NULL, host, port, "", NULL, NULL);
}

static gboolean
is_for_this_machine (const char *uri)
{
  g_autofree char *host = NULL;

  return g_uri_split_network (uri, G_URI_FLAGS_NONE, NULL, &host, NULL, NULL) && rt_host_is_loopback (host);
}

/* @proxies: (transfer full): what the desktop says */
static char **
replace_direct (RtClientResolver  *self,
                char             **proxies,
                const char        *uri)
{
  for (guint i = 0; proxies[i] != NULL; i++)
    {
      if (!g_str_has_prefix (proxies[i], "direct:"))
        {
          self->has_proxies = TRUE;
          continue;
        }
      g_free (proxies[i]);
      proxies[i] = dup_own (uri);
    }

  return proxies;
}

static char **
lookup_alone (const char *uri)
{
  char **proxies = g_new0 (char *, 2);

  proxies[0] = dup_own (uri);

  return proxies;
}

static char **
rt_client_resolver_lookup (GProxyResolver  *resolver,
                           const char      *uri,
                           GCancellable    *cancellable,
                           GError         **error)
{
  RtClientResolver *self = RT_CLIENT_RESOLVER (resolver);
  char **proxies;

  if (is_for_this_machine (uri))
    return lookup_alone (uri);
  proxies = g_proxy_resolver_lookup (self->others, uri, cancellable, error);

  return proxies != NULL ? replace_direct (self, proxies, uri) : NULL;
}

static void
on_others_looked_up (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char **proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (proxies == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  proxies = replace_direct (g_task_get_source_object (task), proxies, g_task_get_task_data (task));
  g_task_return_pointer (task, proxies, (GDestroyNotify) g_strfreev);
}

static void
rt_client_resolver_lookup_async (GProxyResolver      *resolver,
                                 const char          *uri,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  RtClientResolver *self = RT_CLIENT_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_client_resolver_lookup_async);
  if (is_for_this_machine (uri))
    {
      g_task_return_pointer (task, lookup_alone (uri), (GDestroyNotify) g_strfreev);
      return;
    }

  g_task_set_task_data (task, g_strdup (uri), g_free);
  g_proxy_resolver_lookup_async (self->others, uri, cancellable, on_others_looked_up, g_steal_pointer (&task));
}

static char **
rt_client_resolver_lookup_finish (GProxyResolver  *resolver,
                                  GAsyncResult    *result,
                                  GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
rt_client_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = rt_client_resolver_is_supported;
  iface->lookup = rt_client_resolver_lookup;
  iface->lookup_async = rt_client_resolver_lookup_async;
  iface->lookup_finish = rt_client_resolver_lookup_finish;
}

static void
rt_client_resolver_finalize (GObject *object)
{
  g_object_unref (RT_CLIENT_RESOLVER (object)->others);

  G_OBJECT_CLASS (rt_client_resolver_parent_class)->finalize (object);
}

static void
rt_client_resolver_class_init (RtClientResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_client_resolver_finalize;
}

static void
rt_client_resolver_init (RtClientResolver *self)
{
}

GProxyResolver *
rt_client_resolver_new (GProxyResolver *others)
{
  RtClientResolver *self = g_object_new (RT_TYPE_CLIENT_RESOLVER, NULL);

  self->others = g_object_ref (others != NULL ? others : g_proxy_resolver_get_default ());

  return G_PROXY_RESOLVER (self);
}

/* GIO's words, in GIO's translation. */
static const char *
translate (const char *words)
{
  return g_dgettext ("glib20", words);
}

void
rt_client_resolver_clarify (RtClientResolver *self,
                            GError           *error)
{
  g_auto (GStrv) wrong = g_strsplit (translate ("Could not connect to proxy server %s: "), "%s", 2);
  g_auto (GStrv) right = g_strsplit (translate ("Could not connect to %s: "), "%s", 2);
  g_autofree char *old = NULL;
  char *host, *rest;

  g_return_if_fail (RT_IS_CLIENT_RESOLVER (self));

  if (self->has_proxies || g_strv_length (wrong) != 2 || g_strv_length (right) != 2 ||
      !g_str_has_prefix (error->message, wrong[0]))
    return;

  old = g_steal_pointer (&error->message);
  host = old + strlen (wrong[0]);
  rest = strstr (host, wrong[1]);
  if (rest == NULL)
    {
      error->message = g_steal_pointer (&old);
      return;
    }
  *rest = '\0';
  error->message = g_strconcat (right[0], host, right[1], rest + strlen (wrong[1]), NULL);
}
