/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-request-client-private.h"

#include <glib/gi18n.h>

#include "core/rt-json.h"
#include "patterns/rt-call.h"
#include "patterns/rt-fetch.h"

/* Who is still at it is left alone for so long. */
#define MIN_WAIT_MS 1000

static void post_next (RtRequestClient *self);
static void post      (RtRequestClient *self);

static gboolean
on_retry (gpointer user_data)
{
  g_autoptr (RtRequestClient) self = g_object_ref (user_data);
  g_autoptr (GCancellable) opening = g_object_ref (self->opening);

  rt_post_retry_stop (&self->retry);
  rt_client_set_reason (RT_CLIENT (self), NULL);
  if (!g_cancellable_is_cancelled (opening))
    post (self);

  return G_SOURCE_REMOVE;
}

/* Nobody knows whether it was done. With an answer, the one that was lost is still under way. */
static void
post_again (RtRequestClient *self,
            SoupMessage     *message,
            gboolean         answered)
{
  g_autoptr (GCancellable) opening = g_object_ref (self->opening);

  if (answered)
    rt_client_count_answer (RT_CLIENT (self), soup_message_get_status (message), FALSE);
  if (g_cancellable_is_cancelled (opening))
    return;

  rt_post_retry_start (&self->retry, answered ? MIN_WAIT_MS : 0, on_retry, self);
  rt_client_set_reason (RT_CLIENT (self), _("No answer: asking again"));
}

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
  gboolean lost;

  if (self == NULL)
    return;

  lost = rt_post_retry_was_lost (&self->retry, message, error);
  if (lost && rt_post_retry_is_allowed (&self->retry))
    {
      post_again (self, message, body != NULL);
      return;
    }

  g_bytes_unref (g_queue_pop_head (&self->waiting));
  if (body != NULL)
    rt_request_client_take_answer (self, message, body, self->posted_us);
  else if (lost)
    rt_client_set_reason (RT_CLIENT (self), _("No answer. What was asked for may have been done."));
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
post (RtRequestClient *self)
{
  GBytes *data = g_queue_peek_head (&self->waiting);
  g_autoptr (SoupMessage) message = NULL;
  const char *text;
  gsize length;

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
  rt_post_retry_follow (&self->retry, message);
  self->posted_us = g_get_monotonic_time ();
  rt_request_client_fetch (self, message, on_posted);
}

static void
post_next (RtRequestClient *self)
{
  guint base_ms;

  if (self->waiting.length == 0)
    return;

  g_object_get (self, "retry-ms", &base_ms, NULL);
  rt_post_retry_begin (&self->retry, base_ms);
  post (self);
}

gboolean
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

/**
 * rt_request_client_get_n_sent:
 * @self: a client
 *
 * Returns: how often what is posted now, or was last, was sent
 */
guint
rt_request_client_get_n_sent (RtRequestClient *self)
{
  g_return_val_if_fail (RT_IS_REQUEST_CLIENT (self), 0);

  return self->retry.n_sent;
}

/**
 * rt_request_client_is_asking_again:
 * @self: a client
 *
 * Returns: whether an answer to a POST was lost, and it is about to be sent again
 */
gboolean
rt_request_client_is_asking_again (RtRequestClient *self)
{
  g_return_val_if_fail (RT_IS_REQUEST_CLIENT (self), FALSE);

  return rt_post_retry_is_waiting (&self->retry);
}
