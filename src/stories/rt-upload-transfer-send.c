/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-transfer-private.h"

#include <glib/gi18n.h>

#include "core/rt-file.h"
#include "core/rt-priority.h"
#include "patterns/rt-call.h"
#include "patterns/rt-fetch.h"
#include "patterns/rt-uri.h"
#include "stories/rt-answer-words.h"

#define USER_AGENT "Roundtrip/" PACKAGE_VERSION

static void
fail (RtUploadTransfer      *self,
      RtUploadTransferError  code,
      char                  *words)
{
  GError *error = g_error_new_literal (RT_UPLOAD_TRANSFER_ERROR, code, words);

  g_free (words);
  rt_upload_transfer_finish (self, RT_UPLOAD_TRANSFER_FAILED, error, NULL);
}

static void
refuse (RtUploadTransfer *self,
        guint             status,
        const char       *phrase,
        const char       *type,
        GBytes           *body)
{
  g_autofree char *answer = rt_answer_words (status, phrase, type, body);
  g_autofree char *uri = rt_uri_dup_shown (self->server_uri);

  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    fail (self, RT_UPLOAD_TRANSFER_ERROR_REFUSED,
          g_strdup_printf (_("%s takes no upload: it answered %s. Is it the right address?"), uri, answer));
  else if (SOUP_STATUS_IS_REDIRECTION (status))
    fail (self, RT_UPLOAD_TRANSFER_ERROR_REFUSED,
          g_strdup_printf (_("%s points elsewhere: it answered %s. Give the address it points to."),
                           uri, answer));
  else
    fail (self, RT_UPLOAD_TRANSFER_ERROR_REFUSED,
          g_strdup_printf (_("%s refused “%s”: it answered %s."), uri, self->name, answer));
}

static void
fail_reading (RtUploadTransfer *self,
              const GError     *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    fail (self, RT_UPLOAD_TRANSFER_ERROR_CHANGED,
          g_strdup_printf (_("“%s” changed its size while it was sent. Send it again when nothing writes to it."),
                           self->name));
  else
    fail (self, RT_UPLOAD_TRANSFER_ERROR_FILE, rt_file_dup_words (self->name, error));
}

static void
fail_sending (RtUploadTransfer *self,
              const GError     *error)
{
  guint status = rt_early_answer_get_status (self->early);
  g_autoptr (GBytes) body = rt_early_answer_dup_body (self->early);
  g_autofree char *uri = rt_uri_dup_shown (self->server_uri);

  if (rt_paced_stream_get_error (self->body) != NULL)
    fail_reading (self, rt_paced_stream_get_error (self->body));
  else if (status != 0)
    refuse (self, status, rt_early_answer_get_phrase (self->early), rt_early_answer_get_type (self->early), body);
  else if (rt_session_get_connections_opened (self->session) == 0)
    fail (self, RT_UPLOAD_TRANSFER_ERROR_LOST,
          g_strdup_printf (_("%s could not be reached: %s. Is the server running there?"),
                           uri, error->message));
  else
    fail (self, RT_UPLOAD_TRANSFER_ERROR_LOST,
          g_strdup_printf (_("The connection to %s was lost while “%s” was sent: %s. Try again."),
                           uri, self->name, error->message));
}

static char *
dup_text (GBytes *body)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);

  return g_utf8_make_valid (length > 0 ? text : "", length);
}

static void
judge (RtUploadTransfer *self,
       SoupMessage      *message,
       GBytes           *body)
{
  guint status = soup_message_get_status (message);
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  if (SOUP_STATUS_IS_SUCCESSFUL (status))
    rt_upload_transfer_finish (self, RT_UPLOAD_TRANSFER_COMPLETE, NULL, dup_text (body));
  else
    refuse (self, status, soup_message_get_reason_phrase (message), type, body);
}

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (RtUploadTransfer) self = rt_call_end (user_data);
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = rt_fetch_finish (result, &message, &error);

  if (self == NULL)
    return;

  /* A refusal is one, however long the page that explains it. */
  if (body == NULL && soup_message_get_status (message) < 300)
    {
      rt_session_clarify (self->session, error);
      fail_sending (self, error);
    }
  else
    judge (self, message, body);
}

/* Nothing more is sent to who refuses, so that libsoup reads the answer. */
static void
on_early_answer (gpointer user_data)
{
  RtUploadTransfer *self = user_data;

  rt_paced_stream_end (self->body);
}

static SoupMessage *
create_message (RtUploadTransfer *self,
                GUri             *uri)
{
  g_autoptr (GUri) numbered = rt_uri_with_parameter (uri, "id", self->id);
  g_autoptr (GUri) target = rt_uri_with_parameter (numbered, "name", self->name);
  SoupMessage *message = soup_message_new_from_uri (SOUP_METHOD_POST, target);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_replace (headers, "User-Agent", USER_AGENT);
  /* Sent again elsewhere it would have to be read again from its beginning. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Never JSON, which would be about an upload instead of being one. */
  soup_message_set_request_body (message, "application/octet-stream", G_INPUT_STREAM (self->body), self->size);

  return message;
}

static void
send (RtUploadTransfer *self,
      GUri             *uri)
{
  SoupSession *soup = rt_session_get_soup (self->session);
  g_autoptr (SoupMessage) message = NULL;

  self->body = rt_paced_stream_new (self->stream, self->size);
  rt_paced_stream_set_limit (self->body, self->limit);
  message = create_message (self, uri);
  self->early = rt_early_answer_new (message, on_early_answer, self);
  soup_session_set_timeout (soup, self->patience);
  rt_session_follow (self->session, message);
  rt_fetch_async (soup, message, RT_UPLOAD_TRANSFER_MAX_ANSWER, 0, self->cancellable, on_answered,
                  rt_call_new (self, self->cancellable));
}

/* http or https with a host. */
static GUri *
parse_uri (RtUploadTransfer *self)
{
  g_autoptr (GUri) uri = g_uri_parse (self->server_uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *shown = NULL;

  if (uri != NULL && g_str_has_prefix (g_uri_get_scheme (uri), "http") &&
      g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0')
    return g_steal_pointer (&uri);

  shown = rt_uri_dup_shown (self->server_uri);
  fail (self, RT_UPLOAD_TRANSFER_ERROR_URI,
        g_strdup_printf (_("“%s” is no address to upload to: it should look like http://127.0.0.1:2000/upload."),
                         shown));

  return NULL;
}

static void
on_size (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtUploadTransfer) self = rt_call_end (user_data);
  g_autoptr (GFileInfo) info = g_file_input_stream_query_info_finish (G_FILE_INPUT_STREAM (source), result, NULL);
  g_autoptr (GUri) uri = NULL;

  if (self == NULL)
    return;

  /* Devices and pipes have no size that says how much there is to read, and for files that
   * the kernel writes as they are read, such as those of /proc, 0 says nothing. */
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR && g_file_info_get_size (info) > 0)
    rt_upload_transfer_set_size (self, g_file_info_get_size (info));
  uri = parse_uri (self);
  if (uri != NULL)
    send (self, uri);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtUploadTransfer) self = rt_call_end (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (self == NULL)
    return;
  if (stream == NULL)
    {
      fail_reading (self, error);
      return;
    }

  self->stream = G_INPUT_STREAM (g_object_ref (stream));
  g_file_input_stream_query_info_async (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_STANDARD_TYPE,
                                        RT_PRIORITY_IO, self->cancellable, on_size,
                                        rt_call_new (self, self->cancellable));
}

void
rt_upload_transfer_begin (RtUploadTransfer *self)
{
  g_autoptr (GUri) uri = parse_uri (self);

  if (uri == NULL)
    return;

  if (self->file != NULL)
    g_file_read_async (self->file, RT_PRIORITY_IO, self->cancellable, on_opened,
                       rt_call_new (self, self->cancellable));
  else
    send (self, uri);
}

void
rt_upload_transfer_drop (RtUploadTransfer *self)
{
  g_cancellable_cancel (self->cancellable);
  rt_session_abort (self->session);
  g_clear_pointer (&self->early, rt_early_answer_free);
}
