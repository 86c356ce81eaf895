/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "stories/rt-upload-name.h"
#include "stories/rt-upload-readers.h"
#include "support/rt-test.h"
#include "uploading.h"

#define FORM     "{\"title\": \"Nocturne\", \"size\": 3}"
#define JSON     "Content-Type: application/json\r\n"
#define COMPLETE "{\"status\":\"complete\",\"message\":\"Music validation complete and valid!\"}"
#define QUICK    200

static void
play (Uploading  *uploading,
      const char *target)
{
  g_autoptr (RawResponse) response = uploading_send (uploading, "POST", target, JSON, FORM, strlen (FORM));

  g_assert_cmpuint (response->status, ==, 200);
}

static void
test_played (Uploading     *uploading,
             gconstpointer  user_data)
{
  g_autoptr (RawResponse) response = uploading_send (uploading, "POST", "/upload?id=a", JSON, FORM, strlen (FORM));
  g_autofree char *location = raw_response_dup_field (response, "Location");
  g_autofree char *latest = uploading_dup_latest (uploading);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->body, ==, "Music data received and processing started");
  g_assert_cmpstr (location, ==, "/uploadprogress?id=a");
  g_assert_cmpstr (latest, ==, "{\"status\":\"in-progress\",\"progress\":0,\"id\":\"a\",\"title\":\"Nocturne\"}");
}

/* What a page's EventSource is given, to the byte. */
static void
test_event_stream (Uploading     *uploading,
                   gconstpointer  user_data)
{
  g_autoptr (RawClient) reader = NULL;
  g_auto (GStrv) events = NULL;
  guint64 progress = 0;
  guint n;

  play (uploading, "/upload");
  reader = served_open_stream (&uploading->served, "/uploadprogress", "");
  rt_engine_set_speed (uploading->served.engine, QUICK);
  raw_client_wait_closed (reader);
  events = g_strsplit (reader->received->str, "\n\n", -1);
  n = g_strv_length (events);

  g_assert_cmpstr (events[0], ==, "data: {\"status\":\"in-progress\",\"progress\":0}");
  for (guint i = 1; i < n - 2; i++)
    {
      g_autofree char *expected = NULL;
      guint64 next = g_ascii_strtoull (events[i] + strlen ("data: {\"status\":\"in-progress\",\"progress\":"), NULL, 10);

      expected = g_strdup_printf ("data: {\"status\":\"in-progress\",\"progress\":%" G_GUINT64_FORMAT "}", next);
      g_assert_cmpstr (events[i], ==, expected);
      g_assert_cmpuint (next - progress, >=, 10);
      g_assert_cmpuint (next - progress, <=, 19);
      progress = next;
    }
  g_assert_cmpstr (events[n - 2], ==, "data: " COMPLETE);
  g_assert_cmpstr (events[n - 1], ==, "");
}

static void
test_websocket (Uploading     *uploading,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) reader = NULL;
  g_autofree char *last = NULL;

  play (uploading, "/upload?id=a");
  reader = served_open_websocket (&uploading->served, "/uploadprogress?id=a", user_data);
  /* What is said to it changes nothing. */
  raw_client_send_frame (reader, 0x81, "{}", 2);
  rt_engine_set_speed (uploading->served.engine, QUICK);
  for (;;)
    {
      guint8 head;
      g_autoptr (GBytes) frame = raw_client_take_frame (reader, &head);

      if (head == 0x88)
        {
          g_assert_cmpmem (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), "\x03\xe8", 2);
          break;
        }
      g_assert_cmpuint (head, ==, 0x81);
      g_free (last);
      last = g_strndup (g_bytes_get_data (frame, NULL), g_bytes_get_size (frame));
    }
  g_assert_cmpstr (last, ==, COMPLETE);
}

/* The file's bytes are told of, not those of the form around it. */
static void
test_form (Uploading     *uploading,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "POST", "/upload?id=a",
                                                      "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 300205\r\n");
  g_autofree char *value = g_strnfill (300000, 'x');
  g_autofree char *text = g_strnfill (104, 'x');
  g_autoptr (RawClient) reader = NULL;
  g_autofree char *last = NULL;

  raw_client_send (sender, "--b\r\nContent-Disposition: form-data\r\n\r\n", -1);
  raw_client_send (sender, value, 300000);
  raw_client_send (sender, "\r\n--b\r\nContent-Disposition: form-data; filename=f\r\n\r\n", -1);
  uploading_wait_n_files (1);
  reader = served_open_stream (&uploading->served, "/uploadprogress?id=a", "");
  raw_client_wait_for (reader, "data: {\"status\":\"in-progress\",\"progress\":0,\"received\":0,\"size\":null,\"rate\":0,\"left\":null}");
  /* The last of them may be the beginning of what ends it. */
  raw_client_send (sender, text, 104);
  raw_client_wait_for (reader, "\"received\":100,\"size\":null,");
  raw_client_send (sender, "\r\n--b--\r\n", -1);
  raw_client_wait_for (reader, "\"status\":\"complete\"");
  raw_client_wait_closed (reader);
  last = uploading_dup_latest (uploading);
  g_assert_nonnull (strstr (last, "\"received\":104,\"size\":104,"));
}

/* Titles are told again at every step. */
static void
test_titles (Uploading     *uploading,
             gconstpointer  user_data)
{
  static const struct { const char *title; const char *told; } titles[] = {
    { "AC/DC \\\\ Thunderstruck", "\"title\":\"AC/DC \\\\ Thunderstruck\"}" },
    { " a\\u0007b\\n\\u202ec ", "\"title\":\"abc\"}" },
    { "\\n", "\"title\":\"upload\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"title\":\"%s\",\"size\":1}", titles[i].title);
      g_autoptr (RawResponse) response = uploading_send (uploading, "POST", "/upload", JSON, body, strlen (body));
      g_autofree char *latest = uploading_dup_latest (uploading);

      g_assert_cmpuint (response->status, ==, 200);
      g_test_message ("%s gives %s", titles[i].title, latest);
      g_assert_true (g_str_has_suffix (latest, titles[i].told));
    }
}

static void
test_long_title (Uploading     *uploading,
                 gconstpointer  user_data)
{
  g_autofree char *title = g_strnfill (60000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"title\":\"%s\",\"size\":1}", title);
  g_autoptr (RawResponse) response = uploading_send (uploading, "POST", "/upload", JSON, body, strlen (body));
  g_autofree char *latest = uploading_dup_latest (uploading);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpuint (strlen (latest), <, 2 * RT_UPLOAD_NAME_MAX_BYTES);
}

/* Each is told of its own, and the last to begin is whose progress nobody has to name. */
static void
test_two (Uploading     *uploading,
          gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "PUT", "/upload/f?id=1", "Content-Length: 4\r\n");
  g_autoptr (RawClient) one = NULL;
  g_autoptr (RawClient) two = NULL;
  g_autoptr (RawClient) latest = NULL;
  g_autoptr (RawResponse) late = NULL;

  raw_client_send (sender, "ab", 2);
  uploading_wait_n_files (1);
  play (uploading, "/upload?id=2");
  one = served_open_stream (&uploading->served, "/uploadprogress?id=1", "");
  two = served_open_stream (&uploading->served, "/uploadprogress?id=2", "");
  latest = served_open_stream (&uploading->served, "/uploadprogress", "");
  rt_engine_set_speed (uploading->served.engine, QUICK);

  raw_client_wait_closed (two);
  raw_client_wait_closed (latest);
  g_assert_true (g_str_has_suffix (two->received->str, "data: " COMPLETE "\n\n"));
  g_assert_cmpstr (latest->received->str, ==, two->received->str);
  g_assert_null (strstr (two->received->str, "received"));
  g_assert_null (strstr (one->received->str, "complete"));

  raw_client_send (sender, "cd", 2);
  raw_client_wait_closed (one);
  g_assert_nonnull (strstr (one->received->str, "\"sha256\":\"88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589\""));
  late = served_ask (&uploading->served, "GET", "/uploadprogress?id=1", "", NULL);
  g_assert_cmpuint (late->status, ==, 204);
}

/* Of a slow sender: what has arrived, how much there will be, how fast, how long yet. */
static void
test_slow (Uploading     *uploading,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "PUT", "/upload/f?id=a", "Content-Length: 10\r\n");
  g_autoptr (RawClient) reader = NULL;
  g_autofree char *progress = NULL;

  uploading_wait_n_files (1);
  reader = served_open_stream (&uploading->served, "/uploadprogress?id=a", "");
  raw_client_wait_for (reader, "data: {\"status\":\"in-progress\",\"progress\":0,\"received\":0,\"size\":10,\"rate\":0,\"left\":null}\n\n");
  raw_client_send (sender, "abc", 3);
  raw_client_wait_for (reader, "data: {\"status\":\"in-progress\",\"progress\":30,\"received\":3,\"size\":10,\"rate\":");
  progress = raw_client_take_until (reader, "}\n\n");
  g_assert_cmpuint (g_ascii_strtoull (progress, NULL, 10), >, 0);
  g_assert_nonnull (strstr (progress, ",\"left\":"));
  raw_client_send (sender, "defghij", 7);

  raw_client_wait_for (reader, "data: {\"status\":\"complete\",\"message\":\"Music validation complete and valid!\",\"received\":10,\"size\":10,\"rate\":");
  raw_client_wait_for (reader, ",\"left\":0,\"sha256\":\"72399361da6a7754fec986dca5b7cbaf1c810a28ded4abaf56b2106d06cb78b0\","
                       "\"name\":\"f\",\"type\":\"text/plain\"}\n\n");
  raw_client_wait_closed (reader);
}

static void
test_unknown_size (Uploading     *uploading,
                   gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "PUT", "/upload/f?id=a", "Transfer-Encoding: chunked\r\n");
  g_autoptr (RawClient) reader = NULL;

  raw_client_send (sender, "3\r\nabc\r\n", -1);
  uploading_wait_n_files (1);
  reader = served_open_stream (&uploading->served, "/uploadprogress?id=a", "");
  raw_client_wait_for (reader, "data: {\"status\":\"in-progress\",\"progress\":0,\"received\":3,\"size\":null,");
  raw_client_send (sender, "0\r\n\r\n", -1);
  raw_client_wait_for (reader, "data: {\"status\":\"complete\",\"message\":\"Music validation complete and valid!\",\"received\":3,\"size\":3,");
}

/* Who asks before the upload begins is held, whatever the transport and the speed. */
static void
test_early (Uploading     *uploading,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) stream = uploading_send_head (uploading, "GET", "/uploadprogress?id=a", "Accept: text/event-stream\r\n");
  g_autoptr (RawClient) socket = uploading_send_head (uploading, "GET", "/uploadprogress?id=a", SERVED_HANDSHAKE);
  g_autoptr (RawClient) other = uploading_send_head (uploading, "GET", "/uploadprogress?id=b", "");
  g_autoptr (RawClient) leaver = uploading_send_head (uploading, "GET", "/uploadprogress?id=a", "");
  g_autoptr (RawResponse) unknown = NULL;
  g_autoptr (GBytes) frame = NULL;
  guint8 head;

  rt_engine_set_speed (uploading->served.engine, QUICK);
  rt_test_drain ();
  g_clear_pointer (&leaver, raw_client_free);
  rt_test_drain ();
  play (uploading, "/upload?id=a");
  raw_client_wait_for (stream, "data: {\"status\":\"in-progress\",\"progress\":0}\n\n");
  raw_client_wait_for (socket, "\r\n\r\n");
  frame = raw_client_take_frame (socket, &head);
  g_assert_cmpuint (head, ==, 0x81);

  unknown = raw_client_take_response (other, "GET");
  g_assert_cmpuint (unknown->status, ==, 404);
  g_assert_cmpstr (unknown->body, ==, "There is no such upload.");
}

static void
test_many_readers (Uploading     *uploading,
                   gconstpointer  user_data)
{
  RawClient *readers[50];

  play (uploading, "/upload");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = served_open_stream (&uploading->served, "/uploadprogress", "");
  rt_engine_set_speed (uploading->served.engine, QUICK);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      raw_client_wait_closed (readers[i]);
      g_assert_cmpstr (readers[i]->received->str, ==, readers[0]->received->str);
    }
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    raw_client_free (readers[i]);
}

static const RtTraffic *
get_traffic (Uploading *uploading)
{
  return rt_ledger_get (rt_server_get_ledger (uploading->served.server), "server-sent-events");
}

static gboolean
all_have_asked (gpointer user_data)
{
  return get_traffic (user_data)->requests == RT_UPLOAD_READERS_MAX_WAITING;
}

static void
test_many_waiting (Uploading     *uploading,
                   gconstpointer  user_data)
{
  RawClient *readers[RT_UPLOAD_READERS_MAX_WAITING];
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *retry_after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      readers[i] = raw_client_new (uploading->served.port);
      raw_client_send (readers[i], "GET /uploadprogress?id=a HTTP/1.1\r\nHost: localhost\r\n\r\n", -1);
    }
  rt_test_wait_for (all_have_asked, uploading, "all to have asked");
  response = served_ask (&uploading->served, "GET", "/uploadprogress?id=a", "", NULL);
  retry_after = raw_response_dup_field (response, "Retry-After");

  g_assert_cmpuint (response->status, ==, 503);
  g_assert_cmpstr (retry_after, ==, "1");
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    raw_client_free (readers[i]);
}

static void
test_empty (Uploading     *uploading,
            gconstpointer  user_data)
{
  const RtTraffic *traffic = get_traffic (uploading);
  g_autoptr (RawResponse) sent = uploading_send (uploading, "PUT", "/upload/f?id=a", "", "abc", 3);
  g_autoptr (RawResponse) late = served_ask (&uploading->served, "GET", "/uploadprogress?id=a", "", NULL);
  g_autoptr (RawResponse) head = served_ask (&uploading->served, "HEAD", "/uploadprogress?id=a", "", NULL);

  served_wait_empty (&uploading->served);

  g_assert_cmpuint (sent->status, ==, 200);
  g_assert_cmpuint (late->status, ==, 204);
  g_assert_cmpuint (head->status, ==, 204);
  g_assert_cmpuint (traffic->responses, ==, 2);
  g_assert_cmpuint (traffic->empty, ==, 2);
}

static void
test_answers (Uploading     *uploading,
              gconstpointer  user_data)
{
  g_autoptr (RawResponse) none = served_ask (&uploading->served, "GET", "/uploadprogress", "", NULL);
  g_autoptr (RawResponse) bad = served_ask (&uploading->served, "GET", "/uploadprogress?id=a%2Fb", "", NULL);
  g_autoptr (RawResponse) post = served_ask (&uploading->served, "POST", "/uploadprogress", "", "");
  g_autoptr (RawResponse) unknown = served_ask (&uploading->served, "HEAD", "/uploadprogress?id=a", "", NULL);
  g_autoptr (RawResponse) head = NULL;
  g_autoptr (RawResponse) late = NULL;
  g_autoptr (RawResponse) socket = NULL;

  g_assert_cmpuint (none->status, ==, 404);
  g_assert_cmpuint (bad->status, ==, 400);
  g_assert_cmpuint (post->status, ==, 405);
  g_assert_cmpuint (unknown->status, ==, 404);

  play (uploading, "/upload?id=a");
  head = served_ask (&uploading->served, "HEAD", "/uploadprogress?id=a", "", NULL);
  g_assert_cmpuint (head->status, ==, 200);

  rt_engine_set_speed (uploading->served.engine, QUICK);
  uploading_wait_latest (uploading, "complete");
  late = served_ask (&uploading->served, "GET", "/uploadprogress", "", NULL);
  g_assert_cmpuint (late->status, ==, 204);
  socket = served_ask (&uploading->served, "GET", "/uploadprogress?id=a", SERVED_HANDSHAKE, NULL);
  g_assert_cmpuint (socket->status, ==, 204);
}

static void
test_counted (Uploading     *uploading,
              gconstpointer  user_data)
{
  gboolean is_websocket = GPOINTER_TO_INT (user_data);
  const RtTraffic *traffic = rt_ledger_get (rt_server_get_ledger (uploading->served.server),
                                            is_websocket ? "websocket" : "server-sent-events");
  g_autoptr (RawClient) reader = NULL;
  g_autofree char *types = NULL;
  g_auto (GStrv) events = NULL;

  play (uploading, "/upload");
  if (is_websocket)
    reader = served_open_websocket (&uploading->served, "/uploadprogress", "");
  else
    reader = served_open_stream (&uploading->served, "/uploadprogress", "");
  rt_engine_set_speed (uploading->served.engine, QUICK);
  uploading_wait_latest (uploading, "complete");
  raw_client_wait_for (reader, COMPLETE);
  g_clear_pointer (&reader, raw_client_free);
  served_wait_empty (&uploading->served);
  types = uploading_dup_types (uploading);
  events = g_strsplit (types, " ", -1);

  g_assert_cmpuint (traffic->requests, ==, 1);
  g_assert_cmpuint (traffic->events, ==, g_strv_length (events));
  g_assert_true (g_str_has_prefix (types, "started progress"));
  g_assert_true (g_str_has_suffix (types, "progress complete"));
}

static void
add_tests (void)
{
  uploading_add ("/upload-progress/is-played-for-a-form", NULL, test_played);
  uploading_add ("/upload-progress/has-titles-without-what-nobody-sees", NULL, test_titles);
  uploading_add ("/upload-progress/has-titles-of-some-length", NULL, test_long_title);
  uploading_add ("/upload-progress/comes-as-an-event-stream-that-ends", NULL, test_event_stream);
  uploading_add ("/upload-progress/comes-by-websocket-and-closes-it", "", test_websocket);
  uploading_add ("/upload-progress/comes-by-websocket-whatever-protocol-is-offered",
                 "Sec-WebSocket-Protocol: roundtrip.v1\r\n", test_websocket);
  uploading_add ("/upload-progress/of-two-does-not-mix", NULL, test_two);
  uploading_add ("/upload-progress/of-a-file-is-of-what-arrived", NULL, test_slow);
  uploading_add ("/upload-progress/of-a-file-of-unknown-size", NULL, test_unknown_size);
  uploading_add ("/upload-progress/of-a-form-is-of-the-file-in-it", NULL, test_form);
  uploading_add ("/upload-progress/waits-for-an-upload-to-begin", NULL, test_early);
  uploading_add ("/upload-progress/has-many-readers", NULL, test_many_readers);
  uploading_add ("/upload-progress/waits-for-so-many-and-tells-more-to-come-again", NULL, test_many_waiting);
  uploading_add ("/upload-progress/counts-as-empty-when-nothing-is-to-come", NULL, test_empty);
  uploading_add ("/upload-progress/answers-what-there-is-to-say", NULL, test_answers);
  uploading_add ("/upload-progress/counts-as-an-event-stream", GINT_TO_POINTER (FALSE), test_counted);
  uploading_add ("/upload-progress/counts-as-a-websocket", GINT_TO_POINTER (TRUE), test_counted);
}

int
main (int   argc,
      char *argv[])
{
  return uploading_run_tests (argc, argv, add_tests);
}
