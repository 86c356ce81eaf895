/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-session.h"
#include "net/rt-tcp-info.h"
#include "support/rt-test.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/* Of nobody but this test, for 127.0.0.1. */
static const char certificate[] =
  "-----BEGIN CERTIFICATE-----\n"
  "MIIBmzCCAUGgAwIBAgIUQhXcs7HUi6/d6tOYf7v8dV7Dp3YwCgYIKoZIzj0EAwIw\n"
  "FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTE2MzQxMFoYDzIxMjYxMDI4\n"
  "MTYzNDEwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO\n"
  "PQMBBwNCAASRFNoQt+d0PXru5TTuUUUSAbAnjaeWZvfGUImJQOqz8L/bT2bs5Zzn\n"
  "wTkf91atQtl90mgb1FVTHT6272OxlPNDo28wbTAdBgNVHQ4EFgQUZWcv88xjRse8\n"
  "Ldntu+DSdfd4GD0wHwYDVR0jBBgwFoAUZWcv88xjRse8Ldntu+DSdfd4GD0wDwYD\n"
  "VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI\n"
  "zj0EAwIDSAAwRQIgBHzDO30Az+u5x3v+/OLm/6tid2TRLoMVpMlbzoSS+BsCIQDJ\n"
  "ufgvtC6TcdFobAUo5YKJAQiznVQFoFD3vJoNqnmbAw==\n"
  "-----END CERTIFICATE-----\n"
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/J55Jcs9hSB3YAlc\n"
  "2UPhQqSoMKBjOCNzBCPev3N2JW6hRANCAASRFNoQt+d0PXru5TTuUUUSAbAnjaeW\n"
  "ZvfGUImJQOqz8L/bT2bs5ZznwTkf91atQtl90mgb1FVTHT6272OxlPND\n"
  "-----END PRIVATE KEY-----\n";

/* One connection at a time, which answers each request alike, or says nothing at all. */
typedef struct {
  GSocketService  *service;
  GTlsCertificate *certificate;
  guint16          port;
  gboolean         is_silent;
  GIOStream       *tcp;
  GIOStream       *tls;
  GCancellable    *cancellable;
  char             request[4096];
  gboolean         was_reached;
} Server;

static void read_request (Server *server);

static void
on_answered (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    read_request (user_data);
}

static void
on_request (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Server *server = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n <= 0)
    return;

  g_assert_nonnull (g_strstr_len (server->request, n, "\r\n\r\n"));
  g_output_stream_write_all_async (g_io_stream_get_output_stream (server->tls), ANSWER, strlen (ANSWER),
                                   G_PRIORITY_DEFAULT, server->cancellable, on_answered, server);
}

static void
read_request (Server *server)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (server->tls), server->request, sizeof server->request,
                             G_PRIORITY_DEFAULT, server->cancellable, on_request, server);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  Server *server = user_data;

  server->was_reached = TRUE;
  server->tcp = G_IO_STREAM (g_object_ref (connection));
  if (server->is_silent)
    return TRUE;

  server->tls = g_tls_server_connection_new (server->tcp, server->certificate, NULL);
  g_assert_nonnull (server->tls);
  read_request (server);

  return TRUE;
}

static void
server_init (Server   *server,
             gboolean  is_silent)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  *server = (Server) { .is_silent = is_silent };
  server->service = g_socket_service_new ();
  server->cancellable = g_cancellable_new ();
  server->certificate = g_tls_certificate_new_from_pem (certificate, -1, NULL);
  g_assert_nonnull (server->certificate);
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), address, G_SOCKET_TYPE_STREAM,
                                                G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL));
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (server->service, "incoming", G_CALLBACK (on_incoming), server);
}

static void
server_clear (Server *server)
{
  g_cancellable_cancel (server->cancellable);
  rt_test_drain ();
  g_socket_service_stop (server->service);
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_clear_object (&server->tls);
  g_clear_object (&server->tcp);
  g_object_unref (server->certificate);
  g_object_unref (server->cancellable);
  g_object_unref (server->service);
}

static gboolean
accept_certificate (void)
{
  return TRUE;
}

static void
send_request (RtSession     *session,
              Server        *server,
              GCancellable  *cancellable,
              GAsyncResult **result)
{
  g_autofree char *uri = g_strdup_printf ("https://127.0.0.1:%u/", server->port);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", uri);

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate), NULL);
  rt_session_follow (session, message);
  soup_session_send_and_read_async (rt_session_get_soup (session), message, G_PRIORITY_DEFAULT, cancellable,
                                    rt_test_keep_result, result);
}

/* What the server's kernel saw. */
static void
assert_wire (RtSession *session,
             Server    *server)
{
  GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (server->tcp));
  RtWire ours, theirs;

  g_assert_true (rt_tcp_info_read (g_socket_get_fd (socket), &theirs));
  rt_session_settle (session);
  rt_session_get_wire (session, &ours);
  g_assert_cmpuint (ours.bytes_in, ==, theirs.bytes_out);
  g_assert_cmpuint (ours.bytes_out, ==, theirs.bytes_in);
}

static void
test_answers (void)
{
  RtSession *session = rt_session_new ();
  Server server;

  server_init (&server, FALSE);
  for (guint i = 0; i < 3; i++)
    {
      GAsyncResult *kept = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) body = NULL;

      send_request (session, &server, NULL, &kept);
      result = rt_test_wait_result (&kept, "an answer");
      body = soup_session_send_and_read_finish (rt_session_get_soup (session), result, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "hi", 2);
      assert_wire (session, &server);
    }

  g_assert_cmpuint (rt_session_get_connections_opened (session), ==, 1);
  rt_session_abort (session);
  assert_wire (session, &server);
  server_clear (&server);
  rt_test_drain ();
  rt_test_assert_last_unref (session);
}

/* The handshake waits in a thread for what never comes. */
static void
test_handshake_ends (gconstpointer by_abort)
{
  RtSession *session = rt_session_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Server server;

  server_init (&server, TRUE);
  send_request (session, &server, cancellable, &kept);
  rt_test_wait_flag (&server.was_reached, "a connection");

  if (GPOINTER_TO_INT (by_abort))
    rt_session_abort (session);
  else
    g_cancellable_cancel (cancellable);
  result = rt_test_wait_result (&kept, "the end");

  g_assert_null (soup_session_send_and_read_finish (rt_session_get_soup (session), result, &error));
  g_assert_nonnull (error);
  rt_session_abort (session);
  g_assert_cmpuint (rt_session_get_connections_open (session), ==, 0);
  server_clear (&server);
  rt_test_drain ();
  rt_test_assert_last_unref (session);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/session-tls/counts-what-was-sent-encrypted", test_answers);
  g_test_add_data_func ("/session-tls/ends-a-handshake-by-an-abort", GINT_TO_POINTER (TRUE), test_handshake_ends);
  g_test_add_data_func ("/session-tls/ends-a-handshake-by-cancelling", GINT_TO_POINTER (FALSE), test_handshake_ends);

  return g_test_run ();
}
