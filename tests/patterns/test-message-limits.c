/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

/* With which close code each limit of messages ends a WebSocket (RFC 6455 section 7.4.1),
 * that it is counted once and for itself, and that others hear nothing of it. */

typedef struct {
  Served     served;
  RawClient *client;
  RawClient *other;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  served_init (&fixture->served);
  served_get_channel (&fixture->served, "c");
  fixture->client = served_open_websocket (&fixture->served, "/channels/c", "");
  fixture->other = served_open_websocket (&fixture->served, "/channels/c", "");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  raw_client_free (fixture->client);
  raw_client_free (fixture->other);
  served_clear (&fixture->served);
}

static void
set (Fixture     *fixture,
     RtLimitKind  kind,
     guint64      value)
{
  rt_limits_set (rt_server_get_limits (fixture->served.server), kind, value);
}

static void
assert_hits (Fixture     *fixture,
             RtLimitKind  kind,
             guint64      n)
{
  for (guint i = 0; i < RT_N_LIMITS; i++)
    g_assert_cmpuint (rt_limits_get_hits (rt_server_get_limits (fixture->served.server), i), ==, i == kind ? n : 0);
}

/* Pongs may come before. */
static guint
take_close_code (RawClient *client)
{
  for (;;)
    {
      guint8 head;
      g_autoptr (GBytes) payload = raw_client_take_frame (client, &head);
      const guint8 *bytes = g_bytes_get_data (payload, NULL);

      if (head == 0x88)
        return g_bytes_get_size (payload) < 2 ? 0 : bytes[0] << 8 | bytes[1];
      g_assert_cmphex (head, ==, 0x8A);
    }
}

static void
assert_ends (Fixture     *fixture,
             guint        code,
             RtLimitKind  kind)
{
  guint8 head;
  g_autoptr (GBytes) event = NULL;

  g_assert_cmpuint (take_close_code (fixture->client), ==, code);
  assert_hits (fixture, kind, 1);

  served_publish (&fixture->served, "c", "a", "1");
  event = raw_client_take_frame (fixture->other, &head);
  g_assert_cmpmem (g_bytes_get_data (event, NULL), g_bytes_get_size (event), "1", 1);
}

static void
test_large (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autofree char *text = g_strnfill (1024 * 1024 + 1, '1');

  raw_client_send_frame (fixture->client, 0x81, text, 1024 * 1024 + 1);
  assert_ends (fixture, 1009, RT_LIMIT_MESSAGE_BYTES);
}

static void
test_large_fragments (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autofree char *part = g_strnfill (64 * 1024, '1');

  for (guint i = 0; i < 64 && fixture->client->received->len == 0 && !fixture->client->closed; i++)
    raw_client_send_frame (fixture->client, i == 0 ? 0x01 : 0x00, part, 64 * 1024);

  assert_ends (fixture, 1009, RT_LIMIT_MESSAGE_BYTES);
}

/* Which add up to nothing, and never end. */
static void
test_empty_fragments (Fixture       *fixture,
                      gconstpointer  user_data)
{
  set (fixture, RT_LIMIT_FRAGMENTS, 10);
  for (guint i = 0; i < 11; i++)
    raw_client_send_frame (fixture->client, i == 0 ? 0x01 : 0x00, "", 0);

  assert_ends (fixture, 1009, RT_LIMIT_FRAGMENTS);
}

static void
test_as_many_fragments (Fixture       *fixture,
                        gconstpointer  user_data)
{
  guint8 head;
  g_autoptr (GBytes) event = NULL;

  set (fixture, RT_LIMIT_FRAGMENTS, 10);
  for (guint i = 0; i < 10; i++)
    raw_client_send_frame (fixture->client, (i == 0 ? 0x01 : 0x00) | (i == 9 ? 0x80 : 0), "1", 1);
  event = raw_client_take_frame (fixture->other, &head);

  g_assert_cmpmem (g_bytes_get_data (event, NULL), g_bytes_get_size (event), "1111111111", 10);
  assert_hits (fixture, RT_N_LIMITS, 0);
}

static void
test_pings (Fixture       *fixture,
            gconstpointer  user_data)
{
  for (guint i = 0; i < 1000 && !fixture->client->closed; i++)
    raw_client_send_frame (fixture->client, 0x89, "", 0);

  assert_ends (fixture, 1008, RT_LIMIT_CONTROL_FRAMES);
}

static void
test_unlimited_pings (Fixture       *fixture,
                      gconstpointer  user_data)
{
  set (fixture, RT_LIMIT_CONTROL_FRAMES, 0);
  for (guint i = 0; i < 1000; i++)
    raw_client_send_frame (fixture->client, 0x89, "", 0);
  for (guint i = 0; i < 1000; i++)
    {
      guint8 head;
      g_autoptr (GBytes) pong = raw_client_take_frame (fixture->client, &head);

      g_assert_cmphex (head, ==, 0x8A);
      g_assert_cmpuint (g_bytes_get_size (pong), ==, 0);
    }

  assert_hits (fixture, RT_N_LIMITS, 0);
}

/* Nothing compressed was agreed on, so the bit that says so is a reserved one: a bomb is
 * never inflated. */
static void
test_reserved_bit (Fixture       *fixture,
                   gconstpointer  user_data)
{
  raw_client_send_frame (fixture->client, 0xC1, "bomb", 4);
  assert_ends (fixture, 1002, RT_LIMIT_FRAME_SYNTAX);
}

static void
test_unmasked (Fixture       *fixture,
               gconstpointer  user_data)
{
  raw_client_send (fixture->client, "\x81\x01" "1", 3);
  assert_ends (fixture, 1002, RT_LIMIT_FRAME_SYNTAX);
}

static void
test_no_utf8 (Fixture       *fixture,
              gconstpointer  user_data)
{
  raw_client_send_frame (fixture->client, 0x81, "\xC3\x28", 2);
  assert_ends (fixture, 1007, RT_LIMIT_FRAME_SYNTAX);
}

/* A compression that is offered is not agreed on (RFC 7692 section 5). */
static void
test_offer (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (fixture->served.port);
  g_autofree char *head = NULL;

  raw_client_send (client, "GET /channels/c HTTP/1.1\r\nHost: localhost\r\n" SERVED_HANDSHAKE
                           "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n", -1);
  head = raw_client_take_until (client, "\r\n\r\n");

  g_assert_true (g_str_has_prefix (head, "HTTP/1.1 101 "));
  g_assert_null (strstr (head, "Extensions"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/message-limits/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("a-large-message-is-1009", test_large);
  ADD ("a-large-message-in-fragments-is-1009", test_large_fragments);
  ADD ("fragments-without-end-are-1009", test_empty_fragments);
  ADD ("as-many-fragments-as-may-be-are-taken", test_as_many_fragments);
  ADD ("pings-without-end-are-1008", test_pings);
  ADD ("any-pings-where-no-limit-is-set", test_unlimited_pings);
  ADD ("a-reserved-bit-is-1002", test_reserved_bit);
  ADD ("an-unmasked-frame-is-1002", test_unmasked);
  ADD ("text-that-is-no-utf8-is-1007", test_no_utf8);
  ADD ("compression-is-not-agreed-on", test_offer);

  return g_test_run ();
}
