/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 6455 section 4.2 and 11.3: what opening handshakes our server takes, and how it
 * answers them. */

#include "config.h"

#include <string.h>

#include "echo-server.h"
#include "frames.h"
#include "support/rt-test.h"

#define LINE(method_path) method_path " HTTP/1.1\r\nHost: localhost\r\n"
#define GET LINE ("GET /socket")
#define UPGRADE "Upgrade: websocket\r\n"
#define CONNECTION "Connection: Upgrade\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define ALL GET UPGRADE CONNECTION KEY VERSION
/* Section 1.3, and 4.2.2 number 5. */
#define ACCEPT "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

typedef struct {
  const char *path;
  const char *request;  /* without its empty line */
  guint       status;
  const char *has;      /* what the answer's head has */
  const char *has_not;
} Case;

static const Case cases[] = {
  { "4.2.1/all-that-is-needed", ALL, 101, ACCEPT, "Sec-WebSocket-Protocol" },
  { "4.2.2/answers-with-upgrade", ALL, 101, "Upgrade: websocket", NULL },
  { "4.2.2/answers-with-connection", ALL, 101, "Connection: Upgrade", "Connection: close" },
  { "4.2.2/answers-with-the-accept-of-another-key",
    GET UPGRADE CONNECTION VERSION "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", 101,
    "Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=", NULL },
  { "4.2.2/has-no-body", ALL, 101, "\r\n\r\n", "Content-Length: 0" },
  /* 4.2.1, number by number */
  { "4.2.1-1/a-query", LINE ("GET /socket?a=b") UPGRADE CONNECTION KEY VERSION, 101, ACCEPT, NULL },
  { "4.2.1-1/post-is-refused", LINE ("POST /socket") UPGRADE CONNECTION KEY VERSION "Content-Length: 0\r\n", 405,
    "Allow: GET", ACCEPT },
  { "4.2.1-1/put-is-refused", LINE ("PUT /socket") UPGRADE CONNECTION KEY VERSION "Content-Length: 0\r\n", 405, "Allow: GET", ACCEPT },
  { "4.2.1-1/http-1.0-upgrades-nothing", "GET /socket HTTP/1.0\r\nHost: localhost\r\n" UPGRADE CONNECTION KEY VERSION, 200,
    "200", ACCEPT },
  { "4.2.1-1/http-2.0-is-refused", "GET /socket HTTP/2.0\r\nHost: localhost\r\n" UPGRADE CONNECTION KEY VERSION, 505, "505", ACCEPT },
  { "4.2.1-2/no-host-is-refused", "GET /socket HTTP/1.1\r\n" UPGRADE CONNECTION KEY VERSION, 400, "400", ACCEPT },
  { "4.2.1-2/two-hosts-are-refused", GET "Host: localhost\r\n" UPGRADE CONNECTION KEY VERSION, 400, "400", ACCEPT },
  { "4.2.1-2/a-foreign-host-is-refused", "GET /socket HTTP/1.1\r\nHost: example.org\r\n" UPGRADE CONNECTION KEY VERSION, 403,
    "403", ACCEPT },
  { "4.2.1-3/upgrade-in-any-case", GET "Upgrade: WebSocket\r\n" CONNECTION KEY VERSION, 101, ACCEPT, NULL },
  { "4.2.1-3/upgrade-in-capitals", GET "UPGRADE: WEBSOCKET\r\n" CONNECTION KEY VERSION, 101, ACCEPT, NULL },
  { "4.2.1-3/no-upgrade-is-a-plain-request", GET CONNECTION KEY VERSION, 200, "200", ACCEPT },
  { "4.2.1-3/another-upgrade-is-a-plain-request", GET "Upgrade: h2c\r\n" CONNECTION KEY VERSION, 200, "200", ACCEPT },
  { "4.2.1-4/connection-among-others", GET UPGRADE "Connection: keep-alive, Upgrade\r\n" KEY VERSION, 101, ACCEPT, NULL },
  { "4.2.1-4/connection-in-any-case", GET UPGRADE "Connection: upgrade\r\n" KEY VERSION, 101, ACCEPT, NULL },
  { "4.2.1-4/connection-in-two-fields", GET UPGRADE "Connection: keep-alive\r\nConnection: Upgrade\r\n" KEY VERSION, 101, ACCEPT, NULL },
  { "4.2.1-4/no-connection-is-refused", GET UPGRADE KEY VERSION, 400, "400", ACCEPT },
  { "4.2.1-4/another-connection-is-refused", GET UPGRADE "Connection: keep-alive\r\n" KEY VERSION, 400, "400", ACCEPT },
  { "4.2.1-5/no-key-is-refused", GET UPGRADE CONNECTION VERSION, 400, "400", ACCEPT },
  { "4.2.1-5/an-empty-key-is-refused", GET UPGRADE CONNECTION VERSION "Sec-WebSocket-Key: \r\n", 400, "400", ACCEPT },
  { "4.2.1-5/a-key-of-15-bytes-is-refused", GET UPGRADE CONNECTION VERSION "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA\r\n", 400, "400", NULL },
  { "4.2.1-5/a-key-of-17-bytes-is-refused", GET UPGRADE CONNECTION VERSION "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=\r\n", 400, "400", NULL },
  { "4.2.1-5/a-key-that-is-no-base64-is-refused", GET UPGRADE CONNECTION VERSION "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n", 400, "400", NULL },
  { "4.2.1-5/blanks-around-the-key-are-none-of-it", GET UPGRADE CONNECTION VERSION "Sec-WebSocket-Key:  dGhlIHNhbXBsZSBub25jZQ== \r\n", 101, ACCEPT, NULL },
  { "4.2.1-6/no-version-is-refused", GET UPGRADE CONNECTION KEY, 400, "400", ACCEPT },
  { "4.4/version-0-is-told-ours", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 0\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "4.4/version-7-is-told-ours", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 7\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "4.4/version-8-is-told-ours", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 8\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "4.4/version-14-is-told-ours", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 14\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "4.4/version-013-is-none", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 013\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "4.4/a-list-of-versions-is-none", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 13, 8\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "4.4/the-answer-says-upgrade", GET UPGRADE CONNECTION KEY "Sec-WebSocket-Version: 8\r\n", 426, "Upgrade: websocket", ACCEPT },
  { "4.2.1-7/an-origin-on-loopback", ALL "Origin: http://localhost:1234\r\n", 101, ACCEPT, NULL },
  { "4.2.1-7/another-origin-is-refused", ALL "Origin: http://example.org\r\n", 403, "403", ACCEPT },
  { "4.2.1-7/an-origin-of-null-is-refused", ALL "Origin: null\r\n", 403, "403", ACCEPT },
  { "4.2.1-8/the-first-subprotocol-there-is", ALL "Sec-WebSocket-Protocol: x, b\r\n", 101, "Sec-WebSocket-Protocol: b", NULL },
  { "4.2.1-8/the-order-of-the-server-counts", ALL "Sec-WebSocket-Protocol: b, a\r\n", 101, "Sec-WebSocket-Protocol: a", NULL },
  { "4.2.1-8/without-blanks", ALL "Sec-WebSocket-Protocol: x,y,b\r\n", 101, "Sec-WebSocket-Protocol: b", NULL },
  { "4.2.1-8/one-is-answered-not-several", ALL "Sec-WebSocket-Protocol: a, b\r\n", 101, "Sec-WebSocket-Protocol: a\r\n", NULL },
  { "4.2.1-8/capitals-are-others", ALL "Sec-WebSocket-Protocol: A\r\n", 400, "400", ACCEPT },
  { "4.2.1-8/none-that-there-is-is-refused", ALL "Sec-WebSocket-Protocol: x, y\r\n", 400, "400", ACCEPT },
  { "4.2.1-9/extensions-are-not-agreed-to", ALL "Sec-WebSocket-Extensions: permessage-deflate\r\n", 101, ACCEPT, "Sec-WebSocket-Extensions" },
  { "9.1/several-offers-of-one", ALL "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, permessage-deflate\r\n", 101,
    ACCEPT, "Sec-WebSocket-Extensions" },
  { "9.1/extensions-nobody-knows", ALL "Sec-WebSocket-Extensions: foo, bar; baz=2\r\n", 101, ACCEPT, "Sec-WebSocket-Extensions" },
  { "9.1/extensions-in-two-fields", ALL "Sec-WebSocket-Extensions: foo\r\nSec-WebSocket-Extensions: permessage-deflate\r\n", 101,
    ACCEPT, "Sec-WebSocket-Extensions" },
  /* 11.3 */
  { "11.3.1/two-keys-are-refused", ALL "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", 400, "400", ACCEPT },
  { "11.3.1/the-same-key-twice-is-refused", ALL KEY, 400, "400", ACCEPT },
  { "11.3.4/subprotocols-in-two-fields", ALL "Sec-WebSocket-Protocol: x\r\nSec-WebSocket-Protocol: b\r\n", 101, "Sec-WebSocket-Protocol: b", NULL },
  { "11.3.4/subprotocols-in-two-fields-the-first-counts-too", ALL "Sec-WebSocket-Protocol: b\r\nSec-WebSocket-Protocol: x\r\n", 101,
    "Sec-WebSocket-Protocol: b", NULL },
  { "11.3.5/two-versions-are-refused", ALL "Sec-WebSocket-Version: 8\r\n", 426, "Sec-WebSocket-Version: 13", ACCEPT },
  { "11.3.5/the-same-version-twice-is-refused", ALL VERSION, 426, "Sec-WebSocket-Version: 13", ACCEPT },
};

static EchoServer server;

static void
test_case (gconstpointer user_data)
{
  const Case *test = user_data;
  g_autofree char *request = g_strconcat (test->request, "\r\n", NULL);
  g_autoptr (RawClient) client = raw_client_new (server.port);
  g_autofree char *head = NULL;

  raw_client_send (client, request, -1);
  head = raw_client_take_until (client, "\r\n\r\n");

  g_assert_cmpuint (g_ascii_strtoull (head + strlen ("HTTP/1.1 "), NULL, 10), ==, test->status);
  g_assert_nonnull (strstr (head, test->has));
  if (test->has_not != NULL)
    g_assert_null (strstr (head, test->has_not));
}

/* 4.1: a client waits for the answer. What one sends that does not is not lost. */
static void
test_frames_right_behind (void)
{
  g_autoptr (RawClient) client = raw_client_new (server.port);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_string_truncate (server.log, 0);
  g_byte_array_append (bytes, (const guint8 *) HANDSHAKE_OF ("/bare"), strlen (HANDSHAKE_OF ("/bare")));
  frames_append (bytes, "text(early) close[1000]", TRUE);
  raw_client_send (client, bytes->data, bytes->len);
  raw_client_wait_closed (client);

  g_assert_cmpstr (server.log->str, ==, "text(early)");
}

/* 4.2.2: where none is spoken, none is answered. */
static void
test_no_subprotocol (void)
{
  g_autoptr (RawClient) client = raw_client_new (server.port);
  g_autofree char *head = NULL;

  raw_client_send (client, LINE ("GET /bare") UPGRADE CONNECTION KEY VERSION "Sec-WebSocket-Protocol: a, b\r\n\r\n", -1);
  head = raw_client_take_until (client, "\r\n\r\n");

  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  g_assert_null (strstr (head, "Sec-WebSocket-Protocol"));
}

/* Byte by byte it is the same handshake. */
static void
test_in_pieces (void)
{
  const char *handshake = HANDSHAKE_OF ("/bare");
  g_autoptr (RawClient) client = raw_client_new (server.port);

  for (gsize i = 0; handshake[i] != '\0'; i++)
    {
      raw_client_send (client, handshake + i, 1);
      rt_test_drain ();
    }
  raw_client_wait_for (client, ACCEPT);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  echo_server_init (&server);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/handshake-server/%s", cases[i].path);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/handshake-server/4.1/frames-right-behind-it-are-kept", test_frames_right_behind);
  g_test_add_func ("/handshake-server/4.2.2/no-subprotocol-where-none-is-spoken", test_no_subprotocol);
  g_test_add_func ("/handshake-server/4.2.1/in-pieces", test_in_pieces);

  status = g_test_run ();
  echo_server_clear (&server);

  return status;
}
