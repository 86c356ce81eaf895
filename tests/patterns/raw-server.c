/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "raw-server.h"

#include <string.h>

#include "support/rt-test.h"

#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

static void
peer_free (RawPeer *self)
{
  if (self->readable != NULL)
    {
      g_source_destroy (self->readable);
      g_source_unref (self->readable);
    }
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->connection);
  g_string_free (self->received, TRUE);
  g_free (self);
}

char *
raw_request_dup_header (const char *request,
                        const char *name)
{
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);

  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      char *colon = strchr (lines[i], ':');

      g_assert_nonnull (colon);
      *colon = '\0';
      if (g_ascii_strcasecmp (lines[i], name) == 0)
        return g_strdup (g_strstrip (colon + 1));
    }

  return NULL;
}

/* The length of the whole request at the beginning of what was received, or 0. */
static gsize
find_request (RawPeer *self)
{
  const char *end = strstr (self->received->str, "\r\n\r\n");
  g_autofree char *length = NULL;
  gsize size;

  if (end == NULL)
    return 0;

  size = end + 4 - self->received->str;
  length = raw_request_dup_header (self->received->str, "Content-Length");
  if (length != NULL)
    size += g_ascii_strtoull (length, NULL, 10);

  return size <= self->received->len ? size : 0;
}

static void
handle_requests (RawPeer *self)
{
  gsize size;

  while (!self->raw && !self->gone && (size = find_request (self)) > 0)
    {
      char *request = g_strndup (self->received->str, size);

      g_string_erase (self->received, 0, size);
      g_ptr_array_add (self->server->requests, request);
      self->server->func (self->server, self, request, self->server->user_data);
    }
}

static void
peer_gone (RawPeer *self)
{
  if (self->gone)
    return;

  self->gone = TRUE;
  self->server->n_gone++;
}

static gboolean
on_readable (GPollableInputStream *stream,
             gpointer              user_data)
{
  RawPeer *self = user_data;
  char buffer[4096];
  gssize n = g_pollable_input_stream_read_nonblocking (stream, buffer, sizeof buffer, NULL, NULL);

  if (n <= 0)
    {
      peer_gone (self);
      return G_SOURCE_REMOVE;
    }

  self->server->bytes_in += n;
  g_string_append_len (self->received, buffer, n);
  handle_requests (self);

  return G_SOURCE_CONTINUE;
}

static void
on_accepted (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GSocketConnection *connection = g_socket_listener_accept_finish (G_SOCKET_LISTENER (source), result, NULL, NULL);
  RawServer *self = user_data;
  RawPeer *peer;

  if (connection == NULL)
    return;

  peer = g_new0 (RawPeer, 1);
  peer->server = self;
  peer->connection = connection;
  peer->received = g_string_new (NULL);
  g_ptr_array_add (self->peers, peer);
  peer->readable = g_pollable_input_stream_create_source (
    G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (connection))), NULL);
  g_source_set_callback (peer->readable, G_SOURCE_FUNC (on_readable), peer, NULL);
  g_source_attach (peer->readable, NULL);

  g_socket_listener_accept_async (self->listener, self->cancellable, on_accepted, self);
}

RawServer *
raw_server_new (RawRequestFunc func,
                gpointer       user_data)
{
  RawServer *self = g_new0 (RawServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  self->func = func;
  self->user_data = user_data;
  self->listener = g_socket_listener_new ();
  g_socket_listener_set_backlog (self->listener, 1024);
  self->cancellable = g_cancellable_new ();
  self->peers = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_free);
  self->requests = g_ptr_array_new_with_free_func (g_free);
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_socket_listener_accept_async (self->listener, self->cancellable, on_accepted, self);

  return self;
}

void
raw_server_free (RawServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_socket_listener_close (self->listener);
  rt_test_drain ();
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->peers);
  g_ptr_array_unref (self->requests);
  g_free (self);
}

char *
raw_server_dup_uri (RawServer  *self,
                    const char *scheme,
                    const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s", scheme, self->port, path);
}

const char *
raw_server_get_request (RawServer *self,
                        guint      index)
{
  g_assert_cmpuint (index, <, self->requests->len);

  return g_ptr_array_index (self->requests, index);
}

RawPeer *
raw_server_get_last_peer (RawServer *self)
{
  g_assert_cmpuint (self->peers->len, >, 0);

  return g_ptr_array_index (self->peers, self->peers->len - 1);
}

typedef struct {
  RawServer *server;
  guint      n;
} Count;

static gboolean
has_requests (gpointer user_data)
{
  Count *count = user_data;

  return count->server->requests->len >= count->n;
}

static gboolean
has_gone (gpointer user_data)
{
  Count *count = user_data;

  return count->server->n_gone >= count->n;
}

void
raw_server_wait_requests (RawServer *self,
                          guint      n_requests)
{
  Count count = { self, n_requests };

  rt_test_wait_for (has_requests, &count, "requests to arrive");
}

void
raw_server_wait_gone (RawServer *self,
                      guint      n_gone)
{
  Count count = { self, n_gone };

  rt_test_wait_for (has_gone, &count, "connections to end");
}

void
raw_peer_send_bytes (RawPeer       *self,
                     gconstpointer  data,
                     gsize          length)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  gsize written;

  if (g_output_stream_write_all (stream, data, length, &written, NULL, NULL))
    self->server->bytes_out += length;
}

void
raw_peer_send (RawPeer    *self,
               const char *text)
{
  raw_peer_send_bytes (self, text, strlen (text));
}

void
raw_peer_close (RawPeer *self)
{
  g_source_destroy (self->readable);
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  peer_gone (self);
}

void
raw_peer_accept_websocket (RawPeer    *self,
                           const char *request,
                           const char *protocol)
{
  g_autofree char *key = raw_request_dup_header (request, "Sec-WebSocket-Key");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *field = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_assert_nonnull (key);
  g_checksum_update (checksum, (const guchar *) key, -1);
  g_checksum_update (checksum, (const guchar *) WEBSOCKET_GUID, -1);
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  if (protocol != NULL)
    field = g_strdup_printf ("Sec-WebSocket-Protocol: %s\r\n", protocol);
  answer = g_strdup_printf ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Accept: %s\r\n%s\r\n", accept, field != NULL ? field : "");
  self->raw = TRUE;
  raw_peer_send (self, answer);
}

void
raw_peer_send_frame (RawPeer       *self,
                     guint8         opcode,
                     gconstpointer  data,
                     gsize          length)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  guint8 head[4] = { opcode, length < 126 ? length : 126, length >> 8, length & 0xFF };

  g_assert_cmpuint (length, <, 65536);
  g_byte_array_append (frame, head, length < 126 ? 2 : 4);
  g_byte_array_append (frame, data, length);
  raw_peer_send_bytes (self, frame->data, frame->len);
}

gboolean
raw_peer_take_frame (RawPeer *self,
                     guint8  *opcode,
                     GBytes **payload)
{
  const guint8 *bytes = (const guint8 *) self->received->str;
  g_autofree guint8 *data = NULL;
  gsize head = 2, length;

  if (self->received->len < 6)
    return FALSE;

  g_assert_cmpuint (bytes[1] & 0x80, ==, 0x80);
  length = bytes[1] & 0x7F;
  g_assert_cmpuint (length, <, 127);
  if (length == 126)
    {
      length = bytes[2] << 8 | bytes[3];
      head = 4;
    }
  if (self->received->len < head + 4 + length)
    return FALSE;

  *opcode = bytes[0];
  data = g_malloc (length + 1);
  for (gsize i = 0; i < length; i++)
    data[i] = bytes[head + 4 + i] ^ bytes[head + i % 4];
  *payload = g_bytes_new (data, length);
  g_string_erase (self->received, 0, head + 4 + length);

  return TRUE;
}
