/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

#define JSON      "Content-Type: application/json\r\n"
#define ENVELOPES "Sec-WebSocket-Protocol: roundtrip.v1\r\n"

/* A channel that waits for numbers that survive a restart. */
static void
seal (Served *served)
{
  RtChannel *channel = served_get_channel (served, "c");

  rt_channel_set_reserved (channel, rt_channel_get_last (channel) + 1);
}

static char *
take_text (RawClient *client,
           guint8     head)
{
  guint8 first;
  g_autoptr (GBytes) frame = raw_client_take_frame (client, &first);

  g_assert_cmphex (first, ==, head);

  return g_strndup (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
}

static void
test_later (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *retry_after = NULL;

  served_init (&served);
  seal (&served);

  response = served_ask (&served, "POST", "/channels/c", JSON, "1");
  retry_after = raw_response_dup_field (response, "Retry-After");

  g_assert_cmpuint (response->status, ==, 429);
  g_assert_cmpstr (retry_after, ==, "1");
  g_assert_nonnull (strstr (response->body, "\"title\":\"Too Many Requests\",\"status\":429"));
  served_clear (&served);
}

static void
test_later_over_websocket (void)
{
  Served served;
  g_autoptr (RawClient) bare = NULL;
  g_autoptr (RawClient) enveloped = NULL;
  g_autofree char *close = NULL;
  g_autofree char *error = NULL;
  g_autofree char *event = NULL;

  served_init (&served);
  served_get_channel (&served, "c");
  bare = served_open_websocket (&served, "/channels/c", "");
  enveloped = served_open_websocket (&served, "/channels/c", ENVELOPES);
  seal (&served);

  raw_client_send_frame (bare, 0x81, "1", 1);
  close = take_text (bare, 0x88);
  raw_client_send_frame (enveloped, 0x81, "1", 1);
  error = take_text (enveloped, 0x81);

  g_assert_cmpuint ((guint8) close[0] << 8 | (guint8) close[1], ==, 1013);
  g_assert_nonnull (strstr (error, "{\"type\":\"error\",\"data\":{"));
  g_assert_nonnull (strstr (error, "\"status\":429"));

  /* The connection stays for when there are numbers. */
  rt_channel_set_reserved (served_get_channel (&served, "c"), G_MAXUINT64);
  raw_client_send_frame (enveloped, 0x81, "1", 1);
  event = take_text (enveloped, 0x81);
  g_assert_true (g_str_has_prefix (event, "{\"seq\":1,"));
  served_clear (&served);
}

static void
test_types (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;
  g_autoptr (RawResponse) known = NULL;

  served_init (&served);
  for (guint i = 0; i < RT_CHANNEL_MAX_TYPES; i++)
    {
      g_autofree char *type = g_strdup_printf ("t%u", i);

      served_publish (&served, "c", type, "1");
    }

  response = served_ask (&served, "POST", "/channels/c?type=one-more", JSON, "1");
  known = served_ask (&served, "POST", "/channels/c?type=t0", JSON, "1");

  g_assert_cmpuint (response->status, ==, 400);
  g_assert_cmpuint (known->status, ==, 201);
  served_clear (&served);
}

static void
test_channels (void)
{
  Served served;
  g_autoptr (RawResponse) response = NULL;
  g_autoptr (RawResponse) known = NULL;

  served_init (&served);
  for (guint i = served_count_channels (&served); i < RT_HUB_MAX_CHANNELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);

      served_get_channel (&served, name);
    }

  response = served_ask (&served, "POST", "/channels/one-more", JSON, "1");
  known = served_ask (&served, "POST", "/channels/c500", JSON, "1");

  g_assert_cmpuint (response->status, ==, 503);
  g_assert_nonnull (strstr (response->body, "\"detail\":\""));
  g_assert_cmpuint (known->status, ==, 201);
  g_assert_cmpuint (served_count_channels (&served), ==, RT_HUB_MAX_CHANNELS);
  served_clear (&served);
}

/* Thousands of messages in one turn of the loop are all answered, in order. */
static void
test_many_confirmations (void)
{
  /* More than an outbox holds, less than the channel forgets. */
  const guint n = 9000;
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (GByteArray) frames = g_byte_array_new ();

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c?types=none", ENVELOPES "Prefer: confirm\r\n");
  for (guint i = 0; i < n; i++)
    {
      static const guint8 frame[] = { 0x81, 0x81, 0, 0, 0, 0, '1' };

      g_byte_array_append (frames, frame, sizeof frame);
    }

  raw_client_send (client, frames->data, frames->len);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *expected = g_strdup_printf ("{\"type\":\"published\",\"data\":{\"seq\":%u}}", i);
      g_autofree char *text = take_text (client, 0x81);

      g_assert_cmpstr (text, ==, expected);
    }
  served_clear (&served);
}

/* Who publishes and does not read is let go, and nobody else is. */
static void
test_unread_confirmations (void)
{
  Served served;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawClient) other = NULL;
  g_autofree char *text = NULL;
  guint8 frames[7 * 1000];

  served_init (&served);
  served_get_channel (&served, "c");
  client = served_open_websocket (&served, "/channels/c?types=none", ENVELOPES "Prefer: confirm\r\n");
  other = served_open_websocket (&served, "/channels/chat", "");
  raw_client_stop_reading (client);
  for (gsize i = 0; i < sizeof frames; i += 7)
    memcpy (frames + i, "\x81\x81\0\0\0\0" "1", 7);

  /* As much as the kernel takes and the outbox holds, and more. */
  for (guint i = 0; i < 600 && g_list_model_get_n_items (rt_server_get_peers (served.server)) == 2; i++)
    {
      GSocket *socket = g_socket_connection_get_socket (client->connection);

      g_socket_send (socket, (const char *) frames, sizeof frames, NULL, NULL);
      rt_test_drain ();
    }

  served_publish (&served, "chat", "say", "1");
  text = take_text (other, 0x81);
  g_assert_cmpstr (text, ==, "1");
  served_clear (&served);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/limits/429-while-there-are-no-numbers", test_later);
  g_test_add_func ("/limits/1013-while-there-are-no-numbers", test_later_over_websocket);
  g_test_add_func ("/limits/types-of-a-channel", test_types);
  g_test_add_func ("/limits/channels", test_channels);
  g_test_add_func ("/limits/many-messages-are-confirmed-in-one-turn", test_many_confirmations);
  g_test_add_func ("/limits/unread-confirmations-harm-nobody", test_unread_confirmations);

  return g_test_run ();
}
