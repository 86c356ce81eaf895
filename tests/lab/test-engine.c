/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-engine.h"
#include "support/rt-test.h"

static void
start (RtEngine *engine)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_engine_start_async (engine, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the engine to start");
  g_assert_true (rt_engine_start_finish (engine, result, &error));
  g_assert_no_error (error);
}

static void
stop (RtEngine *engine)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_engine_stop_async (engine, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the engine to stop");
  g_assert_true (rt_engine_stop_finish (engine, result, &error));
  g_assert_no_error (error);
}

static RtChannel *
get_ticker (RtEngine *engine)
{
  RtChannel *channel = rt_hub_lookup (rt_engine_get_hub (engine), "ticker");

  g_assert_nonnull (channel);

  return channel;
}

static void
test_channels (void)
{
  static const char * const names[] = { "ticker", "chat", "uploads", "jobs" };
  RtEngine *engine = rt_engine_new (NULL);

  start (engine);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_nonnull (rt_hub_lookup (rt_engine_get_hub (engine), names[i]));
  g_assert_cmpuint (rt_channel_get_last (get_ticker (engine)), ==, 1);
  stop (engine);
  rt_test_assert_last_unref (engine);
}

static void
test_channels_of_others (void)
{
  RtEngine *engine = rt_engine_new (NULL);

  rt_engine_add_channel (engine, "news");
  rt_engine_add_channel (engine, "chat");
  rt_engine_add_channel (engine, "news");
  g_assert_null (rt_hub_lookup (rt_engine_get_hub (engine), "news"));
  start (engine);

  g_assert_nonnull (rt_hub_lookup (rt_engine_get_hub (engine), "news"));
  g_assert_cmpuint (rt_channel_get_last (get_ticker (engine)), ==, 1);
  stop (engine);
  rt_test_assert_last_unref (engine);
}

static void
test_repeatedly (void)
{
  g_autofree char *dir = rt_test_make_dir ();
  guint64 last = 0;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GFile) state = g_file_new_for_path (dir);
      RtEngine *engine = rt_engine_new (state);
      g_autoptr (GError) error = NULL;

      start (engine);
      g_assert_true (rt_server_listen (rt_engine_get_server (engine), RT_PORT_MAIN, 0, &error));
      g_assert_no_error (error);

      g_assert_cmpuint (rt_channel_get_last (get_ticker (engine)), >, last);
      last = rt_channel_get_last (get_ticker (engine));
      stop (engine);
      rt_test_assert_last_unref (engine);
    }

  rt_test_remove_dir (g_steal_pointer (&dir));
}

/* It gives no number back, and so none is given out again. */
static void
test_killed (void)
{
  g_autofree char *dir = rt_test_make_dir ();
  g_autoptr (GFile) state = g_file_new_for_path (dir);
  RtEngine *killed = rt_engine_new (state);
  RtEngine *engine = rt_engine_new (state);
  guint64 last;

  start (killed);
  last = rt_channel_get_last (get_ticker (killed));

  start (engine);

  g_assert_cmpuint (rt_channel_get_last (get_ticker (engine)), >, last);
  stop (engine);
  stop (killed);
  rt_test_assert_last_unref (engine);
  rt_test_assert_last_unref (killed);
  rt_test_remove_dir (g_steal_pointer (&dir));
}

typedef struct {
  RtChannel *channel;
  guint64    last;
} Wanted;

static gboolean
has_come (gpointer user_data)
{
  Wanted *wanted = user_data;

  return rt_channel_get_last (wanted->channel) >= wanted->last;
}

static void
test_speed (void)
{
  RtEngine *engine = rt_engine_new (NULL);
  Wanted wanted = { .last = 20 };

  rt_engine_set_speed (engine, 0.00001);
  start (engine);
  wanted.channel = get_ticker (engine);
  g_assert_cmpuint (rt_channel_get_last (wanted.channel), ==, 1);

  rt_engine_set_speed (engine, 5000);

  rt_test_wait_for (has_come, &wanted, "the ticker to run faster");
  g_assert_cmpfloat (rt_server_get_speed (rt_engine_get_server (engine)), ==, 5000);
  stop (engine);
  rt_test_assert_last_unref (engine);
}

static void
test_stopped_while_starting (void)
{
  RtEngine *engine = rt_engine_new (NULL);
  GAsyncResult *started = NULL;

  rt_engine_start_async (engine, NULL, rt_test_keep_result, &started);
  stop (engine);
  {
    g_autoptr (GAsyncResult) result = rt_test_wait_result (&started, "starting to end");
    g_autoptr (GError) error = NULL;

    g_assert_false (rt_engine_start_finish (engine, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  }

  rt_test_drain ();
  rt_test_assert_last_unref (engine);
}

static void
test_cancelled (void)
{
  RtEngine *engine = rt_engine_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *started = NULL;

  rt_engine_start_async (engine, cancellable, rt_test_keep_result, &started);
  g_cancellable_cancel (cancellable);
  {
    g_autoptr (GAsyncResult) result = rt_test_wait_result (&started, "starting to end");
    g_autoptr (GError) error = NULL;

    g_assert_false (rt_engine_start_finish (engine, result, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  }

  stop (engine);
  rt_test_assert_last_unref (engine);
}

static void
test_never_started (void)
{
  RtEngine *engine = rt_engine_new (NULL);

  rt_test_assert_last_unref (engine);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/opens-its-channels", test_channels);
  g_test_add_func ("/engine/opens-those-it-is-told-to", test_channels_of_others);
  g_test_add_func ("/engine/starts-again-and-again-with-new-numbers", test_repeatedly);
  g_test_add_func ("/engine/never-repeats-the-numbers-of-one-that-was-killed", test_killed);
  g_test_add_func ("/engine/changes-its-speed-while-it-runs", test_speed);
  g_test_add_func ("/engine/may-be-stopped-while-it-starts", test_stopped_while_starting);
  g_test_add_func ("/engine/may-be-cancelled-while-it-starts", test_cancelled);
  g_test_add_func ("/engine/may-never-be-started", test_never_started);

  return g_test_run ();
}
