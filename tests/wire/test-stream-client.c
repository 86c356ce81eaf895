/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The WHATWG HTML standard, section 9.2, for our client against a raw server: what it asks
 * (9.2.2, 9.2.4), what it makes of answers (9.2.3), and the streams of 9.2.5 and 9.2.6 cut
 * everywhere on their way. */

#include "config.h"

#include <string.h>

#include "patterns/raw-server.h"
#include "patterns/server-sent-events/rt-sse-client.h"
#include "stream-answers.h"
#include "stream-cases.h"
#include "support/rt-test.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

typedef struct {
  RawServer  *server;
  RtClient   *client;
  GString    *log;
  const char *answer;   /* to the first request, of which the connection ends; then HEAD */
} Fixture;

static void
answer_cb (RawServer  *server,
           RawPeer    *peer,
           const char *request,
           gpointer    user_data)
{
  Fixture *self = user_data;

  if (self->answer != NULL && server->requests->len == 1)
    {
      raw_peer_send (peer, self->answer);
      raw_peer_close (peer);
      return;
    }

  raw_peer_send (peer, HEAD);
  peer->raw = TRUE;
}

static void
message_cb (RtClient  *client,
            RtMessage *message,
            Fixture   *self)
{
  gsize size;
  const char *bytes = g_bytes_get_data (message->data, &size);

  g_string_append_printf (self->log, "%s|", message->type);
  for (gsize i = 0; i < size; i++)
    {
      if (bytes[i] == '\0')
        g_string_append (self->log, "<NUL>");
      else
        g_string_append_c (self->log, bytes[i]);
    }
  g_string_append_c (self->log, ';');
}

static void
fixture_init (Fixture    *self,
              const char *answer)
{
  g_autofree char *uri = NULL;

  *self = (Fixture) { .log = g_string_new (NULL), .answer = answer };
  self->server = raw_server_new (answer_cb, self);
  uri = raw_server_dup_uri (self->server, "http", "/stream");
  self->client = rt_sse_client_new (uri);
  g_object_set (self->client, "retry-ms", 1, NULL);
  g_signal_connect (self->client, "message", G_CALLBACK (message_cb), self);
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

static gboolean
has_state (gpointer user_data)
{
  Fixture *self = user_data;

  return rt_client_get_state (self->client) == RT_CLIENT_OPEN || rt_client_get_state (self->client) == RT_CLIENT_CLOSED;
}

static void
fixture_open (Fixture *self)
{
  rt_client_start (self->client);
  rt_test_wait_for (has_state, self, "the stream to open");
  g_assert_cmpint (rt_client_get_state (self->client), ==, RT_CLIENT_OPEN);
}

/* What of a case a user of the client sees: type|data; of each event. The last ID is what
 * the next request says, "" for none, NULL where no event says it. */
static char *
make_expected (const StreamCase *test,
               char            **last_id)
{
  g_auto (GStrv) parts = g_strsplit (test->expected, ";", -1);
  GString *expected = g_string_new (NULL);

  *last_id = NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (parts[i], "|", 3);

      if (g_strv_length (fields) != 3)
        continue;
      g_string_append_printf (expected, "%s|%s;", fields[0], fields[2]);
      g_free (*last_id);
      *last_id = fields[1][0] == '(' ? g_strndup (fields[1] + 1, strlen (fields[1]) - 2) : g_strdup (fields[1]);
    }

  return g_string_free (expected, FALSE);
}

static void
send_in_pieces (RawPeer    *peer,
                const char *bytes,
                gsize       length,
                gsize       step)
{
  for (gsize i = 0; i < length; i += step)
    {
      raw_peer_send_bytes (peer, bytes + i, MIN (step, length - i));
      rt_test_drain ();
    }
}

static gboolean
has_second_request (gpointer user_data)
{
  return ((Fixture *) user_data)->server->requests->len >= 2;
}

/* 9.2.4, "reestablish the connection": the ID, trimmed as fields are. */
static void
assert_resumes (Fixture    *self,
                const char *last_id)
{
  g_autofree char *said = NULL;
  g_autofree char *trimmed = g_strstrip (g_strdup (last_id));

  rt_test_wait_for (has_second_request, self, "the client to come again");
  said = raw_request_dup_header (raw_server_get_request (self->server, 1), "Last-Event-ID");
  if (*last_id != '\0')
    g_assert_cmpstr (said, ==, trimmed);
  else
    g_assert_null (said);
}

static void
test_bytes (gconstpointer user_data)
{
  const StreamCase *test = user_data;
  g_autofree char *last_id = NULL;
  g_autofree char *expected = make_expected (test, &last_id);
  Fixture fixture;

  fixture_init (&fixture, NULL);
  fixture_open (&fixture);
  send_in_pieces (raw_server_get_last_peer (fixture.server), test->input, stream_case_get_length (test), 1);
  raw_peer_close (raw_server_get_last_peer (fixture.server));
  if (last_id != NULL && strstr (test->expected, "retry=") == NULL)
    assert_resumes (&fixture, last_id);
  rt_test_drain ();

  g_assert_cmpstr (fixture.log->str, ==, expected);
  fixture_clear (&fixture);
}

static gboolean
is_not_open (gpointer user_data)
{
  return rt_client_get_state (((Fixture *) user_data)->client) != RT_CLIENT_OPEN;
}

static void
test_cut (gconstpointer user_data)
{
  const StreamCase *test = user_data;
  g_autofree char *last_id = NULL;
  g_autofree char *expected = make_expected (test, &last_id);
  gsize length = stream_case_get_length (test);

  for (gsize cut = 0; cut <= length; cut++)
    {
      Fixture fixture;
      RawPeer *peer;

      fixture_init (&fixture, NULL);
      g_object_set (fixture.client, "retry-ms", 60000, NULL);
      fixture_open (&fixture);
      peer = raw_server_get_last_peer (fixture.server);
      send_in_pieces (peer, test->input, cut, MAX (cut, 1));
      send_in_pieces (peer, test->input + cut, length - cut, MAX (length, 1));
      raw_peer_close (peer);
      rt_test_wait_for (is_not_open, &fixture, "the client to notice");

      g_assert_cmpstr (fixture.log->str, ==, expected);
      fixture_clear (&fixture);
    }
}

static void
chunk_cb (RawServer  *server,
          RawPeer    *peer,
          const char *request,
          gpointer    user_data)
{
  const StreamCase *test = g_object_get_data (G_OBJECT (((Fixture *) user_data)->client), "case");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (server->requests->len > 1)
    return;

  for (gsize i = 0; i < stream_case_get_length (test); i++)
    {
      g_byte_array_append (bytes, (const guint8 *) "1\r\n", 3);
      g_byte_array_append (bytes, (const guint8 *) test->input + i, 1);
      g_byte_array_append (bytes, (const guint8 *) "\r\n", 2);
    }
  raw_peer_send (peer, CHUNKED);
  raw_peer_send_bytes (peer, bytes->data, bytes->len);
  raw_peer_send (peer, "0\r\n\r\n");
}

/* How the bytes are framed by HTTP is nothing to the stream. */
static void
test_chunks (gconstpointer user_data)
{
  const StreamCase *test = user_data;
  g_autofree char *last_id = NULL;
  g_autofree char *expected = make_expected (test, &last_id);
  Fixture fixture;

  fixture_init (&fixture, NULL);
  g_object_set_data (G_OBJECT (fixture.client), "case", (gpointer) test);
  fixture.server->func = chunk_cb;
  g_object_set (fixture.client, "retry-ms", 60000, NULL);
  fixture_open (&fixture);
  rt_test_wait_for (is_not_open, &fixture, "the stream's end");

  g_assert_cmpstr (fixture.log->str, ==, expected);
  fixture_clear (&fixture);
}

static gboolean
is_decided (gpointer user_data)
{
  Fixture *self = user_data;
  RtClientState state = rt_client_get_state (self->client);

  return state == RT_CLIENT_CLOSED || (state == RT_CLIENT_OPEN && self->server->requests->len > 1) || self->log->len > 0;
}

/* 9.2.3: an answer that opens the stream, or that ends it for good, or after which it is
 * asked again. */
static void
test_answer (gconstpointer user_data)
{
  const StreamAnswer *test = user_data;
  Fixture fixture;

  fixture_init (&fixture, test->answer);
  rt_client_start (fixture.client);
  rt_test_wait_for (is_decided, &fixture, "the answer to be judged");

  switch (test->outcome)
    {
    case STREAM_OPENS:
      g_assert_cmpstr (fixture.log->str, ==, "message|a;");
      break;
    case STREAM_ENDS:
      g_assert_cmpint (rt_client_get_state (fixture.client), ==, RT_CLIENT_CLOSED);
      g_assert_cmpuint (fixture.server->requests->len, ==, 1);
      break;
    case STREAM_ASKS_AGAIN:
    default:
      g_assert_cmpint (rt_client_get_state (fixture.client), ==, RT_CLIENT_OPEN);
      g_assert_cmpuint (fixture.server->requests->len, ==, 2);
      break;
    }
  if (test->second != NULL)
    g_assert_true (g_str_has_prefix (raw_server_get_request (fixture.server, 1), test->second));
  fixture_clear (&fixture);
}

/* 9.2.2: what the constructor fetches. */
static void
test_request (void)
{
  Fixture fixture;
  const char *request;
  g_autofree char *accept = NULL, *cache = NULL, *id = NULL;

  fixture_init (&fixture, NULL);
  fixture_open (&fixture);
  request = raw_server_get_request (fixture.server, 0);
  accept = raw_request_dup_header (request, "Accept");
  cache = raw_request_dup_header (request, "Cache-Control");
  id = raw_request_dup_header (request, "Last-Event-ID");

  g_assert_true (g_str_has_prefix (request, "GET /stream HTTP/1.1\r\n"));
  g_assert_cmpstr (accept, ==, "text/event-stream");
  g_assert_cmpstr (cache, ==, "no-store");
  g_assert_null (id);
  fixture_clear (&fixture);
}

/* 9.2.2, close(): nothing is asked any more. */
static void
test_stop (void)
{
  Fixture fixture;

  fixture_init (&fixture, NULL);
  fixture_open (&fixture);
  rt_client_stop (fixture.client);
  raw_server_wait_gone (fixture.server, 1);
  rt_test_drain ();

  g_assert_cmpuint (fixture.server->requests->len, ==, 1);
  g_assert_cmpint (rt_client_get_state (fixture.client), ==, RT_CLIENT_CLOSED);
  fixture_clear (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (const StreamCase *test = stream_cases; test->path != NULL; test++)
    {
      g_autofree char *bytes = g_strdup_printf ("/stream-client/%s/byte-by-byte", test->path);
      g_autofree char *cut = g_strdup_printf ("/stream-client/%s/cut-anywhere", test->path);
      g_autofree char *chunks = g_strdup_printf ("/stream-client/%s/in-chunks-of-a-byte", test->path);

      g_test_add_data_func (bytes, test, test_bytes);
      g_test_add_data_func (cut, test, test_cut);
      g_test_add_data_func (chunks, test, test_chunks);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (stream_answers); i++)
    {
      g_autofree char *path = g_strdup_printf ("/stream-client/%s", stream_answers[i].path);

      g_test_add_data_func (path, &stream_answers[i], test_answer);
    }
  g_test_add_func ("/stream-client/9.2.2/what-it-asks", test_request);
  g_test_add_func ("/stream-client/9.2.2/stopping-asks-nothing-more", test_stop);

  return g_test_run ();
}
