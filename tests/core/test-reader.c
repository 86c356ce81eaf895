/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-channel-outlet.h"
#include "core/rt-reader.h"
#include "support/rt-test.h"

/* A reader that notes what it was given. */
typedef struct {
  RtReader *reader;
  guint     n_calls;
  guint     n_events;
  guint     n_gaps;
  guint64   last;
  gboolean  busy;       /* takes nothing more for now */
  guint     at_once;    /* how many events it takes a call; 0 means up to 64 */
  GString  *log;        /* where it writes its letter when it is called */
  char      letter;
  void    (*then) (gpointer user_data);
  gpointer  then_data;
} Listener;

static gboolean
listener_called (RtReader *reader,
                 gpointer  user_data)
{
  Listener *self = user_data;
  RtChannelItem items[64];
  RtGap gap;
  guint n;

  g_assert_true (reader == self->reader);
  self->n_calls++;
  if (self->log != NULL)
    g_string_append_c (self->log, self->letter);
  if (self->busy)
    return FALSE;

  n = rt_reader_read (reader, items, self->at_once > 0 ? self->at_once : G_N_ELEMENTS (items), &gap);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (rt_event_get_seq (items[i].event), >, self->last);
      self->last = rt_event_get_seq (items[i].event);
    }
  self->n_events += n;
  self->n_gaps += gap.found ? 1 : 0;

  if (self->then != NULL)
    self->then (self->then_data);

  return TRUE;
}

static void
listen_to (Listener   *self,
           RtChannel  *channel,
           guint64     after,
           const char *types)
{
  g_autoptr (RtSelection) selection = types != NULL ? rt_selection_new (types, NULL) : NULL;

  self->reader = rt_reader_new (channel, after, selection, listener_called, self);
}

static void
stop_listening (gpointer user_data)
{
  Listener *self = user_data;

  g_clear_pointer (&self->reader, rt_reader_free);
}

static void
publish (RtChannel  *channel,
         const char *type)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("{}", 2);

  g_assert_cmpuint (rt_channel_publish (channel, type, data, NULL), >, 0);
}

static void
test_hears_what_comes (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listener = { 0 };

  publish (channel, "message");
  listen_to (&listener, channel, rt_channel_get_last (channel), NULL);
  rt_test_drain ();
  g_assert_cmpuint (listener.n_calls, ==, 0);

  publish (channel, "message");
  g_assert_cmpuint (listener.n_calls, ==, 0);
  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (listener.n_calls, ==, 1);
  g_assert_cmpuint (listener.n_events, ==, 2);
  g_assert_cmpuint (rt_reader_get_cursor (listener.reader), ==, 3);
  g_assert_true (rt_reader_get_channel (listener.reader) == channel);

  stop_listening (&listener);
  rt_test_assert_last_unref (channel);
}

static void
test_catches_up_from_its_cursor (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listener = { .at_once = 10 };

  for (guint i = 0; i < 500; i++)
    publish (channel, "message");
  listen_to (&listener, channel, 100, NULL);
  g_assert_cmpuint (listener.n_calls, ==, 0);
  rt_test_drain ();
  g_assert_cmpuint (listener.n_events, ==, 400);
  g_assert_cmpuint (listener.n_calls, ==, 40);

  stop_listening (&listener);
  rt_test_assert_last_unref (channel);
}

static void
test_hears_of_a_gap_before_anything_comes (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener ahead = { 0 };
  Listener behind = { 0 };

  rt_channel_set_numbering (channel, 501, 1);
  listen_to (&ahead, channel, 1000, "say");
  listen_to (&behind, channel, 10, NULL);
  rt_test_drain ();
  g_assert_cmpuint (ahead.n_gaps, ==, 1);
  g_assert_cmpuint (behind.n_gaps, ==, 1);
  g_assert_cmpuint (ahead.n_calls + behind.n_calls, ==, 2);

  stop_listening (&ahead);
  stop_listening (&behind);
  rt_test_assert_last_unref (channel);
}

/* Also where there are more numbers than before when it has its turn. */
static void
test_hears_of_a_channel_that_began_anew (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listener = { 0 };

  for (guint i = 0; i < 5; i++)
    publish (channel, "message");
  listen_to (&listener, channel, 3, NULL);
  rt_test_drain ();
  g_assert_cmpuint (listener.n_events, ==, 2);

  rt_channel_begin_anew (channel);
  g_assert_cmpuint (rt_channel_get_last (channel), ==, 0);
  for (guint i = 0; i < 8; i++)
    publish (channel, "message");
  listener.last = 0;
  rt_test_drain ();
  g_assert_cmpuint (listener.n_gaps, ==, 1);
  g_assert_cmpuint (listener.n_events, ==, 2 + 8);

  stop_listening (&listener);
  rt_test_assert_last_unref (channel);
}

static void
test_selection_is_not_called_in_vain (void)
{
  RtChannel *channel = rt_channel_new ("chat", NULL);
  Listener listener = { 0 };

  listen_to (&listener, channel, 0, "join");
  for (guint i = 0; i < 100; i++)
    {
      publish (channel, "say");
      rt_test_drain ();
    }
  g_assert_cmpuint (listener.n_calls, ==, 0);
  g_assert_cmpuint (rt_reader_get_cursor (listener.reader), ==, 100);

  publish (channel, "join");
  rt_test_drain ();
  g_assert_cmpuint (listener.n_events, ==, 1);

  stop_listening (&listener);
  rt_test_assert_last_unref (channel);
}

static void
test_selection_hears_of_a_jump (void)
{
  RtChannel *channel = rt_channel_new ("chat", NULL);
  Listener listener = { 0 };

  listen_to (&listener, channel, 0, "join");
  publish (channel, "say");
  rt_channel_set_numbering (channel, 100, 100);
  publish (channel, "say");
  rt_test_drain ();
  g_assert_cmpuint (listener.n_calls, ==, 1);
  g_assert_cmpuint (listener.n_gaps, ==, 1);
  g_assert_cmpuint (rt_reader_get_cursor (listener.reader), ==, 100);

  stop_listening (&listener);
  rt_test_assert_last_unref (channel);
}

static gboolean
take_one_of_three (RtReader *reader,
                   gpointer  user_data)
{
  GString *taken = user_data;
  RtChannelItem items[3];
  RtGap gap;
  guint n = rt_reader_read (reader, items, G_N_ELEMENTS (items), &gap);

  g_assert_false (gap.found);
  g_assert_cmpuint (n, >, 0);
  g_string_append_printf (taken, "%" G_GUINT64_FORMAT "(%" G_GUINT64_FORMAT ") ",
                          rt_event_get_seq (items[0].event),
                          items[0].prev == RT_PREV_NONE ? 0 : items[0].prev);
  if (n > 1)
    rt_reader_unread (reader, items[1].event);

  return TRUE;
}

static void
test_reads_again_what_was_put_back (void)
{
  RtChannel *channel = rt_channel_new ("chat", NULL);
  g_autoptr (RtSelection) selection = rt_selection_new ("say", NULL);
  g_autoptr (GString) taken = g_string_new (NULL);
  RtReader *reader;

  for (guint i = 0; i < 4; i++)
    {
      publish (channel, "say");
      publish (channel, "join");
    }
  reader = rt_reader_new (channel, 0, selection, take_one_of_three, taken);
  rt_test_drain ();
  g_assert_cmpstr (taken->str, ==, "1(0) 3(1) 5(3) 7(5) ");

  rt_reader_free (reader);
  rt_test_assert_last_unref (channel);
}

static void
test_parked_sleeps_until_woken (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listener = { .busy = TRUE };

  listen_to (&listener, channel, 0, NULL);
  publish (channel, "message");
  rt_test_drain ();
  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (listener.n_calls, ==, 1);

  listener.busy = FALSE;
  rt_reader_wake (listener.reader);
  rt_reader_wake (listener.reader);
  rt_test_drain ();
  g_assert_cmpuint (listener.n_calls, ==, 2);
  g_assert_cmpuint (listener.n_events, ==, 2);

  rt_reader_wake (listener.reader);
  rt_test_drain ();
  g_assert_cmpuint (listener.n_calls, ==, 2);

  stop_listening (&listener);
  rt_test_assert_last_unref (channel);
}

static gboolean
woken_and_parked (RtReader *reader,
                  gpointer  user_data)
{
  guint *n_calls = user_data;

  if (++*n_calls < 3)
    rt_reader_wake (reader);

  return FALSE;
}

static void
test_wake_from_inside_is_not_lost (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  guint n_calls = 0;
  RtReader *reader = rt_reader_new (channel, 0, NULL, woken_and_parked, &n_calls);

  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (n_calls, ==, 3);

  rt_reader_free (reader);
  rt_test_assert_last_unref (channel);
}

static void
test_all_take_turns (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  g_autoptr (GString) log = g_string_new (NULL);
  Listener listeners[3] = { { 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      listeners[i].log = log;
      listeners[i].letter = (char) ('a' + i);
      listeners[i].at_once = i == 0 ? 1 : 64;
      listen_to (&listeners[i], channel, 0, NULL);
    }
  for (guint i = 0; i < 4; i++)
    publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpstr (log->str, ==, "abcaaa");

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    stop_listening (&listeners[i]);
  rt_test_assert_last_unref (channel);
}

static void
test_may_end_itself (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listeners[3] = { { 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      listeners[i].then = stop_listening;
      listeners[i].then_data = &listeners[i];
      listen_to (&listeners[i], channel, 0, NULL);
    }
  publish (channel, "message");
  publish (channel, "message");
  rt_test_drain ();

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      g_assert_null (listeners[i].reader);
      g_assert_cmpuint (listeners[i].n_calls, ==, 1);
    }
  rt_test_assert_last_unref (channel);
}

static void
test_may_end_others (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener first = { 0 };
  Listener second = { 0 };

  first.then = stop_listening;
  first.then_data = &second;
  listen_to (&first, channel, 0, NULL);
  listen_to (&second, channel, 0, NULL);
  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (first.n_calls, ==, 1);
  g_assert_cmpuint (second.n_calls, ==, 0);

  stop_listening (&first);
  rt_test_assert_last_unref (channel);
}

typedef struct {
  RtChannel *channel;
  Listener  *newcomer;
} Invitation;

static void
invite (gpointer user_data)
{
  Invitation *invitation = user_data;

  if (invitation->newcomer->reader == NULL)
    listen_to (invitation->newcomer, invitation->channel, 0, NULL);
}

static void
test_may_begin_others (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener first = { 0 };
  Listener second = { 0 };
  Invitation invitation = { channel, &second };

  first.then = invite;
  first.then_data = &invitation;
  listen_to (&first, channel, 0, NULL);
  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (second.n_events, ==, 1);

  stop_listening (&first);
  stop_listening (&second);
  rt_test_assert_last_unref (channel);
}

static void
publish_a_few (gpointer user_data)
{
  if (rt_channel_get_last (user_data) < 10)
    publish (user_data, "message");
}

static void
test_may_publish (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listeners[2] = { { 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      listeners[i].then = publish_a_few;
      listeners[i].then_data = channel;
      listen_to (&listeners[i], channel, 0, NULL);
    }
  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (listeners[0].n_events, ==, 10);
  g_assert_cmpuint (listeners[1].n_events, ==, 10);

  stop_listening (&listeners[0]);
  stop_listening (&listeners[1]);
  rt_test_assert_last_unref (channel);
}

static void
test_channels_do_not_mix (void)
{
  RtChannel *ticker = rt_channel_new ("ticker", NULL);
  RtChannel *chat = rt_channel_new ("chat", NULL);
  Listener to_ticker = { 0 };
  Listener to_chat = { 0 };

  listen_to (&to_ticker, ticker, 0, NULL);
  listen_to (&to_chat, chat, 0, NULL);
  publish (chat, "message");
  rt_test_drain ();
  g_assert_cmpuint (to_ticker.n_calls, ==, 0);
  g_assert_cmpuint (to_chat.n_calls, ==, 1);

  stop_listening (&to_ticker);
  stop_listening (&to_chat);
  rt_test_assert_last_unref (ticker);
  rt_test_assert_last_unref (chat);
}

/* Of a thread-default context that is not the main one. */
static void
test_is_called_in_its_own_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener here = { 0 };
  Listener there = { 0 };

  listen_to (&here, channel, 0, NULL);
  g_main_context_push_thread_default (context);
  listen_to (&there, channel, 0, NULL);
  publish (channel, "message");
  rt_test_drain ();
  g_assert_cmpuint (here.n_calls, ==, 0);
  g_assert_cmpuint (there.n_calls, ==, 1);
  stop_listening (&there);
  g_main_context_pop_thread_default (context);

  rt_test_drain ();
  g_assert_cmpuint (here.n_calls, ==, 1);

  stop_listening (&here);
  rt_test_assert_last_unref (channel);
}

/* What burns a fraction of a ms for each reader cannot all be done in a slice. */
static void
burn (gpointer user_data)
{
  gint64 end = g_get_monotonic_time () + 100;

  while (g_get_monotonic_time () < end)
    ;
}

static void
test_many_readers_leave_turns_to_frames (void)
{
  enum { N = 400 };
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  g_autofree Listener *listeners = g_new0 (Listener, N);
  guint n_turns = 0;

  for (guint i = 0; i < N; i++)
    {
      listeners[i].then = burn;
      listen_to (&listeners[i], channel, 0, NULL);
    }
  publish (channel, "message");

  /* 40 ms of work: before each slice of it a frame has its chance. */
  while (listeners[N - 1].n_calls == 0)
    {
      n_turns++;
      g_assert_true (g_main_context_iteration (NULL, FALSE));
    }
  g_assert_cmpuint (n_turns, >=, 5);

  for (guint i = 0; i < N; i++)
    {
      g_assert_cmpuint (listeners[i].n_events, ==, 1);
      stop_listening (&listeners[i]);
    }
  rt_test_assert_last_unref (channel);
}

static void
test_idle_readers_cost_no_turn (void)
{
  RtChannel *channel = rt_channel_new ("ticker", NULL);
  Listener listener = { 0 };
  Listener parked = { .busy = TRUE };

  listen_to (&listener, channel, 0, NULL);
  listen_to (&parked, channel, 0, NULL);
  publish (channel, "message");
  rt_test_drain ();
  g_assert_false (g_main_context_pending (NULL));

  stop_listening (&listener);
  stop_listening (&parked);
  g_assert_false (g_main_context_pending (NULL));
  rt_test_assert_last_unref (channel);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reader/hears-what-comes", test_hears_what_comes);
  g_test_add_func ("/reader/catches-up-from-its-cursor", test_catches_up_from_its_cursor);
  g_test_add_func ("/reader/hears-of-a-gap-before-anything-comes", test_hears_of_a_gap_before_anything_comes);
  g_test_add_func ("/reader/hears-of-a-channel-that-began-anew", test_hears_of_a_channel_that_began_anew);
  g_test_add_func ("/reader/selection/is-not-called-in-vain", test_selection_is_not_called_in_vain);
  g_test_add_func ("/reader/selection/hears-of-a-jump", test_selection_hears_of_a_jump);
  g_test_add_func ("/reader/reads-again-what-was-put-back", test_reads_again_what_was_put_back);
  g_test_add_func ("/reader/parked-sleeps-until-woken", test_parked_sleeps_until_woken);
  g_test_add_func ("/reader/wake-from-inside-is-not-lost", test_wake_from_inside_is_not_lost);
  g_test_add_func ("/reader/all-take-turns", test_all_take_turns);
  g_test_add_func ("/reader/in-its-call/may-end-itself", test_may_end_itself);
  g_test_add_func ("/reader/in-its-call/may-end-others", test_may_end_others);
  g_test_add_func ("/reader/in-its-call/may-begin-others", test_may_begin_others);
  g_test_add_func ("/reader/in-its-call/may-publish", test_may_publish);
  g_test_add_func ("/reader/channels-do-not-mix", test_channels_do_not_mix);
  g_test_add_func ("/reader/is-called-in-its-own-context", test_is_called_in_its_own_context);
  g_test_add_func ("/reader/many-leave-turns-to-frames", test_many_readers_leave_turns_to_frames);
  g_test_add_func ("/reader/idle-ones-cost-no-turn", test_idle_readers_cost_no_turn);

  return g_test_run ();
}
