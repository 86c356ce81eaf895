/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-peer-stream.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

#define GET    "GET /channels/x HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define ANSWER "HTTP/1.1 204 No Content\r\n\r\n"

typedef struct {
  TcpPair       pair;
  RtFaults     *faults;
  RtPeerStream *stream;
  GString      *read;
  GError       *error;     /* why no more can be read */
} Fixture;

static void
set_up (Fixture  *fixture,
        gboolean  is_client)
{
  tcp_pair_init (&fixture->pair);
  fixture->read = g_string_new (NULL);
  fixture->faults = is_client ? rt_faults_new_for_client () : rt_faults_new ();
  fixture->stream = rt_peer_stream_new (fixture->pair.ours, NULL);
  rt_peer_stream_set_faults (fixture->stream, fixture->faults);
  if (is_client)
    rt_peer_stream_set_raw (fixture->stream, FALSE);
}

static void
set_up_server (Fixture       *fixture,
               gconstpointer  user_data)
{
  set_up (fixture, FALSE);
}

static void
set_up_client (Fixture       *fixture,
               gconstpointer  user_data)
{
  set_up (fixture, TRUE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  rt_peer_stream_abort (fixture->stream);
  rt_test_drain ();
  rt_test_assert_last_unref (fixture->stream);
  rt_test_assert_last_unref (fixture->faults);
  tcp_pair_clear (&fixture->pair);
  g_string_free (fixture->read, TRUE);
  g_clear_error (&fixture->error);
}

static void
break_it (Fixture    *fixture,
          const char *text)
{
  g_autoptr (GError) error = NULL;

  rt_faults_add (fixture->faults, text, &error);
  g_assert_no_error (error);
}

static void
say (Fixture    *fixture,
     const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  g_assert_true (rt_outbox_push_control (rt_peer_stream_get_outbox (fixture->stream), bytes));
  rt_peer_stream_flush (fixture->stream);
}

static void on_readable (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data);

static void
read_on (Fixture *fixture)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (fixture->stream));

  g_input_stream_read_bytes_async (input, 4096, G_PRIORITY_DEFAULT, NULL, on_readable, fixture);
}

static void
on_readable (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &fixture->error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return;
  g_string_append_len (fixture->read, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  read_on (fixture);
}

typedef struct {
  Fixture    *fixture;
  RtFaultKind kind;
  gsize       length;
} Goal;

static gboolean
has_read (gpointer user_data)
{
  Goal *goal = user_data;

  return goal->fixture->read->len >= goal->length;
}

static gboolean
has_struck (gpointer user_data)
{
  Goal *goal = user_data;

  return rt_faults_get_n_struck (goal->fixture->faults, goal->kind) > 0;
}

static gboolean
has_failed (gpointer user_data)
{
  Goal *goal = user_data;

  return goal->fixture->error != NULL;
}

static void
wait_read (Fixture *fixture,
           gsize    length)
{
  rt_test_wait_for (has_read, &(Goal) { fixture, 0, length }, "what the peer sent");
}

static void
wait_struck (Fixture     *fixture,
             RtFaultKind  kind)
{
  rt_test_wait_for (has_struck, &(Goal) { fixture, kind }, rt_fault_get_word (kind));
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *arrived = NULL;

  read_on (fixture);
  rt_faults_cut_now (fixture->faults);
  arrived = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_true (was_reset);
  g_assert_true (rt_peer_stream_is_closed (fixture->stream));
  rt_test_wait_for (has_failed, &(Goal) { fixture }, "the reader to hear of it");
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_cmpuint (rt_faults_get_n_struck (fixture->faults, RT_FAULT_CUT), ==, 1);
}

static void
test_cut_after_time (Fixture       *fixture,
                     gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *arrived = NULL;

  break_it (fixture, "cut-after=10ms");
  arrived = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_true (was_reset);
  g_assert_cmpuint (rt_faults_get_n_struck (fixture->faults, RT_FAULT_CUT_AFTER), ==, 1);
}

static void
test_cut_after_events (Fixture       *fixture,
                       gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *arrived = NULL;

  break_it (fixture, "cut-after=2");
  g_assert_cmpint (rt_peer_stream_judge_event (fixture->stream), ==, RT_FAULT_PASS);
  g_assert_cmpint (rt_peer_stream_judge_event (fixture->stream), ==, RT_FAULT_LAST);
  say (fixture, "one two");
  rt_peer_stream_cut_when_sent (fixture->stream);
  arrived = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_true (was_reset);
  g_assert_cmpstr (arrived, ==, "one two");
}

/* Both ways, in pieces, with a delay that changes: what came first is through first. */
static void
test_order (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *arrived = NULL;

  break_it (fixture, "delay=5ms~5ms");
  read_on (fixture);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *piece = g_strdup_printf ("%u,", i);

      say (fixture, piece);
      tcp_pair_send (&fixture->pair, piece);
      g_string_append (all, piece);
      rt_test_drain ();
    }
  arrived = tcp_pair_wait_for (&fixture->pair, all->len);
  wait_read (fixture, all->len);

  g_assert_cmpstr (arrived, ==, all->str);
  g_assert_cmpstr (fixture->read->str, ==, all->str);
}

/* More than is held back, limited and delayed: nothing is lost, and the close waits. */
static void
test_slow_close (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *text = g_strnfill (200 * 1024, 'x');
  g_autofree char *arrived = NULL;
  gboolean was_reset = TRUE;
  RtWire wire;

  break_it (fixture, "limit=2000000");
  break_it (fixture, "delay=20ms");
  say (fixture, text);
  g_io_stream_close (G_IO_STREAM (fixture->stream), NULL, NULL);
  arrived = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_cmpuint (strlen (arrived), ==, strlen (text));
  g_assert_false (was_reset);
  rt_peer_stream_read_wire (fixture->stream, &wire);
  g_assert_cmpuint (wire.bytes_out, ==, strlen (text));
}

/* A second's worth takes about a second; it is far less than that which passes at once. */
static void
test_limit (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  gint64 begin = g_get_monotonic_time ();
  g_autofree char *arrived = NULL;

  break_it (fixture, "limit=2000");
  say (fixture, text);
  arrived = tcp_pair_wait_for (&fixture->pair, strlen (text));

  g_assert_cmpint (g_get_monotonic_time () - begin, >, 300 * G_TIME_SPAN_MILLISECOND);
  g_assert_cmpuint (rt_faults_get_n_struck (fixture->faults, RT_FAULT_LIMIT), ==, 1);
}

static void
test_stall (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autofree char *arrived = NULL;
  RtWire wire;

  break_it (fixture, "stall");
  read_on (fixture);
  tcp_pair_send (&fixture->pair, GET);
  say (fixture, ANSWER);
  wait_struck (fixture, RT_FAULT_STALL);
  rt_test_drain ();
  g_assert_cmpuint (fixture->read->len, ==, 0);
  rt_peer_stream_read_wire (fixture->stream, &wire);
  g_assert_cmpuint (wire.bytes_out, ==, 0);
  g_assert_cmpuint (wire.bytes_in, ==, strlen (GET));

  rt_faults_clear (fixture->faults);
  wait_read (fixture, strlen (GET));
  arrived = tcp_pair_wait_for (&fixture->pair, strlen (ANSWER));
  g_assert_cmpstr (arrived, ==, ANSWER);
}

static void
test_reset_while_held (Fixture       *fixture,
                       gconstpointer  user_data)
{
  break_it (fixture, "stall");
  read_on (fixture);
  tcp_pair_reset_peer (&fixture->pair);

  rt_test_wait_for (has_failed, &(Goal) { fixture }, "the reader to hear of it");
}

static void
test_lost_answer (Fixture       *fixture,
                  gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *arrived = NULL;

  break_it (fixture, "lose-answer");
  read_on (fixture);
  tcp_pair_send (&fixture->pair, GET);
  wait_read (fixture, strlen (GET));
  say (fixture, ANSWER);
  arrived = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_true (was_reset);
  g_assert_cmpstr (arrived, ==, "");
  g_assert_cmpuint (rt_faults_get_n_struck (fixture->faults, RT_FAULT_LOSE_ANSWER), ==, 1);
}

/* What comes before the answer is none, be it sent with it. */
static void
test_lost_answer_behind_interim (Fixture       *fixture,
                                 gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *arrived = NULL;

  break_it (fixture, "lose-answer");
  read_on (fixture);
  tcp_pair_send (&fixture->pair, GET);
  wait_read (fixture, strlen (GET));
  say (fixture, "HTTP/1.1 103 Early Hints\r\n\r\n");
  g_free (tcp_pair_wait_for (&fixture->pair, strlen ("HTTP/1.1 103 Early Hints\r\n\r\n")));
  say (fixture, "HTTP/1.1 103 Early Hints\r\n\r\n" ANSWER);
  arrived = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_true (was_reset);
  g_assert_cmpstr (arrived, ==, "");
}

/* A request counts once, whatever blank lines come before it. */
static void
test_lost_answer_of_second (Fixture       *fixture,
                            gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *first = NULL;
  g_autofree char *rest = NULL;

  break_it (fixture, "lose-answer=2");
  read_on (fixture);
  tcp_pair_send (&fixture->pair, "\r\n");
  wait_read (fixture, 2);
  tcp_pair_send (&fixture->pair, GET);
  wait_read (fixture, 2 + strlen (GET));
  say (fixture, ANSWER);
  first = tcp_pair_wait_for (&fixture->pair, strlen (ANSWER));
  tcp_pair_send (&fixture->pair, "\r\n" GET);
  wait_read (fixture, 4 + 2 * strlen (GET));
  say (fixture, ANSWER);
  rest = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_cmpstr (first, ==, ANSWER);
  g_assert_cmpstr (rest, ==, "");
  g_assert_true (was_reset);
}

static void
test_client_lost_answer (Fixture       *fixture,
                         gconstpointer  user_data)
{
  gboolean was_reset = FALSE;
  g_autofree char *asked = NULL;
  g_autofree char *rest = NULL;

  break_it (fixture, "lose-answer=2");
  read_on (fixture);
  say (fixture, GET);
  g_free (tcp_pair_wait_for (&fixture->pair, strlen (GET)));
  tcp_pair_send (&fixture->pair, ANSWER);
  wait_read (fixture, strlen (ANSWER));
  say (fixture, GET);
  asked = tcp_pair_wait_for (&fixture->pair, strlen (GET));
  tcp_pair_send (&fixture->pair, ANSWER);
  rest = tcp_pair_wait_for_end (&fixture->pair, &was_reset);

  g_assert_cmpstr (asked, ==, GET);
  g_assert_true (was_reset);
  g_assert_cmpstr (fixture->read->str, ==, ANSWER);
}

static void
test_client_status (Fixture       *fixture,
                    gconstpointer  user_data)
{
  g_autofree char *asked = NULL;

  break_it (fixture, "status=503");
  read_on (fixture);
  say (fixture, GET);
  wait_struck (fixture, RT_FAULT_STATUS);
  wait_read (fixture, 1);
  g_assert_true (g_str_has_prefix (fixture->read->str, "HTTP/1.1 503 Service Unavailable\r\n"));
  g_assert_nonnull (strstr (fixture->read->str, "application/problem+json"));
  g_assert_nonnull (strstr (fixture->read->str, "\"status\":503"));

  rt_faults_clear (fixture->faults);
  say (fixture, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
  asked = tcp_pair_wait_for (&fixture->pair, strlen ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi"));
  g_assert_true (g_str_has_prefix (asked, "POST / HTTP/1.1\r\n"));
}

/* A body in pieces belongs to the request; who asks for the head alone gets that. */
static void
test_client_bodies (Fixture       *fixture,
                    gconstpointer  user_data)
{
  RtWire wire;

  break_it (fixture, "status=500");
  read_on (fixture);
  say (fixture, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nhi");
  rt_test_drain ();
  g_assert_cmpuint (fixture->read->len, ==, 0);
  say (fixture, "ho");
  wait_read (fixture, 1);
  g_assert_nonnull (strstr (fixture->read->str, "text/plain"));

  g_string_truncate (fixture->read, 0);
  say (fixture, "HEAD /channels/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
  wait_read (fixture, 1);
  g_assert_true (g_str_has_suffix (fixture->read->str, "\r\n\r\n"));
  rt_peer_stream_read_wire (fixture->stream, &wire);
  g_assert_cmpuint (wire.bytes_out, ==, 0);
}

static void
test_client_no_http (Fixture       *fixture,
                     gconstpointer  user_data)
{
  g_autofree char *asked = NULL;

  break_it (fixture, "status=500");
  break_it (fixture, "lose-answer");
  read_on (fixture);
  say (fixture, "\x16\x03\x01 this is TLS");
  asked = tcp_pair_wait_for (&fixture->pair, strlen ("\x16\x03\x01 this is TLS"));
  tcp_pair_send (&fixture->pair, "yes");
  wait_read (fixture, 3);

  g_assert_cmpstr (fixture->read->str, ==, "yes");
}

/* What is not broken any more costs nothing any more, and works as before. */
static void
test_mended (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autofree char *arrived = NULL;

  break_it (fixture, "delay=1ms");
  say (fixture, "slow ");
  rt_faults_clear (fixture->faults);
  say (fixture, "fast");
  arrived = tcp_pair_wait_for (&fixture->pair, strlen ("slow fast"));

  g_assert_cmpstr (arrived, ==, "slow fast");
  g_assert_cmpint (rt_peer_stream_judge_event (fixture->stream), ==, RT_FAULT_PASS);
}

/* What was on its way still arrives, both ways, before what comes after it. */
static void
test_taken_away (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autofree char *arrived = NULL;

  break_it (fixture, "delay=60m");
  say (fixture, "slow ");
  read_on (fixture);
  tcp_pair_send (&fixture->pair, "one ");
  wait_struck (fixture, RT_FAULT_DELAY);
  rt_test_drain ();
  g_assert_cmpuint (fixture->read->len, ==, 0);

  rt_peer_stream_set_faults (fixture->stream, NULL);
  say (fixture, "fast");
  arrived = tcp_pair_wait_for (&fixture->pair, strlen ("slow fast"));
  tcp_pair_send (&fixture->pair, "two");
  wait_read (fixture, strlen ("one two"));

  g_assert_cmpstr (arrived, ==, "slow fast");
  g_assert_cmpstr (fixture->read->str, ==, "one two");
}

static void
add (const char *path,
     void       (*init) (Fixture *, gconstpointer),
     void       (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, init, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/fault-layer/cut/is-a-reset-for-both-ends", set_up_server, test_cut);
  add ("/fault-layer/cut/comes-after-a-time", set_up_server, test_cut_after_time);
  add ("/fault-layer/cut/comes-after-so-many-events-which-arrive", set_up_server, test_cut_after_events);
  add ("/fault-layer/delay/keeps-the-order-both-ways", set_up_client, test_order);
  add ("/fault-layer/delay/loses-nothing-at-the-close", set_up_server, test_slow_close);
  add ("/fault-layer/limit/takes-its-time", set_up_server, test_limit);
  add ("/fault-layer/stall/has-nothing-come-or-go-until-mended", set_up_server, test_stall);
  add ("/fault-layer/stall/hides-no-reset", set_up_server, test_reset_while_held);
  add ("/fault-layer/lose-answer/at-a-server-after-the-request-was-read", set_up_server, test_lost_answer);
  add ("/fault-layer/lose-answer/at-a-server-with-what-comes-before-it", set_up_server, test_lost_answer_behind_interim);
  add ("/fault-layer/lose-answer/at-a-server-every-nth-behind-blank-lines", set_up_server, test_lost_answer_of_second);
  add ("/fault-layer/delay/loses-nothing-when-it-is-taken-away", set_up_client, test_taken_away);
  add ("/fault-layer/lose-answer/at-a-client-every-nth", set_up_client, test_client_lost_answer);
  add ("/fault-layer/status/at-a-client-leaves-the-wire-alone", set_up_client, test_client_status);
  add ("/fault-layer/status/at-a-client-waits-for-the-body", set_up_client, test_client_bodies);
  add ("/fault-layer/status/leaves-what-is-no-http", set_up_client, test_client_no_http);
  add ("/fault-layer/mended/goes-on-as-before", set_up_server, test_mended);

  return g_test_run ();
}
