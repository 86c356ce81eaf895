/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-publisher.h"

#include "cli/rt-values.h"

#define USER_AGENT "Roundtrip/" PACKAGE_VERSION

enum {
  SIGNAL_CONFIRMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE (RtPublisher, rt_publisher, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-publisher-error-quark, rt_publisher_error)

static void
rt_publisher_class_init (RtPublisherClass *klass)
{
  signals[SIGNAL_CONFIRMED] = g_signal_new ("confirmed", RT_TYPE_PUBLISHER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 3, G_TYPE_BOOLEAN, G_TYPE_UINT64, G_TYPE_UINT);
}

static void
rt_publisher_init (RtPublisher *self)
{
}

/**
 * rt_publisher_publish_async:
 * @message: what to publish
 * @cancellable: (nullable): gives up; whether it was published is then not known
 *
 * Publishes @message. Call it again when the callback was called, not before.
 */
void
rt_publisher_publish_async (RtPublisher         *self,
                            GBytes              *message,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_publisher_publish_async);
  g_task_set_task_data (task, g_bytes_ref (message), (GDestroyNotify) g_bytes_unref);
  RT_PUBLISHER_GET_CLASS (self)->publish (self, task);
}

/**
 * rt_publisher_publish_finish:
 *
 * Returns: whether it was published or is on its way; %FALSE with @error of
 *   %RT_PUBLISHER_ERROR otherwise
 */
gboolean
rt_publisher_publish_finish (RtPublisher   *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_publisher_finish_async:
 * @cancellable: (nullable): gives up
 *
 * Waits until everything published was confirmed, and disconnects.
 */
void
rt_publisher_finish_async (RtPublisher         *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_publisher_finish_async);
  RT_PUBLISHER_GET_CLASS (self)->finish (self, task);
}

/**
 * rt_publisher_finish_finish:
 *
 * Returns: whether everything was confirmed; %FALSE with @error of %RT_PUBLISHER_ERROR
 *   otherwise
 */
gboolean
rt_publisher_finish_finish (RtPublisher   *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_publisher_confirm:
 * @has_seq: whether the server said a number
 * @seq: which
 * @n_unanswered: how often it was sent before, without an answer
 *
 * For subclasses: the next message in order is safe.
 */
void
rt_publisher_confirm (RtPublisher *self,
                      gboolean     has_seq,
                      guint64      seq,
                      guint        n_unanswered)
{
  g_signal_emit (self, signals[SIGNAL_CONFIRMED], 0, has_seq, seq, n_unanswered);
}

/**
 * rt_publisher_new_request:
 * @session: what will send it
 * @method: an HTTP method
 * @url: where to
 * @headers: (nullable) (array zero-terminated=1): fields that were checked; they replace
 *   those of the same name
 *
 * For subclasses.
 *
 * Returns: (transfer full): a message to send
 */
SoupMessage *
rt_publisher_new_request (RtSession          *session,
                          const char         *method,
                          GUri               *url,
                          const char * const *headers)
{
  SoupMessage *message = soup_message_new_from_uri (method, url);
  SoupMessageHeaders *fields = soup_message_get_request_headers (message);

  soup_message_headers_replace (fields, "User-Agent", USER_AGENT);
  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (rt_value_header (headers[i], &name, &value, NULL))
        soup_message_headers_replace (fields, name, value);
    }
  rt_session_follow (session, message);

  return message;
}
