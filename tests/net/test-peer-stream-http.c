/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "net/rt-peer-stream.h"
#include "net/rt-soup-keep.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

/* A SoupServer that is given one peer stream. */
typedef struct {
  TcpPair            pair;
  RtPeerStream      *stream;
  SoupServer        *server;
  GString           *seen;      /* "METHOD path body;" of each request */
  SoupServerMessage *held;
  gboolean           is_gone;
  gboolean           is_closed;
} Fixture;

static void
on_gone (Fixture *fixture)
{
  fixture->is_gone = TRUE;
}

static void
on_closed (Fixture *fixture)
{
  fixture->is_closed = TRUE;
}

/* As an event stream does. */
static void
take_over (Fixture           *fixture,
           SoupServerMessage *message)
{
  g_autoptr (GIOStream) stolen = soup_server_message_steal_connection (message);
  g_autoptr (GBytes) head = g_bytes_new_static ("HTTP/1.1 200 OK\r\n\r\n", 19);

  g_assert_nonnull (stolen);
  rt_peer_stream_set_raw (fixture->stream, TRUE);
  g_assert_true (rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), head));
  rt_peer_stream_flush (fixture->stream);
}

static void
answer (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  g_string_append_printf (fixture->seen, "%s %s %s;", soup_server_message_get_method (message), path, text);
  soup_server_message_set_status (message, 200, NULL);
  if (g_str_equal (path, "/hold"))
    {
      g_set_object (&fixture->held, message);
      soup_server_message_pause (message);
    }
  else if (g_str_equal (path, "/chunked"))
    {
      SoupMessageBody *response = soup_server_message_get_response_body (message);

      soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), SOUP_ENCODING_CHUNKED);
      soup_message_body_append (response, SOUP_MEMORY_STATIC, "hello", 5);
      soup_message_body_complete (response);
    }
  else if (g_str_equal (path, "/events"))
    {
      take_over (fixture, message);
    }
  else
    {
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, path, strlen (path));
    }
}

static void
refuse_early (SoupServerMessage *message)
{
  if (g_str_equal (g_uri_get_path (soup_server_message_get_uri (message)), "/too-large"))
    soup_server_message_set_status (message, 413, NULL);
}

static void
on_request_started (SoupServer        *server,
                    SoupServerMessage *message)
{
  g_signal_connect (message, "got-headers", G_CALLBACK (refuse_early), NULL);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocketAddress) remote = NULL;
  g_autoptr (GError) error = NULL;

  tcp_pair_init (&fixture->pair);
  fixture->seen = g_string_new (NULL);
  local = g_socket_connection_get_local_address (fixture->pair.ours, NULL);
  remote = g_socket_connection_get_remote_address (fixture->pair.ours, NULL);
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, NULL);
  g_signal_connect_swapped (fixture->stream, "gone", G_CALLBACK (on_gone), fixture);
  g_signal_connect_swapped (fixture->stream, "closed", G_CALLBACK (on_closed), fixture);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->server, NULL, answer, fixture, NULL);
  g_signal_connect (fixture->server, "request-started", G_CALLBACK (on_request_started), NULL);
  g_assert_true (rt_soup_keep_connections (fixture->server, &error));
  g_assert_true (soup_server_accept_iostream (fixture->server, G_IO_STREAM (fixture->stream), local, remote, &error));
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  tcp_pair_close_peer (&fixture->pair);
  g_clear_object (&fixture->held);
  soup_server_disconnect (fixture->server);
  rt_test_wait_flag (&fixture->is_closed, "closed");
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->server);
  rt_test_assert_last_unref (fixture->stream);
  g_string_free (fixture->seen, TRUE);
  tcp_pair_clear (&fixture->pair);
}

static guint
count (const char *text,
       const char *part)
{
  guint n = 0;

  while ((text = strstr (text, part)) != NULL)
    {
      n++;
      text++;
    }

  return n;
}

typedef struct {
  Fixture    *fixture;
  GString    *text;
  const char *last;
} Answers;

static gboolean
are_answered (gpointer user_data)
{
  Answers *answers = user_data;

  tcp_pair_receive (&answers->fixture->pair, answers->text);

  return g_str_has_suffix (answers->text->str, answers->last);
}

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* What the peer received until it ended in @last. */
static char *
wait_for_answers (Fixture    *fixture,
                  const char *last)
{
  Answers answers = { .fixture = fixture, .text = g_string_new (NULL), .last = last };
  guint ticks = g_timeout_add (2, tick, NULL);

  rt_test_wait_for (are_answered, &answers, last);
  g_source_remove (ticks);

  return g_string_free (answers.text, FALSE);
}

static void
test_keep_alive (Fixture       *fixture,
                 gconstpointer  user_data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = NULL;

      tcp_pair_send (&fixture->pair, "GET /one HTTP/1.1\r\nHost: x\r\n\r\n");
      text = wait_for_answers (fixture, "/one");
      g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 OK\r\n"));
      g_assert_cmpuint (rt_peer_stream_get_bytes_read (fixture->stream), ==, 30 * (i + 1));
    }
}

static void
test_pipelined (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair,
                 "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                 "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
                 "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: 1\r\nU: /x HTTP/1.1\r\n\r\n"
                 "GET /4 HTTP/1.1\r\nHost: x\r\n\r\n");
  text = wait_for_answers (fixture, "/4");

  g_assert_cmpuint (count (text, "HTTP/1.1 200 OK"), ==, 4);
  g_assert_cmpstr (fixture->seen->str, ==, "GET /1 ;POST /2 hello;POST /3 abcde;GET /4 ;");
}

static void
test_one_byte_at_a_time (Fixture       *fixture,
                         gconstpointer  user_data)
{
  const char *request = "POST /slow HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: 1\r\n\r\n";
  g_autofree char *text = NULL;

  for (const char *p = request; *p != '\0'; p++)
    {
      char byte[2] = { *p, '\0' };

      tcp_pair_send (&fixture->pair, byte);
      rt_test_drain ();
    }
  text = wait_for_answers (fixture, "/slow");

  g_assert_cmpstr (fixture->seen->str, ==, "POST /slow abc;");
}

static void
test_chunked_answer (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "GET /chunked HTTP/1.1\r\nHost: x\r\n\r\nGET /after HTTP/1.1\r\nHost: x\r\n\r\n");
  text = wait_for_answers (fixture, "/after");

  g_assert_nonnull (strstr (text, "\r\n\r\n5\r\nhello\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

static void
test_large_body (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *zeros = g_strnfill (3000000, 'z');
  g_autofree char *text = NULL;
  gsize sent = 0;

  tcp_pair_send (&fixture->pair, "POST /large HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
  while (sent < 3000000)
    {
      gssize n = send (fixture->pair.peer, zeros + sent, 3000000 - sent, MSG_DONTWAIT | MSG_NOSIGNAL);

      sent += MAX (n, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  text = wait_for_answers (fixture, "/large");

  g_assert_cmpuint (fixture->seen->len, ==, strlen ("POST /large ;") + 3000000);
}

static void
test_violation_behind_a_good_request (Fixture       *fixture,
                                      gconstpointer  user_data)
{
  g_autofree char *text = NULL;
  gboolean was_reset;

  tcp_pair_send (&fixture->pair,
                 "GET /good HTTP/1.1\r\nHost: x\r\n\r\n"
                 "POST /bad HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                 "GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
  text = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_false (was_reset);
  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 200 OK\r\n"));
  g_assert_nonnull (strstr (text, "/goodHTTP/1.1 400 Bad Request\r\n"));
  g_assert_cmpuint (count (text, "HTTP/1.1 "), ==, 2);
  g_assert_cmpstr (fixture->seen->str, ==, "GET /good ;");
}

static void
test_violation_in_a_chunk (Fixture       *fixture,
                           gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "POST /bad HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  rt_test_drain ();
  tcp_pair_send (&fixture->pair, "3\nabc\r\n0\r\n\r\n");
  text = tcp_pair_wait_for_end (&fixture->pair, NULL);

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 400 Bad Request\r\n"));
  g_assert_cmpuint (count (text, "HTTP/1.1 "), ==, 1);
  g_assert_cmpstr (fixture->seen->str, ==, "");
}

static void
test_expect_continue (Fixture       *fixture,
                      gconstpointer  user_data)
{
  g_autofree char *interim = NULL;
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "POST /patient HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  interim = wait_for_answers (fixture, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (interim, "HTTP/1.1 100 Continue\r\n"));
  tcp_pair_send (&fixture->pair, "hi");
  text = wait_for_answers (fixture, "/patient");

  g_assert_cmpstr (fixture->seen->str, ==, "POST /patient hi;");
}

static void
test_expect_refused (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair,
                 "POST /too-large HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 32\r\n\r\n"
                 "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
  text = tcp_pair_wait_for_end (&fixture->pair, NULL);

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 413 "));
  g_assert_null (strstr (fixture->seen->str, "smuggled"));
}

static void
test_half_closed (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "GET /last HTTP/1.1\r\nHost: x\r\n\r\n");
  tcp_pair_shutdown (&fixture->pair);
  text = tcp_pair_wait_for_end (&fixture->pair, NULL);

  g_assert_true (g_str_has_suffix (text, "/last"));
  rt_test_wait_flag (&fixture->is_closed, "closed");
}

static void
test_leaves_between_requests (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  text = wait_for_answers (fixture, "/a");
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_closed, "closed");

  /* Only libsoup held on to it besides. */
  g_assert_cmpuint (G_OBJECT (fixture->stream)->ref_count, ==, 1);
}

static void
test_bad_after_good_is_freed (Fixture       *fixture,
                              gconstpointer  user_data)
{
  g_autofree char *first = NULL;
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  first = wait_for_answers (fixture, "/a");
  tcp_pair_send (&fixture->pair, "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
  text = tcp_pair_wait_for_end (&fixture->pair, NULL);
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_closed, "closed");

  g_assert_true (g_str_has_prefix (text, "HTTP/1.1 400 "));
  g_assert_cmpuint (count (text, "HTTP/1.1 "), ==, 1);
  g_assert_cmpuint (G_OBJECT (fixture->stream)->ref_count, ==, 1);
}

static void
test_cut_off (Fixture       *fixture,
              gconstpointer  user_data)
{
  tcp_pair_send (&fixture->pair, "POST /cut HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  tcp_pair_shutdown (&fixture->pair);
  rt_test_wait_flag (&fixture->is_closed, "closed");

  g_assert_cmpstr (fixture->seen->str, ==, "");
}

static void
test_held (Fixture       *fixture,
           gconstpointer  user_data)
{
  tcp_pair_send (&fixture->pair, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\n");
  while (fixture->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  rt_test_drain ();
  g_assert_false (fixture->is_gone);
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_gone, "gone");

  soup_server_message_unpause (fixture->held);
}

static void
test_held_answered (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "GET /hold HTTP/1.1\r\nHost: x\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n");
  while (fixture->held == NULL)
    g_main_context_iteration (NULL, TRUE);
  rt_test_drain ();
  g_assert_cmpstr (fixture->seen->str, ==, "GET /hold ;");
  soup_server_message_set_response (fixture->held, "text/plain", SOUP_MEMORY_STATIC, "late", 4);
  soup_server_message_unpause (fixture->held);
  text = wait_for_answers (fixture, "/next");

  g_assert_nonnull (strstr (text, "lateHTTP/1.1 200 OK\r\n"));
}

static void
test_taken_over (Fixture       *fixture,
                 gconstpointer  user_data)
{
  RtOutbox *outbox = rt_peer_stream_get_outbox (fixture->stream);
  g_autoptr (GBytes) event = g_bytes_new_static ("data: 1\n\n", 9);
  g_autofree char *head = NULL;
  g_autofree char *text = NULL;

  tcp_pair_send (&fixture->pair, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
  head = wait_for_answers (fixture, "\r\n\r\n");
  rt_outbox_push_event (outbox, event, 1);
  rt_outbox_push_event (outbox, event, 1);
  rt_peer_stream_flush (fixture->stream);
  text = tcp_pair_wait_for (&fixture->pair, 18);
  g_assert_cmpstr (text, ==, "data: 1\n\ndata: 1\n\n");
  tcp_pair_send (&fixture->pair, "GET /ignored HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n");
  rt_test_drain ();
  g_assert_false (fixture->is_gone);
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_gone, "gone");

  g_assert_cmpstr (fixture->seen->str, ==, "GET /events ;");
  g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL);
}

static void
test_wire (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *text = NULL;
  RtWire wire;

  tcp_pair_send (&fixture->pair, "GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  text = wait_for_answers (fixture, "/a");
  tcp_pair_close_peer (&fixture->pair);
  rt_test_wait_flag (&fixture->is_closed, "closed");
  rt_peer_stream_read_wire (fixture->stream, &wire);

  g_assert_cmpuint (wire.bytes_out, ==, strlen (text));
  g_assert_cmpuint (wire.bytes_in, ==, 28);
  g_assert_cmpuint (wire.segments_out, ==, 1);
  g_assert_cmpuint (wire.segments_in, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/peer-stream/http/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("serves-request-after-request", test_keep_alive);
  ADD ("serves-pipelined-requests-in-order", test_pipelined);
  ADD ("serves-what-comes-byte-by-byte", test_one_byte_at_a_time);
  ADD ("sends-chunked-answers-whole", test_chunked_answer);
  ADD ("takes-large-bodies", test_large_body);
  ADD ("answers-the-good-request-before-the-bad", test_violation_behind_a_good_request);
  ADD ("answers-400-in-the-middle-of-a-body", test_violation_in_a_chunk);
  ADD ("continues-who-expects-it", test_expect_continue);
  ADD ("takes-no-body-for-a-request", test_expect_refused);
  ADD ("answers-who-closed-only-half", test_half_closed);
  ADD ("takes-no-part-for-a-whole", test_cut_off);
  ADD ("lets-go-of-who-leaves-between-requests", test_leaves_between_requests);
  ADD ("lets-go-of-who-is-refused-later", test_bad_after_good_is_freed);
  ADD ("tells-who-leaves-a-held-request", test_held);
  ADD ("serves-the-next-after-a-held-request", test_held_answered);
  ADD ("can-be-taken-over-for-an-event-stream", test_taken_over);
  ADD ("counts-to-the-byte", test_wire);

  return g_test_run ();
}
