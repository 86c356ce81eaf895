/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-http2-connection-private.h"

#include <string.h>

/* Of a response's fields, its status included. */
#define MAX_FIELDS 16

static RtHttp2Stream *
get_stream (nghttp2_session *session,
            gint32           id)
{
  return nghttp2_session_get_stream_user_data (session, id);
}

static int
on_begin_headers (nghttp2_session     *session,
                  const nghttp2_frame *frame,
                  gpointer             user_data)
{
  RtHttp2Connection *connection = user_data;
  RtHttp2Stream *self;

  if (frame->hd.type != NGHTTP2_HEADERS || frame->headers.cat != NGHTTP2_HCAT_REQUEST)
    return 0;

  self = g_new0 (RtHttp2Stream, 1);
  self->connection = connection;
  self->id = frame->hd.stream_id;
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->waiting = g_string_new (NULL);
  g_hash_table_add (connection->streams, self);

  return nghttp2_session_set_stream_user_data (session, self->id, self);
}

void
rt_http2_stream_free (gpointer stream)
{
  RtHttp2Stream *self = stream;

  g_free (self->method);
  g_free (self->path);
  g_hash_table_unref (self->fields);
  g_string_free (self->waiting, TRUE);
  g_free (self);
}

static int
on_header (nghttp2_session     *session,
           const nghttp2_frame *frame,
           const guint8        *name,
           gsize                name_length,
           const guint8        *value,
           gsize                value_length,
           guint8               flags,
           gpointer             user_data)
{
  RtHttp2Stream *self = get_stream (session, frame->hd.stream_id);

  if (self == NULL)
    return 0;
  self->n_field_bytes += name_length + value_length;
  /* The stream is reset, the connection goes on. */
  if (self->n_field_bytes > RT_HTTP2_MAX_FIELD_BYTES)
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;

  if (strcmp ((const char *) name, ":method") == 0)
    self->method = g_strndup ((const char *) value, value_length);
  else if (strcmp ((const char *) name, ":path") == 0)
    self->path = g_strndup ((const char *) value, value_length);
  else
    g_hash_table_replace (self->fields, g_strndup ((const char *) name, name_length),
                          g_strndup ((const char *) value, value_length));

  return 0;
}

static int
on_frame (nghttp2_session     *session,
          const nghttp2_frame *frame,
          gpointer             user_data)
{
  RtHttp2Connection *connection = user_data;
  RtHttp2Stream *self = get_stream (session, frame->hd.stream_id);

  if (self != NULL && (frame->hd.type == NGHTTP2_HEADERS || frame->hd.type == NGHTTP2_DATA) &&
      (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
    connection->hooks->request (self, connection->user_data);

  return 0;
}

static int
on_stream_close (nghttp2_session *session,
                 gint32           id,
                 guint32          code,
                 gpointer         user_data)
{
  RtHttp2Connection *connection = user_data;
  RtHttp2Stream *self = get_stream (session, id);

  if (self == NULL || connection->is_closed)
    return 0;

  connection->hooks->gone (self, connection->user_data);
  g_hash_table_remove (connection->streams, self);

  return 0;
}

gboolean
rt_http2_connection_begin (RtHttp2Connection *self)
{
  const nghttp2_settings_entry settings[] = {
    { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, RT_HTTP2_MAX_STREAMS },
    { NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, RT_HTTP2_MAX_FIELD_BYTES },
  };
  nghttp2_session_callbacks *callbacks = NULL;
  gboolean made;

  if (nghttp2_session_callbacks_new (&callbacks) != 0)
    return FALSE;

  nghttp2_session_callbacks_set_on_begin_headers_callback (callbacks, on_begin_headers);
  nghttp2_session_callbacks_set_on_header_callback (callbacks, on_header);
  nghttp2_session_callbacks_set_on_frame_recv_callback (callbacks, on_frame);
  nghttp2_session_callbacks_set_on_stream_close_callback (callbacks, on_stream_close);
  made = nghttp2_session_server_new (&self->session, callbacks, self) == 0 &&
         nghttp2_submit_settings (self->session, NGHTTP2_FLAG_NONE, settings, G_N_ELEMENTS (settings)) == 0;
  nghttp2_session_callbacks_del (callbacks);

  return made;
}

/* What waits, as much as nghttp2 takes at once. */
static ssize_t
on_read_data (nghttp2_session     *session,
              gint32               id,
              guint8              *buffer,
              gsize                length,
              guint32             *flags,
              nghttp2_data_source *source,
              gpointer             user_data)
{
  RtHttp2Stream *self = source->ptr;
  gsize n = MIN (length, self->waiting->len - self->n_taken);

  memcpy (buffer, self->waiting->str + self->n_taken, n);
  self->n_taken += n;
  if (self->n_taken == self->waiting->len)
    {
      g_string_truncate (self->waiting, 0);
      self->n_taken = 0;
    }
  if (self->is_full && self->waiting->len - self->n_taken < RT_HTTP2_MAX_WAITING / 2)
    {
      self->is_full = FALSE;
      self->connection->hooks->writable (self, self->connection->user_data);
    }
  if (self->is_last && self->waiting->len == 0)
    *flags |= NGHTTP2_DATA_FLAG_EOF;
  self->is_idle = n == 0 && !self->is_last;

  return self->is_idle ? NGHTTP2_ERR_DEFERRED : (ssize_t) n;
}

static nghttp2_nv
new_field (const char *name,
           const char *value)
{
  return (nghttp2_nv) {
    .name = (guint8 *) name,
    .namelen = strlen (name),
    .value = (guint8 *) value,
    .valuelen = strlen (value),
  };
}

static void
submit (RtHttp2Stream      *self,
        guint               status,
        const char * const *fields,
        gboolean            has_body)
{
  g_autofree char *code = g_strdup_printf ("%u", status);
  nghttp2_data_provider body = { .source.ptr = self, .read_callback = on_read_data };
  nghttp2_nv list[MAX_FIELDS];
  gsize n = 0;

  list[n++] = new_field (":status", code);
  for (guint i = 0; fields != NULL && fields[i] != NULL && n < MAX_FIELDS; i += 2)
    list[n++] = new_field (fields[i], fields[i + 1]);
  nghttp2_submit_response (self->connection->session, self->id, list, n, has_body ? &body : NULL);
  rt_http2_connection_flush (self->connection);
}

/**
 * rt_http2_stream_respond:
 * @self: a stream that was not answered
 * @status: of the answer
 * @fields: (nullable): names in small letters and values in turn, %NULL at the end
 * @body: (nullable): the whole of it
 *
 * Answers.
 */
void
rt_http2_stream_respond (RtHttp2Stream      *self,
                         guint               status,
                         const char * const *fields,
                         GBytes             *body)
{
  gboolean has_body = body != NULL && g_bytes_get_size (body) > 0;

  self->is_last = TRUE;
  if (has_body)
    g_string_append_len (self->waiting, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  submit (self, status, fields, has_body);
}

/**
 * rt_http2_stream_begin:
 * @self: a stream that was not answered
 * @status: of the answer
 * @fields: (nullable): names in small letters and values in turn, %NULL at the end
 *
 * Begins an answer that goes on until the stream is gone.
 */
void
rt_http2_stream_begin (RtHttp2Stream      *self,
                       guint               status,
                       const char * const *fields)
{
  submit (self, status, fields, TRUE);
}

/**
 * rt_http2_stream_push:
 * @self: a stream whose answer has begun
 * @bytes: what follows
 *
 * Returns: %FALSE where %RT_HTTP2_MAX_WAITING bytes wait for the reader: nothing was taken, and
 *   @writable tells when it can be
 */
gboolean
rt_http2_stream_push (RtHttp2Stream *self,
                      GBytes        *bytes)
{
  if (self->waiting->len - self->n_taken >= RT_HTTP2_MAX_WAITING)
    {
      self->is_full = TRUE;
      return FALSE;
    }

  g_string_append_len (self->waiting, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  if (self->is_idle)
    {
      self->is_idle = FALSE;
      nghttp2_session_resume_data (self->connection->session, self->id);
    }
  rt_http2_connection_flush (self->connection);

  return TRUE;
}

/**
 * rt_http2_stream_get_connection:
 * @self: a stream
 *
 * Returns: (transfer none): what it is of
 */
RtHttp2Connection *
rt_http2_stream_get_connection (RtHttp2Stream *self)
{
  return self->connection;
}

/**
 * rt_http2_stream_get_method:
 * @self: a stream
 *
 * Returns: (transfer none): of the request
 */
const char *
rt_http2_stream_get_method (RtHttp2Stream *self)
{
  return self->method;
}

/**
 * rt_http2_stream_get_path:
 * @self: a stream
 *
 * Returns: (transfer none): of the request, with the query
 */
const char *
rt_http2_stream_get_path (RtHttp2Stream *self)
{
  return self->path;
}

/**
 * rt_http2_stream_get_field:
 * @self: a stream
 * @name: in small letters
 *
 * Returns: (transfer none) (nullable): what the request says there
 */
const char *
rt_http2_stream_get_field (RtHttp2Stream *self,
                           const char    *name)
{
  return g_hash_table_lookup (self->fields, name);
}

/**
 * rt_http2_stream_set_data:
 * @self: a stream
 * @data: (nullable): what who answers keeps with it
 */
void
rt_http2_stream_set_data (RtHttp2Stream *self,
                          gpointer       data)
{
  self->data = data;
}

/**
 * rt_http2_stream_get_data:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): what was set
 */
gpointer
rt_http2_stream_get_data (RtHttp2Stream *self)
{
  return self->data;
}
