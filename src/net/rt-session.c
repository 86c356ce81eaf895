/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-session-private.h"

#include <string.h>

#include "net/rt-client-proxy.h"
#include "net/rt-client-resolver.h"
#include "net/rt-poller.h"
#include "net/rt-session-connection.h"

/* How long a session whose connections are cut is kept. */
#define LINGER_MS 2000

enum {
  PROP_0,
  PROP_MAX_CONNECTIONS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtSession, rt_session, G_TYPE_OBJECT)

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
  g_signal_connect_object (self->soup, "request-unqueued", G_CALLBACK (rt_session_retire_closed), self,
                           G_CONNECT_SWAPPED);
}

static void
rt_session_dispose (GObject *object)
{
  RtSession *self = RT_SESSION (object);

  rt_session_abort (self);

  G_OBJECT_CLASS (rt_session_parent_class)->dispose (object);
}

/* libsoup says goodbye on a connection of HTTP/2 in turns to come (RFC 9113 section 6.8), and
 * its session has to be there as long. */
typedef struct {
  RtPollerTimer timer;
  RtPoller     *poller;
  SoupSession  *soup;
} Lingering;

static void
let_go (gpointer user_data)
{
  Lingering *lingering = user_data;

  g_object_unref (lingering->soup);
  rt_poller_unref (lingering->poller);
  g_free (lingering);
}

/* (transfer full) @soup */
static void
linger (SoupSession *soup)
{
  Lingering *lingering = g_new0 (Lingering, 1);

  lingering->timer = (RtPollerTimer) { .func = let_go, .user_data = lingering };
  lingering->poller = rt_poller_ref (rt_poller_get_default ());
  lingering->soup = soup;
  rt_poller_start_timer (lingering->poller, &lingering->timer, LINGER_MS);
}

static void
rt_session_finalize (GObject *object)
{
  RtSession *self = RT_SESSION (object);

  g_ptr_array_unref (self->connections);
  if (self->is_secure)
    linger (self->soup);
  else
    g_object_unref (self->soup);
  g_object_unref (self->resolver);
  g_clear_object (&self->faults);
  g_clear_object (&self->pinned);

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
  rt_client_proxy_register ();

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
