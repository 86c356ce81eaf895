/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-channel.h"
#include "lab/rt-arena.h"
#include "lab/rt-http2-server.h"
#include "lab/rt-run-certificate.h"
#include "net/rt-session.h"
#include "tests/support/rt-test.h"

typedef struct {
  RtChannel     *channel;
  RtHttp2Server *server;
  RtSession     *session;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->channel = rt_channel_new ("feed", NULL);
  fixture->server = rt_http2_server_new (fixture->channel, &error);
  g_assert_no_error (error);
  fixture->session = rt_session_new ();
  rt_session_pin (fixture->session, rt_http2_server_get_certificate (fixture->server));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rt_test_assert_last_unref (g_steal_pointer (&fixture->session));
  rt_http2_server_free (fixture->server);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&fixture->channel));
}

static void
publish (Fixture    *fixture,
         const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  rt_channel_publish (fixture->channel, "message", data, &error);
  g_assert_no_error (error);
}

/* (transfer full) a request of @path with the field @name, if any */
static SoupMessage *
new_request (Fixture    *fixture,
             const char *path,
             const char *name,
             const char *value)
{
  g_autofree char *uri = rt_http2_server_dup_uri (fixture->server, path);
  SoupMessage *message = soup_message_new ("GET", uri);

  if (name != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), name, value);
  rt_session_follow (fixture->session, message);

  return message;
}

/* What it was answered; @message tells the rest. (transfer full) */
static char *
ask (Fixture     *fixture,
     SoupMessage *message,
     GError     **error)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = NULL;

  soup_session_send_and_read_async (rt_session_get_soup (fixture->session), message, G_PRIORITY_DEFAULT, NULL,
                                    rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the answer");
  body = soup_session_send_and_read_finish (rt_session_get_soup (fixture->session), result, error);

  return body != NULL ? g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body)) : NULL;
}

static void
test_polling (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  publish (fixture, "1");
  /* More than is handed on in one turn, again and again on one connection. */
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (SoupMessage) message = new_request (fixture, RT_ARENA_PATH "?after=0", NULL, NULL);
      g_autofree char *body = ask (fixture, message, &error);

      g_assert_no_error (error);
      g_assert_cmpint (soup_message_get_http_version (message), ==, SOUP_HTTP_2_0);
      g_assert_cmpint (soup_message_get_status (message), ==, SOUP_STATUS_OK);
      g_assert_nonnull (strstr (body, "\"next\":1,\"gap\":0}"));
    }
  g_assert_cmpuint (rt_session_get_connections_opened (fixture->session), ==, 1);
  g_assert_cmpuint (rt_http2_server_measure (fixture->server, "short-polling")->requests, ==, 50);
}

static void
test_seen_already (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (SoupMessage) message = new_request (fixture, RT_ARENA_PATH "?after=1", "If-None-Match", "\"1\"");
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;

  publish (fixture, "1");
  body = ask (fixture, message, &error);

  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_status (message), ==, SOUP_STATUS_NOT_MODIFIED);
  g_assert_cmpuint (rt_http2_server_measure (fixture->server, "short-polling")->empty, ==, 1);
}

static gboolean
is_asked (gpointer fixture)
{
  return rt_http2_server_measure (((Fixture *) fixture)->server, "long-polling")->requests == 1;
}

static void
test_long_polling (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (SoupMessage) message = new_request (fixture, RT_ARENA_PATH "?after=0", "Prefer", "wait=20");
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;

  soup_session_send_and_read_async (rt_session_get_soup (fixture->session), message, G_PRIORITY_DEFAULT, NULL,
                                    rt_test_keep_result, &kept);
  rt_test_wait_for (is_asked, fixture, "the question");
  g_assert_null (kept);
  publish (fixture, "\"late\"");
  result = rt_test_wait_result (&kept, "the answer");
  body = soup_session_send_and_read_finish (rt_session_get_soup (fixture->session), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), "\"late\""));
}

static void
test_waited_in_vain (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (SoupMessage) message = new_request (fixture, RT_ARENA_PATH "?after=0", "Prefer", "wait=0");
  g_autoptr (GError) error = NULL;
  g_autofree char *body = ask (fixture, message, &error);

  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_status (message), ==, SOUP_STATUS_NO_CONTENT);
}

/* Reads from @stream until @end was there. */
static void
read_until (GInputStream *stream,
            const char   *end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  while (strstr (text->str, end) == NULL)
    {
      GAsyncResult *kept = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      g_input_stream_read_bytes_async (stream, 4096, G_PRIORITY_DEFAULT, NULL, rt_test_keep_result, &kept);
      result = rt_test_wait_result (&kept, "the stream");
      bytes = g_input_stream_read_bytes_finish (stream, result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (bytes), >, 0);
      g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
}

static gboolean
is_left (gpointer fixture)
{
  return rt_http2_server_measure (((Fixture *) fixture)->server, "server-sent-events")->connections_open == 0;
}

static void
test_event_stream (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (SoupMessage) message = new_request (fixture, RT_ARENA_PATH "?after=0", "Accept", "text/event-stream");
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) error = NULL;

  soup_session_send_async (rt_session_get_soup (fixture->session), message, G_PRIORITY_DEFAULT, NULL,
                           rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the answer");
  stream = soup_session_send_finish (rt_session_get_soup (fixture->session), result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_http_version (message), ==, SOUP_HTTP_2_0);

  /* It goes on where libsoup's own would end. */
  publish (fixture, "\"first\"");
  read_until (stream, "data: \"first\"\n\n");
  publish (fixture, "\"second\"");
  read_until (stream, "data: \"second\"\n\n");
  rt_session_abort (fixture->session);
  rt_test_wait_for (is_left, fixture, "the connection's end");
}

static void
test_stranger (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  rt_session_pin (fixture->session, NULL);
  message = new_request (fixture, RT_ARENA_LATEST, NULL, NULL);

  g_assert_null (ask (fixture, message, &error));
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
}

static void
test_what_is_not_there (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (SoupMessage) elsewhere = new_request (fixture, "/elsewhere", NULL, NULL);
  g_autoptr (SoupMessage) wrong = new_request (fixture, RT_ARENA_PATH "?after=x", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_free (ask (fixture, elsewhere, &error));
  g_free (ask (fixture, wrong, &error));

  g_assert_no_error (error);
  g_assert_cmpint (soup_message_get_status (elsewhere), ==, SOUP_STATUS_NOT_FOUND);
  g_assert_cmpint (soup_message_get_status (wrong), ==, SOUP_STATUS_BAD_REQUEST);
}

static void
test_certificate (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) one = rt_run_certificate_new (&error);
  g_autoptr (GTlsCertificate) other = rt_run_certificate_new (&error);

  g_assert_no_error (error);
  g_assert_false (g_tls_certificate_is_same (one, other));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/http2/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("polls/on-one-connection", test_polling);
  ADD ("polls/seen-already", test_seen_already);
  ADD ("long-polls/answered-when-there-is-something", test_long_polling);
  ADD ("long-polls/waited-in-vain", test_waited_in_vain);
  ADD ("event-stream/goes-on", test_event_stream);
  ADD ("certificate/no-stranger-is-trusted", test_stranger);
  ADD ("what-is-not-there", test_what_is_not_there);
#undef ADD
  g_test_add_func ("/http2/certificate/each-run-has-its-own", test_certificate);

  return g_test_run ();
}
