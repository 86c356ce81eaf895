/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-request-client-private.h"

#include "patterns/rt-call.h"
#include "patterns/rt-fetch.h"
#include "patterns/rt-problem.h"

enum {
  PROP_0,
  PROP_TIMEOUT_MS,
  PROP_POST_RETRIES,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtRequestClient, rt_request_client, RT_TYPE_CLIENT)

static void
tell_status (RtRequestClient *self,
             SoupMessage     *message,
             GBytes          *body)
{
  g_autofree char *words = NULL;

  if (soup_message_get_status (message) >= 400)
    words = rt_problem_describe (message, body, rt_client_get_shown_uri (RT_CLIENT (self)));
  rt_client_set_reason (RT_CLIENT (self), words);
}

void
rt_request_client_take_answer (RtRequestClient *self,
                               SoupMessage     *message,
                               GBytes          *body,
                               gint64           began_us)
{
  g_autoptr (GCancellable) opening = g_object_ref (self->opening);
  g_autoptr (RtMessage) answer = rt_message_new (NULL, body, 0);
  guint status = soup_message_get_status (message);

  answer->latency_us = g_get_monotonic_time () - began_us;
  rt_client_opened (RT_CLIENT (self));
  if (!g_cancellable_is_cancelled (opening))
    tell_status (self, message, body);
  if (!g_cancellable_is_cancelled (opening))
    rt_client_count_answer (RT_CLIENT (self), status, g_bytes_get_size (body) == 0);
  if (!g_cancellable_is_cancelled (opening) && status < 400)
    rt_client_deliver (RT_CLIENT (self), answer, 0);
}

void
rt_request_client_fetch (RtRequestClient     *self,
                         SoupMessage         *message,
                         GAsyncReadyCallback  callback)
{
  RtClient *client = RT_CLIENT (self);

  rt_client_add_headers (client, message);
  rt_fetch_async (rt_session_get_soup (rt_client_get_session (client)), message, rt_client_get_max_payload (client),
                  self->timeout_ms, self->opening, callback, rt_call_new (self, self->opening));
}

static void
on_asked (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (RtRequestClient) self = rt_call_end (user_data);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = rt_fetch_finish (result, &message, &error);

  if (self == NULL)
    return;

  self->asking = FALSE;
  if (body != NULL)
    rt_request_client_take_answer (self, message, body, self->asked_us);
  else
    rt_client_failed (RT_CLIENT (self), error, 0, FALSE);
}

static gboolean
ask (RtRequestClient *self)
{
  g_autoptr (SoupMessage) message = NULL;

  if (self->asking)
    return FALSE;

  message = rt_client_new_request (RT_CLIENT (self), "GET", NULL);
  if (message == NULL)
    return FALSE;

  self->asking = TRUE;
  self->asked_us = g_get_monotonic_time ();
  rt_request_client_fetch (self, message, on_asked);

  return TRUE;
}

static void
on_tick (gpointer user_data)
{
  ask (user_data);
}

static void
start_ticking (RtRequestClient *self)
{
  guint interval_ms = rt_client_get_interval (RT_CLIENT (self));

  rt_ticking_stop (&self->ticking);
  if (interval_ms > 0)
    rt_ticking_start (&self->ticking, interval_ms, interval_ms);
}

static void
on_interval_changed (RtRequestClient *self)
{
  if (self->opening != NULL)
    start_ticking (self);
}

static void
rt_request_client_open (RtClient     *client,
                        GCancellable *opening)
{
  RtRequestClient *self = RT_REQUEST_CLIENT (client);
  g_autoptr (GUri) uri = rt_client_dup_guri (client);

  if (uri == NULL)
    return;

  g_set_object (&self->opening, opening);
  start_ticking (self);
  if (rt_ticking_is_running (&self->ticking))
    ask (self);
  else
    rt_client_opened (client);
}

static void
rt_request_client_close (RtClient *client)
{
  RtRequestClient *self = RT_REQUEST_CLIENT (client);

  rt_ticking_stop (&self->ticking);
  rt_post_retry_stop (&self->retry);
  rt_client_get_counters (client)->dropped += self->waiting.length;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->opening);
  self->asking = FALSE;
}

static gboolean
rt_request_client_ask (RtClient *client)
{
  return ask (RT_REQUEST_CLIENT (client));
}

static void
rt_request_client_finalize (GObject *object)
{
  rt_ticking_clear (&RT_REQUEST_CLIENT (object)->ticking);

  G_OBJECT_CLASS (rt_request_client_parent_class)->finalize (object);
}

static void
rt_request_client_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RtRequestClient *self = RT_REQUEST_CLIENT (object);

  switch (prop_id)
    {
    case PROP_TIMEOUT_MS:
      g_value_set_uint (value, self->timeout_ms);
      break;
    case PROP_POST_RETRIES:
      g_value_set_uint (value, self->retry.max);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_uint (RtRequestClient *self,
          guint           *field,
          const GValue    *value,
          GParamSpec      *pspec)
{
  if (*field == g_value_get_uint (value))
    return;

  *field = g_value_get_uint (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
rt_request_client_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  RtRequestClient *self = RT_REQUEST_CLIENT (object);

  switch (prop_id)
    {
    case PROP_TIMEOUT_MS:
      set_uint (self, &self->timeout_ms, value, pspec);
      break;
    case PROP_POST_RETRIES:
      set_uint (self, &self->retry.max, value, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_request_client_class_init (RtRequestClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);

  object_class->finalize = rt_request_client_finalize;
  object_class->get_property = rt_request_client_get_property;
  object_class->set_property = rt_request_client_set_property;
  client_class->open = rt_request_client_open;
  client_class->close = rt_request_client_close;
  client_class->send = rt_request_client_send;
  client_class->ask = rt_request_client_ask;

  properties[PROP_TIMEOUT_MS] =
    g_param_spec_uint ("timeout-ms", NULL, NULL, 1, G_MAXINT, RT_REQUEST_DEFAULT_TIMEOUT_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_POST_RETRIES] =
    g_param_spec_uint ("post-retries", NULL, NULL, 0, RT_REQUEST_MAX_RETRIES, 0,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_request_client_init (RtRequestClient *self)
{
  rt_ticking_init (&self->ticking, on_tick, self);
  g_queue_init (&self->waiting);
  g_signal_connect (self, "notify::interval-ms", G_CALLBACK (on_interval_changed), NULL);
}
