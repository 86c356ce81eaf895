/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-reception.h"

#include <string.h>

#include "patterns/rt-fields.h"
#include "stories/rt-upload-form.h"

/* A body on its way: one that is looked at first, because it may be the form that makes an
 * upload be played, or a file. */
typedef struct {
  RtExchange   *exchange;
  RtUploads    *uploads;     /* weak */
  char         *id;
  char         *name;
  goffset       length;      /* -1 where nobody says */
  gboolean      says_json;
  GByteArray   *form;        /* NULL once it is a file */
  RtUpload     *upload;      /* of a file */
  RtUploadFile *file;
  gboolean      has_ended;   /* all of the body came */
} Reception;

static void
reception_free (Reception *self)
{
  g_signal_handlers_disconnect_by_data (self->exchange, self);
  if (self->upload != NULL)
    g_signal_handlers_disconnect_by_data (self->upload, self);
  if (self->file != NULL)
    g_signal_handlers_disconnect_by_data (self->file, self);
  g_clear_weak_pointer (&self->uploads);
  g_clear_pointer (&self->form, g_byte_array_unref);
  g_clear_object (&self->upload);
  g_clear_object (&self->file);
  g_object_unref (self->exchange);
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/* Ends it with an answer; where a file was begun it is no more. */
static void
refuse (Reception  *self,
        guint       status,
        const char *text)
{
  g_autoptr (RtExchange) exchange = g_object_ref (self->exchange);
  gboolean has_ended = self->has_ended;

  if (self->upload != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->upload, self);
      rt_upload_fail (self->upload, text);
      rt_upload_file_discard (self->file);
    }
  reception_free (self);

  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    rt_exchange_set_header (exchange, "Retry-After", "1");
  if (has_ended)
    rt_exchange_respond_text (exchange, status, text);
  else
    rt_exchange_refuse (exchange, status, text);
}

static void
refuse_start (Reception    *self,
              const GError *error)
{
  gboolean is_in_use = g_error_matches (error, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_IN_USE);

  refuse (self, is_in_use ? SOUP_STATUS_CONFLICT : SOUP_STATUS_SERVICE_UNAVAILABLE, error->message);
}

static void
refuse_stopped (Reception *self)
{
  refuse (self, SOUP_STATUS_SERVICE_UNAVAILABLE, "The server has stopped.");
}

static void
set_location (Reception *self)
{
  g_autofree char *location = g_strconcat ("/uploadprogress?id=", self->id, NULL);

  rt_exchange_set_header (self->exchange, "Location", location);
}

static void
room_cb (RtUploadFile *file,
         Reception    *self)
{
  rt_exchange_pause_body (self->exchange, FALSE);
}

static void
stored_cb (RtUploadFile *file,
           Reception    *self)
{
  g_autoptr (GBytes) answer = NULL;

  g_signal_handlers_disconnect_by_data (self->upload, self);
  rt_upload_complete (self->upload, file);
  answer = rt_upload_describe (self->upload);
  set_location (self);
  rt_exchange_respond (self->exchange, SOUP_STATUS_OK, "application/json", answer);
  reception_free (self);
}

static void
failed_cb (RtUploadFile *file,
           const GError *error,
           Reception    *self)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      refuse (self, SOUP_STATUS_INSUFFICIENT_STORAGE,
              "There is no room left on the disk of the server's cache folder; make room there and send it again.");
      return;
    }

  text = g_strdup_printf ("The server cannot store the file: %s; mend that and send it again.", error->message);
  refuse (self, SOUP_STATUS_INTERNAL_SERVER_ERROR, text);
}

static void
over_cb (RtUpload  *upload,
         Reception *self)
{
  refuse_stopped (self);
}

static void
gone_cb (RtExchange *exchange,
         Reception  *self)
{
  if (self->upload != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->upload, self);
      rt_upload_cancel (self->upload, "The sender went away.");
      rt_upload_file_discard (self->file);
    }
  reception_free (self);
}

static void
take (Reception     *self,
      gconstpointer  data,
      gsize          size)
{
  rt_upload_add_received (self->upload, size);
  rt_upload_file_push (self->file, data, size);
  if (rt_upload_file_is_full (self->file))
    rt_exchange_pause_body (self->exchange, TRUE);
}

/* FALSE where it was refused. */
static gboolean
begin_file (Reception *self)
{
  g_autoptr (GByteArray) form = g_steal_pointer (&self->form);
  g_autoptr (GError) error = NULL;
  g_autofree char *file_name = NULL;
  RtUpload *upload;

  if (self->uploads == NULL)
    {
      refuse_stopped (self);
      return FALSE;
    }
  upload = rt_uploads_begin (self->uploads, self->id, self->name, self->length, &error);
  if (upload == NULL)
    {
      refuse_start (self, error);
      return FALSE;
    }

  /* Ids may be used again, names in the folder not. */
  file_name = g_uuid_string_random ();
  self->upload = g_object_ref (upload);
  self->file = rt_upload_file_new (rt_uploads_get_folder (self->uploads), file_name, self->name);
  g_signal_connect (self->upload, "over", G_CALLBACK (over_cb), self);
  g_signal_connect (self->file, "room", G_CALLBACK (room_cb), self);
  g_signal_connect (self->file, "stored", G_CALLBACK (stored_cb), self);
  g_signal_connect (self->file, "failed", G_CALLBACK (failed_cb), self);
  if (form != NULL && form->len > 0)
    take (self, form->data, form->len);

  return TRUE;
}

static void
play (Reception  *self,
      const char *title)
{
  g_autoptr (GError) error = NULL;

  if (self->uploads == NULL)
    {
      refuse_stopped (self);
      return;
    }
  if (rt_uploads_play (self->uploads, self->id, title, &error) == NULL)
    {
      refuse_start (self, error);
      return;
    }

  set_location (self);
  rt_exchange_respond_text (self->exchange, SOUP_STATUS_OK, "Music data received and processing started");
  reception_free (self);
}

/* An object, as far as can be told; who says that it is JSON is taken at the word. */
static gboolean
looks_like_form (Reception *self)
{
  guint at = 0;

  if (self->form->len > RT_UPLOAD_FORM_MAX_BYTES)
    return FALSE;
  while (at < self->form->len && g_ascii_isspace (self->form->data[at]))
    at++;

  return self->says_json || at == self->form->len || self->form->data[at] == '{';
}

/* FALSE where it was refused. */
static gboolean
check_size (Reception *self,
            gsize      size)
{
  guint64 max = self->uploads != NULL ? rt_uploads_get_max_size (self->uploads) : 0;
  guint64 sum = size + (self->upload != NULL ? rt_upload_get_received (self->upload) : self->form->len);
  g_autofree char *text = NULL;

  if (sum <= max)
    return TRUE;

  text = g_strdup_printf ("The file has more than the %" G_GUINT64_FORMAT " bytes that are taken at the most.", max);
  refuse (self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, text);

  return FALSE;
}

static void
data (RtExchange *exchange,
      GBytes     *bytes,
      gpointer    user_data)
{
  Reception *self = user_data;
  gsize size;
  gconstpointer text = g_bytes_get_data (bytes, &size);

  if (!check_size (self, size))
    return;
  if (self->form == NULL)
    {
      take (self, text, size);
      return;
    }

  g_byte_array_append (self->form, text, (guint) size);
  if (!looks_like_form (self))
    begin_file (self);
}

static void
end_form (Reception *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *title = rt_upload_form_parse ((const char *) self->form->data, self->form->len, &error);
  g_autofree char *text = NULL;

  if (title != NULL)
    {
      play (self, title);
      return;
    }
  if (self->says_json)
    {
      text = g_strdup_printf ("The body is not {\"title\": …, \"size\": …}: %s. A file of JSON goes by PUT to /upload/NAME.",
                              error->message);
      refuse (self, SOUP_STATUS_BAD_REQUEST, text);
      return;
    }
  if (begin_file (self))
    rt_upload_file_finish (self->file);
}

static void
end (RtExchange *exchange,
     gpointer    user_data)
{
  g_autoptr (RtExchange) hold = g_object_ref (exchange);
  Reception *self = user_data;

  self->has_ended = TRUE;
  if (self->form != NULL)
    end_form (self);
  else
    rt_upload_file_finish (self->file);
  rt_exchange_hold_for_work (exchange);
}

/**
 * rt_upload_reception_begin:
 * @exchange: a request whose head has come
 * @uploads: where it is to be an upload
 * @id: its id
 * @name: what the file is called
 * @may_be_form: whether it may be a form that makes an upload be played
 *
 * Takes the body as it arrives, and answers when it is all there, or before that where
 * something is wrong: 409, 413, 500, 503, 507, and 400 where it says to be JSON and is no form.
 *
 * A body that begins like an object is looked at first, %RT_UPLOAD_FORM_MAX_BYTES of it at
 * the most; without the right members it is a file, unless it says to be JSON.
 */
void
rt_upload_reception_begin (RtExchange *exchange,
                           RtUploads  *uploads,
                           const char *id,
                           const char *name,
                           gboolean    may_be_form)
{
  static const RtBodySink sink = { data, end };
  const char *type = rt_exchange_get_header (exchange, "Content-Type");
  Reception *self = g_new0 (Reception, 1);

  self->exchange = g_object_ref (exchange);
  g_set_weak_pointer (&self->uploads, uploads);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->length = rt_exchange_get_body_length (exchange);
  self->says_json = type != NULL && rt_fields_type_is_json (type);
  g_signal_connect (exchange, "gone", G_CALLBACK (gone_cb), self);
  rt_exchange_take_body (exchange, &sink, self);
  if (may_be_form && self->length <= RT_UPLOAD_FORM_MAX_BYTES)
    self->form = g_byte_array_new ();
  else
    begin_file (self);
}
