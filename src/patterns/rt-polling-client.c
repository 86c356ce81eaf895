/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-polling-client-private.h"

#include "patterns/rt-call.h"
#include "patterns/rt-fetch.h"

enum {
  PROP_0,
  PROP_USE_ETAG,
  PROP_MAX_ANSWER,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtPollingClient, rt_polling_client, RT_TYPE_CLIENT)

RtPollingClientPrivate *
rt_polling_client_get_private (RtPollingClient *self)
{
  return rt_polling_client_get_instance_private (self);
}

static void
on_fetched (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtPollingClient) self = rt_call_end (user_data);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = rt_fetch_finish (result, &message, &error);
  RtPollingClientPrivate *priv;

  if (self == NULL)
    return;

  priv = rt_polling_client_get_private (self);
  if (body != NULL)
    {
      priv->body = g_steal_pointer (&body);
      rt_polling_client_read_answer (self, message);
    }
  else if (g_error_matches (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_TIMEOUT)
           && RT_POLLING_CLIENT_GET_CLASS (self)->timed_out != NULL)
    {
      priv->busy = FALSE;
      RT_POLLING_CLIENT_GET_CLASS (self)->timed_out (self);
    }
  else
    {
      rt_client_failed (RT_CLIENT (self), error, 0, FALSE);
    }
}

/**
 * rt_polling_client_poll:
 * @self: a client that is being opened or open
 *
 * For subclasses: sends one request. While one is under way it does nothing.
 *
 * Returns: whether it sent one
 */
gboolean
rt_polling_client_poll (RtPollingClient *self)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  RtClient *client = RT_CLIENT (self);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (SoupMessage) message = NULL;
  guint timeout_ms;

  if (priv->busy)
    return FALSE;

  uri = rt_client_dup_target (client);
  if (uri == NULL)
    return FALSE;

  message = rt_client_new_request (client, "GET", uri);
  if (priv->use_etag && priv->etag != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "If-None-Match", priv->etag);
  timeout_ms = RT_POLLING_CLIENT_GET_CLASS (self)->prepare (self, message);
  rt_client_add_headers (client, message);

  priv->busy = TRUE;
  priv->started_us = g_get_monotonic_time ();
  rt_fetch_async (rt_session_get_soup (rt_client_get_session (client)), message, priv->max_answer, timeout_ms,
                  priv->opening, on_fetched, rt_call_new (self, priv->opening));

  return TRUE;
}

static void
rt_polling_client_open (RtClient     *client,
                        GCancellable *opening)
{
  RtPollingClient *self = RT_POLLING_CLIENT (client);
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);

  if (!rt_client_is_resuming (client))
    {
      g_clear_pointer (&priv->etag, g_free);
      g_clear_pointer (&priv->last_body, g_bytes_unref);
    }
  g_set_object (&priv->opening, opening);
  rt_polling_client_poll (self);
}

static void
rt_polling_client_close (RtClient *client)
{
  RtPollingClient *self = RT_POLLING_CLIENT (client);
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);

  /* What it stands for was not delivered whole. */
  if (priv->continuing != NULL && !g_source_is_destroyed (priv->continuing))
    g_clear_pointer (&priv->etag, g_free);
  rt_polling_client_clear_continuing (self);
  g_clear_pointer (&priv->body, g_bytes_unref);
  g_clear_object (&priv->opening);
  priv->busy = FALSE;
}

static void
rt_polling_client_finalize (GObject *object)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (RT_POLLING_CLIENT (object));

  g_free (priv->etag);
  g_clear_pointer (&priv->last_body, g_bytes_unref);

  G_OBJECT_CLASS (rt_polling_client_parent_class)->finalize (object);
}

static void
rt_polling_client_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (RT_POLLING_CLIENT (object));

  switch (prop_id)
    {
    case PROP_USE_ETAG:
      g_value_set_boolean (value, priv->use_etag);
      break;
    case PROP_MAX_ANSWER:
      g_value_set_uint (value, priv->max_answer);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_polling_client_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (RT_POLLING_CLIENT (object));

  switch (prop_id)
    {
    case PROP_USE_ETAG:
      if (priv->use_etag == g_value_get_boolean (value))
        return;
      priv->use_etag = g_value_get_boolean (value);
      break;
    case PROP_MAX_ANSWER:
      if (priv->max_answer == g_value_get_uint (value))
        return;
      priv->max_answer = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }

  g_object_notify_by_pspec (object, pspec);
}

static void
rt_polling_client_class_init (RtPollingClientClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);

  object_class->finalize = rt_polling_client_finalize;
  object_class->get_property = rt_polling_client_get_property;
  object_class->set_property = rt_polling_client_set_property;
  client_class->open = rt_polling_client_open;
  client_class->close = rt_polling_client_close;

  properties[PROP_USE_ETAG] = g_param_spec_boolean ("use-etag", NULL, NULL, TRUE, flags);
  properties[PROP_MAX_ANSWER] = g_param_spec_uint ("max-answer", NULL, NULL, 1, G_MAXINT, RT_POLLING_MAX_ANSWER, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_polling_client_init (RtPollingClient *self)
{
}
