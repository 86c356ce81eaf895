/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/rt-priority.h"
#include "net/rt-poller.h"
#include "support/rt-test.h"

typedef struct {
  RtPoller      *poller;
  int            ends[2];
  RtPollerWatch *watch;
  guint          calls;
  GString       *order;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  fixture->poller = rt_poller_get_default ();
  fixture->order = g_string_new (NULL);
  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fixture->ends));
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  if (fixture->watch != NULL)
    rt_poller_remove (fixture->poller, fixture->watch);
  close (fixture->ends[0]);
  close (fixture->ends[1]);
  g_string_free (fixture->order, TRUE);
}

static void
count_call (guint32  events,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  char byte;

  g_assert_cmpuint (events & EPOLLIN, ==, EPOLLIN);
  fixture->calls++;
  g_assert_cmpint (read (fixture->ends[0], &byte, 1), ==, 1);
  g_string_append_c (fixture->order, 'e');
}

static gboolean
was_called (gpointer user_data)
{
  return ((Fixture *) user_data)->calls > 0;
}

static void
test_watch (Fixture       *fixture,
            gconstpointer  user_data)
{
  fixture->watch = rt_poller_add (fixture->poller, fixture->ends[0], EPOLLIN, count_call, fixture);
  rt_test_drain ();
  g_assert_cmpuint (fixture->calls, ==, 0);
  g_assert_cmpint (write (fixture->ends[1], "ab", 2), ==, 2);
  rt_test_wait_for (was_called, fixture, "the event");
  rt_test_drain ();
  g_assert_cmpuint (fixture->calls, ==, 2);

  rt_poller_modify (fixture->poller, fixture->watch, 0);
  g_assert_cmpint (write (fixture->ends[1], "c", 1), ==, 1);
  rt_test_drain ();
  g_assert_cmpuint (fixture->calls, ==, 2);
}

typedef struct {
  Fixture       *fixture;
  RtPollerWatch *own;
  RtPollerWatch *other;
  guint         *calls;
} Remover;

static void
remove_both (guint32  events,
             gpointer user_data)
{
  Remover *remover = user_data;

  (*remover->calls)++;
  rt_poller_remove (remover->fixture->poller, remover->own);
  rt_poller_remove (remover->fixture->poller, remover->other);
}

static void
test_remove_inside (Fixture       *fixture,
                    gconstpointer  user_data)
{
  guint calls = 0;
  Remover first = { .fixture = fixture, .calls = &calls };
  Remover second = { .fixture = fixture, .calls = &calls };

  first.own = second.other = rt_poller_add (fixture->poller, fixture->ends[0], EPOLLIN, remove_both, &first);
  first.other = second.own = rt_poller_add (fixture->poller, fixture->ends[1], EPOLLIN, remove_both, &second);
  g_assert_cmpint (write (fixture->ends[0], "a", 1), ==, 1);
  g_assert_cmpint (write (fixture->ends[1], "a", 1), ==, 1);
  rt_test_drain ();

  g_assert_cmpuint (calls, ==, 1);
}

static void
note_deferred (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->order, 'd');
}

static void
test_deferred_last (Fixture       *fixture,
                    gconstpointer  user_data)
{
  RtDeferred deferred = { .func = note_deferred, .user_data = fixture };
  RtDeferred taken_back = { .func = note_deferred, .user_data = fixture };

  fixture->watch = rt_poller_add (fixture->poller, fixture->ends[0], EPOLLIN, count_call, fixture);
  g_assert_cmpint (write (fixture->ends[1], "a", 1), ==, 1);
  rt_poller_defer (fixture->poller, &deferred);
  rt_poller_defer (fixture->poller, &deferred);
  rt_poller_defer (fixture->poller, &taken_back);
  rt_poller_undefer (fixture->poller, &taken_back);
  rt_test_drain ();

  g_assert_cmpstr (fixture->order->str, ==, "ed");
}

static RtDeferred again;
static gboolean stop;

static void
defer_again (gpointer user_data)
{
  if (!stop)
    rt_poller_defer (user_data, &again);
}

static gboolean
set_flag (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
test_leaves_time (Fixture       *fixture,
                  gconstpointer  user_data)
{
  gboolean drawn = FALSE;

  again = (RtDeferred) { .func = defer_again, .user_data = fixture->poller };
  stop = FALSE;
  rt_poller_defer (fixture->poller, &again);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, set_flag, &drawn, NULL);
  rt_test_wait_flag (&drawn, "a redraw while there is always work");
  stop = TRUE;
  rt_test_drain ();
}

static void
note_timer (gpointer user_data)
{
  g_string_append_c (((Fixture *) user_data)->order, 't');
}

static gboolean
has_two (gpointer user_data)
{
  return ((Fixture *) user_data)->order->len >= 2;
}

static void
test_timers (Fixture       *fixture,
             gconstpointer  user_data)
{
  RtPollerTimer late = { .func = note_timer, .user_data = fixture };
  RtPollerTimer early = { .func = note_timer, .user_data = fixture };
  RtPollerTimer stopped = { .func = note_timer, .user_data = fixture };
  gint64 begin = g_get_monotonic_time ();

  rt_poller_start_timer (fixture->poller, &late, 30);
  rt_poller_start_timer (fixture->poller, &early, 10);
  rt_poller_start_timer (fixture->poller, &stopped, 1);
  rt_poller_stop_timer (fixture->poller, &stopped);
  rt_test_wait_for (has_two, fixture, "two timers");

  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 30000);
  g_assert_cmpstr (fixture->order->str, ==, "tt");
}

#define N_TIMERS 1000

typedef struct {
  RtPollerTimer timer;
  gint64        due;
  gint64       *last;
  guint        *n_called;
  gboolean      stops;
} ManyTimer;

static void
note_order (gpointer user_data)
{
  ManyTimer *self = user_data;

  g_assert_false (self->stops);
  g_assert_cmpint (self->due, >=, *self->last);
  *self->last = self->due;
  (*self->n_called)++;
}

static gboolean
are_all_called (gpointer user_data)
{
  return *(guint *) user_data == N_TIMERS / 2;
}

/* Started with all kinds of delays, half of them stopped again. */
static void
test_many_timers (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree ManyTimer *timers = g_new0 (ManyTimer, N_TIMERS);
  guint n_called = 0;
  gint64 last = 0;

  for (guint i = 0; i < N_TIMERS; i++)
    {
      timers[i] = (ManyTimer) { { .func = note_order, .user_data = &timers[i] }, 0, &last, &n_called, i % 2 == 1 };
      rt_poller_start_timer (fixture->poller, &timers[i].timer, g_test_rand_int_range (1, 50));
      rt_poller_start_timer (fixture->poller, &timers[i].timer, g_test_rand_int_range (1, 50));
      timers[i].due = timers[i].timer.due;
    }
  for (guint i = 0; i < N_TIMERS; i++)
    {
      if (timers[i].stops)
        rt_poller_stop_timer (fixture->poller, &timers[i].timer);
    }
  rt_test_wait_for (are_all_called, &n_called, "all timers that were not stopped");

  for (guint i = 0; i < N_TIMERS; i++)
    g_assert_false (timers[i].timer.queued);
}

static void
test_contexts (Fixture       *fixture,
               gconstpointer  user_data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (RtPoller) kept = NULL;
  RtDeferred deferred = { .func = note_deferred, .user_data = fixture };

  g_main_context_push_thread_default (context);
  kept = rt_poller_ref (rt_poller_get_default ());
  g_assert_true (kept != fixture->poller);
  g_assert_true (kept == rt_poller_get_default ());
  g_main_context_pop_thread_default (context);
  g_clear_pointer (&context, g_main_context_unref);

  rt_poller_defer (kept, &deferred);
  rt_poller_undefer (kept, &deferred);
  g_assert_true (fixture->poller == rt_poller_get_default ());
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/poller/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("calls-as-long-as-there-is-something", test_watch);
  ADD ("lets-watches-be-removed-inside-calls", test_remove_inside);
  ADD ("runs-what-was-deferred-once-after-the-events", test_deferred_last);
  ADD ("leaves-time-for-drawing", test_leaves_time);
  ADD ("has-timers", test_timers);
  ADD ("calls-many-timers-in-the-order-they-are-due", test_many_timers);
  ADD ("is-one-for-each-context-and-ends-with-it", test_contexts);

  return g_test_run ();
}
