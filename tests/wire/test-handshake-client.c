/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 6455 section 4.1 and 11.3: the opening handshake of our client, and what answers it
 * takes. */

#include "config.h"

#include <string.h>

#include "patterns/raw-server.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "support/rt-test.h"

#define GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

typedef enum { OPENS, FAILS, FAILS_FOR_NOW } Outcome;

typedef struct {
  const char *path;
  const char *answer;    /* @ in the place of what Sec-WebSocket-Accept must be */
  Outcome     outcome;
  const char *reason;    /* what is said of it */
} Case;

#define SWITCHING "HTTP/1.1 101 Switching Protocols\r\n"
#define UPGRADE "Upgrade: websocket\r\n"
#define CONNECTION "Connection: Upgrade\r\n"
#define ACCEPT "Sec-WebSocket-Accept: @\r\n"
#define ALL SWITCHING UPGRADE CONNECTION ACCEPT
#define WRONGLY "handshake wrongly"

static const Case cases[] = {
  { "4.1/all-that-is-needed", ALL, OPENS, NULL },
  { "4.1/any-phrase", "HTTP/1.1 101 As you like\r\n" UPGRADE CONNECTION ACCEPT, OPENS, NULL },
  { "4.1/no-phrase", "HTTP/1.1 101 \r\n" UPGRADE CONNECTION ACCEPT, OPENS, NULL },
  { "4.1/other-fields", ALL "Server: other\r\nDate: now\r\nSet-Cookie: a=b\r\n", OPENS, NULL },
  /* What the client must check, number by number */
  { "4.1-1/200-is-no-websocket", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", FAILS, "200" },
  { "4.1-1/200-with-all-fields", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" UPGRADE CONNECTION ACCEPT, FAILS, "200" },
  { "4.1-1/204", "HTTP/1.1 204 No Content\r\n", FAILS, "204" },
  { "4.1-1/400", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n", FAILS, "400" },
  { "4.1-1/403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n", FAILS, "403" },
  { "4.1-1/404", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n", FAILS, "404" },
  { "4.1-1/408-may-pass", "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n", FAILS_FOR_NOW, "408" },
  { "4.1-1/426", "HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 14\r\nContent-Length: 0\r\n", FAILS, "426" },
  { "4.1-1/429-may-pass", "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n", FAILS_FOR_NOW, "429" },
  { "4.1-1/500-may-pass", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n", FAILS_FOR_NOW, "500" },
  { "4.1-1/503-may-pass", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n", FAILS_FOR_NOW, "503" },
  { "4.1-2/upgrade-in-any-case", SWITCHING "upgrade: WebSocket\r\n" CONNECTION ACCEPT, OPENS, NULL },
  { "4.1-2/no-upgrade", SWITCHING CONNECTION ACCEPT, FAILS, WRONGLY },
  { "4.1-2/an-empty-upgrade", SWITCHING "Upgrade: \r\n" CONNECTION ACCEPT, FAILS, WRONGLY },
  { "4.1-2/another-upgrade", SWITCHING "Upgrade: h2c\r\n" CONNECTION ACCEPT, FAILS, WRONGLY },
  { "4.1-3/connection-in-any-case", SWITCHING UPGRADE "connection: UPGRADE\r\n" ACCEPT, OPENS, NULL },
  { "4.1-3/connection-among-others", SWITCHING UPGRADE "Connection: keep-alive, Upgrade\r\n" ACCEPT, OPENS, NULL },
  { "4.1-3/no-connection", SWITCHING UPGRADE ACCEPT, FAILS, WRONGLY },
  { "4.1-3/another-connection", SWITCHING UPGRADE "Connection: keep-alive\r\n" ACCEPT, FAILS, WRONGLY },
  { "4.1-4/blanks-around-accept-are-none-of-it", SWITCHING UPGRADE CONNECTION "Sec-WebSocket-Accept:   @  \r\n", OPENS, NULL },
  { "4.1-4/no-accept", SWITCHING UPGRADE CONNECTION, FAILS, WRONGLY },
  { "4.1-4/an-empty-accept", SWITCHING UPGRADE CONNECTION "Sec-WebSocket-Accept: \r\n", FAILS, WRONGLY },
  { "4.1-4/the-accept-of-another-key", SWITCHING UPGRADE CONNECTION "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", FAILS, WRONGLY },
  { "4.1-4/an-accept-with-more-behind-it", SWITCHING UPGRADE CONNECTION "Sec-WebSocket-Accept: @A\r\n", FAILS, WRONGLY },
  { "4.1-4/an-accept-in-small-letters", SWITCHING UPGRADE CONNECTION "Sec-WebSocket-Accept: ~\r\n", FAILS, WRONGLY },
  { "4.1-5/an-extension-nobody-asked-for", ALL "Sec-WebSocket-Extensions: permessage-deflate\r\n", FAILS, WRONGLY },
  { "4.1-5/an-unknown-extension", ALL "Sec-WebSocket-Extensions: foo\r\n", FAILS, WRONGLY },
  { "9.1/no-extension-is-no-extension", ALL "Sec-WebSocket-Extensions: \r\n", OPENS, NULL },
  { "4.1-6/a-subprotocol-that-was-offered", ALL "Sec-WebSocket-Protocol: b\r\n", OPENS, NULL },
  { "4.1-6/a-subprotocol-that-was-not-offered", ALL "Sec-WebSocket-Protocol: c\r\n", FAILS, WRONGLY },
  { "4.1-6/a-subprotocol-in-capitals", ALL "Sec-WebSocket-Protocol: A\r\n", FAILS, WRONGLY },
  { "4.1-6/two-subprotocols", ALL "Sec-WebSocket-Protocol: a, b\r\n", FAILS, WRONGLY },
  { "11.3.3/two-accepts", ALL ACCEPT, FAILS, WRONGLY },
  { "11.3.4/two-fields-of-subprotocols", ALL "Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: b\r\n", FAILS, WRONGLY },
};

typedef struct {
  RawServer  *server;
  RtClient   *client;
  const char *answer;
} Fixture;

static char *
make_accept (const char *request)
{
  g_autofree char *key = raw_request_dup_header (request, "Sec-WebSocket-Key");
  g_autofree char *both = g_strconcat (key, GUID, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) both, -1);
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}

static void
answer (RawServer  *server,
        RawPeer    *peer,
        const char *request,
        gpointer    user_data)
{
  Fixture *self = user_data;
  g_autofree char *accept = make_accept (request);
  g_autofree char *small = g_ascii_strdown (accept, -1);
  g_autoptr (GString) text = g_string_new (self->answer);

  g_string_replace (text, "@", accept, 0);
  g_string_replace (text, "~", small, 0);
  g_string_append (text, "\r\n");
  raw_peer_send (peer, text->str);
  peer->raw = g_str_has_prefix (text->str, "HTTP/1.1 101 ");
}

static void
fixture_init (Fixture    *self,
              const char *text)
{
  static const char * const protocols[] = { "a", "b", NULL };
  g_autofree char *uri = NULL;

  *self = (Fixture) { .answer = text };
  self->server = raw_server_new (answer, self);
  uri = raw_server_dup_uri (self->server, "ws", "/there?x=%2F#not-sent");
  self->client = rt_websocket_client_new (uri);
  g_object_set (self->client, "protocols", protocols, "retry-ms", 60000, NULL);
}

static void
fixture_clear (Fixture *self)
{
  rt_client_stop (self->client);
  rt_test_drain ();
  rt_test_assert_last_unref (self->client);
  raw_server_free (self->server);
}

static gboolean
is_decided (gpointer user_data)
{
  return rt_client_get_state (((Fixture *) user_data)->client) != RT_CLIENT_CONNECTING;
}

static void
test_case (gconstpointer user_data)
{
  static const RtClientState states[] = {
    [OPENS] = RT_CLIENT_OPEN, [FAILS] = RT_CLIENT_CLOSED, [FAILS_FOR_NOW] = RT_CLIENT_RETRYING,
  };
  const Case *test = user_data;
  Fixture fixture;

  fixture_init (&fixture, test->answer);
  rt_client_start (fixture.client);
  rt_test_wait_for (is_decided, &fixture, "the handshake to be decided");

  g_assert_cmpint (rt_client_get_state (fixture.client), ==, states[test->outcome]);
  if (test->reason != NULL)
    g_assert_nonnull (strstr (rt_client_get_reason (fixture.client), test->reason));
  fixture_clear (&fixture);
}

static const char *
get_request (Fixture *fixture)
{
  rt_client_start (fixture->client);
  rt_test_wait_for (is_decided, fixture, "the handshake to be decided");

  return raw_server_get_request (fixture->server, fixture->server->requests->len - 1);
}

static guint
count_fields (const char *request,
              const char *name)
{
  g_auto (GStrv) lines = g_strsplit (request, "\r\n", -1);
  g_autofree char *start = g_strconcat (name, ":", NULL);
  guint n = 0;

  for (guint i = 1; lines[i] != NULL; i++)
    n += g_ascii_strncasecmp (lines[i], start, strlen (start)) == 0;

  return n;
}

/* 4.1, the requirements of the handshake, number by number; each field once (11.3). */
static void
test_request (void)
{
  static const struct { const char *name; const char *value; } fields[] = {
    { "Upgrade", "websocket" }, { "Connection", "Upgrade" }, { "Sec-WebSocket-Version", "13" },
    { "Sec-WebSocket-Protocol", "a, b" },
  };
  Fixture fixture;
  const char *request;
  g_autofree char *host = NULL;
  g_autofree char *expected = NULL;

  fixture_init (&fixture, ALL);
  request = get_request (&fixture);
  host = raw_request_dup_header (request, "Host");
  expected = g_strdup_printf ("127.0.0.1:%u", fixture.server->port);

  g_assert_true (g_str_has_prefix (request, "GET /there?x=%2F HTTP/1.1\r\n"));
  g_assert_cmpstr (host, ==, expected);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *value = raw_request_dup_header (request, fields[i].name);

      g_assert_cmpstr (value, ==, fields[i].value);
      g_assert_cmpuint (count_fields (request, fields[i].name), ==, 1);
    }
  g_assert_cmpuint (count_fields (request, "Sec-WebSocket-Key"), ==, 1);
  g_assert_cmpuint (count_fields (request, "Sec-WebSocket-Extensions"), ==, 0);
  g_assert_cmpuint (count_fields (request, "Origin"), ==, 0);
  g_assert_cmpuint (count_fields (request, "Content-Length"), ==, 0);
  fixture_clear (&fixture);
}

/* 4.1 number 7: 16 bytes, new for each connection. */
static void
test_keys (void)
{
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 8; i++)
    {
      Fixture fixture;
      g_autofree guchar *bytes = NULL;
      char *key;
      gsize length;

      fixture_init (&fixture, ALL);
      key = raw_request_dup_header (get_request (&fixture), "Sec-WebSocket-Key");
      bytes = g_base64_decode (key, &length);
      g_assert_cmpuint (strlen (key), ==, 24);
      g_assert_cmpuint (length, ==, 16);
      g_assert_true (g_hash_table_add (keys, key));
      fixture_clear (&fixture);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/handshake-client/%s", cases[i].path);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/handshake-client/4.1/what-it-asks", test_request);
  g_test_add_func ("/handshake-client/4.1-7/a-key-of-16-bytes-each-time-another", test_keys);

  return g_test_run ();
}
