/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-session.h"
#include "raw-server.h"
#include "support/rt-test.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi"

static void
answer (RawServer  *server,
        RawPeer    *peer,
        const char *request,
        gpointer    user_data)
{
  raw_peer_send (peer, ANSWER);
}

static void
hold (RawServer  *server,
      RawPeer    *peer,
      const char *request,
      gpointer    user_data)
{
}

static void
send_request (RtSession     *session,
              RawServer     *server,
              GAsyncResult **result)
{
  g_autofree char *uri = raw_server_dup_uri (server, "http", "/");
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);

  rt_session_follow (session, message);
  soup_session_send_and_read_async (rt_session_get_soup (session), message, G_PRIORITY_DEFAULT, NULL,
                                    rt_test_keep_result, result);
}

static void
assert_wire (RtSession *session,
             RawServer *server)
{
  RtWire wire;

  rt_session_settle (session);
  rt_session_get_wire (session, &wire);
  g_assert_cmpuint (wire.bytes_out, ==, server->bytes_in);
  g_assert_cmpuint (wire.bytes_in, ==, server->bytes_out);
  g_assert_cmpuint (rt_session_get_header_bytes (session), ==,
                    (wire.segments_in + wire.segments_out) * RT_HEADER_BYTES_IPV4);
}

static void
test_counts (void)
{
  g_autoptr (RawServer) server = raw_server_new (answer, NULL);
  RtSession *session = rt_session_new ();

  for (guint i = 0; i < 3; i++)
    {
      GAsyncResult *kept = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) body = NULL;

      send_request (session, server, &kept);
      result = rt_test_wait_result (&kept, "an answer");
      body = soup_session_send_and_read_finish (rt_session_get_soup (session), result, NULL);
      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "hi", 2);
      assert_wire (session, server);
    }

  g_assert_cmpuint (rt_session_get_connections_opened (session), ==, 1);
  g_assert_cmpuint (rt_session_get_connections_open (session), ==, 1);
  rt_session_abort (session);
  g_assert_cmpuint (rt_session_get_connections_open (session), ==, 0);
  raw_server_wait_gone (server, 1);
  assert_wire (session, server);
  rt_test_drain ();
  rt_test_assert_last_unref (session);
}

static void
test_limit (void)
{
  g_autoptr (RawServer) server = raw_server_new (hold, NULL);
  RtSession *session = g_object_new (RT_TYPE_SESSION, "max-connections", 2, NULL);
  GAsyncResult *results[5] = { NULL, };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    send_request (session, server, &results[i]);
  raw_server_wait_requests (server, 2);
  rt_test_drain ();

  g_assert_cmpuint (server->peers->len, ==, 2);
  g_assert_cmpuint (rt_session_get_connections_opened (session), ==, 2);
  rt_session_abort (session);
  raw_server_wait_gone (server, 2);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = rt_test_wait_result (&results[i], "cancellation");
      g_autoptr (GError) error = NULL;

      g_assert_null (soup_session_send_and_read_finish (rt_session_get_soup (session), result, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  assert_wire (session, server);
  rt_test_drain ();
  rt_test_assert_last_unref (session);
}

static void
test_usable_after_abort (void)
{
  g_autoptr (RawServer) server = raw_server_new (answer, NULL);
  RtSession *session = rt_session_new ();

  for (guint i = 0; i < 2; i++)
    {
      GAsyncResult *kept = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) body = NULL;

      send_request (session, server, &kept);
      result = rt_test_wait_result (&kept, "an answer");
      body = soup_session_send_and_read_finish (rt_session_get_soup (session), result, NULL);
      g_assert_nonnull (body);
      rt_session_abort (session);
      raw_server_wait_gone (server, i + 1);
    }

  g_assert_cmpuint (rt_session_get_connections_opened (session), ==, 2);
  assert_wire (session, server);
  rt_test_drain ();
  rt_test_assert_last_unref (session);
}

static void
test_defaults (void)
{
  g_autoptr (RtSession) session = rt_session_new ();
  SoupSession *soup = rt_session_get_soup (session);
  guint total, per_host;

  g_object_get (soup, "max-conns", &total, "max-conns-per-host", &per_host, NULL);

  g_assert_cmpuint (total, ==, RT_SESSION_MAX_CONNECTIONS);
  g_assert_cmpuint (per_host, ==, RT_SESSION_MAX_CONNECTIONS);
  g_assert_false (soup_session_has_feature (soup, SOUP_TYPE_CONTENT_DECODER));
  g_assert_false (soup_session_has_feature (soup, SOUP_TYPE_COOKIE_JAR));
  g_assert_false (soup_session_has_feature (soup, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER));
}

typedef struct {
  GString *received;
  GString *sent;
  guint    opened;
  guint    closed;
} Listener;

static void
on_opened (guint64   connection,
           gboolean  is_new,
           gpointer  user_data)
{
  Listener *listener = user_data;

  g_assert_cmpuint (connection, ==, ++listener->opened);
  g_assert_true (is_new);
}

static void
on_received (guint64     connection,
             const char *bytes,
             gsize       length,
             gpointer    user_data)
{
  g_string_append_len (((Listener *) user_data)->received, bytes, length);
}

static void
on_sent (guint64     connection,
         const char *bytes,
         gsize       length,
         gpointer    user_data)
{
  g_string_append_len (((Listener *) user_data)->sent, bytes, length);
}

static void
on_closed (guint64   connection,
           gpointer  user_data)
{
  ((Listener *) user_data)->closed++;
}

static void
test_tap (void)
{
  static const RtTapHooks hooks = { on_opened, on_received, on_sent, on_closed };
  g_autoptr (RawServer) server = raw_server_new (answer, NULL);
  RtSession *session = rt_session_new ();
  Listener listener = { g_string_new (NULL), g_string_new (NULL), 0, 0 };
  g_autofree char *requests = NULL;

  rt_session_set_tap (session, &hooks, &listener);
  for (guint i = 0; i < 2; i++)
    {
      GAsyncResult *kept = NULL;
      g_autoptr (GAsyncResult) result = NULL;

      send_request (session, server, &kept);
      result = rt_test_wait_result (&kept, "an answer");
      rt_session_abort (session);
    }

  requests = g_strconcat (raw_server_get_request (server, 0), raw_server_get_request (server, 1), NULL);
  g_assert_cmpstr (listener.sent->str, ==, requests);
  g_assert_cmpstr (listener.received->str, ==, ANSWER ANSWER);
  g_assert_cmpuint (listener.opened, ==, 2);
  g_assert_cmpuint (listener.closed, ==, 2);
  rt_test_drain ();
  rt_test_assert_last_unref (session);
  g_string_free (listener.received, TRUE);
  g_string_free (listener.sent, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session/counts-what-was-sent-and-decodes-nothing", test_counts);
  g_test_add_func ("/session/opens-no-more-connections-than-it-may", test_limit);
  g_test_add_func ("/session/can-be-used-after-an-abort", test_usable_after_abort);
  g_test_add_func ("/session/is-as-a-browser-by-default", test_defaults);
  g_test_add_func ("/session/lets-its-connections-be-listened-to", test_tap);

  return g_test_run ();
}
