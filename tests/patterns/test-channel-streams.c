/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define ENVELOPES "Sec-WebSocket-Protocol: other, roundtrip.v1\r\n"

/* The next block of an event stream, without its time. */
static void
assert_block (RawClient  *client,
              const char *expected)
{
  g_autofree char *block = raw_client_take_until (client, "\n\n");
  g_autoptr (GRegex) times = g_regex_new ("time: [-0-9]{10}T[:0-9]{8}\\.[0-9]{6}Z\n", 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (times, block, -1, 0, "T ", 0, NULL);

  g_assert_cmpstr (plain, ==, expected);
}

static void
assert_frame (RawClient  *client,
              const char *expected)
{
  guint8 head;
  g_autoptr (GBytes) frame = raw_client_take_frame (client, &head);
  g_autofree char *text = g_strndup (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
  g_autoptr (GRegex) times = g_regex_new ("\"time\":\"[-0-9]{10}T[:0-9]{8}\\.[0-9]{6}Z\"", 0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (times, text, -1, 0, "T", 0, NULL);

  g_assert_cmphex (head, ==, 0x81);
  g_assert_cmpstr (plain, ==, expected);
}

static void
send_text (RawClient  *client,
           const char *text)
{
  raw_client_send_frame (client, 0x81, text, strlen (text));
}

static void
publish_three (Served *served)
{
  served_publish (served, "c", "a", "1");
  served_publish (served, "c", "b", "2");
  served_publish (served, "c", "a", "3");
}

static void
test_sse_framing (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  served_publish (&served, "c", "before", "0");
  client = served_open_stream (&served, "/channels/c", "");

  assert_block (client, "retry: 2000\nid: 1\n\n");
  served_publish (&served, "c", "message", "{\"x\" : 1.10}");
  assert_block (client, "id: 2\nevent: message\nT data: {\"x\" : 1.10}\n\n");
  served_publish (&served, "c", "lines", "[1,\n2,\r\n3,\r4]\n");
  assert_block (client, "id: 3\nevent: lines\nT data: [1,\ndata: 2,\ndata: 3,\ndata: 4]\ndata: \n\n");

  served_clear (&served);
}

static void
test_sse_resume (void)
{
  Served served;
  g_autoptr (RawClient) by_query = NULL;
  g_autoptr (RawClient) by_id = NULL;
  g_autoptr (RawClient) by_nothing = NULL;

  served_init (&served);
  publish_three (&served);

  by_query = served_open_stream (&served, "/channels/c?after=2", "");
  by_id = served_open_stream (&served, "/channels/c?after=0", "Last-Event-ID: 2\r\n");
  by_nothing = served_open_stream (&served, "/channels/c?after=2", "Last-Event-ID: \r\n");

  raw_client_wait_for (by_query, "retry: 2000\n\n");
  assert_block (by_query, "id: 3\nevent: a\nT data: 3\n\n");
  raw_client_wait_for (by_id, "retry: 2000\n\n");
  assert_block (by_id, "id: 3\nevent: a\nT data: 3\n\n");
  raw_client_wait_for (by_nothing, "retry: 2000\n\n");
  assert_block (by_nothing, "id: 3\nevent: a\nT data: 3\n\n");
  served_clear (&served);
}

static void
test_sse_types (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  publish_three (&served);
  client = served_open_stream (&served, "/channels/c?after=0&types=a", "");

  raw_client_wait_for (client, "retry: 2000\n\n");
  assert_block (client, "id: 1\nevent: a\nT prev: 0\ndata: 1\n\n");
  assert_block (client, "id: 3\nevent: a\nT prev: 1\ndata: 3\n\n");
  served_publish (&served, "c", "b", "4");
  served_publish (&served, "c", "a", "5");
  assert_block (client, "id: 5\nevent: a\nT prev: 3\ndata: 5\n\n");

  served_clear (&served);
}

static void
test_sse_gap (void)
{
  Served served;
  g_autoptr (RawClient) forgotten = NULL;
  g_autoptr (RawClient) future = NULL;

  served_init (&served);
  for (guint i = 0; i < RT_CHANNEL_DEFAULT_MAX_EVENTS + 5; i++)
    served_publish (&served, "c", "a", "1");

  forgotten = served_open_stream (&served, "/channels/c?after=2", "");
  future = served_open_stream (&served, "/channels/c", "Last-Event-ID: 1234567\r\n");

  raw_client_wait_for (forgotten, "retry: 2000\n\n");
  assert_block (forgotten, "id: 5\nevent: gap\ndata: {\"lost\": 3}\n\n");
  assert_block (forgotten, "id: 6\nevent: a\nT data: 1\n\n");
  raw_client_wait_for (future, "retry: 2000\n\n");
  assert_block (future, "id: 5\nevent: gap\ndata: {\"lost\": null}\n\n");
  assert_block (future, "id: 6\nevent: a\nT data: 1\n\n");
  served_clear (&served);
}

/* A reader that takes nothing loses nothing the channel remembers, and holds up nobody. */
static void
test_sse_stuck (void)
{
  Served served;
  g_autofree char *json = g_strnfill (100 * 1024, '1');
  g_autoptr (RawClient) stuck = NULL;
  g_autoptr (RawClient) other = NULL;

  served_init (&served);
  served_publish (&served, "c", "a", "0");
  stuck = served_open_stream (&served, "/channels/c", "");
  other = served_open_stream (&served, "/channels/c", "");
  raw_client_stop_reading (stuck);

  for (guint i = 0; i < 100; i++)
    served_publish (&served, "c", "a", json);

  raw_client_wait_for (other, "id: 101\n");
  served_clear (&served);
}

static void
test_bare (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  publish_three (&served);
  client = served_open_websocket (&served, "/channels/c?after=2&type=said", "");

  assert_frame (client, "3");
  send_text (client, "{\"x\" : 1.10}");
  assert_frame (client, "{\"x\" : 1.10}");
  g_assert_cmpstr (rt_event_get_type_name (rt_channel_get_latest (served_get_channel (&served, "c"))), ==, "said");

  served_clear (&served);
}

static void
test_envelopes (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  publish_three (&served);
  client = served_open_websocket (&served, "/channels/c?after=0&types=a", ENVELOPES);

  assert_frame (client, "{\"seq\":1,T,\"type\":\"a\",\"prev\":0,\"data\":1}");
  assert_frame (client, "{\"seq\":3,T,\"type\":\"a\",\"prev\":1,\"data\":3}");
  served_publish (&served, "c", "a", "[4]");
  assert_frame (client, "{\"seq\":4,T,\"type\":\"a\",\"prev\":3,\"data\":[4]}");

  served_clear (&served);
}

static void
test_websocket_gap (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  publish_three (&served);
  client = served_open_websocket (&served, "/channels/c?after=77", ENVELOPES);

  assert_frame (client, "{\"type\":\"gap\",\"next\":0,\"data\":{\"lost\":null}}");
  assert_frame (client, "{\"seq\":1,T,\"type\":\"a\",\"data\":1}");

  served_clear (&served);
}

static void
test_lengths (void)
{
  static const gsize lengths[] = { 1, 125, 126, 65535, 65536, 200000 };
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", "");

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *json = g_strnfill (lengths[i], '7');

      send_text (client, json);
      assert_frame (client, json);
    }

  served_clear (&served);
}

static RawClient *
open_confirmed (Served *served)
{
  g_autoptr (RawClient) client = raw_client_new (served->port);
  g_autofree char *head = NULL;

  raw_client_send (client, "GET /channels/c?types=none HTTP/1.1\r\nHost: localhost\r\nPrefer: confirm\r\n"
                   SERVED_HANDSHAKE ENVELOPES "\r\n", -1);
  head = raw_client_take_until (client, "\r\n\r\n");
  g_assert_nonnull (strstr (head, "Preference-Applied: confirm\r\n"));
  g_assert_nonnull (strstr (head, "Sec-WebSocket-Protocol: roundtrip.v1\r\n"));

  return g_steal_pointer (&client);
}

static void
test_confirmed (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  publish_three (&served);
  client = open_confirmed (&served);

  send_text (client, "4");
  send_text (client, "{}{}");
  send_text (client, "5");
  raw_client_send_frame (client, 0x82, "6", 1);
  send_text (client, "6");

  assert_frame (client, "{\"type\":\"published\",\"data\":{\"seq\":4}}");
  assert_frame (client, "{\"type\":\"error\",\"data\":{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                        "\"detail\":\"A message must be one JSON value\"}}");
  assert_frame (client, "{\"type\":\"published\",\"data\":{\"seq\":5}}");
  assert_frame (client, "{\"type\":\"error\",\"data\":{\"type\":\"about:blank\",\"title\":\"Unsupported Media Type\",\"status\":415,"
                        "\"detail\":\"Send JSON as text\"}}");
  assert_frame (client, "{\"type\":\"published\",\"data\":{\"seq\":6}}");
  served_clear (&served);
}

/* Who was not asked for is not told, and none of it is an event. */
static void
test_unconfirmed (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", ENVELOPES);

  send_text (client, "1");

  assert_frame (client, "{\"seq\":1,T,\"type\":\"message\",\"data\":1}");
  served_clear (&served);
}

typedef struct {
  const char *name;
  guint8      head;
  const char *data;
  gsize       length;
  guint16     code;
} Bad;

static const Bad bad[] = {
  { "no-json", 0x81, "{", 1, 1007 },
  { "nothing", 0x81, "", 0, 1007 },
  { "no-utf-8", 0x81, "\"\xFF\"", 3, 1007 },
  { "binary", 0x82, "1", 1, 1003 },
  { "too-big", 0x81, NULL, 1024 * 1024 + 1, 1009 },
  { "reserved-bit", 0xC1, "1", 1, 1002 },
  { "unknown-opcode", 0x83, "1", 1, 1002 },
  { "continuation-of-nothing", 0x80, "1", 1, 1002 },
};

static guint16
take_close_code (RawClient *client)
{
  guint8 head;
  g_autoptr (GBytes) frame = raw_client_take_frame (client, &head);
  const guint8 *bytes = g_bytes_get_data (frame, NULL);

  g_assert_cmphex (head, ==, 0x88);
  g_assert_cmpuint (g_bytes_get_size (frame), >=, 2);

  return (guint16) (bytes[0] << 8 | bytes[1]);
}

static void
test_bad (gconstpointer data)
{
  const Bad *test = data;
  g_autofree char *large = g_strnfill (1024 * 1024 + 1, '1');
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawClient) other = NULL;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", "");
  other = served_open_websocket (&served, "/channels/c", "");

  raw_client_send_frame (client, test->head, test->data != NULL ? test->data : large, test->length);
  g_assert_cmpuint (take_close_code (client), ==, test->code);
  served_publish (&served, "c", "a", "1");
  assert_frame (other, "1");

  /* Nothing follows a close frame; the answer to it ends the connection. */
  raw_client_send_frame (client, 0x88, "\x03\xE8", 2);
  raw_client_wait_closed (client);
  g_assert_cmpuint (client->received->len, ==, 0);
  g_assert_cmpuint (rt_channel_get_last (served_get_channel (&served, "c")), ==, 1);
  served_clear (&served);
}

/* Fragments add up to one message, which has a limit. */
static void
test_fragments (void)
{
  g_autofree char *part = g_strnfill (64 * 1024, '1');
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", "");

  for (guint i = 0; i < 64 && client->received->len == 0 && !client->closed; i++)
    raw_client_send_frame (client, i == 0 ? 0x01 : 0x00, part, 64 * 1024);

  g_assert_cmpuint (take_close_code (client), ==, 1009);
  g_assert_cmpuint (rt_channel_get_last (served_get_channel (&served, "c")), ==, 0);
  served_clear (&served);
}

static void
test_ping (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (GBytes) pong = NULL;
  guint8 head;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", "");

  raw_client_send_frame (client, 0x89, "still?", 6);
  pong = raw_client_take_frame (client, &head);

  g_assert_cmphex (head, ==, 0x8A);
  g_assert_cmpmem (g_bytes_get_data (pong, NULL), g_bytes_get_size (pong), "still?", 6);
  served_clear (&served);
}

static void
test_leave (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", "");

  raw_client_send_frame (client, 0x88, "\x03\xE8" "bye", 5);

  g_assert_cmpuint (take_close_code (client), ==, 1000);
  raw_client_wait_closed (client);
  served_wait_empty (&served);
  served_clear (&served);
}

static void
test_published_is_counted (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;
  RtTraffic *traffic;

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c", "");

  send_text (client, "[1, 2]");
  assert_frame (client, "[1, 2]");

  traffic = rt_ledger_get (rt_server_get_ledger (served.server), "websocket");
  g_assert_cmpuint (traffic->payload_in, ==, 6);
  served_clear (&served);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/event-stream/an-event-is-framed-as-whatwg-has-it", test_sse_framing);
  g_test_add_func ("/event-stream/resumes-after-the-newest-cursor", test_sse_resume);
  g_test_add_func ("/event-stream/gives-the-types-asked-for-with-prev", test_sse_types);
  g_test_add_func ("/event-stream/a-gap-is-an-event", test_sse_gap);
  g_test_add_func ("/event-stream/who-reads-nothing-holds-up-nobody", test_sse_stuck);
  g_test_add_func ("/websocket/bare-payloads-both-ways", test_bare);
  g_test_add_func ("/websocket/envelopes-with-the-subprotocol", test_envelopes);
  g_test_add_func ("/websocket/a-gap-is-a-message", test_websocket_gap);
  g_test_add_func ("/websocket/every-length", test_lengths);
  g_test_add_func ("/websocket/messages-are-confirmed-in-order", test_confirmed);
  g_test_add_func ("/websocket/messages-are-confirmed-only-on-request", test_unconfirmed);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strdup_printf ("/websocket/closes-for/%s", bad[i].name);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/websocket/closes-for/fragments-too-big", test_fragments);
  g_test_add_func ("/websocket/answers-a-ping", test_ping);
  g_test_add_func ("/websocket/answers-a-close", test_leave);
  g_test_add_func ("/websocket/counts-what-is-published", test_published_is_counted);

  return g_test_run ();
}
