/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-reception-private.h"

#include "patterns/rt-fields.h"
#include "stories/rt-upload-name.h"
#include "stories/rt-upload-order.h"

static void
free_reception (RtUploadReception *self)
{
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  if (self->upload != NULL)
    g_signal_handlers_disconnect_by_data (self->upload, self);
  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_clear_weak_pointer (&self->uploads);
  g_clear_pointer (&self->order, g_byte_array_unref);
  g_clear_pointer (&self->parts, rt_form_parts_free);
  g_clear_object (&self->upload);
  g_clear_object (&self->file);
  g_object_unref (self->exchange);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/* Ends it with an answer; where a file was begun it is no more. */
void
rt_upload_reception_refuse (RtUploadReception *self,
                            guint              status,
                            const char        *text)
{
  g_autoptr (RtExchange) exchange = g_object_ref (self->exchange);
  gboolean has_ended = self->has_ended;

  if (self->upload != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->upload, self);
      rt_upload_fail (self->upload, text);
      rt_upload_file_discard (self->file);
    }
  free_reception (self);

  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    rt_exchange_set_header (exchange, "Retry-After", "1");
  if (has_ended)
    rt_exchange_respond_text (exchange, status, text);
  else
    rt_exchange_refuse (exchange, status, text);
}

static void
refuse_start (RtUploadReception *self,
              const GError      *error)
{
  gboolean is_in_use = g_error_matches (error, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_IN_USE);

  rt_upload_reception_refuse (self, is_in_use ? SOUP_STATUS_CONFLICT : SOUP_STATUS_SERVICE_UNAVAILABLE, error->message);
}

static void
refuse_stopped (RtUploadReception *self)
{
  rt_upload_reception_refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, "The server has stopped.");
}

static void
set_location (RtUploadReception *self)
{
  g_autofree char *location = g_strconcat ("/uploadprogress?id=", self->id, NULL);

  rt_exchange_set_header (self->exchange, "Location", location);
}

static void
room_cb (RtUploadFile      *file,
         RtUploadReception *self)
{
  rt_upload_set_waiting (self->upload, TRUE);
  rt_exchange_pause_body (self->exchange, FALSE);
}

static void
room_made_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (RtUploadFile) file = user_data;

  rt_upload_file_try_again (file);
}

static gboolean
no_room_cb (RtUploadFile      *file,
            RtUploadReception *self)
{
  g_autoptr (RtUploadFile) held = g_object_ref (file);

  if (self->uploads == NULL || !rt_uploads_make_room_async (self->uploads, room_made_cb, held))
    return FALSE;

  g_steal_pointer (&held);

  return TRUE;
}

static void
stored_cb (RtUploadFile      *file,
           RtUploadReception *self)
{
  g_autoptr (GBytes) answer = NULL;

  g_signal_handlers_disconnect_by_data (self->upload, self);
  rt_upload_complete (self->upload, file);
  answer = rt_upload_describe (self->upload);
  set_location (self);
  rt_exchange_respond (self->exchange, SOUP_STATUS_OK, "application/json", answer);
  free_reception (self);
}

/* In the sender's words: GIO's are in the language of who runs the server, and name paths
 * that are nobody else's business. */
static const struct {
  GIOErrorEnum code;
  guint        status;
  const char  *text;
} refusals[] = {
  { G_IO_ERROR_NO_SPACE, SOUP_STATUS_INSUFFICIENT_STORAGE,
    "There is no room left on the disk of the server's cache folder; make room there and send it again." },
  { G_IO_ERROR_CLOSED, SOUP_STATUS_SERVICE_UNAVAILABLE, "The server has stopped." },
  { G_IO_ERROR_PERMISSION_DENIED, SOUP_STATUS_INTERNAL_SERVER_ERROR,
    "The server may not write to its cache folder; let it, and send it again." },
  { G_IO_ERROR_READ_ONLY, SOUP_STATUS_INTERNAL_SERVER_ERROR,
    "The server may not write to its cache folder; let it, and send it again." },
};

static void
failed_cb (RtUploadFile      *file,
           const GError      *error,
           RtUploadReception *self)
{
  if (self->uploads != NULL)
    rt_uploads_report (self->uploads, error);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      if (!g_error_matches (error, G_IO_ERROR, (gint) refusals[i].code))
        continue;

      rt_upload_reception_refuse (self, refusals[i].status, refusals[i].text);
      return;
    }

  rt_upload_reception_refuse (self, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                              "The server cannot store the file; who runs it was told why. Send it again once that is mended.");
}

/* Its sender was silent, unless all of them are. */
static void
over_cb (RtUpload          *upload,
         RtUploadReception *self)
{
  if (self->uploads == NULL || rt_uploads_has_ended (self->uploads))
    refuse_stopped (self);
  else
    rt_upload_reception_refuse (self, SOUP_STATUS_REQUEST_TIMEOUT, rt_upload_get_message (upload));
}

static void
gone_cb (RtExchange        *exchange,
         RtUploadReception *self)
{
  if (self->upload != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->upload, self);
      rt_upload_cancel (self->upload, "The sender went away.");
      rt_upload_file_discard (self->file);
    }
  free_reception (self);
}

gboolean
rt_upload_reception_begin_file (RtUploadReception *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = rt_upload_name_clean (self->name);
  g_autofree char *file_name = NULL;
  /* Of a form there is more than the file, and nobody says how much. */
  goffset size = self->parts != NULL ? -1 : self->length;
  RtUpload *upload;

  if (self->uploads == NULL)
    {
      refuse_stopped (self);
      return FALSE;
    }
  upload = rt_uploads_begin (self->uploads, self->id, name, size, &error);
  if (upload == NULL)
    {
      refuse_start (self, error);
      return FALSE;
    }

  /* Ids may be used again, names in the folder not. */
  file_name = g_uuid_string_random ();
  self->upload = g_object_ref (upload);
  self->file = rt_upload_file_new (rt_uploads_get_folder (self->uploads), file_name, name, size);
  g_signal_connect (self->upload, "over", G_CALLBACK (over_cb), self);
  g_signal_connect (self->file, "room", G_CALLBACK (room_cb), self);
  g_signal_connect (self->file, "no-room", G_CALLBACK (no_room_cb), self);
  g_signal_connect (self->file, "stored", G_CALLBACK (stored_cb), self);
  g_signal_connect (self->file, "failed", G_CALLBACK (failed_cb), self);

  return TRUE;
}

void
rt_upload_reception_play (RtUploadReception *self,
                          const char        *title)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *clean = rt_upload_title_clean (title);

  if (self->uploads == NULL)
    {
      refuse_stopped (self);
      return;
    }
  if (rt_uploads_play (self->uploads, self->id, clean, &error) == NULL)
    {
      refuse_start (self, error);
      return;
    }

  set_location (self);
  rt_exchange_respond_text (self->exchange, SOUP_STATUS_OK, "Music data received and processing started");
  free_reception (self);
}

/* NULL where the body is no form, or does not say what stands between its parts. */
static RtFormParts *
create_parts (RtExchange *exchange)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (rt_exchange_get_message (exchange));
  g_autoptr (GHashTable) parameters = NULL;
  const char *type = soup_message_headers_get_content_type (headers, &parameters);
  const char *boundary = NULL;

  if (type != NULL && g_ascii_strcasecmp (type, "multipart/form-data") == 0)
    boundary = g_hash_table_lookup (parameters, "boundary");

  return boundary != NULL ? rt_form_parts_new (boundary) : NULL;
}

/* From its head alone. FALSE where it was refused. */
static gboolean
check_length (RtUploadReception *self)
{
  guint64 around = self->parts != NULL ? RT_UPLOAD_FORM_MAX_AROUND : 0;
  guint64 length = (guint64) MAX (self->length, 0);
  guint64 max = rt_uploads_get_max_size (self->uploads);
  g_autofree char *text = NULL;

  if (length - MIN (length, around) <= max)
    return TRUE;

  text = g_strdup_printf ("The %s has %" G_GUINT64_FORMAT " bytes; %" G_GUINT64_FORMAT " are taken at the most.",
                          self->parts != NULL ? "form" : "file", length, max);
  rt_peer_strike (rt_exchange_get_peer (self->exchange), RT_LIMIT_UPLOAD_BYTES);
  rt_upload_reception_refuse (self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, text);

  return FALSE;
}

/**
 * rt_upload_reception_begin:
 * @exchange: a request whose head has come: PUT, or POST
 * @uploads: where it is to be an upload
 * @id: its id
 * @name: (nullable): what the file is called, as the request says it
 *
 * Takes the body as it arrives, and answers when it is all there, or before that where
 * something is wrong: 400, 408, 409, 413, 500, 503 or 507.
 *
 * What comes by PUT is a file, and so is what has a name. Else a body of the type
 * multipart/form-data (RFC 7578) is a form with one file in it, which alone is kept and
 * counted, and %RT_UPLOAD_FORM_MAX_AROUND bytes around it at the most; and one that begins
 * like an object is looked at first, %RT_UPLOAD_ORDER_MAX_BYTES of it at the most: with a
 * title and a size it is the order to play an upload, without them a file, unless it says
 * to be JSON: that is 400.
 */
void
rt_upload_reception_begin (RtExchange *exchange,
                           RtUploads  *uploads,
                           const char *id,
                           const char *name)
{
  const char *type = rt_exchange_get_header (exchange, "Content-Type");
  gboolean is_post = g_str_equal (rt_exchange_get_method (exchange), "POST");
  RtUploadReception *self = g_new0 (RtUploadReception, 1);

  self->exchange = g_object_ref (exchange);
  g_set_weak_pointer (&self->uploads, uploads);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->length = rt_exchange_get_body_length (exchange);
  self->says_json = type != NULL && rt_fields_type_is_json (type);
  g_signal_connect (exchange, "gone", G_CALLBACK (gone_cb), self);
  if (is_post)
    self->parts = create_parts (exchange);
  if (!check_length (self))
    return;
  if (is_post && name == NULL && self->parts == NULL && self->length <= RT_UPLOAD_ORDER_MAX_BYTES)
    self->order = g_byte_array_new ();

  rt_exchange_take_body (exchange, &rt_upload_reception_sink, self);
  if (self->parts == NULL && self->order == NULL)
    rt_upload_reception_begin_file (self);
}
