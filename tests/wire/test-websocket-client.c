/* SPDX-License-Identifier: GPL-3.0-or-later */

/* RFC 6455 section by section: what a server sends, and what our client makes of it. */

#include "config.h"

#include <string.h>

#include "frames.h"
#include "patterns/raw-server.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "support/rt-test.h"
#include "wire-run.h"

/* Of four random bytes each: that two of them are the same happens once in 150 million runs. */
#define N_KEYS 8

typedef struct {
  RawServer *server;
  RtClient  *client;
  GString   *log;
} Fixture;

static void
answer (RawServer  *server,
        RawPeer    *peer,
        const char *request,
        gpointer    user_data)
{
  raw_peer_accept_websocket (peer, request, NULL);
}

static void
message_cb (RtClient  *client,
            RtMessage *message,
            Fixture   *self)
{
  frames_describe (self->log, message->binary ? 0x82 : 0x81, g_bytes_get_data (message->data, NULL),
                   g_bytes_get_size (message->data));
}

static gboolean
is_open (gpointer user_data)
{
  return rt_client_get_state (((Fixture *) user_data)->client) == RT_CLIENT_OPEN;
}

static void
fixture_open (Fixture *self)
{
  g_autofree char *uri = NULL;

  *self = (Fixture) { .log = g_string_new (NULL) };
  self->server = raw_server_new (answer, self);
  uri = raw_server_dup_uri (self->server, "ws", "/");
  self->client = rt_websocket_client_new (uri);
  g_object_set (self->client, "protocols", NULL, "retry-ms", 60000, NULL);
  g_signal_connect (self->client, "message", G_CALLBACK (message_cb), self);
  rt_client_start (self->client);
  rt_test_wait_for (is_open, self, "the WebSocket to open");
}

static void
fixture_clear (Fixture *self)
{
  rt_client_stop (self->client);
  rt_test_drain ();
  rt_test_assert_last_unref (self->client);
  raw_server_free (self->server);
  g_string_free (self->log, TRUE);
}

static void
send_frames (Fixture    *self,
             const char *script,
             Cut         cut)
{
  RawPeer *peer = raw_server_get_last_peer (self->server);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gsize step;

  frames_append (bytes, script, FALSE);
  step = wire_run_get_step (cut, bytes->len);
  for (gsize i = 0; i < bytes->len && !peer->gone; i += step)
    {
      raw_peer_send_bytes (peer, bytes->data + i, MIN (step, bytes->len - i));
      rt_test_drain ();
    }
}

/* What the client says until it ends the connection. */
static char *
take_answers (Fixture *self)
{
  RawPeer *peer = raw_server_get_last_peer (self->server);
  GString *log = g_string_new (NULL);

  raw_server_wait_gone (self->server, 1);
  while (frames_take (peer->received, TRUE, log))
    ;
  g_assert_cmpuint (peer->received->len, ==, 0);

  return g_string_free (log, FALSE);
}

static void
run (const FrameCase *test,
     Cut              cut)
{
  Fixture fixture;
  g_autofree char *delivered = frames_dup_normal (test->delivered);
  g_autofree char *expected = wire_run_dup_answers (test);
  g_autofree char *answers = NULL;

  fixture_open (&fixture);
  send_frames (&fixture, test->sent, cut);
  if (!wire_run_takes_leave (test))
    send_frames (&fixture, "close[1000]", cut);
  answers = take_answers (&fixture);

  g_assert_cmpstr (answers, ==, expected);
  g_assert_cmpstr (fixture.log->str, ==, delivered);
  fixture_clear (&fixture);
}

typedef struct {
  Fixture *fixture;
  gsize    n;
} Amount;

static gboolean
has_heard (gpointer user_data)
{
  Amount *amount = user_data;

  return raw_server_get_last_peer (amount->fixture->server)->received->len >= amount->n;
}

/* A masked close frame with a code is the last of what came. */
static gboolean
has_heard_leave (gpointer user_data)
{
  GString *received = raw_server_get_last_peer (((Fixture *) user_data)->server)->received;

  return received->len >= 8 && memcmp (received->str + received->len - 8, "\x88\x82", 2) == 0;
}

/* 7.1.1, 7.1.2: the client takes leave and ends the connection. */
static void
test_stop (void)
{
  Fixture fixture;
  g_autofree char *answers = NULL;

  fixture_open (&fixture);
  rt_client_stop (fixture.client);
  answers = take_answers (&fixture);

  g_assert_cmpstr (answers, ==, "close[1000]");
  fixture_clear (&fixture);
}

static gboolean
is_retrying (gpointer user_data)
{
  return rt_client_get_state (((Fixture *) user_data)->client) == RT_CLIENT_RETRYING;
}

/* 5.1, 5.2: what we send is masked, in one piece, and says its length in as few bytes as will
 * do: frames_take() asserts it. */
static void
test_lengths (void)
{
  Fixture fixture;
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *normal = NULL;
  g_autofree char *answers = NULL;

  fixture_open (&fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (wire_lengths); i++)
    {
      g_autofree char *text = g_strnfill (wire_lengths[i], '*');
      g_autoptr (GBytes) bytes = g_bytes_new (text, wire_lengths[i]);

      g_assert_true (rt_client_send (fixture.client, bytes, FALSE, NULL));
      g_assert_true (rt_client_send (fixture.client, bytes, TRUE, NULL));
      g_string_append_printf (expected, "text*%u binary*%u ", wire_lengths[i], wire_lengths[i]);
    }
  rt_client_leave (fixture.client);
  rt_test_wait_for (has_heard_leave, &fixture, "the close frame");
  send_frames (&fixture, "close[1000]", CUT_NOWHERE);
  g_string_append (expected, "close[1000]");
  normal = frames_dup_normal (expected->str);
  answers = take_answers (&fixture);

  g_assert_cmpstr (answers, ==, normal);
  fixture_clear (&fixture);
}

/* 5.3: a key of its own for each frame. */
static void
test_mask_keys (void)
{
  Fixture fixture;
  RawPeer *peer;
  g_autoptr (GHashTable) keys = g_hash_table_new (NULL, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  Amount amount = { &fixture, N_KEYS * (2 + 4 + 1) };

  fixture_open (&fixture);
  for (guint i = 0; i < N_KEYS; i++)
    g_assert_true (rt_client_send (fixture.client, bytes, FALSE, NULL));
  rt_test_wait_for (has_heard, &amount, "the frames");

  peer = raw_server_get_last_peer (fixture.server);
  for (guint i = 0; i < N_KEYS; i++)
    {
      guint32 key;

      memcpy (&key, peer->received->str + i * (2 + 4 + 1) + 2, sizeof key);
      g_assert_true (g_hash_table_add (keys, GUINT_TO_POINTER (key)));
    }
  fixture_clear (&fixture);
}

/* 7.1.5: then the code is 1006, which no frame carries. */
static void
test_end_without_leave (gconstpointer user_data)
{
  const char *script = user_data;
  Fixture fixture;

  fixture_open (&fixture);
  send_frames (&fixture, script, CUT_NOWHERE);
  raw_peer_close (raw_server_get_last_peer (fixture.server));
  rt_test_wait_for (is_retrying, &fixture, "the client to notice");

  g_assert_nonnull (strstr (rt_client_get_reason (fixture.client), "1006"));
  g_assert_cmpstr (fixture.log->str, ==, "");
  fixture_clear (&fixture);
}

static const FrameCase limits[] = {
  { "10.4/a-message-of-the-limit", OF_CLIENT, "text*1048576", "text*1048576", "" },
  { "10.4/a-message-above-the-limit", OF_CLIENT, "text*1048577", "", "close[1009]" },
  { "10.4/a-length-above-the-limit-alone", OF_CLIENT, "text#100001()", "", "close[1009]" },
};

static void
test_limit (gconstpointer user_data)
{
  run (user_data, CUT_NOWHERE);
}

int
main (int   argc,
      char *argv[])
{
  wire_run_init (&argc, &argv);

  wire_run_add ("websocket-client", OF_CLIENT, run);
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/websocket-client/%s", limits[i].name);

      g_test_add_data_func (path, &limits[i], test_limit);
    }
  g_test_add_func ("/websocket-client/5.2/what-we-send-in-every-length", test_lengths);
  g_test_add_func ("/websocket-client/5.3/a-key-for-each-frame", test_mask_keys);
  g_test_add_func ("/websocket-client/7.1.2/stopping-takes-leave", test_stop);
#define END(path, script) g_test_add_data_func ("/websocket-client/7.1.5/" path, script, test_end_without_leave)
  END ("an-end-without-a-close-frame", "");
  END ("an-end-within-a-message", "text-(a)");
  END ("an-end-within-a-frame", "raw<81 05 48>");
  END ("an-end-within-a-length", "raw<81 7e 01>");

  return g_test_run ();
}
