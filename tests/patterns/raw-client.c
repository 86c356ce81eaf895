/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "raw-client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "support/rt-test.h"

static gboolean
readable_cb (GObject  *stream,
             gpointer  user_data)
{
  RawClient *self = user_data;
  char buffer[16384];
  g_autoptr (GError) error = NULL;
  gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, &error);

  if (n > 0)
    g_string_append_len (self->received, buffer, n);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    self->closed = TRUE;

  return !self->closed;
}

RawClient *
raw_client_new (guint16 port)
{
  RawClient *self = g_new0 (RawClient, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  /* Connecting on loopback ends at once: the kernel accepts. */
  g_assert_true (g_socket_connect (socket, address, NULL, &error));
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  /* What a test sends in pieces leaves in pieces, and at once. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  self->connection = g_socket_connection_factory_create_connection (socket);
  self->received = g_string_new (NULL);
  raw_client_read_on (self);

  return self;
}

void
raw_client_free (RawClient *self)
{
  raw_client_stop_reading (self);
  g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
  g_object_unref (self->connection);
  g_string_free (self->received, TRUE);
  g_free (self);
}

void
raw_client_read_on (RawClient *self)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));

  self->readable = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->readable, NULL);
}

void
raw_client_stop_reading (RawClient *self)
{
  if (self->readable == NULL)
    return;

  g_source_destroy (self->readable);
  g_clear_pointer (&self->readable, g_source_unref);
}

void
raw_client_send (RawClient     *self,
                 gconstpointer  data,
                 gssize         length)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_output_stream_write_all_async (output, data, length < 0 ? strlen (data) : (gsize) length, G_PRIORITY_DEFAULT, NULL,
                                   rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the bytes to be sent");
  /* A server may refuse before everything was said. */
  g_output_stream_write_all_finish (output, result, NULL, NULL);
}

void
raw_client_half_close (RawClient *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), FALSE, TRUE, NULL);
}

typedef struct {
  RawClient  *client;
  const char *text;
} Wanted;

static gboolean
has_come (gpointer user_data)
{
  Wanted *wanted = user_data;
  RawClient *self = wanted->client;

  if (g_strstr_len (self->received->str, self->received->len, wanted->text) != NULL)
    return TRUE;
  if (self->closed)
    g_error ("The connection ended before “%s” came; there was: %s", wanted->text, self->received->str);

  return FALSE;
}

char *
raw_client_take_until (RawClient  *self,
                       const char *end)
{
  Wanted wanted = { self, end };
  gsize length;
  char *taken;

  rt_test_wait_for (has_come, &wanted, end);
  length = g_strstr_len (self->received->str, self->received->len, end) - self->received->str + strlen (end);
  taken = g_strndup (self->received->str, length);
  g_string_erase (self->received, 0, length);

  return taken;
}

void
raw_client_wait_for (RawClient  *self,
                     const char *text)
{
  g_free (raw_client_take_until (self, text));
}

void
raw_client_wait_closed (RawClient *self)
{
  rt_test_wait_flag (&self->closed, "the server to end the connection");
}

typedef struct {
  RawClient *client;
  gsize      length;
} Amount;

static gboolean
has_amount (gpointer user_data)
{
  Amount *amount = user_data;

  if (amount->client->received->len < amount->length && amount->client->closed)
    g_error ("The connection ended before %" G_GSIZE_FORMAT " bytes came", amount->length);

  return amount->client->received->len >= amount->length;
}

static GBytes *
take_bytes (RawClient *self,
            gsize      length)
{
  Amount amount = { self, length };
  GBytes *bytes;

  rt_test_wait_for (has_amount, &amount, "the rest");
  bytes = g_bytes_new (self->received->str, length);
  g_string_erase (self->received, 0, length);

  return bytes;
}

static char *
take_text (RawClient *self,
           gsize      length)
{
  g_autoptr (GBytes) bytes = take_bytes (self, length);

  return length > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), length) : g_strdup ("");
}

RawResponse *
raw_client_take_response (RawClient  *self,
                          const char *method)
{
  RawResponse *response = g_new0 (RawResponse, 1);
  g_autofree char *length = NULL;

  response->head = raw_client_take_until (self, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (response->head, "HTTP/1.1 "));
  response->status = (guint) g_ascii_strtoull (response->head + strlen ("HTTP/1.1 "), NULL, 10);
  length = raw_response_dup_field (response, "Content-Length");
  if (length == NULL || g_str_equal (method, "HEAD") || response->status == 304)
    response->body = g_strdup ("");
  else
    response->body = take_text (self, g_ascii_strtoull (length, NULL, 10));

  return response;
}

void
raw_client_send_frame (RawClient     *self,
                       guint8         head,
                       gconstpointer  data,
                       gsize          length)
{
  static const guint8 mask[] = { 1, 2, 3, 4 };
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 bytes[10] = { head, 0x80 };
  guint n_length = length < 126 ? 0 : length < 65536 ? 2 : 8;

  bytes[1] |= n_length == 0 ? (guint8) length : n_length == 2 ? 126 : 127;
  for (guint i = 0; i < n_length; i++)
    bytes[2 + i] = (guint8) ((guint64) length >> (8 * (n_length - 1 - i)));
  g_byte_array_append (frame, bytes, 2 + n_length);
  g_byte_array_append (frame, mask, sizeof mask);
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = ((const guint8 *) data)[i] ^ mask[i % 4];

      g_byte_array_append (frame, &byte, 1);
    }

  raw_client_send (self, frame->data, frame->len);
}

GBytes *
raw_client_take_frame (RawClient *self,
                       guint8    *head)
{
  g_autoptr (GBytes) start = take_bytes (self, 2);
  const guint8 *bytes = g_bytes_get_data (start, NULL);
  g_autoptr (GBytes) extended = NULL;
  guint64 length = bytes[1];

  *head = bytes[0];
  g_assert_cmpuint (length & 0x80, ==, 0);
  if (length >= 126)
    {
      guint n = length == 126 ? 2 : 8;

      extended = take_bytes (self, n);
      length = 0;
      for (guint i = 0; i < n; i++)
        length = length << 8 | ((const guint8 *) g_bytes_get_data (extended, NULL))[i];
    }

  return take_bytes (self, length);
}

void
raw_response_free (RawResponse *self)
{
  g_free (self->head);
  g_free (self->body);
  g_free (self);
}

char *
raw_response_dup_field (RawResponse *self,
                        const char  *name)
{
  g_auto (GStrv) lines = g_strsplit (self->head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
        return g_strdup (g_strstrip (lines[i] + length + 1));
    }

  return NULL;
}
