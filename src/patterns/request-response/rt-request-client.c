/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-request-client.h"

#include <glib/gi18n.h>

#include "core/rt-json.h"
#include "core/rt-priority.h"
#include "patterns/rt-call.h"
#include "patterns/rt-fetch.h"
#include "patterns/rt-problem.h"

struct _RtRequestClient {
  RtClient      parent_instance;

  guint         timeout_ms;
  GCancellable *opening;
  GSource      *ticking;
  gboolean      asking;         /* a GET is under way */
  gint64        asked_us;
  GQueue        waiting;        /* GBytes to be posted, the first being so */
  gint64        posted_us;
};

enum {
  PROP_0,
  PROP_TIMEOUT_MS,
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

static void
take_answer (RtRequestClient *self,
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

static void
fetch (RtRequestClient     *self,
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
    take_answer (self, message, body, self->asked_us);
  else
    rt_client_failed (RT_CLIENT (self), error, 0, FALSE);
}

static void
ask (RtRequestClient *self)
{
  g_autoptr (SoupMessage) message = NULL;

  if (self->asking)
    return;

  message = rt_client_new_request (RT_CLIENT (self), "GET", NULL);
  if (message == NULL)
    return;

  self->asking = TRUE;
  self->asked_us = g_get_monotonic_time ();
  fetch (self, message, on_asked);
}

static gboolean
on_tick (gpointer user_data)
{
  ask (user_data);

  return G_SOURCE_CONTINUE;
}

static void
stop_ticking (RtRequestClient *self)
{
  if (self->ticking != NULL)
    g_source_destroy (self->ticking);
  g_clear_pointer (&self->ticking, g_source_unref);
}

static void
start_ticking (RtRequestClient *self)
{
  guint interval_ms = rt_client_get_interval (RT_CLIENT (self));

  stop_ticking (self);
  if (interval_ms == 0)
    return;

  self->ticking = g_timeout_source_new (interval_ms);
  g_source_set_priority (self->ticking, RT_PRIORITY_IO);
  g_source_set_callback (self->ticking, on_tick, self, NULL);
  g_source_attach (self->ticking, g_main_context_get_thread_default ());
}

static void
on_interval_changed (RtRequestClient *self)
{
  if (self->opening != NULL)
    start_ticking (self);
}

static void post_next (RtRequestClient *self);

static void
on_posted (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GCancellable) opening = rt_call_dup_cancellable (user_data);
  g_autoptr (RtRequestClient) self = rt_call_end (user_data);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = rt_fetch_finish (result, &message, &error);

  if (self == NULL)
    return;

  g_bytes_unref (g_queue_pop_head (&self->waiting));
  if (body != NULL)
    take_answer (self, message, body, self->posted_us);
  else
    rt_client_set_reason (RT_CLIENT (self), error->message);

  if (!g_cancellable_is_cancelled (opening))
    post_next (self);
}

/* It has its connection: should that break now, nobody knows whether the request was
 * done, so libsoup must not send it again. */
static void
on_post_starting (SoupMessage *message)
{
  soup_message_remove_flags (message, SOUP_MESSAGE_IDEMPOTENT);
}

static void
post_next (RtRequestClient *self)
{
  GBytes *data = g_queue_peek_head (&self->waiting);
  g_autoptr (SoupMessage) message = NULL;
  const char *text;
  gsize length;

  if (data == NULL)
    return;

  message = rt_client_new_request (RT_CLIENT (self), "POST", NULL);
  if (message == NULL)
    return;

  text = g_bytes_get_data (data, &length);
  soup_message_set_request_body_from_bytes (message,
                                            length > 0 && rt_json_check (text, length, NULL) ? "application/json"
                                                                                             : "text/plain",
                                            data);
  /* Or else each POST would open a connection of its own. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT);
  g_signal_connect (message, "starting", G_CALLBACK (on_post_starting), NULL);
  self->posted_us = g_get_monotonic_time ();
  fetch (self, message, on_posted);
}

static gboolean
rt_request_client_send (RtClient *client,
                        GBytes   *data,
                        gboolean  binary,
                        GError  **error)
{
  RtRequestClient *self = RT_REQUEST_CLIENT (client);

  if (self->waiting.length == RT_REQUEST_MAX_WAITING)
    {
      g_set_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL,
                   _("%d requests are waiting for an answer: wait until some are answered."), RT_REQUEST_MAX_WAITING);
      return FALSE;
    }

  g_queue_push_tail (&self->waiting, g_bytes_ref (data));
  if (self->waiting.length == 1)
    post_next (self);

  return TRUE;
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
  if (self->ticking != NULL)
    ask (self);
  else
    rt_client_opened (client);
}

static void
rt_request_client_close (RtClient *client)
{
  RtRequestClient *self = RT_REQUEST_CLIENT (client);

  stop_ticking (self);
  rt_client_get_counters (client)->dropped += self->waiting.length;
  g_queue_clear_full (&self->waiting, (GDestroyNotify) g_bytes_unref);
  g_clear_object (&self->opening);
  self->asking = FALSE;
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
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
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
      if (self->timeout_ms == g_value_get_uint (value))
        return;
      self->timeout_ms = g_value_get_uint (value);
      g_object_notify_by_pspec (object, pspec);
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

  object_class->get_property = rt_request_client_get_property;
  object_class->set_property = rt_request_client_set_property;
  client_class->open = rt_request_client_open;
  client_class->close = rt_request_client_close;
  client_class->send = rt_request_client_send;

  properties[PROP_TIMEOUT_MS] =
    g_param_spec_uint ("timeout-ms", NULL, NULL, 1, G_MAXINT, RT_REQUEST_DEFAULT_TIMEOUT_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_request_client_init (RtRequestClient *self)
{
  g_queue_init (&self->waiting);
  g_signal_connect (self, "notify::interval-ms", G_CALLBACK (on_interval_changed), NULL);
}

/**
 * rt_request_client_new:
 * @uri: an address
 *
 * Makes a client that is closed.
 *
 * Returns: (transfer full): a client
 */
RtClient *
rt_request_client_new (const char *uri)
{
  return g_object_new (RT_TYPE_REQUEST_CLIENT, "uri", uri, NULL);
}
