/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "served.h"
#include "support/rt-test.h"

/* A channel of which no story knows, and who came and left there. */
typedef struct {
  Served   served;
  GString *noted;
  guint    length;   /* what it is waited to become */
} Room;

static void
note_arrived (Room       *room,
              const char *name)
{
  g_string_append_printf (room->noted, "+%s", name);
}

static void
note_left (Room       *room,
           const char *name)
{
  g_string_append_printf (room->noted, "-%s", name);
}

static void
set_up (Room          *room,
        gconstpointer  user_data)
{
  RtChannel *channel;

  served_init (&room->served);
  room->noted = g_string_new (NULL);
  channel = served_get_channel (&room->served, "room");
  g_signal_connect_swapped (channel, "arrived", G_CALLBACK (note_arrived), room);
  g_signal_connect_swapped (channel, "left", G_CALLBACK (note_left), room);
}

static void
tear_down (Room          *room,
           gconstpointer  user_data)
{
  served_clear (&room->served);
  g_string_free (room->noted, TRUE);
}

static gboolean
has_length (gpointer user_data)
{
  Room *room = user_data;

  return room->noted->len >= room->length;
}

#define assert_noted(room, text) \
  G_STMT_START { \
    (room)->length = strlen (text); \
    rt_test_wait_for (has_length, (room), "somebody to come or leave"); \
    g_assert_cmpstr ((room)->noted->str, ==, (text)); \
  } G_STMT_END

static void
test_streams (Room          *room,
              gconstpointer  user_data)
{
  RawClient *stream = served_open_stream (&room->served, "/channels/room?name=Ada", "");
  RawClient *websocket;

  assert_noted (room, "+Ada");
  websocket = served_open_websocket (&room->served, "/channels/room?name=Ben%20B.", "");
  assert_noted (room, "+Ada+Ben B.");
  raw_client_free (stream);
  assert_noted (room, "+Ada+Ben B.-Ada");
  raw_client_free (websocket);
  assert_noted (room, "+Ada+Ben B.-Ada-Ben B.");
}

static void
test_farewell (Room          *room,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) client = served_open_websocket (&room->served, "/channels/room?name=Ada", "");

  assert_noted (room, "+Ada");
  raw_client_send_frame (client, 0x88, "\x03\xE8", 2);
  assert_noted (room, "+Ada-Ada");
  raw_client_wait_closed (client);
  served_wait_empty (&room->served);
  assert_noted (room, "+Ada-Ada");
}

static void
test_half_closed (Room          *room,
                  gconstpointer  user_data)
{
  g_autoptr (RawClient) client = served_open_stream (&room->served, "/channels/room?name=Ada", "");

  raw_client_half_close (client);
  assert_noted (room, "+Ada-Ada");
}

static void
test_server_stops (Room          *room,
                   gconstpointer  user_data)
{
  RawClient *client = served_open_websocket (&room->served, "/channels/room?name=Ada", "");

  rt_server_stop (room->served.server);
  assert_noted (room, "+Ada-Ada");
  raw_client_free (client);
}

/* Each reader is somebody, also where two say the same. */
static void
test_namesakes (Room          *room,
                gconstpointer  user_data)
{
  RawClient *one = served_open_stream (&room->served, "/channels/room?name=Ada", "");
  RawClient *two = served_open_stream (&room->served, "/channels/room?name=Ada", "");

  assert_noted (room, "+Ada+Ada");
  raw_client_free (one);
  assert_noted (room, "+Ada+Ada-Ada");
  raw_client_free (two);
  assert_noted (room, "+Ada+Ada-Ada-Ada");
}

static void
test_nobody (Room          *room,
             gconstpointer  user_data)
{
  RawClient *stream = served_open_stream (&room->served, "/channels/room", "");
  RawClient *websocket = served_open_websocket (&room->served, "/channels/room", "");
  g_autoptr (RawResponse) poll = served_ask (&room->served, "GET", "/channels/room?name=Ada", "", NULL);
  g_autoptr (RawResponse) head = served_ask (&room->served, "HEAD", "/channels/room?name=Ada", "Accept: text/event-stream\r\n", NULL);
  g_autoptr (RawResponse) post = served_ask (&room->served, "POST", "/channels/room?name=Ada",
                                             "Content-Type: application/json\r\n", "1");

  g_assert_cmpuint (poll->status, ==, 200);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpuint (post->status, ==, 201);
  raw_client_free (stream);
  raw_client_free (websocket);
  served_wait_empty (&room->served);
  assert_noted (room, "");
}

/* How long a name may be, and of what, is the matter of core-presence. */
static void
test_bad_names (Room          *room,
                gconstpointer  user_data)
{
  static const char * const queries[] = { "name=", "name=%20", "name=A%0Ada", "name=Ada&name=Ben", "name=%00" };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *target = g_strdup_printf ("/channels/room?%s", queries[i]);
      g_autoptr (RawResponse) stream = served_ask (&room->served, "GET", target, "Accept: text/event-stream\r\n", NULL);
      g_autoptr (RawResponse) websocket = served_ask (&room->served, "GET", target, SERVED_HANDSHAKE, NULL);
      g_autofree char *type = raw_response_dup_field (stream, "Content-Type");

      g_assert_cmpuint (stream->status, ==, 400);
      g_assert_cmpuint (websocket->status, ==, 400);
      g_assert_cmpstr (type, ==, "application/problem+json");
    }

  assert_noted (room, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/channel-presence/" path, Room, NULL, set_up, function, tear_down)
  ADD ("is-told-of-event-streams-and-websockets-with-a-name", test_streams);
  ADD ("ends-with-a-farewell", test_farewell);
  ADD ("ends-where-one-side-is-closed", test_half_closed);
  ADD ("ends-where-the-server-stops", test_server_stops);
  ADD ("is-of-each-reader", test_namesakes);
  ADD ("is-not-of-who-gives-no-name-or-does-not-stay", test_nobody);
  ADD ("refuses-what-is-no-name", test_bad_names);

  return g_test_run ();
}
