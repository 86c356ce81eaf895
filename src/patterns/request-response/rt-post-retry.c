/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-post-retry.h"

#include "core/rt-priority.h"
#include "patterns/rt-client.h"

/* Of a message: that it went out whole. */
#define SENT "roundtrip-sent"

/**
 * rt_post_retry_begin:
 * @self: of a client's POSTs
 * @base_ms: where the back-off begins
 *
 * Another POST is about to be sent for the first time.
 */
void
rt_post_retry_begin (RtPostRetry *self,
                     guint        base_ms)
{
  self->n_sent = 0;
  self->backoff = (RtBackoff) { .base_ms = base_ms };
}

static void
on_wrote_body (SoupMessage *message)
{
  g_object_set_data (G_OBJECT (message), SENT, message);
}

/**
 * rt_post_retry_follow:
 * @self: of a client's POSTs
 * @message: what is sent now
 *
 * Counts it, and takes note of whether it goes out whole.
 */
void
rt_post_retry_follow (RtPostRetry *self,
                      SoupMessage *message)
{
  self->n_sent++;
  g_signal_connect (message, "wrote-body", G_CALLBACK (on_wrote_body), NULL);
}

/**
 * rt_post_retry_was_lost:
 * @self: of a client's POSTs
 * @message: what was sent
 * @error: (nullable): how it failed; %NULL: it was answered
 *
 * Tells an answer that was lost, after which nobody knows what was done, from one that
 * came or never would have. Where the one before was lost, a server that is not there, or one
 * that still is at that one (409 to an `Idempotency-Key`), says nothing about it either.
 *
 * Returns: whether to ask again
 */
gboolean
rt_post_retry_was_lost (RtPostRetry  *self,
                        SoupMessage  *message,
                        const GError *error)
{
  gboolean again = self->n_sent > 1;

  if (error == NULL)
    return again && soup_message_get_status (message) == SOUP_STATUS_CONFLICT &&
           soup_message_headers_get_one (soup_message_get_request_headers (message), "Idempotency-Key") != NULL;

  return error->domain != RT_CLIENT_ERROR && (again || g_object_get_data (G_OBJECT (message), SENT) != NULL);
}

/**
 * rt_post_retry_is_allowed:
 * @self: of a client's POSTs
 *
 * Returns: whether it may be sent once more
 */
gboolean
rt_post_retry_is_allowed (RtPostRetry *self)
{
  return self->n_sent <= self->max;
}

/**
 * rt_post_retry_start:
 * @self: of a client's POSTs, which waits for nothing
 * @at_least_ms: not before that
 * @func: called once, after the back-off, and calls rt_post_retry_stop() itself
 * @user_data: given to @func
 *
 * Waits until it is time to send it again.
 */
void
rt_post_retry_start (RtPostRetry *self,
                     guint        at_least_ms,
                     GSourceFunc  func,
                     gpointer     user_data)
{
  g_return_if_fail (self->source == NULL);

  self->source = g_timeout_source_new (rt_backoff_next (&self->backoff, at_least_ms));
  g_source_set_priority (self->source, RT_PRIORITY_IO);
  g_source_set_callback (self->source, func, user_data, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

/**
 * rt_post_retry_is_waiting:
 * @self: of a client's POSTs
 *
 * Returns: whether an answer was lost and it is to be sent again
 */
gboolean
rt_post_retry_is_waiting (RtPostRetry *self)
{
  return self->source != NULL;
}

/**
 * rt_post_retry_stop:
 * @self: of a client's POSTs
 *
 * Waits no longer.
 */
void
rt_post_retry_stop (RtPostRetry *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}
