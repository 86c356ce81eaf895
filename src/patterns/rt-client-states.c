/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-client-private.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"

/* What GIO and libsoup say names no address. */
static char *
describe (RtClient     *self,
          const GError *error)
{
  g_autoptr (GError) clear = NULL;
  g_autofree char *sentence = NULL;

  if (error->domain == RT_CLIENT_ERROR)
    return g_strdup (error->message);

  clear = g_error_copy (error);
  rt_session_clarify (rt_client_get_session (self), clear);
  /* Translators: a sentence without its full stop */
  sentence = g_strdup_printf (_("%s."), clear->message);

  /* Translators: an address, and what went wrong with it */
  return g_strdup_printf (_("%s: %s"), rt_client_get_shown_uri (self), sentence);
}

static void
set_state (RtClient      *self,
           RtClientState  state,
           const char    *reason)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  gboolean state_changed = priv->state != state;
  gboolean reason_changed = g_strcmp0 (priv->reason, reason) != 0;
  g_autofree char *old_reason = NULL;

  priv->state = state;
  if (reason_changed)
    {
      old_reason = priv->reason;
      priv->reason = g_strdup (reason);
    }

  rt_client_notify_state (self, state_changed, reason_changed);
}

static void
clear_timer (RtClientPrivate *priv)
{
  if (priv->timer != NULL)
    g_source_destroy (priv->timer);
  g_clear_pointer (&priv->timer, g_source_unref);
}

void
rt_client_set_timer (RtClient   *self,
                     guint       ms,
                     GSourceFunc func)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  clear_timer (priv);
  priv->timer = g_timeout_source_new (ms);
  g_source_set_priority (priv->timer, RT_PRIORITY_IO);
  g_source_set_callback (priv->timer, func, self, NULL);
  g_source_attach (priv->timer, g_main_context_get_thread_default ());
}

/* Ends all that is under way, so that nothing of it is heard of again. */
static void
drop (RtClient *self)
{
  RtClientPrivate *priv = rt_client_get_private (self);
  g_autoptr (GCancellable) opening = g_steal_pointer (&priv->opening);

  clear_timer (priv);
  if (opening == NULL)
    return;

  g_cancellable_cancel (opening);
  RT_CLIENT_GET_CLASS (self)->close (self);
}

void
rt_client_drop (RtClient *self)
{
  drop (self);
  rt_client_abort_session (self);
}

static void
finish (RtClient     *self,
        const GError *error,
        const char   *reason)
{
  RtClientPrivate *priv = rt_client_get_private (self);

  g_object_ref (self);
  rt_client_forget_loss (self);
  rt_client_drop (self);
  g_clear_error (&priv->error);
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  set_state (self, RT_CLIENT_CLOSED, reason);
  rt_client_emit (self, RT_CLIENT_SIGNAL_FINISHED);
  g_object_unref (self);
}

static gboolean
on_opening_took_too_long (gpointer user_data)
{
  RtClient *self = user_data;
  RtClientPrivate *priv = rt_client_get_private (self);
  g_autofree char *words = g_strdup_printf (_("%s did not answer within %.3g s."),
                                            priv->shown_uri, priv->open_timeout_ms / 1000.0);

  rt_client_failed_with (self, RT_CLIENT_ERROR_TIMEOUT, 0, FALSE, words);

  return G_SOURCE_REMOVE;
}

static gboolean
open_now (gpointer user_data)
{
  RtClient *self = user_data;
  RtClientPrivate *priv = rt_client_get_private (self);
  g_autoptr (GCancellable) opening = g_cancellable_new ();

  g_object_ref (self);
  g_assert (priv->opening == NULL);
  priv->opening = g_object_ref (opening);
  rt_client_set_timer (self, priv->open_timeout_ms, on_opening_took_too_long);
  set_state (self, RT_CLIENT_CONNECTING, NULL);
  if (priv->opening == opening)
    RT_CLIENT_GET_CLASS (self)->open (self, opening);
  g_object_unref (self);

  return G_SOURCE_REMOVE;
}

/**
 * rt_client_start:
 * @self: a client
 *
 * Begins. A client that is not closed goes on as it was; one that was stopped begins anew,
 * at #RtClient:after, with its counts kept.
 */
void
rt_client_start (RtClient *self)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  if (priv->state != RT_CLIENT_CLOSED)
    return;

  priv->backoff = (RtBackoff) { .base_ms = priv->retry_ms };
  g_clear_error (&priv->error);
  rt_client_forget_position (self);
  priv->began_us = g_get_real_time ();
  open_now (self);
}

/**
 * rt_client_stop:
 * @self: a client
 *
 * Ends, at once and for good: connections are closed, nothing is running or called any
 * more when it returns, and the counts are final. "finished" is emitted before.
 */
void
rt_client_stop (RtClient *self)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  if (rt_client_get_private (self)->state != RT_CLIENT_CLOSED)
    finish (self, NULL, NULL);
}

/**
 * rt_client_move:
 * @self: a client
 * @uri: where the server is now
 *
 * Goes on at @uri, at once, as after a lost connection: after the cursor, with #RtClient:resume,
 * and with its counts. What was posted and not answered yet is lost, and is posted nowhere
 * else; whoever must know is told by "notify::uri", before. One that is closed stays so.
 */
void
rt_client_move (RtClient   *self,
                const char *uri)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  if (g_strcmp0 (priv->uri, uri) == 0)
    return;

  g_object_ref (self);
  rt_client_set_uri (self, uri);
  if (priv->state != RT_CLIENT_CLOSED)
    rt_client_note_loss (self);
  if (priv->state != RT_CLIENT_CLOSED)
    {
      rt_client_drop (self);
      if (!priv->resume)
        rt_client_forget_cursor (self);
      /* Counted as a failure, so that it resumes; but there is nothing to wait for. */
      rt_backoff_next (&priv->backoff, 0);
      open_now (self);
    }
  g_object_unref (self);
}

/**
 * rt_client_leave:
 * @self: a client
 *
 * Sends what it was given, then takes leave as its protocol asks (RFC 6455 section 7.1.2):
 * it is closed as by rt_client_stop() when the server, which has read all then, has answered
 * or its time is over; at once where there is nobody. What comes until then is delivered.
 */
void
rt_client_leave (RtClient *self)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  if (RT_CLIENT_GET_CLASS (self)->leave != NULL && rt_client_get_state (self) == RT_CLIENT_OPEN)
    RT_CLIENT_GET_CLASS (self)->leave (self);
  else
    rt_client_stop (self);
}

/**
 * rt_client_opened:
 * @self: a client
 *
 * For subclasses: the server took it. The next failure counts as the first.
 */
void
rt_client_opened (RtClient *self)
{
  RtClientPrivate *priv;

  g_return_if_fail (RT_IS_CLIENT (self));

  priv = rt_client_get_private (self);
  if (priv->opening == NULL)
    return;

  g_object_ref (self);
  rt_backoff_succeeded (&priv->backoff);
  if (priv->state != RT_CLIENT_OPEN)
    {
      clear_timer (priv);
      set_state (self, RT_CLIENT_OPEN, NULL);
    }
  rt_client_note_answer (self);
  g_object_unref (self);
}

/**
 * rt_client_failed:
 * @self: a client
 * @error: why, in words
 * @retry_after_ms: how long the server asked to wait, 0 when it did not
 * @for_good: whether trying again is of no use
 *
 * For subclasses: it could not be opened, or what was open ended. Everything under way is
 * dropped; it is opened again after a back-off (see #RtBackoff), or closed.
 */
void
rt_client_failed (RtClient     *self,
                  const GError *error,
                  guint         retry_after_ms,
                  gboolean      for_good)
{
  RtClientPrivate *priv;
  g_autoptr (GCancellable) opening = NULL;
  g_autofree char *words = NULL;

  g_return_if_fail (RT_IS_CLIENT (self));
  g_return_if_fail (error != NULL);

  priv = rt_client_get_private (self);
  if (priv->opening == NULL)
    return;

  words = describe (self, error);
  if (for_good)
    {
      finish (self, error, words);
      return;
    }

  g_set_object (&opening, priv->opening);
  rt_client_note_loss (self);
  if (priv->opening != opening)
    return;

  drop (self);
  if (!priv->resume)
    rt_client_forget_cursor (self);
  rt_client_set_timer (self, rt_backoff_next (&priv->backoff, retry_after_ms), open_now);
  set_state (self, RT_CLIENT_RETRYING, words);
}

/**
 * rt_client_reopen:
 * @self: a client
 *
 * For subclasses: tells that trying again is of use now. Does nothing where it does not wait
 * to try again.
 */
void
rt_client_reopen (RtClient *self)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  if (rt_client_get_state (self) != RT_CLIENT_RETRYING)
    return;

  clear_timer (rt_client_get_private (self));
  open_now (self);
}

/**
 * rt_client_failed_with:
 * @self: a client
 * @code: what kind of failure
 * @retry_after_ms: how long the server asked to wait, 0 when it did not
 * @for_good: whether trying again is of no use
 * @message: why, in words
 *
 * For subclasses: rt_client_failed() with an error of %RT_CLIENT_ERROR.
 */
void
rt_client_failed_with (RtClient     *self,
                       RtClientError code,
                       guint         retry_after_ms,
                       gboolean      for_good,
                       const char   *message)
{
  g_autoptr (GError) error = g_error_new_literal (RT_CLIENT_ERROR, code, message);

  rt_client_failed (self, error, retry_after_ms, for_good);
}

/**
 * rt_client_set_reason:
 * @self: a client
 * @reason: (nullable): a sentence for people
 *
 * For subclasses: says what there is to say about one exchange while the state stays.
 */
void
rt_client_set_reason (RtClient   *self,
                      const char *reason)
{
  g_return_if_fail (RT_IS_CLIENT (self));

  set_state (self, rt_client_get_state (self), reason);
}
