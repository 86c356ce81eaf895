/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/websocket/rt-websocket-client.h"
#include "patterns/websocket/rt-websocket-close.h"
#include "raw-server.h"
#include "support/rt-test.h"
#include "watcher.h"

#define TEXT   0x81
#define BINARY 0x82
#define CLOSE  0x88
#define PING   0x89
#define PONG   0x8A

typedef struct {
  RawServer  *server;
  Watcher     watcher;
  RtClient   *client;
  const char *protocol;   /* what the server takes, NULL none */
  const char *refusal;    /* what it answers instead, to the first request */
} Fixture;

static void
answer (RawServer  *server,
        RawPeer    *peer,
        const char *request,
        gpointer    user_data)
{
  Fixture *self = user_data;

  if (self->refusal != NULL)
    raw_peer_send (peer, g_steal_pointer (&self->refusal));
  else
    raw_peer_accept_websocket (peer, request, self->protocol);
}

static void
fixture_init (Fixture    *self,
              const char *protocol)
{
  g_autofree char *uri = NULL;

  *self = (Fixture) { .protocol = protocol };
  self->server = raw_server_new (answer, self);
  uri = raw_server_dup_uri (self->server, "ws", "/channels/x?types=a");
  self->client = rt_websocket_client_new (uri);
  watcher_init (&self->watcher, self->client);
}

static void
fixture_open (Fixture    *self,
              const char *protocol)
{
  fixture_init (self, protocol);
  rt_client_start (self->client);
  watcher_wait_state (&self->watcher, RT_CLIENT_OPEN);
}

static void
fixture_clear (Fixture *self)
{
  watcher_clear (&self->watcher);
  raw_server_free (self->server);
}

static void
send_text (Fixture    *self,
           const char *text)
{
  raw_peer_send_frame (raw_server_get_last_peer (self->server), TEXT, text, strlen (text));
}

static void
send_close (Fixture    *self,
            guint16     code,
            const char *reason)
{
  g_autofree char *payload = g_strdup_printf ("%c%c%s", code >> 8, code & 0xFF, reason);

  raw_peer_send_frame (raw_server_get_last_peer (self->server), CLOSE, payload, 2 + strlen (reason));
}

typedef struct {
  RawPeer *peer;
  guint8   opcode;
  GBytes  *payload;
} Frame;

static gboolean
frame_came (gpointer user_data)
{
  Frame *frame = user_data;

  return raw_peer_take_frame (frame->peer, &frame->opcode, &frame->payload);
}

static void
assert_frame (Fixture    *self,
              guint8      opcode,
              const char *payload)
{
  Frame frame = { .peer = raw_server_get_last_peer (self->server) };

  rt_test_wait_for (frame_came, &frame, "a frame");
  g_assert_cmphex (frame.opcode, ==, opcode);
  if (payload != NULL)
    g_assert_cmpmem (g_bytes_get_data (frame.payload, NULL), g_bytes_get_size (frame.payload),
                     payload, strlen (payload));
  g_bytes_unref (frame.payload);
}

static void
test_envelopes (void)
{
  Fixture fixture;
  const RtTraffic *traffic;

  fixture_open (&fixture, "roundtrip.v1");
  send_text (&fixture, "{\"seq\":1,\"time\":\"2026-01-02T03:04:05.678901Z\",\"type\":\"tick\",\"data\": 1.10 }");
  send_text (&fixture, "{\"seq\":5,\"type\":\"message\",\"data\":{\"a\":1},\"prev\":1}");
  send_text (&fixture, "{\"type\":\"gap\",\"data\":{\"lost\":3}}");
  send_text (&fixture, "{\"seq\":9,\"data\":true}");
  send_text (&fixture, "{\"type\":\"gap\",\"data\":{\"lost\":null}}");
  send_text (&fixture, "{\"seq\":20,\"data\":[]}");
  send_text (&fixture, "{\"type\":\"gap\",\"next\":29,\"data\":{\"lost\":9,\"reason\":\"conflated\"}}");
  send_text (&fixture, "{\"seq\":30,\"data\":0}");
  watcher_wait_messages (&fixture.watcher, 5);
  traffic = rt_client_get_traffic (fixture.client);

  g_assert_cmpstr (fixture.watcher.log->str, ==,
                   "[connecting] [open] 1:1.10/tick 5:{\"a\":1} gap(3) 9:true gap(-1) 20:[] 30:0");
  g_assert_cmpstr (fixture.watcher.answers->str, ==, "101");
  g_assert_cmpuint (traffic->requests, ==, 1);
  g_assert_cmpuint (traffic->lost, ==, 3);
  g_assert_cmpuint (traffic->conflated, ==, 9);
  g_assert_cmpuint (traffic->unknown_gaps, ==, 1);
  g_assert_cmpuint (traffic->payload_in, ==, strlen ("1.10{\"a\":1}true[]0"));
  fixture_clear (&fixture);
}

static void
test_bare (void)
{
  Fixture fixture;
  g_autofree char *protocol = NULL;

  fixture_open (&fixture, NULL);
  send_text (&fixture, "{\"seq\":1,\"data\":1}");
  raw_peer_send_frame (raw_server_get_last_peer (fixture.server), BINARY, "\xFF\x01", 2);
  watcher_wait_messages (&fixture.watcher, 2);
  g_object_get (fixture.client, "protocol", &protocol, NULL);

  g_assert_null (protocol);
  g_assert_cmpstr (fixture.watcher.log->str, ==, "[connecting] [open] {\"seq\":1,\"data\":1} \xFF\x01");
  g_assert_true (rt_client_get_latest (fixture.client)->binary);
  fixture_clear (&fixture);
}

static void
test_handshake (void)
{
  const char * const protocols[] = { "a", "b", NULL };
  Fixture fixture;
  const char *request;
  g_autofree char *offered = NULL, *extensions = NULL, *custom = NULL, *taken = NULL;

  fixture_init (&fixture, "b");
  g_object_set (fixture.client, "protocols", protocols, NULL);
  rt_client_set_header (fixture.client, "X-Custom", "mine");
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  request = raw_server_get_request (fixture.server, 0);
  offered = raw_request_dup_header (request, "Sec-WebSocket-Protocol");
  extensions = raw_request_dup_header (request, "Sec-WebSocket-Extensions");
  custom = raw_request_dup_header (request, "X-Custom");
  g_object_get (fixture.client, "protocol", &taken, NULL);

  g_assert_true (g_str_has_prefix (request, "GET /channels/x?types=a HTTP/1.1\r\n"));
  g_assert_cmpstr (offered, ==, "a, b");
  g_assert_null (extensions);
  g_assert_cmpstr (custom, ==, "mine");
  g_assert_cmpstr (taken, ==, "b");
  fixture_clear (&fixture);
}

static void
test_no_protocols (void)
{
  Fixture fixture;
  g_autofree char *offered = NULL;

  fixture_init (&fixture, NULL);
  g_object_set (fixture.client, "protocols", NULL, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  offered = raw_request_dup_header (raw_server_get_request (fixture.server, 0), "Sec-WebSocket-Protocol");

  g_assert_null (offered);
  fixture_clear (&fixture);
}

static void
test_sends (void)
{
  Fixture fixture;
  g_autoptr (GBytes) text = g_bytes_new_static ("h\xC3\xA9", 3);
  g_autoptr (GBytes) binary = g_bytes_new_static ("\xFF", 1);
  g_autoptr (GError) error = NULL;

  fixture_open (&fixture, NULL);
  g_assert_true (rt_client_can_send (fixture.client));
  g_assert_true (rt_client_send (fixture.client, text, FALSE, NULL));
  g_assert_true (rt_client_send (fixture.client, binary, TRUE, NULL));
  g_assert_false (rt_client_send (fixture.client, binary, FALSE, &error));

  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FORMAT);
  assert_frame (&fixture, TEXT, "h\xC3\xA9");
  assert_frame (&fixture, BINARY, "\xFF");
  g_assert_cmpuint (rt_client_get_traffic (fixture.client)->payload_out, ==, 4);
  fixture_clear (&fixture);
}

static void
test_sending_is_bounded (void)
{
  Fixture fixture;
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GBytes) megabyte = g_bytes_new (text, 1024 * 1024);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  fixture_open (&fixture, NULL);
  while (n < 100 && rt_client_send (fixture.client, megabyte, FALSE, &error))
    n++;

  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_FULL);
  g_assert_cmpuint (n, <, 10);
  fixture_clear (&fixture);
}

static void
test_cannot_send_while_closed (void)
{
  Fixture fixture;
  g_autoptr (GBytes) text = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  fixture_init (&fixture, NULL);

  g_assert_false (rt_client_can_send (fixture.client));
  g_assert_false (rt_client_send (fixture.client, text, FALSE, &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);
  fixture_clear (&fixture);
}

static void
test_keepalive (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  g_object_set (fixture.client, "keepalive", 1, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);

  assert_frame (&fixture, PING, NULL);
  raw_peer_send_frame (raw_server_get_last_peer (fixture.server), PING, "hi", 2);
  assert_frame (&fixture, PONG, "hi");
  fixture_clear (&fixture);
}

static void
test_resumes (void)
{
  Fixture fixture;

  fixture_init (&fixture, "roundtrip.v1");
  g_object_set (fixture.client, "after", G_GINT64_CONSTANT (6), NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  send_text (&fixture, "{\"seq\":7,\"data\":1}");
  watcher_wait_messages (&fixture.watcher, 1);
  raw_peer_close (raw_server_get_last_peer (fixture.server));
  raw_server_wait_requests (fixture.server, 2);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  send_text (&fixture, "{\"seq\":8,\"data\":2}");
  watcher_wait_messages (&fixture.watcher, 2);

  g_assert_true (g_str_has_prefix (raw_server_get_request (fixture.server, 0), "GET /channels/x?types=a&after=6 "));
  g_assert_true (g_str_has_prefix (raw_server_get_request (fixture.server, 1), "GET /channels/x?types=a&after=7 "));
  g_assert_cmpstr (fixture.watcher.log->str, ==, "[connecting] [open] 7:1 [retrying] [connecting] [open] 8:2");
  fixture_clear (&fixture);
}

static void
test_accounts (void)
{
  Fixture fixture;
  const RtTraffic *traffic;

  fixture_open (&fixture, "roundtrip.v1");
  send_text (&fixture, "{\"seq\":1,\"data\":1}");
  send_text (&fixture, "{\"seq\":4,\"data\":4}");
  send_text (&fixture, "{\"seq\":1,\"data\":1}");
  send_text (&fixture, "{\"seq\":3,\"data\":3}");
  watcher_wait_messages (&fixture.watcher, 4);
  traffic = rt_client_get_traffic (fixture.client);

  g_assert_cmpstr (fixture.watcher.log->str, ==, "[connecting] [open] 1:1 gap(2) 4:4 1:1* 3:3");
  g_assert_cmpuint (traffic->lost, ==, 1);
  g_assert_cmpuint (traffic->duplicate, ==, 1);
  g_assert_cmpuint (traffic->reordered, ==, 1);
  fixture_clear (&fixture);
}

static void
test_server_is_done (void)
{
  Fixture fixture;

  fixture_open (&fixture, NULL);
  send_close (&fixture, 1000, "all told");
  assert_frame (&fixture, CLOSE, "\x03\xE8" "all told");
  raw_peer_close (raw_server_get_last_peer (fixture.server));
  watcher_wait_finished (&fixture.watcher);

  watcher_assert_reason (&fixture.watcher, "it is done (1000, “all told”).");
  g_assert_error (rt_client_get_error (fixture.client), RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);
  fixture_clear (&fixture);
}

static void
test_server_goes_away (void)
{
  static const guint16 codes[] = { 1001, 1008, 1011, 1013 };
  static const char * const words[] = { "going away (1001)", "policy (1008)", "unexpected condition (1011)", "overloaded" };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      Fixture fixture;

      fixture_init (&fixture, NULL);
      g_object_set (fixture.client, "retry-ms", 10000, NULL);
      rt_client_start (fixture.client);
      watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
      send_close (&fixture, codes[i], "");
      raw_peer_close (raw_server_get_last_peer (fixture.server));
      watcher_wait_state (&fixture.watcher, RT_CLIENT_RETRYING);

      watcher_assert_reason (&fixture.watcher, words[i]);
      fixture_clear (&fixture);
    }
}

static void
test_connection_breaks (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  g_object_set (fixture.client, "retry-ms", 10000, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  raw_peer_send_bytes (raw_server_get_last_peer (fixture.server), "\x81\x05he", 4);
  raw_peer_close (raw_server_get_last_peer (fixture.server));
  watcher_wait_state (&fixture.watcher, RT_CLIENT_RETRYING);

  watcher_assert_reason (&fixture.watcher, "(1006)");
  fixture_clear (&fixture);
}

static void
test_oversize (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  g_object_set (fixture.client, "max-payload", 10, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  send_text (&fixture, "0123456789");
  send_text (&fixture, "0123456789X");
  watcher_wait_finished (&fixture.watcher);
  raw_server_wait_gone (fixture.server, 1);

  watcher_assert_reason (&fixture.watcher, "too big (1009");
  assert_frame (&fixture, CLOSE, "\x03\xF1");
  g_assert_cmpuint (fixture.watcher.n_messages, ==, 1);
  fixture_clear (&fixture);
}

static void
test_malformed (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  g_object_set (fixture.client, "retry-ms", 10000, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  raw_peer_send_bytes (raw_server_get_last_peer (fixture.server), "\xF3\x00", 2);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_RETRYING);
  raw_server_wait_gone (fixture.server, 1);

  watcher_assert_reason (&fixture.watcher, "(1002");
  assert_frame (&fixture, CLOSE, "\x03\xEA");
  fixture_clear (&fixture);
}

static void
test_broken_envelope (void)
{
  Fixture fixture;

  fixture_init (&fixture, "roundtrip.v1");
  g_object_set (fixture.client, "retry-ms", 10000, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  send_text (&fixture, "{\"seq\":7,\"data\":1}");
  send_text (&fixture, "hello");
  watcher_wait_state (&fixture.watcher, RT_CLIENT_RETRYING);
  raw_server_wait_gone (fixture.server, 1);

  watcher_assert_reason (&fixture.watcher, "roundtrip.v1");
  fixture_clear (&fixture);
}

/* As servers with the npm package ws do. */
static void
test_agrees_blindly (void)
{
  Fixture fixture;

  fixture_init (&fixture, "roundtrip.v1");
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  send_text (&fixture, "hello");
  send_text (&fixture, "{\"n\":1}");
  watcher_wait_messages (&fixture.watcher, 2);

  g_assert_cmpstr (fixture.watcher.log->str, ==, "[connecting] [open] hello {\"n\":1}");
  fixture_clear (&fixture);
}

typedef struct {
  const char *path;
  const char *answer;
  const char *reason;
  gboolean    final;
} Refusal;

static const Refusal refusals[] = {
  { "not-found", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404 Not Found", TRUE },
  { "not-a-websocket", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 OK", TRUE },
  { "unavailable", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "503 Busy", FALSE },
  { "wrong-accept", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: nonsense\r\n\r\n", "handshake wrongly", TRUE },
  { "malformed", "nonsense\r\n\r\n", "/channels/", FALSE },
};

static void
test_refusal (gconstpointer user_data)
{
  const Refusal *refusal = user_data;
  Fixture fixture;

  fixture_init (&fixture, NULL);
  fixture.refusal = refusal->answer;
  g_object_set (fixture.client, "retry-ms", 10000, NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, refusal->final ? RT_CLIENT_CLOSED : RT_CLIENT_RETRYING);

  watcher_assert_reason (&fixture.watcher, refusal->reason);
  g_assert_cmpint (fixture.watcher.finished, ==, refusal->final);
  fixture_clear (&fixture);
}

static void
test_stop_at_every_stage (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  rt_client_start (fixture.client);
  rt_client_stop (fixture.client);
  g_assert_cmpstr (fixture.watcher.log->str, ==, "[connecting] [closed] finished");

  rt_client_start (fixture.client);
  raw_server_wait_requests (fixture.server, 1);
  rt_client_stop (fixture.client);

  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  rt_client_stop (fixture.client);
  assert_frame (&fixture, CLOSE, "\x03\xE8");
  fixture_clear (&fixture);
}

static void
test_stop_within_a_message (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  g_signal_connect (fixture.client, "message", G_CALLBACK (rt_client_stop), NULL);
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  send_text (&fixture, "a");
  send_text (&fixture, "b");
  watcher_wait_finished (&fixture.watcher);

  g_assert_cmpstr (fixture.watcher.log->str, ==, "[connecting] [open] a [closed] finished");
  fixture_clear (&fixture);
}

static void
test_finalised_while_open (void)
{
  Fixture fixture;
  g_autofree char *uri = NULL;
  RtClient *client;

  fixture_init (&fixture, NULL);
  uri = raw_server_dup_uri (fixture.server, "ws", "/");
  client = rt_websocket_client_new (uri);
  rt_client_start (client);
  raw_server_wait_requests (fixture.server, 1);
  rt_test_assert_last_unref (client);
  raw_server_wait_gone (fixture.server, 1);
  fixture_clear (&fixture);
}

static void
assert_wire (Fixture *fixture)
{
  const RtTraffic *traffic = rt_client_get_traffic (fixture->client);

  g_assert_cmpuint (traffic->wire.bytes_out, ==, fixture->server->bytes_in);
  g_assert_cmpuint (traffic->wire.bytes_in, ==, fixture->server->bytes_out);
}

static void
test_wire_bytes (void)
{
  Fixture fixture;
  g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);

  fixture_open (&fixture, NULL);
  send_text (&fixture, "one");
  rt_client_send (fixture.client, text, FALSE, NULL);
  assert_frame (&fixture, TEXT, "hello");
  watcher_wait_messages (&fixture.watcher, 1);
  assert_wire (&fixture);

  raw_peer_send_bytes (raw_server_get_last_peer (fixture.server), "\x81\x05he", 4);
  raw_peer_close (raw_server_get_last_peer (fixture.server));
  raw_server_wait_requests (fixture.server, 2);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);
  assert_wire (&fixture);

  rt_client_stop (fixture.client);
  raw_server_wait_gone (fixture.server, 2);
  assert_wire (&fixture);
  fixture_clear (&fixture);
}

static void
test_redirect (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  fixture.refusal = "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n";
  rt_client_start (fixture.client);
  watcher_wait_state (&fixture.watcher, RT_CLIENT_OPEN);

  g_assert_true (g_str_has_prefix (raw_server_get_request (fixture.server, 1), "GET /there "));
  fixture_clear (&fixture);
}

static void
test_close_codes (void)
{
  g_autofree char *known = rt_websocket_close_describe (1009, NULL);
  g_autofree char *unknown = rt_websocket_close_describe (4321, "why not");

  g_assert_cmpstr (known, ==, "A message was too big (1009).");
  g_assert_cmpstr (unknown, ==, "The server closed the WebSocket (4321, “why not”).");
  g_assert_true (rt_websocket_close_is_final (1000));
  g_assert_false (rt_websocket_close_is_final (1006));
  g_assert_false (rt_websocket_close_is_final (4321));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define TEST(path, func) g_test_add_func ("/websocket-client/" path, func)
  TEST ("open/envelopes-of-roundtrip-v1", test_envelopes);
  TEST ("open/bare-text-and-binary", test_bare);
  TEST ("open/keepalive", test_keepalive);
  TEST ("handshake/offers-protocols-and-no-extension", test_handshake);
  TEST ("handshake/without-protocols", test_no_protocols);
  TEST ("handshake/follows-redirects", test_redirect);
  TEST ("send/text-and-binary", test_sends);
  TEST ("send/is-bounded", test_sending_is_bounded);
  TEST ("send/not-while-closed", test_cannot_send_while_closed);
  TEST ("reconnect/resumes-after-the-cursor", test_resumes);
  TEST ("account/lost-duplicate-reordered", test_accounts);
  TEST ("account/wire-bytes-are-what-was-sent", test_wire_bytes);
  TEST ("close/server-is-done", test_server_is_done);
  TEST ("close/server-goes-away", test_server_goes_away);
  TEST ("close/connection-breaks", test_connection_breaks);
  TEST ("close/codes-in-words", test_close_codes);
  TEST ("refuse/oversize", test_oversize);
  TEST ("refuse/malformed-frames", test_malformed);
  TEST ("refuse/what-is-no-envelope", test_broken_envelope);
  TEST ("open/servers-that-agree-to-anything", test_agrees_blindly);
  TEST ("stop/at-every-stage", test_stop_at_every_stage);
  TEST ("stop/within-a-message", test_stop_within_a_message);
  TEST ("stop/by-the-last-reference", test_finalised_while_open);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/websocket-client/refuse/%s", refusals[i].path);

      g_test_add_data_func (path, &refusals[i], test_refusal);
    }

  return g_test_run ();
}
