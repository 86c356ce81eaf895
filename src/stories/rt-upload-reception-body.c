/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-reception-private.h"

#include "stories/rt-upload-order.h"

/* Of the file alone. FALSE where it was refused. */
static gboolean
check_size (RtUploadReception *self,
            guint64            size)
{
  guint64 max = self->uploads != NULL ? rt_uploads_get_max_size (self->uploads) : 0;
  g_autofree char *text = NULL;

  if (size <= max)
    return TRUE;

  text = g_strdup_printf ("The file has more than the %" G_GUINT64_FORMAT " bytes that are taken at the most.", max);
  rt_peer_strike (rt_exchange_get_peer (self->exchange), RT_LIMIT_UPLOAD_BYTES);
  rt_upload_reception_refuse (self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, text);

  return FALSE;
}

/* FALSE where it was refused. */
static gboolean
check_around (RtUploadReception *self)
{
  guint64 stored = self->file != NULL ? rt_upload_file_get_size (self->file) : 0;

  if (self->n_arrived - stored <= RT_UPLOAD_FORM_MAX_AROUND)
    return TRUE;

  rt_upload_reception_refuse (self, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                              "The form has more beside its file than is taken; send the file alone.");

  return FALSE;
}

static void
store (RtUploadReception *self,
       gconstpointer      data,
       gsize              size)
{
  if (size == 0)
    return;

  rt_upload_add_received (self->upload, size);
  rt_upload_file_push (self->file, data, size);
  if (!rt_upload_file_is_full (self->file))
    return;

  rt_upload_set_waiting (self->upload, FALSE);
  rt_exchange_pause_body (self->exchange, TRUE);
}

/* An object, as far as can be told; who says that it is JSON is taken at the word. */
static gboolean
looks_like_order (RtUploadReception *self)
{
  if (self->order->len > RT_UPLOAD_ORDER_MAX_BYTES)
    return FALSE;
  while (self->n_blanks < self->order->len && g_ascii_isspace (self->order->data[self->n_blanks]))
    self->n_blanks++;

  return self->says_json || self->n_blanks == self->order->len || self->order->data[self->n_blanks] == '{';
}

/* What was to be an order is the beginning of a file. FALSE where it was refused. */
static gboolean
turn_into_file (RtUploadReception *self)
{
  g_autoptr (GByteArray) order = g_steal_pointer (&self->order);

  if (!rt_upload_reception_begin_file (self))
    return FALSE;
  store (self, order->data, order->len);

  return TRUE;
}

static gboolean
begin_part (RtUploadReception *self)
{
  if (self->file != NULL)
    {
      rt_upload_reception_refuse (self, SOUP_STATUS_BAD_REQUEST, "The form has several files; send one at a time.");
      return FALSE;
    }
  if (self->name == NULL)
    self->name = g_strdup (rt_form_parts_get_filename (self->parts));

  return rt_upload_reception_begin_file (self);
}

static void
read_parts (RtUploadReception *self)
{
  const char *data;
  gsize size;

  for (;;)
    {
      switch (rt_form_parts_read (self->parts, &data, &size))
        {
        case RT_FORM_PARTS_FILE:
          if (!begin_part (self))
            return;
          break;

        case RT_FORM_PARTS_DATA:
          if (size > 0 && !check_size (self, rt_upload_file_get_size (self->file) + size))
            return;
          store (self, data, size);
          break;

        case RT_FORM_PARTS_BAD:
          rt_upload_reception_refuse (self, SOUP_STATUS_BAD_REQUEST, "The form's parts cannot be told apart.");
          return;

        case RT_FORM_PARTS_MORE:
        case RT_FORM_PARTS_END:
        default:
          return;
        }
    }
}

static void
data (RtExchange *exchange,
      GBytes     *bytes,
      gpointer    user_data)
{
  RtUploadReception *self = user_data;
  gsize size;
  gconstpointer text = g_bytes_get_data (bytes, &size);

  self->n_arrived += size;
  if (self->upload != NULL)
    rt_upload_set_waiting (self->upload, TRUE);
  if (self->parts != NULL)
    {
      rt_form_parts_push (self->parts, text, size);
      if (check_around (self))
        read_parts (self);
      return;
    }

  if (!check_size (self, self->n_arrived))
    return;
  if (self->order != NULL)
    {
      g_byte_array_append (self->order, text, (guint) size);
      if (!looks_like_order (self))
        turn_into_file (self);
    }
  else
    {
      store (self, text, size);
    }
}

/* From now on it is not its sender who is waited for. */
static void
finish (RtUploadReception *self)
{
  rt_upload_set_waiting (self->upload, FALSE);
  rt_upload_file_finish (self->file);
}

static void
end_order (RtUploadReception *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *title = rt_upload_order_parse ((const char *) self->order->data, self->order->len, &error);
  g_autofree char *text = NULL;

  if (title != NULL)
    {
      rt_upload_reception_play (self, title);
      return;
    }
  if (self->says_json)
    {
      text = g_strdup_printf ("The body is not {\"title\": …, \"size\": …}. %s. A file of JSON goes by PUT to /upload/NAME.",
                              error->message);
      rt_upload_reception_refuse (self, SOUP_STATUS_BAD_REQUEST, text);
      return;
    }
  if (turn_into_file (self))
    finish (self);
}

static void
end_parts (RtUploadReception *self)
{
  const char *data;
  gsize size;

  if (rt_form_parts_read (self->parts, &data, &size) != RT_FORM_PARTS_END)
    rt_upload_reception_refuse (self, SOUP_STATUS_BAD_REQUEST, "The form ends in the middle of a part.");
  else if (self->file == NULL)
    rt_upload_reception_refuse (self, SOUP_STATUS_BAD_REQUEST, "The form has no file.");
  else
    finish (self);
}

static void
end (RtExchange *exchange,
     gpointer    user_data)
{
  g_autoptr (RtExchange) held = g_object_ref (exchange);
  RtUploadReception *self = user_data;

  self->has_ended = TRUE;
  if (self->parts != NULL)
    end_parts (self);
  else if (self->order != NULL)
    end_order (self);
  else
    finish (self);
  rt_exchange_hold_for_work (held);
}

const RtBodySink rt_upload_reception_sink = { data, end };
