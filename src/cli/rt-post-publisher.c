/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-post-publisher.h"

#include <glib/gi18n.h>

#include "cli/rt-post-answer.h"
#include "core/rt-priority.h"
#include "patterns/rt-backoff.h"
#include "patterns/rt-uri.h"

#define TIMEOUT_SECONDS  30
#define MAX_ANSWER_BYTES (64 * 1024)
#define RETRY_MS         200
#define STATUS_CONFLICT  409

struct _RtPostPublisher {
  RtPublisher   parent_instance;

  GUri         *url;
  char        **headers;
  RtSession    *session;
  SoupMessage  *message;        /* being sent */
  GCancellable *sending;        /* that */
  gboolean      sent;           /* and it may have arrived */
  guint         n_unanswered;   /* how often it was sent so, without an answer */
  char         *answer;         /* MAX_ANSWER_BYTES */
  gsize         answer_length;

  guint         retries;        /* of each message */
  gboolean      with_keys;
  char         *key;            /* of the message being sent, as the field has it */
  RtBackoff     backoff;        /* of that */
  GSource      *retry;          /* before it is sent again */
};

G_DEFINE_FINAL_TYPE (RtPostPublisher, rt_post_publisher, RT_TYPE_PUBLISHER)

static void
end_sending (RtPostPublisher *self,
             GTask           *task)
{
  if (g_task_get_cancellable (task) != NULL)
    g_signal_handlers_disconnect_by_data (g_task_get_cancellable (task), self->sending);
  g_clear_object (&self->sending);
  g_clear_object (&self->message);
}

static void
give_back (RtPostPublisher *self,
           GTask           *task,
           GError          *error)
{
  end_sending (self, task);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void send_message (RtPostPublisher *self,
                          GTask           *task);

/* It is time, or the user gave up. */
static gboolean
on_retry (gpointer user_data)
{
  GTask *task = user_data;
  RtPostPublisher *self = g_task_get_source_object (task);

  g_clear_pointer (&self->retry, g_source_unref);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    give_back (self, task, NULL);
  else
    send_message (self, task);

  return G_SOURCE_REMOVE;
}

/* Whether it is sent again. */
static gboolean
retry (RtPostPublisher *self,
       GTask           *task,
       guint            at_least_ms)
{
  GCancellable *given_up = g_task_get_cancellable (task);

  if (self->backoff.failures >= self->retries || g_cancellable_is_cancelled (given_up))
    return FALSE;

  end_sending (self, task);
  self->retry = g_timeout_source_new (rt_backoff_next (&self->backoff, at_least_ms));
  g_source_set_priority (self->retry, RT_PRIORITY_IO);
  g_source_set_callback (self->retry, on_retry, task, NULL);
  if (given_up != NULL)
    {
      g_autoptr (GSource) source = g_cancellable_source_new (given_up);

      g_source_set_dummy_callback (source);
      g_source_add_child_source (self->retry, source);
    }
  g_source_attach (self->retry, g_main_context_get_thread_default ());

  return TRUE;
}

/* Where the user gave up the task says so by itself. */
static void
give_back_failure (RtPostPublisher *self,
                   GTask           *task,
                   GError          *reason)
{
  g_autofree char *text = g_uri_to_string (self->url);
  g_autofree char *url = rt_uri_dup_shown (text);

  if (self->sent)
    self->n_unanswered++;
  if (retry (self, task, 0))
    return;
  rt_session_clarify (self->session, reason);
  if (self->n_unanswered > 0)
    give_back (self, task, rt_post_answer_describe_none (url, self->key == NULL ? self->n_unanswered : 1));
  else
    give_back (self, task, g_error_new (RT_PUBLISHER_ERROR, RT_PUBLISHER_ERROR_FAILED,
                                        _("%s could not be reached: %s. Is the server running there?"),
                                        url, reason->message));
}

static void
confirm (RtPostPublisher *self)
{
  guint64 seq = 0;
  gboolean has_seq = rt_post_answer_get_seq (self->answer, self->answer_length, &seq);

  rt_publisher_confirm (RT_PUBLISHER (self), has_seq, seq, self->n_unanswered);
}

/* Only now is the connection free for the next. */
static void
on_answer_closed (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = user_data;
  RtPostPublisher *self = g_task_get_source_object (task);

  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);
  /* The one whose answer was lost is still under way. */
  if (soup_message_get_status (self->message) == STATUS_CONFLICT && self->key != NULL && retry (self, task, 1000))
    return;
  if (!SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message)))
    {
      give_back (self, task, rt_post_answer_describe_refusal (self->message, self->answer, self->answer_length));
      return;
    }
  confirm (self);
  give_back (self, task, NULL);
}

static void
on_answer_read (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  GTask *task = user_data;
  RtPostPublisher *self = g_task_get_source_object (task);
  GInputStream *body = G_INPUT_STREAM (source);
  g_autoptr (GError) error = NULL;

  if (g_input_stream_read_all_finish (body, result, &self->answer_length, &error))
    g_input_stream_close_async (body, RT_PRIORITY_IO, NULL, on_answer_closed, task);
  else
    give_back_failure (self, task, error);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  RtPostPublisher *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    give_back_failure (self, task, error);
  else
    g_input_stream_read_all_async (body, self->answer, MAX_ANSWER_BYTES, RT_PRIORITY_IO,
                                   self->sending, on_answer_read, task);
}

static void
on_wrote_body (SoupMessage     *message,
               RtPostPublisher *self)
{
  self->sent = TRUE;
}

/* Sending it a second time could publish it a second time. */
static void
on_restarted (SoupMessage  *message,
              GCancellable *sending)
{
  g_cancellable_cancel (sending);
}

static SoupMessage *
create_request (RtPostPublisher *self,
                GBytes          *body)
{
  const char * const *headers = (const char * const *) self->headers;
  SoupMessage *message = rt_publisher_new_request (self->session, SOUP_METHOD_POST, self->url, headers);
  SoupMessageHeaders *fields = soup_message_get_request_headers (message);

  soup_message_set_request_body_from_bytes (message, NULL, body);
  if (soup_message_headers_get_one (fields, "Content-Type") == NULL)
    soup_message_headers_set_content_type (fields, "application/json", NULL);
  if (self->key != NULL)
    soup_message_headers_replace (fields, "Idempotency-Key", self->key);
  /* Without the one libsoup opens a connection for each, and without the other it may
   * follow a redirection with a GET, which publishes nothing. */
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT);

  return message;
}

static void
send_message (RtPostPublisher *self,
              GTask           *task)
{
  self->message = create_request (self, g_task_get_task_data (task));
  self->sending = g_cancellable_new ();
  self->sent = FALSE;
  g_signal_connect_object (self->message, "wrote-body", G_CALLBACK (on_wrote_body), self, 0);
  g_signal_connect_object (self->message, "restarted", G_CALLBACK (on_restarted), self->sending, 0);
  if (g_task_get_cancellable (task) != NULL)
    g_signal_connect_object (g_task_get_cancellable (task), "cancelled", G_CALLBACK (g_cancellable_cancel),
                             self->sending, G_CONNECT_SWAPPED);
  soup_session_send_async (rt_session_get_soup (self->session), self->message, RT_PRIORITY_ANSWER, self->sending,
                           on_answered, task);
}

static void
rt_post_publisher_publish (RtPublisher *publisher,
                           GTask       *task)
{
  RtPostPublisher *self = RT_POST_PUBLISHER (publisher);

  g_clear_pointer (&self->key, g_free);
  if (self->with_keys)
    {
      g_autofree char *uuid = g_uuid_string_random ();

      self->key = g_strdup_printf ("\"%s\"", uuid);
    }
  self->backoff = (RtBackoff) { .base_ms = RETRY_MS };
  self->n_unanswered = 0;
  send_message (self, task);
}

static void
rt_post_publisher_finish (RtPublisher *publisher,
                          GTask       *task)
{
  rt_session_abort (RT_POST_PUBLISHER (publisher)->session);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
rt_post_publisher_finalize (GObject *object)
{
  RtPostPublisher *self = RT_POST_PUBLISHER (object);

  g_uri_unref (self->url);
  g_strfreev (self->headers);
  g_free (self->answer);
  g_free (self->key);
  g_object_unref (self->session);

  G_OBJECT_CLASS (rt_post_publisher_parent_class)->finalize (object);
}

static void
rt_post_publisher_class_init (RtPostPublisherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_post_publisher_finalize;
  RT_PUBLISHER_CLASS (klass)->publish = rt_post_publisher_publish;
  RT_PUBLISHER_CLASS (klass)->finish = rt_post_publisher_finish;
}

static void
rt_post_publisher_init (RtPostPublisher *self)
{
  self->session = rt_session_new ();
  self->answer = g_malloc (MAX_ANSWER_BYTES);
  soup_session_set_timeout (rt_session_get_soup (self->session), TIMEOUT_SECONDS);
}

static GUri *
with_type (GUri       *url,
           const char *type)
{
  const char *query = g_uri_get_query (url);
  g_autofree char *escaped = g_uri_escape_string (type, NULL, FALSE);
  g_autofree char *extended = g_strdup_printf ("%s%stype=%s", query != NULL ? query : "",
                                               query != NULL && *query != '\0' ? "&" : "", escaped);

  return soup_uri_copy (url, SOUP_URI_QUERY, extended, SOUP_URI_NONE);
}

/**
 * rt_post_publisher_new:
 * @url: http or https
 * @type: (nullable): the type of the events, for the query; %NULL says none
 * @headers: (nullable) (array zero-terminated=1): fields for each request, checked
 *
 * Returns: (transfer full): a publisher; it gives up a request that makes no progress for
 *   30 s
 */
RtPublisher *
rt_post_publisher_new (GUri               *url,
                       const char         *type,
                       const char * const *headers)
{
  RtPostPublisher *self = g_object_new (RT_TYPE_POST_PUBLISHER, NULL);

  self->url = type != NULL ? with_type (url, type) : g_uri_ref (url);
  self->headers = g_strdupv ((char **) headers);

  return RT_PUBLISHER (self);
}

/**
 * rt_post_publisher_set_retries:
 * @self: a publisher
 * @retries: how often each message is sent again at the most, at first never
 * @with_keys: whether each carries an `Idempotency-Key` of its own
 *
 * Has messages sent again that got no answer, after a back-off. Whether they were published
 * before is not known: without a key one may be published several times.
 */
void
rt_post_publisher_set_retries (RtPostPublisher *self,
                               guint            retries,
                               gboolean         with_keys)
{
  g_return_if_fail (RT_IS_POST_PUBLISHER (self));

  self->retries = retries;
  self->with_keys = with_keys;
}
