/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-fetch.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "patterns/rt-client.h"

#define READ_SIZE (16 * 1024)

typedef struct {
  SoupMessage  *message;
  gsize         limit;
  guint         timeout_ms;
  GCancellable *cancellable;  /* of what is under way: cancelled by the caller or in time */
  gulong        chained;
  GSource      *timer;
  gboolean      timed_out;
  GInputStream *stream;
  GByteArray   *body;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  if (fetch->timer != NULL)
    {
      g_source_destroy (fetch->timer);
      g_source_unref (fetch->timer);
    }
  g_object_unref (fetch->message);
  g_object_unref (fetch->cancellable);
  g_clear_object (&fetch->stream);
  g_clear_pointer (&fetch->body, g_byte_array_unref);
  g_free (fetch);
}

/* Nothing may be left of the request when its result is told: what comes next then finds
 * the connection free. */
static void
settle (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_cancellable_disconnect (g_task_get_cancellable (task), fetch->chained);
  if (fetch->timer != NULL)
    g_source_destroy (fetch->timer);
  g_clear_object (&fetch->stream);
}

static void
return_error (GTask  *task,
              GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);

  settle (task);
  if (fetch->timed_out)
    {
      g_clear_error (&error);
      error = g_error_new (RT_CLIENT_ERROR, RT_CLIENT_ERROR_TIMEOUT,
                           _("There was no answer within %.3g s."), fetch->timeout_ms / 1000.0);
    }
  g_task_return_error (task, error);
}

static void on_read (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data);

static void
read_more (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (fetch->stream, READ_SIZE, RT_PRIORITY_IO, fetch->cancellable,
                                   on_read, g_object_ref (task));
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size;
  gconstpointer data;

  if (bytes == NULL)
    {
      return_error (task, error);
      return;
    }

  data = g_bytes_get_data (bytes, &size);
  if (size == 0)
    {
      settle (task);
      g_task_return_pointer (task, g_byte_array_free_to_bytes (g_steal_pointer (&fetch->body)),
                             (GDestroyNotify) g_bytes_unref);
    }
  else if (size > fetch->limit - fetch->body->len)
    {
      return_error (task, g_error_new (RT_CLIENT_ERROR, RT_CLIENT_ERROR_FORMAT,
                                       _("The answer is longer than %zu bytes, which is the limit."),
                                       fetch->limit));
    }
  else
    {
      g_byte_array_append (fetch->body, data, size);
      read_more (task);
    }
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;

  fetch->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (fetch->stream == NULL)
    return_error (task, error);
  else
    read_more (task);
}

static gboolean
on_timeout (gpointer user_data)
{
  Fetch *fetch = user_data;

  fetch->timed_out = TRUE;
  g_cancellable_cancel (fetch->cancellable);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/**
 * rt_fetch_async:
 * @session: what to send with
 * @message: what to send
 * @limit: how many bytes the answer's body may have
 * @timeout_ms: how long it may all take, 0 without end
 * @cancellable: cancels it
 * @callback: called when it is done
 * @user_data: given to @callback
 *
 * Sends a request and collects the answer's body, at %RT_PRIORITY_IO.
 */
void
rt_fetch_async (SoupSession         *session,
                SoupMessage         *message,
                gsize                limit,
                guint                timeout_ms,
                GCancellable        *cancellable,
                GAsyncReadyCallback  callback,
                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (session, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, rt_fetch_async);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  fetch->message = g_object_ref (message);
  fetch->limit = limit;
  fetch->timeout_ms = timeout_ms;
  fetch->cancellable = g_cancellable_new ();
  fetch->body = g_byte_array_new ();
  fetch->chained = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled),
                                          g_object_ref (fetch->cancellable), g_object_unref);
  if (timeout_ms > 0)
    {
      fetch->timer = g_timeout_source_new (timeout_ms);
      g_source_set_priority (fetch->timer, RT_PRIORITY_IO);
      g_source_set_callback (fetch->timer, on_timeout, fetch, NULL);
      g_source_attach (fetch->timer, g_main_context_get_thread_default ());
    }

  soup_session_send_async (session, message, RT_PRIORITY_ANSWER, fetch->cancellable, on_sent, g_object_ref (task));
}

/**
 * rt_fetch_finish:
 * @result: a result
 * @message: (out) (transfer full) (optional): the message, answered or not
 * @error: return location
 *
 * Returns: (transfer full): the body; %NULL with an error of %RT_CLIENT_ERROR, TIMEOUT or
 *   FORMAT (longer than the limit), or of libsoup or GIO
 */
GBytes *
rt_fetch_finish (GAsyncResult  *result,
                 SoupMessage  **message,
                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rt_fetch_async), NULL);

  if (message != NULL)
    *message = g_object_ref (((Fetch *) g_task_get_task_data (G_TASK (result)))->message);

  return g_task_propagate_pointer (G_TASK (result), error);
}
