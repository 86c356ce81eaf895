/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-transfer-private.h"

#include <string.h>

#include "patterns/rt-uri.h"

#define UPLOAD_SEGMENT   "/upload"
#define PROGRESS_SEGMENT "/uploadprogress"

/**
 * rt_upload_transfer_get_file:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): what it sends, %NULL for a stream
 */
GFile *
rt_upload_transfer_get_file (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->file;
}

/**
 * rt_upload_transfer_get_id:
 * @self: a transfer
 *
 * Returns: (transfer none): what the upload is called at the server
 */
const char *
rt_upload_transfer_get_id (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->id;
}

/**
 * rt_upload_transfer_get_name:
 * @self: a transfer
 *
 * Returns: (transfer none): the name of what is sent, without folders, UTF-8
 */
const char *
rt_upload_transfer_get_name (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->name;
}

/**
 * rt_upload_transfer_get_state:
 * @self: a transfer
 *
 * Returns: its state
 */
RtUploadTransferState
rt_upload_transfer_get_state (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), RT_UPLOAD_TRANSFER_FAILED);

  return self->state;
}

/**
 * rt_upload_transfer_is_over:
 * @self: a transfer
 *
 * Returns: whether it is complete, failed or cancelled
 */
gboolean
rt_upload_transfer_is_over (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), TRUE);

  return self->state >= RT_UPLOAD_TRANSFER_COMPLETE;
}

/**
 * rt_upload_transfer_get_sent:
 * @self: a transfer
 *
 * Returns: how many bytes of the file were given to the connection; the kernel may hold
 *   some of them
 */
guint64
rt_upload_transfer_get_sent (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), 0);

  return self->body != NULL ? rt_paced_stream_get_given (self->body) : 0;
}

/**
 * rt_upload_transfer_get_size:
 * @self: a transfer
 *
 * Returns: bytes of the file, -1 where that is not known, or not yet
 */
gint64
rt_upload_transfer_get_size (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), -1);

  return self->size;
}

/**
 * rt_upload_transfer_get_reason:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): why it failed, sentences for people
 */
const char *
rt_upload_transfer_get_reason (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->error != NULL ? self->error->message : NULL;
}

/**
 * rt_upload_transfer_get_error:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): why it failed, an error of %RT_UPLOAD_TRANSFER_ERROR;
 *   %NULL unless it did
 */
const GError *
rt_upload_transfer_get_error (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->error;
}

/**
 * rt_upload_transfer_get_result:
 * @self: a transfer
 *
 * Returns: (transfer none) (nullable): what the server answered once it had everything
 */
const char *
rt_upload_transfer_get_result (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->result;
}

/**
 * rt_upload_transfer_get_session:
 * @self: a transfer
 *
 * Returns: (transfer none): the session of its one request
 */
RtSession *
rt_upload_transfer_get_session (RtUploadTransfer *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  return self->session;
}

/* Beside the upload route, whatever comes before it and after: /a/upload/NAME has
 * /a/uploadprogress. */
static char *
dup_progress_path (const char *path)
{
  const char *found = NULL;
  const char *slash;

  for (const char *at = strstr (path, UPLOAD_SEGMENT); at != NULL; at = strstr (at + 1, UPLOAD_SEGMENT))
    if (at[strlen (UPLOAD_SEGMENT)] == '/' || at[strlen (UPLOAD_SEGMENT)] == '\0')
      found = at;

  slash = found != NULL ? found : strrchr (path, '/');

  return g_strdup_printf ("%.*s" PROGRESS_SEGMENT, slash != NULL ? (int) (slash - path) : 0, path);
}

/**
 * rt_upload_transfer_dup_progress_uri:
 * @self: a transfer
 * @websocket: whether it is to be read by WebSocket, else by server-sent events
 *
 * Tells where the server says how much has arrived. It may be asked before the transfer is
 * started.
 *
 * Returns: (transfer full) (nullable): an address; %NULL where that of the server is none
 */
char *
rt_upload_transfer_dup_progress_uri (RtUploadTransfer *self,
                                     gboolean          websocket)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) beside = NULL;
  g_autoptr (GUri) target = NULL;
  g_autofree char *path = NULL;
  const char *scheme;

  g_return_val_if_fail (RT_IS_UPLOAD_TRANSFER (self), NULL);

  if (self->server_uri != NULL)
    uri = g_uri_parse (self->server_uri, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL)
    return NULL;

  scheme = g_uri_get_scheme (uri);
  if (websocket)
    scheme = g_str_equal (scheme, "https") ? "wss" : "ws";
  path = dup_progress_path (g_uri_get_path (uri));
  beside = soup_uri_copy (uri, SOUP_URI_SCHEME, scheme, SOUP_URI_PATH, path, SOUP_URI_NONE);
  target = rt_uri_with_parameter (beside, "id", self->id);

  return g_uri_to_string (target);
}
