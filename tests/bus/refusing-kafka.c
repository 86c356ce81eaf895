/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "refusing-kafka.h"

#include <string.h>

/* https://kafka.apache.org/protocol: requests begin with their length, key, version and correlation
 * id; answers with their length and that id. */
enum {
  SASL_HANDSHAKE = 17,
  API_VERSIONS = 18,
  SASL_AUTHENTICATE = 36,
};
#define UNSUPPORTED_VERSION        35
#define SASL_AUTHENTICATION_FAILED 58
#define HEADER_BYTES 8

struct _RefusingKafka {
  GSocketService *service;
  guint16         port;
};

static void
put16 (GByteArray *answer,
       gint16      value)
{
  guint16 wire = GUINT16_TO_BE ((guint16) value);

  g_byte_array_append (answer, (const guint8 *) &wire, sizeof wire);
}

static void
put32 (GByteArray *answer,
       gint32      value)
{
  guint32 wire = GUINT32_TO_BE ((guint32) value);

  g_byte_array_append (answer, (const guint8 *) &wire, sizeof wire);
}

static void
put_text (GByteArray *answer,
          const char *text)
{
  put16 (answer, strlen (text));
  g_byte_array_append (answer, (const guint8 *) text, strlen (text));
}

static void
put_versions (GByteArray *answer,
              gint16      version)
{
  static const gint16 known[][3] = { { 0, 0, 7 }, { 1, 0, 11 }, { 3, 0, 2 }, { SASL_HANDSHAKE, 0, 1 },
                                     { API_VERSIONS, 0, 0 }, { SASL_AUTHENTICATE, 0, 0 } };

  put16 (answer, version > 0 ? UNSUPPORTED_VERSION : 0);
  put32 (answer, G_N_ELEMENTS (known));
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    for (gsize j = 0; j < 3; j++)
      put16 (answer, known[i][j]);
}

static void
put_answer (GByteArray *answer,
            gint16      key,
            gint16      version)
{
  if (key == API_VERSIONS)
    put_versions (answer, version);
  else if (key == SASL_HANDSHAKE)
    {
      put16 (answer, 0);
      put32 (answer, 1);
      put_text (answer, "PLAIN");
    }
  else if (key == SASL_AUTHENTICATE)
    {
      put16 (answer, SASL_AUTHENTICATION_FAILED);
      put_text (answer, "Authentication failed: Invalid username or password");
      put32 (answer, -1);
    }
}

static gboolean
answer_one (GInputStream  *in,
            GOutputStream *out)
{
  guint8 head[4 + HEADER_BYTES];
  g_autofree guint8 *rest = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint32 length;
  guint32 correlation;
  gsize n_read;

  if (!g_input_stream_read_all (in, head, sizeof head, &n_read, NULL, NULL) || n_read < sizeof head)
    return FALSE;

  length = (head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3]) - HEADER_BYTES;
  rest = g_malloc (length + 1);
  if (!g_input_stream_read_all (in, rest, length, &n_read, NULL, NULL) || n_read < length)
    return FALSE;

  memcpy (&correlation, head + 8, sizeof correlation);
  put32 (answer, 0);
  g_byte_array_append (answer, (const guint8 *) &correlation, sizeof correlation);
  put_answer (answer, head[4] << 8 | head[5], head[6] << 8 | head[7]);
  length = GUINT32_TO_BE (answer->len - 4);
  memcpy (answer->data, &length, sizeof length);

  return g_output_stream_write_all (out, answer->data, answer->len, NULL, NULL, NULL);
}

static gboolean
run (GThreadedSocketService *service,
     GSocketConnection      *connection,
     GObject                *source,
     gpointer                user_data)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  while (answer_one (in, out))
    continue;

  return TRUE;
}

RefusingKafka *
refusing_kafka_start (void)
{
  RefusingKafka *self = g_new0 (RefusingKafka, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->service = g_threaded_socket_service_new (10);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &address, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  g_signal_connect (self->service, "run", G_CALLBACK (run), NULL);

  return self;
}

void
refusing_kafka_stop (RefusingKafka *self)
{
  g_socket_service_stop (self->service);
  g_object_unref (self->service);
  g_free (self);
}

guint16
refusing_kafka_get_port (RefusingKafka *self)
{
  return self->port;
}
