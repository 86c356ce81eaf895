/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"
#include "lab/rt-chat-person.h"
#include "lab/rt-crowd.h"
#include "patterns/server-sent-events/rt-sse-client.h"
#include "support/rt-test.h"

typedef struct {
  EngineFixture served;
  char         *room;
  RtChatPerson *ada;
  RtChatPerson *ben;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  unused)
{
  engine_fixture_set_up (&self->served, NULL);
  self->room = engine_fixture_dup_uri (&self->served, "channels/chat");
  self->ada = rt_chat_person_new (self->served.websocket, "Ada");
  self->ben = rt_chat_person_new (self->served.websocket, "Ben");
}

static void
tear_down (Fixture       *self,
           gconstpointer  unused)
{
  rt_chat_person_leave (self->ada);
  rt_chat_person_leave (self->ben);
  rt_test_assert_last_unref (self->ada);
  rt_test_assert_last_unref (self->ben);
  g_free (self->room);
  engine_fixture_tear_down (&self->served, NULL);
}

typedef struct {
  RtChatPerson *person;
  const char   *words;
  guint         n_wanted;
} Heard;

static guint
count_heard (RtChatPerson *person,
             const char   *words)
{
  RtChatLog *log = rt_chat_person_get_log (person);
  guint n = 0;

  while (rt_chat_log_show (log))
    ;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (log)); i++)
    {
      g_autoptr (RtChatEntry) entry = g_list_model_get_item (G_LIST_MODEL (log), i);
      g_autofree char *said = rt_chat_entry_dup_words (entry);

      n += g_str_equal (said, words);
    }
  return n;
}

static gboolean
has_heard (gpointer user_data)
{
  Heard *heard = user_data;

  return count_heard (heard->person, heard->words) >= heard->n_wanted;
}

static void
wait_heard (RtChatPerson *person,
            const char   *words)
{
  Heard heard = { person, words, 1 };

  rt_test_wait_for (has_heard, &heard, words);
}

static void
say (RtChatPerson *person,
     const char   *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (rt_chat_person_say (person, text, &error));
  g_assert_no_error (error);
}

static gboolean
is_idle (gpointer user_data)
{
  return !rt_lane_get_busy (user_data);
}

static gboolean
is_outside (gpointer user_data)
{
  return !rt_chat_person_get_inside (user_data);
}

static gboolean
is_open (gpointer user_data)
{
  return rt_chat_person_get_state (user_data) == RT_CLIENT_OPEN;
}

static void
test_talk (Fixture       *self,
           gconstpointer  unused)
{
  g_assert_false (rt_chat_person_get_inside (self->ada));
  rt_chat_person_join (self->ada, self->room);
  wait_heard (self->ada, "Ada joined");
  rt_chat_person_join (self->ben, self->room);
  wait_heard (self->ada, "Ben joined");
  g_assert_true (rt_chat_person_get_inside (self->ada));
  g_assert_cmpint (rt_chat_person_get_state (self->ada), ==, RT_CLIENT_OPEN);

  say (self->ada, "hello");
  say (self->ben, "hi there, \"Ada\" – ¿qué tal?");

  wait_heard (self->ben, "Ada: hello");
  wait_heard (self->ada, "Ada: hello");
  wait_heard (self->ada, "Ben: hi there, \"Ada\" – ¿qué tal?");
  g_assert_cmpuint (count_heard (self->ada, "Ada: hello"), ==, 1);
}

static void
test_late (Fixture       *self,
           gconstpointer  unused)
{
  rt_chat_person_join (self->ada, self->room);
  wait_heard (self->ada, "Ada joined");
  say (self->ada, "is anybody here?");
  wait_heard (self->ada, "Ada: is anybody here?");

  rt_chat_person_join (self->ben, self->room);

  wait_heard (self->ben, "Ada: is anybody here?");
}

static void
test_leave_and_come_again (Fixture       *self,
                           gconstpointer  unused)
{
  rt_chat_person_join (self->ada, self->room);
  rt_chat_person_join (self->ben, self->room);
  wait_heard (self->ada, "Ben joined");
  wait_heard (self->ben, "Ben joined");

  say (self->ben, "bye");
  rt_chat_person_leave (self->ben);

  g_assert_false (rt_chat_person_get_inside (self->ben));
  wait_heard (self->ada, "Ben: bye");
  wait_heard (self->ada, "Ben left");
  say (self->ada, "he is gone");
  wait_heard (self->ada, "Ada: he is gone");

  rt_chat_person_join (self->ben, self->room);
  wait_heard (self->ben, "Ada: he is gone");
  g_assert_cmpuint (count_heard (self->ben, "Ben: bye"), ==, 1);
}

static void
test_name (Fixture       *self,
           gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_chat_person_set_name (self->ben, "  ", &error));
  g_assert_error (error, RT_NAME_ERROR, RT_NAME_ERROR_EMPTY);
  g_assert_cmpstr (rt_chat_person_get_name (self->ben), ==, "Ben");
  g_assert_true (rt_chat_person_set_name (self->ben, " Grace ", NULL));
  g_assert_cmpstr (rt_chat_person_get_name (self->ben), ==, "Grace");

  rt_chat_person_join (self->ada, self->room);
  rt_chat_person_join (self->ben, self->room);

  wait_heard (self->ada, "Grace joined");
}

static void
test_outside (Fixture       *self,
              gconstpointer  unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rt_chat_person_say (self->ada, "hello?", &error));
  g_assert_error (error, RT_CLIENT_ERROR, RT_CLIENT_ERROR_CLOSED);
}

static void
test_counts (Fixture       *self,
             gconstpointer  unused)
{
  guint64 events;

  rt_chat_person_join (self->ada, self->room);
  wait_heard (self->ada, "Ada joined");
  say (self->ada, "hello");
  wait_heard (self->ada, "Ada: hello");

  events = rt_lane_get_traffic (self->served.websocket)->events;
  g_assert_cmpuint (events, >=, 2);
  g_assert_cmpuint (rt_lane_get_traffic (self->served.websocket)->connections_open, ==, 1);

  rt_chat_person_leave (self->ada);
  rt_test_wait_for (is_idle, self->served.websocket, "the lane to have nothing to do");
  g_assert_cmpuint (rt_lane_get_traffic (self->served.websocket)->events, >=, events);
  g_assert_cmpuint (rt_lane_get_traffic (self->served.websocket)->connections_open, ==, 0);
}

static void
test_lane_stops (Fixture       *self,
                 gconstpointer  unused)
{
  rt_lane_start (self->served.websocket);
  rt_chat_person_join (self->ada, self->room);
  wait_heard (self->ada, "Ada joined");

  rt_lane_stop (self->served.websocket);

  g_assert_false (rt_chat_person_get_inside (self->ada));
  g_assert_cmpint (rt_chat_person_get_state (self->ada), ==, RT_CLIENT_CLOSED);
}

static void
test_lane_fails (Fixture       *self,
                 gconstpointer  unused)
{
  RtLane *lane = self->served.websocket;

  rt_lane_start (lane);
  rt_chat_person_join (self->ada, self->room);
  wait_heard (self->ada, "Ada joined");

  rt_lane_fail (lane, "There is nothing to connect to.");

  g_assert_false (rt_lane_get_running (lane));
  g_assert_cmpstr (rt_lane_get_reason (lane), ==, "There is nothing to connect to.");
  g_assert_false (rt_chat_person_get_inside (self->ada));
  /* An address is something to connect to. */
  rt_lane_set_uri (lane, self->room);
  g_assert_null (rt_lane_get_reason (lane));
}

static void
test_lane_is_reset (Fixture       *self,
                    gconstpointer  unused)
{
  rt_chat_person_join (self->ada, self->room);
  rt_chat_person_join (self->ben, self->room);
  wait_heard (self->ada, "Ben joined");
  wait_heard (self->ben, "Ben joined");

  rt_lane_reset (self->served.websocket);
  rt_test_drain ();

  g_assert_cmpint (rt_chat_person_get_state (self->ada), ==, RT_CLIENT_OPEN);
  say (self->ada, "still here");
  wait_heard (self->ben, "Ada: still here");
  g_assert_cmpuint (count_heard (self->ben, "Ada left"), ==, 0);
}

static void
test_server_moves (Fixture       *self,
                   gconstpointer  unused)
{
  rt_chat_person_join (self->ada, self->room);
  rt_chat_person_join (self->ben, self->room);
  wait_heard (self->ada, "Ben joined");
  wait_heard (self->ben, "Ben joined");
  say (self->ada, "before");
  wait_heard (self->ben, "Ada: before");

  engine_fixture_move (&self->served);
  g_free (self->room);
  self->room = engine_fixture_dup_uri (&self->served, "channels/chat");
  rt_chat_person_join (self->ada, self->room);
  rt_chat_person_join (self->ben, self->room);

  rt_test_wait_for (is_open, self->ada, "Ada to be back");
  rt_test_wait_for (is_open, self->ben, "Ben to be back");
  say (self->ada, "after");
  wait_heard (self->ben, "Ada: after");
  g_assert_cmpuint (count_heard (self->ben, "Ada: before"), ==, 1);
}

static void
test_server_moves_before_they_are_in (Fixture       *self,
                                      gconstpointer  unused)
{
  rt_chat_person_join (self->ada, self->room);

  engine_fixture_move (&self->served);
  g_free (self->room);
  self->room = engine_fixture_dup_uri (&self->served, "channels/chat");
  rt_chat_person_join (self->ada, self->room);

  wait_heard (self->ada, "Ada joined");
}

static void
test_server_moves_while_one_leaves (Fixture       *self,
                                    gconstpointer  unused)
{
  rt_chat_person_join (self->ada, self->room);
  rt_chat_person_join (self->ben, self->room);
  wait_heard (self->ben, "Ada joined");
  wait_heard (self->ada, "Ben joined");

  rt_chat_person_leave (self->ada);
  engine_fixture_move (&self->served);
  g_free (self->room);
  self->room = engine_fixture_dup_uri (&self->served, "channels/chat");
  rt_chat_person_join (self->ben, self->room);

  rt_test_wait_for (is_open, self->ben, "Ben to be back");
  say (self->ben, "is she gone?");
  wait_heard (self->ben, "Ben: is she gone?");
  g_assert_cmpuint (count_heard (self->ben, "Ada joined"), ==, 1);
}

static void
test_lane_is_full (Fixture       *self,
                   gconstpointer  unused)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *stream = engine_fixture_dup_uri (&self->served, "channels/ticker");

  while (others->len < RT_CROWD_MAX_ADOPTED)
    {
      g_ptr_array_add (others, rt_sse_client_new (stream));
      g_assert_true (rt_lane_adopt (self->served.websocket,
                                    g_ptr_array_index (others, others->len - 1)));
    }

  rt_chat_person_join (self->ada, self->room);
  rt_test_wait_for (is_outside, self->ada, "somebody to be sent away");

  g_assert_nonnull (rt_chat_person_get_reason (self->ada));
  for (guint i = 0; i < others->len; i++)
    rt_client_stop (g_ptr_array_index (others, i));
  rt_chat_person_join (self->ada, self->room);
  wait_heard (self->ada, "Ada joined");
}

static void
test_no_room (Fixture       *self,
              gconstpointer  unused)
{
  g_autofree char *nowhere = engine_fixture_dup_uri (&self->served, "no/room/here");

  rt_chat_person_join (self->ada, nowhere);
  rt_test_wait_for (is_outside, self->ada, "somebody to be sent away");

  g_assert_false (rt_chat_person_get_inside (self->ada));
  g_assert_nonnull (rt_chat_person_get_reason (self->ada));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/chat-person/hears-what-everyone-says", test_talk);
  ADD ("/chat-person/who-comes-late-hears-what-was-said", test_late);
  ADD ("/chat-person/may-leave-and-come-again", test_leave_and_come_again);
  ADD ("/chat-person/has-a-name-of-its-own-choice", test_name);
  ADD ("/chat-person/is-not-heard-from-outside", test_outside);
  ADD ("/chat-person/counts-with-the-lane", test_counts);
  ADD ("/chat-person/leaves-when-the-lane-stops", test_lane_stops);
  ADD ("/chat-person/leaves-when-there-is-no-server", test_lane_fails);
  ADD ("/chat-person/stays-when-the-counters-are-reset", test_lane_is_reset);
  ADD ("/chat-person/goes-with-the-server", test_server_moves);
  ADD ("/chat-person/goes-with-the-server-before-it-is-in", test_server_moves_before_they_are_in);
  ADD ("/chat-person/does-not-come-again-when-it-leaves", test_server_moves_while_one_leaves);
  ADD ("/chat-person/stays-outside-where-the-lane-is-full", test_lane_is_full);
  ADD ("/chat-person/says-why-it-cannot-join", test_no_room);

  return engine_fixture_run ();
}
