/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-polling-client-private.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "patterns/rt-call.h"
#include "patterns/rt-problem.h"

/* Bodies larger than this are looked through in a thread. */
#define PARSE_HERE_MAX (128 * 1024)

static void
finish_poll (RtPollingClient *self,
             gboolean         empty)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);

  priv->busy = FALSE;
  g_clear_pointer (&priv->body, g_bytes_unref);
  RT_POLLING_CLIENT_GET_CLASS (self)->polled (self, empty, g_get_monotonic_time () - priv->started_us);
}

/* Counts the answer before what it carries is told. Returns whether to go on. */
static gboolean
count_answer (RtPollingClient *self,
              guint            status,
              gboolean         empty)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  g_autoptr (GCancellable) opening = g_object_ref (priv->opening);

  rt_client_opened (RT_CLIENT (self));
  if (!g_cancellable_is_cancelled (opening))
    rt_client_count_answer (RT_CLIENT (self), status, empty);

  return !g_cancellable_is_cancelled (opening);
}

/* Delivers events for one slice. Returns whether there are more. */
static gboolean
deliver_some (RtPollingClient *self)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  g_autoptr (GCancellable) opening = g_object_ref (priv->opening);
  gint64 deadline = g_get_monotonic_time () + RT_SLICE_US;

  do
    {
      g_autoptr (RtMessage) message = NULL;
      guint64 prev;
      RtPollAnswerItem item = rt_poll_answer_next (&priv->answer, &message, &prev);

      if (item == RT_POLL_ANSWER_END)
        {
          rt_client_reach (RT_CLIENT (self), priv->answer.next);
          if (!g_cancellable_is_cancelled (opening))
            finish_poll (self, FALSE);
          return FALSE;
        }
      if (item == RT_POLL_ANSWER_BROKEN)
        {
          rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_FORMAT, 0, FALSE,
                                 _("The server’s answer has something among its events that is none."));
          return FALSE;
        }

      rt_client_deliver (RT_CLIENT (self), message, prev);
      if (g_cancellable_is_cancelled (opening))
        return FALSE;
    }
  while (g_get_monotonic_time () < deadline);

  return TRUE;
}

static gboolean
on_continue (gpointer user_data)
{
  g_autoptr (RtPollingClient) self = g_object_ref (user_data);

  return deliver_some (self) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

void
rt_polling_client_clear_continuing (RtPollingClient *self)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);

  if (priv->continuing != NULL)
    g_source_destroy (priv->continuing);
  g_clear_pointer (&priv->continuing, g_source_unref);
}

static void
read_channel_answer (RtPollingClient *self)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  g_autoptr (GCancellable) opening = g_object_ref (priv->opening);

  if (rt_poll_answer_is_empty (&priv->answer))
    {
      /* Who hears of the answer may go on elsewhere, after the number in it. */
      rt_client_set_cursor (RT_CLIENT (self), priv->answer.next);
      if (!count_answer (self, priv->status, TRUE))
        return;
      rt_client_reach (RT_CLIENT (self), priv->answer.next);
      if (!g_cancellable_is_cancelled (opening))
        finish_poll (self, TRUE);
      return;
    }

  if (!count_answer (self, priv->status, FALSE))
    return;
  rt_client_report_gap (RT_CLIENT (self), priv->answer.gap, 0);
  if (g_cancellable_is_cancelled (opening))
    return;

  rt_polling_client_clear_continuing (self);
  priv->continuing = g_idle_source_new ();
  g_source_set_priority (priv->continuing, RT_PRIORITY_IO);
  g_source_set_callback (priv->continuing, on_continue, self, NULL);
  g_source_attach (priv->continuing, g_main_context_get_thread_default ());
}

static void
read_plain_answer (RtPollingClient *self)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  g_autoptr (GCancellable) opening = g_object_ref (priv->opening);
  g_autoptr (RtMessage) message = rt_message_new (NULL, priv->body, 0);
  gboolean empty = g_bytes_get_size (priv->body) == 0
                   || (priv->last_body != NULL && g_bytes_equal (priv->body, priv->last_body));

  if (!empty)
    {
      g_clear_pointer (&priv->last_body, g_bytes_unref);
      priv->last_body = g_bytes_ref (priv->body);
    }
  if (!count_answer (self, priv->status, empty))
    return;

  if (!empty)
    rt_client_deliver (RT_CLIENT (self), message, 0);
  if (!g_cancellable_is_cancelled (opening))
    finish_poll (self, empty);
}

static void
parse_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  RtPollAnswer *answer = g_new0 (RtPollAnswer, 1);
  gboolean is_channel = rt_poll_answer_parse (answer, task_data);

  if (!is_channel)
    g_clear_pointer (&answer, g_free);
  g_task_return_pointer (task, answer, g_free);
}

static void
on_parsed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtPollingClient) self = rt_call_end (user_data);
  g_autofree RtPollAnswer *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self == NULL)
    return;

  if (answer == NULL)
    {
      read_plain_answer (self);
      return;
    }

  rt_polling_client_get_private (self)->answer = *answer;
  read_channel_answer (self);
}

static void
read_body (RtPollingClient *self)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);

  if (g_bytes_get_size (priv->body) > PARSE_HERE_MAX)
    {
      g_autoptr (GTask) task = g_task_new (NULL, priv->opening, on_parsed, rt_call_new (self, priv->opening));

      g_task_set_task_data (task, g_bytes_ref (priv->body), (GDestroyNotify) g_bytes_unref);
      g_task_run_in_thread (task, parse_in_thread);
    }
  else if (rt_poll_answer_parse (&priv->answer, priv->body))
    {
      read_channel_answer (self);
    }
  else
    {
      read_plain_answer (self);
    }
}

static void
refuse_status (RtPollingClient *self,
               SoupMessage     *message)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  g_autoptr (GCancellable) opening = g_object_ref (priv->opening);
  g_autofree char *words = rt_problem_describe (message, priv->body, rt_client_get_shown_uri (RT_CLIENT (self)));

  rt_client_count_answer (RT_CLIENT (self), priv->status, FALSE);
  if (!g_cancellable_is_cancelled (opening))
    rt_client_failed_with (RT_CLIENT (self), RT_CLIENT_ERROR_STATUS, rt_client_parse_retry_after (message), FALSE, words);
}

void
rt_polling_client_read_answer (RtPollingClient *self,
                               SoupMessage     *message)
{
  RtPollingClientPrivate *priv = rt_polling_client_get_private (self);
  RtPollingClientClass *klass = RT_POLLING_CLIENT_GET_CLASS (self);
  const char *etag = soup_message_headers_get_one (soup_message_get_response_headers (message), "ETag");

  priv->status = soup_message_get_status (message);
  if (priv->status == SOUP_STATUS_NOT_MODIFIED || priv->status == SOUP_STATUS_NO_CONTENT
      || (klass->is_empty_status != NULL && klass->is_empty_status (priv->status)))
    {
      if (count_answer (self, priv->status, TRUE))
        finish_poll (self, TRUE);
    }
  else if (SOUP_STATUS_IS_SUCCESSFUL (priv->status))
    {
      g_free (priv->etag);
      priv->etag = g_strdup (etag);
      read_body (self);
    }
  else
    {
      refuse_status (self, message);
    }
}
