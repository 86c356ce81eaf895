/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "stories/rt-validation.h"
#include "support/rt-test.h"
#include "told.h"

#define FAST 1000
#define JSON "Content-Type: application/json\r\n"
#define COMPLETE "{\"status\":\"complete\",\"message\":\"Music validation complete and valid!\"}"

typedef struct {
  const char *name;
  const char *fields;
  const char *body;
  guint       status;
  const char *said;      /* the answer, or how it begins */
} Case;

static const Case cases[] = {
  { "answers", JSON, "{\"musicName\": \"Imagine\", \"capacity\": 10}", 200, "{\"message\": \"The music \\\"Imagine\\\" is valid.\"}" },
  { "answers-whatever-the-order", JSON, " {\"capacity\":0,\"x\":[{}],\"musicName\":\"a\"}\n", 200, "{\"message\": \"The music \\\"a\\\" is valid.\"}" },
  { "escapes-the-name", JSON, "{\"musicName\": \"a\\\"b\\\\\\n\\u00e9\", \"capacity\": 1.5}", 200,
    "{\"message\": \"The music \\\"a\\\"b\\\\\\né\\\" is valid.\"}" },
  { "takes-a-number-in-a-text", JSON, "{\"musicName\": \"a\", \"capacity\": \"12\"}", 200, "{\"message\": " },
  { "takes-json-called-a-form", "Content-Type: application/x-www-form-urlencoded\r\n", "{\"musicName\":\"a\",\"capacity\":1}", 200, "{\"message\": " },
  { "takes-json-called-text", "Content-Type: text/plain;charset=UTF-8\r\n", "{\"musicName\":\"a\",\"capacity\":1}", 200, "{\"message\": " },
  { "takes-json-called-nothing", "", "{\"musicName\":\"a\",\"capacity\":1}", 200, "{\"message\": " },
  { "takes-json-of-a-kind", "Content-Type: application/vnd.music+json\r\n", "{\"musicName\":\"a\",\"capacity\":1}", 200, "{\"message\": " },
  { "refuses-another-type", "Content-Type: application/xml\r\n", "{\"musicName\":\"a\",\"capacity\":1}", 415, "The body is \"application/xml\"; send JSON" },
  { "refuses-no-body", JSON, "", 400, "The body is empty; send {" },
  { "refuses-what-is-no-json", JSON, "{\"musicName\": \"a\", \"capacity\": }", 400, "Not JSON: " },
  { "refuses-a-form", "Content-Type: application/x-www-form-urlencoded\r\n", "musicName=a&capacity=1", 400, "Not JSON: " },
  { "refuses-a-list", JSON, "[\"a\", 1]", 400, "The body is JSON, but no object; send {" },
  { "refuses-no-name", JSON, "{\"capacity\": 1}", 400, "musicName is missing; send {" },
  { "refuses-no-capacity", JSON, "{\"musicName\": \"a\"}", 400, "capacity is missing; send {" },
  { "refuses-an-empty-name", JSON, "{\"musicName\": \"\", \"capacity\": 1}", 400, "musicName is \"\"; it must be a text of 1 to 1000 characters." },
  { "refuses-a-name-that-is-no-text", JSON, "{\"musicName\": {\"a\":1}, \"capacity\": 1}", 400, "musicName is {\"a\":1}; it must be" },
  { "refuses-half-a-surrogate-pair", JSON, "{\"musicName\": \"\\ud800\", \"capacity\": 1}", 400, "musicName is \"\\ud800\"; it must be" },
  { "refuses-a-capacity-below-0", JSON, "{\"musicName\": \"a\", \"capacity\": -1}", 400, "capacity is -1; it must be a number from 0." },
  { "refuses-a-capacity-in-words", JSON, "{\"musicName\": \"a\", \"capacity\": \"many\"}", 400, "capacity is \"many\"; it must be" },
  { "refuses-an-empty-capacity", JSON, "{\"musicName\": \"a\", \"capacity\": \"\"}", 400, "capacity is \"\"; it must be" },
  { "refuses-a-capacity-of-null", JSON, "{\"musicName\": \"a\", \"capacity\": null}", 400, "capacity is null; it must be" },
  { "refuses-infinity", JSON, "{\"musicName\": \"a\", \"capacity\": 1e999}", 400, "capacity is 1e999; it must be" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  Told told;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *type = NULL;

  told_init (&told, &rt_validation_story, FAST);

  response = served_ask (&told.served, "POST", "/validate-music", test->fields, test->body);
  type = raw_response_dup_field (response, "Content-Type");

  g_assert_cmpuint (response->status, ==, test->status);
  g_assert_true (g_str_has_prefix (response->body, test->said));
  g_assert_cmpstr (type, ==, test->status == 200 ? "application/json" : "text/plain; charset=utf-8");
  if (test->status == 200 && g_str_has_suffix (test->said, "}"))
    g_assert_cmpstr (response->body, ==, test->said);
  told_clear (&told);
}

static void
test_too_large (void)
{
  Told told;
  g_autofree char *long_name = g_strnfill (RT_VALIDATION_MAX_MESSAGE, 'x');
  g_autofree char *body = g_strdup_printf ("{\"musicName\": \"%s\", \"capacity\": 1}", long_name);
  g_autoptr (RawResponse) too_large = NULL;
  g_autoptr (RawResponse) too_long = NULL;
  g_autoptr (RawResponse) get = NULL;

  told_init (&told, &rt_validation_story, FAST);

  too_large = served_ask (&told.served, "POST", "/validate-music", JSON, body);
  long_name[1001] = '\0';
  g_free (body);
  body = g_strdup_printf ("{\"musicName\": \"%s\", \"capacity\": 1}", long_name);
  too_long = served_ask (&told.served, "POST", "/validate-music", JSON, body);
  get = served_ask (&told.served, "GET", "/validate-music", "", NULL);

  g_assert_cmpuint (too_large->status, ==, 413);
  g_assert_cmpuint (too_long->status, ==, 400);
  g_assert_true (g_str_has_prefix (too_long->body, "musicName is \"xxx"));
  g_assert_nonnull (strstr (too_long->body, "…; it must be"));
  g_assert_cmpuint (get->status, ==, 405);
  told_clear (&told);
}

typedef struct {
  Told  *told;
  guint  n;
} Count;

static gboolean
so_many_run (gpointer user_data)
{
  Count *count = user_data;

  return rt_validation_get_n_running (RT_VALIDATION (count->told->story)) == count->n;
}

static void
wait_running (Told  *told,
              guint  n)
{
  Count count = { told, n };

  rt_test_wait_for (so_many_run, &count, "so many validations to run");
}

static RawClient *
send_request (Told       *told,
              guint       role,
              const char *name)
{
  g_autofree char *body = g_strdup_printf ("{\"musicName\":\"%s\",\"capacity\":1}", name);

  return told_send (told->ports[role], "POST", "/validate-music", body);
}

/* Each on its port, and each hears of its own music. */
static void
test_many (void)
{
  Told told;
  RawClient *clients[30];

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autofree char *name = g_strdup_printf ("song %u", i);

      clients[i] = send_request (&told, i % RT_N_PORTS, name);
    }
  wait_running (&told, G_N_ELEMENTS (clients));
  rt_validation_set_speed (RT_VALIDATION (told.story), FAST);

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      g_autoptr (RawResponse) response = raw_client_take_response (clients[i], "POST");
      g_autofree char *expected = g_strdup_printf ("{\"message\": \"The music \\\"song %u\\\" is valid.\"}", i);

      g_assert_cmpstr (response->body, ==, expected);
      raw_client_free (clients[i]);
    }

  wait_running (&told, 0);
  told_clear (&told);
}

static void
test_held (void)
{
  Told told;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawResponse) response = NULL;
  gint64 begun = g_get_monotonic_time ();

  told_init (&told, &rt_validation_story, 100);
  client = send_request (&told, RT_PORT_MAIN, "a");
  response = raw_client_take_response (client, "POST");

  g_assert_cmpint (g_get_monotonic_time () - begun, >=, RT_VALIDATION_SHORTEST * 10 * 1000);
  told_clear (&told);
}

static void
test_leaver (void)
{
  Told told;
  RawClient *leaver;
  g_autoptr (RawClient) half_closed = NULL;
  g_autoptr (RawClient) stayer = NULL;
  g_autoptr (RawResponse) response = NULL;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  leaver = send_request (&told, RT_PORT_MAIN, "gone");
  half_closed = send_request (&told, RT_PORT_MAIN, "gone as well");
  stayer = send_request (&told, RT_PORT_MAIN, "here");
  wait_running (&told, 3);

  raw_client_free (leaver);
  raw_client_half_close (half_closed);
  wait_running (&told, 1);
  rt_validation_set_speed (RT_VALIDATION (told.story), FAST);
  response = raw_client_take_response (stayer, "POST");

  g_assert_nonnull (strstr (response->body, "here"));
  told_clear (&told);
}

static void
test_bounded (void)
{
  Told told;
  g_autoptr (RawClient) one = NULL;
  g_autoptr (RawClient) two = NULL;
  g_autoptr (RawClient) socket = NULL;
  g_autoptr (RawResponse) refused = NULL;
  g_autofree char *retry = NULL;
  g_autofree char *said = NULL;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  rt_validation_set_max_running (RT_VALIDATION (told.story), 2);
  one = send_request (&told, RT_PORT_MAIN, "one");
  two = send_request (&told, RT_PORT_CHAT, "two");
  wait_running (&told, 2);

  refused = served_ask (&told.served, "POST", "/validate-music", JSON, "{\"musicName\":\"three\",\"capacity\":1}");
  retry = raw_response_dup_field (refused, "Retry-After");
  socket = served_open_websocket (&told.served, "/", "");
  told_say (socket, "four");
  said = told_hear (socket);

  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_nonnull (retry);
  g_assert_true (g_str_has_prefix (said, "{\"status\":\"failed\",\"message\":\"Too many"));
  told_clear (&told);
}

/* Progress of 10 to 19 points a step up to the end. */
static void
hear_validation (RawClient *client)
{
  guint before = 0;
  guint steps = 1;

  for (;; steps++)
    {
      g_autofree char *said = told_hear (client);
      g_autofree char *again = NULL;
      guint progress = 0;

      if (g_str_equal (said, COMPLETE))
        break;
      g_assert_cmpint (sscanf (said, "{\"status\":\"in-progress\",\"progress\":%u}", &progress), ==, 1);
      again = g_strdup_printf ("{\"status\":\"in-progress\",\"progress\":%u}", progress);
      g_assert_cmpstr (said, ==, again);
      g_assert_cmpuint (progress - before, >=, 10);
      g_assert_cmpuint (progress - before, <=, 19);
      g_assert_cmpuint (progress, <, 100);
      before = progress;
    }

  g_assert_cmpuint (steps, >=, 6);
  g_assert_cmpuint (steps, <=, 10);
}

static void
test_socket (void)
{
  Told told;
  g_autoptr (RawClient) client = NULL;

  told_init (&told, &rt_validation_story, FAST);
  client = served_open_websocket (&told.served, "/", "");

  for (guint i = 0; i < 3; i++)
    {
      told_say (client, i == 0 ? "" : "start");
      hear_validation (client);
    }

  told_clear (&told);
}

/* Of several on one connection, each runs to its end. */
static void
test_several (void)
{
  Told told;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawClient) other = NULL;
  guint n_complete = 0;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  client = served_open_websocket (&told.served, "/", "");
  other = served_open_websocket (&told.served, "/", "");
  for (guint i = 0; i < 5; i++)
    told_say (client, "start");
  told_say (other, "start");
  wait_running (&told, 6);
  rt_validation_set_speed (RT_VALIDATION (told.story), FAST);

  hear_validation (other);
  while (n_complete < 5)
    {
      g_autofree char *said = told_hear (client);

      n_complete += g_str_equal (said, COMPLETE);
    }

  wait_running (&told, 0);
  told_clear (&told);
}

static void
test_socket_bounded (void)
{
  Told told;
  g_autoptr (RawClient) client = NULL;
  g_autofree char *said = NULL;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  client = served_open_websocket (&told.served, "/", "");
  for (guint i = 0; i <= RT_VALIDATION_MAX_OF_A_SOCKET; i++)
    told_say (client, "start");

  said = told_hear (client);

  g_assert_true (g_str_has_prefix (said, "{\"status\":\"failed\",\"message\":\"Too many"));
  wait_running (&told, RT_VALIDATION_MAX_OF_A_SOCKET);
  told_clear (&told);
}

static gboolean
is_being_closed (Told *told)
{
  g_autoptr (RtPeer) peer = g_list_model_get_item (rt_server_get_peers (told->served.server), 0);

  return peer == NULL || rt_peer_stream_is_closing (rt_peer_get_stream (peer));
}

/* Many start messages, as one piece of bytes. (transfer full) */
static GByteArray *
new_starts (void)
{
  static const guint8 start_frame[] = { 0x81, 0x81, 0, 0, 0, 0, 's' };
  GByteArray *frames = g_byte_array_new ();

  for (guint i = 0; i < 1000; i++)
    g_byte_array_append (frames, start_frame, sizeof start_frame);

  return frames;
}

/* What is said to who takes nothing does not heap up. */
static void
test_socket_stuck (void)
{
  Told told;
  g_autoptr (GByteArray) frames = new_starts ();
  g_autoptr (RawClient) client = NULL;
  guint n = 0;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  client = served_open_websocket (&told.served, "/", "");
  raw_client_stop_reading (client);

  while (!is_being_closed (&told))
    {
      g_assert_cmpuint (n++, <, 200);
      raw_client_send (client, frames->data, frames->len);
      rt_test_drain ();
    }

  told_clear (&told);
}

static void
test_socket_leaver (void)
{
  Told told;
  RawClient *abrupt;
  g_autoptr (RawClient) polite = NULL;
  g_autoptr (RawClient) other = NULL;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  abrupt = served_open_websocket (&told.served, "/", "");
  polite = served_open_websocket (&told.served, "/", "");
  other = served_open_websocket (&told.served, "/", "");
  told_say (abrupt, "start");
  told_say (abrupt, "start");
  told_say (polite, "start");
  told_say (other, "start");
  wait_running (&told, 4);

  raw_client_free (abrupt);
  wait_running (&told, 2);
  raw_client_send_frame (polite, 0x88, "\x03\xE8", 2);
  g_assert_cmpuint (told_hear_close (polite), ==, 1000);
  raw_client_wait_closed (polite);
  wait_running (&told, 1);
  rt_validation_set_speed (RT_VALIDATION (told.story), FAST);

  hear_validation (other);
  told_clear (&told);
}

static void
test_socket_misused (void)
{
  Told told;
  g_autofree char *long_text = g_strnfill (RT_VALIDATION_MAX_MESSAGE + 1, 'x');
  g_autoptr (RawClient) binary = NULL;
  g_autoptr (RawClient) too_large = NULL;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  binary = served_open_websocket (&told.served, "/", "");
  too_large = served_open_websocket (&told.served, "/", "");

  raw_client_send_frame (binary, 0x82, "\0\1", 2);
  told_say (too_large, long_text);

  g_assert_cmpuint (told_hear_close (binary), ==, 1003);
  g_assert_cmpuint (told_hear_close (too_large), ==, 1009);
  wait_running (&told, 0);
  told_clear (&told);
}

/* Only on the main port. */
static void
test_port (void)
{
  Told told;

  told_init (&told, &rt_validation_story, FAST);

  for (guint role = RT_PORT_CHAT; role < RT_N_PORTS; role++)
    {
      g_autoptr (RawResponse) response = NULL;

      told.served.port = told.ports[role];
      response = served_ask (&told.served, "GET", "/", SERVED_HANDSHAKE, NULL);
      g_assert_cmpuint (response->status, ==, 404);
      g_assert_cmpstr (response->body, ==, "Not Found");
    }

  told_clear (&told);
}

/* Who waits when the server stops hears its farewell. */
static void
test_stop (void)
{
  Told told;
  g_autoptr (RawClient) client = NULL;
  g_autoptr (RawClient) held = NULL;

  told_init (&told, &rt_validation_story, TOLD_STANDSTILL);
  client = served_open_websocket (&told.served, "/", "");
  told_say (client, "start");
  held = send_request (&told, RT_PORT_MAIN, "a");
  wait_running (&told, 2);

  rt_server_stop (told.served.server);

  g_assert_cmpuint (rt_validation_get_n_running (RT_VALIDATION (told.story)), ==, 0);
  g_assert_cmpuint (told_hear_close (client), ==, 1001);
  raw_client_wait_closed (held);
  told_clear (&told);
}

static void
test_not_begun (void)
{
  Told told;
  GObject *story;
  g_autoptr (RawResponse) response = NULL;

  told_init (&told, &rt_validation_story, FAST);
  story = g_steal_pointer (&told.story);

  response = served_ask (&told.served, "POST", "/validate-music", JSON, "{}");

  g_assert_cmpuint (response->status, ==, 503);
  told.story = story;
  told_clear (&told);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/validation/request/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/validation/request/refuses-what-is-too-large", test_too_large);
  g_test_add_func ("/validation/request/is-held-with-the-speed", test_held);
  g_test_add_func ("/validation/request/many-at-once-do-not-mix", test_many);
  g_test_add_func ("/validation/request/forgets-who-leaves", test_leaver);
  g_test_add_func ("/validation/is-bounded", test_bounded);
  g_test_add_func ("/validation/socket/tells-its-progress", test_socket);
  g_test_add_func ("/validation/socket/runs-several-at-once", test_several);
  g_test_add_func ("/validation/socket/is-bounded", test_socket_bounded);
  g_test_add_func ("/validation/socket/closes-who-takes-nothing", test_socket_stuck);
  g_test_add_func ("/validation/socket/forgets-who-leaves", test_socket_leaver);
  g_test_add_func ("/validation/socket/closes-what-is-no-text-or-too-large", test_socket_misused);
  g_test_add_func ("/validation/socket/is-on-the-main-port", test_port);
  g_test_add_func ("/validation/ends-where-the-server-stops", test_stop);
  g_test_add_func ("/validation/answers-503-before-it-begins", test_not_begun);

  return g_test_run ();
}
