/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "net/rt-listener.h"
#include "net/rt-peer-stream.h"
#include "net/rt-soup-keep.h"
#include "support/rt-test.h"

#define N_MESSAGES 200

/* A server over peer streams, and libsoup's own WebSocket client. */
typedef struct {
  RtListener              *listener;
  SoupServer              *server;
  SoupSession             *session;
  RtPeerStream            *stream;
  SoupWebsocketConnection *server_side;
  SoupWebsocketConnection *client_side;
  GString                 *received;
  guint                    n_received;
  gboolean                 is_open;
  gboolean                 is_closed;
  gboolean                 client_closed;
} Fixture;

static void
on_closed (Fixture *fixture)
{
  fixture->is_closed = TRUE;
}

static void
on_accepted (Fixture           *fixture,
             GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  g_assert_null (fixture->stream);
  fixture->stream = rt_peer_stream_new (connection, NULL);
  g_signal_connect_swapped (fixture->stream, "closed", G_CALLBACK (on_closed), fixture);
  soup_server_accept_iostream (fixture->server, G_IO_STREAM (fixture->stream), local, remote, NULL);
}

static void
echo (SoupWebsocketConnection *websocket,
      SoupWebsocketDataType    type,
      GBytes                  *message,
      gpointer                 user_data)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (message, NULL), g_bytes_get_size (message));

  soup_websocket_connection_send_text (websocket, text);
}

static void
upgraded (SoupServer              *server,
          SoupServerMessage       *message,
          const char              *path,
          SoupWebsocketConnection *websocket,
          gpointer                 user_data)
{
  Fixture *fixture = user_data;

  fixture->server_side = g_object_ref (websocket);
  rt_peer_stream_set_raw (fixture->stream, FALSE);
  g_signal_connect (websocket, "message", G_CALLBACK (echo), NULL);
}

static void
on_message (Fixture               *fixture,
            SoupWebsocketDataType  type,
            GBytes                *message)
{
  g_string_append_len (fixture->received, g_bytes_get_data (message, NULL), g_bytes_get_size (message));
  g_string_append_c (fixture->received, ' ');
  fixture->n_received++;
}

static void
on_client_closed (Fixture *fixture)
{
  fixture->client_closed = TRUE;
}

static void
connected (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  fixture->client_side = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->client_side, "message", G_CALLBACK (on_message), fixture);
  g_signal_connect_swapped (fixture->client_side, "closed", G_CALLBACK (on_client_closed), fixture);
  fixture->is_open = TRUE;
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;

  fixture->received = g_string_new (NULL);
  fixture->listener = rt_listener_new (NULL, 0, &error);
  g_assert_no_error (error);
  g_signal_connect_swapped (fixture->listener, "accepted", G_CALLBACK (on_accepted), fixture);
  fixture->server = soup_server_new (NULL, NULL);
  g_assert_true (rt_soup_keep_connections (fixture->server, NULL));
  soup_server_remove_websocket_extension (fixture->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_websocket_handler (fixture->server, "/ws", NULL, NULL, upgraded, fixture, NULL);

  fixture->session = soup_session_new ();
  uri = g_strdup_printf ("ws://127.0.0.1:%u/ws", rt_listener_get_port (fixture->listener));
  message = soup_message_new ("GET", uri);
  soup_session_websocket_connect_async (fixture->session, message, NULL, NULL, G_PRIORITY_DEFAULT, NULL, connected, fixture);
  rt_test_wait_flag (&fixture->is_open, "the handshake");
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  if (soup_websocket_connection_get_state (fixture->client_side) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (fixture->client_side, 1000, NULL);
  rt_test_wait_flag (&fixture->client_closed, "the client's end");
  rt_test_wait_flag (&fixture->is_closed, "the server's end");
  rt_test_drain ();
  g_clear_object (&fixture->client_side);
  rt_test_assert_last_unref (fixture->server_side);
  rt_test_assert_last_unref (fixture->stream);
  soup_server_disconnect (fixture->server);
  rt_test_assert_last_unref (fixture->server);
  soup_session_abort (fixture->session);
  g_object_unref (fixture->session);
  rt_test_assert_last_unref (fixture->listener);
  g_string_free (fixture->received, TRUE);
}

static gboolean
has_received_all (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_received >= N_MESSAGES;
}

static void
test_echo (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      soup_websocket_connection_send_text (fixture->client_side, text);
      g_string_append_printf (expected, "%u ", i);
    }
  rt_test_wait_for (has_received_all, fixture, "the echoes");

  g_assert_cmpstr (fixture->received->str, ==, expected->str);
}

static gboolean
has_received_three (gpointer user_data)
{
  return ((Fixture *) user_data)->n_received >= 3;
}

/* Frames of our own and libsoup's leave in the order they were written. */
static void
test_order (Fixture       *fixture,
            gconstpointer  user_data)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  g_autoptr (GBytes) first = g_bytes_new_static ("\x81\x01" "a", 3);
  g_autoptr (GBytes) last = g_bytes_new_static ("\x81\x01" "c", 3);
  RtWire before, after;

  rt_peer_stream_read_wire (fixture->stream, &before);
  rt_outbox_push_event (outbox, first, 1);
  soup_websocket_connection_send_text (fixture->server_side, "b");
  while (rt_outbox_get_n_bytes (outbox) < 6)
    g_main_context_iteration (NULL, TRUE);
  rt_outbox_push_event (outbox, last, 1);
  rt_peer_stream_flush (fixture->stream);
  rt_test_wait_for (has_received_three, fixture, "three messages");
  rt_peer_stream_read_wire (fixture->stream, &after);

  g_assert_cmpstr (fixture->received->str, ==, "a b c ");
  g_assert_cmpuint (after.bytes_out - before.bytes_out, ==, 9);
  g_assert_cmpuint (rt_outbox_get_counts (outbox)->events, ==, 2);
}

static void
test_close_follows (Fixture       *fixture,
                    gconstpointer  user_data)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  g_autoptr (GBytes) event = g_bytes_new_static ("\x81\x01" "z", 3);

  rt_outbox_push_event (outbox, event, 1);
  rt_peer_stream_flush (fixture->stream);
  soup_websocket_connection_close (fixture->server_side, 4000, "enough");
  rt_test_wait_flag (&fixture->client_closed, "the close");

  g_assert_cmpstr (fixture->received->str, ==, "z ");
  g_assert_cmpuint (soup_websocket_connection_get_close_code (fixture->client_side), ==, 4000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/peer-stream/websocket/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("carries-messages-both-ways", test_echo);
  ADD ("keeps-the-order-of-all-that-is-written", test_order);
  ADD ("sends-the-close-behind-the-events", test_close_follows);

  return g_test_run ();
}
