/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"

#include "support/rt-test.h"

static RtLane *
new_lane (EngineFixture *self,
          const char    *pattern)
{
  g_autofree char *uri = engine_fixture_dup_uri (self, "channels/ticker");
  RtLane *lane = rt_lane_new (rt_patterns_lookup (pattern), uri);

  rt_lane_set_server (lane, self->base);
  return lane;
}

void
engine_fixture_set_up (EngineFixture *self,
                       gconstpointer  unused)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->engine = rt_engine_new (NULL);
  rt_engine_start_async (self->engine, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the engine to start");
  g_assert_true (rt_engine_start_finish (self->engine, result, &error));
  g_assert_true (rt_server_listen (rt_engine_get_server (self->engine), RT_PORT_MAIN, 0, &error));
  g_assert_no_error (error);
  self->base = rt_server_dup_uri (rt_engine_get_server (self->engine), RT_PORT_MAIN);
  self->sse = new_lane (self, "server-sent-events");
  self->websocket = new_lane (self, "websocket");
}

void
engine_fixture_tear_down (EngineFixture *self,
                          gconstpointer  unused)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_lane_stop (self->sse);
  rt_lane_stop (self->websocket);
  rt_test_drain ();
  rt_test_assert_last_unref (self->sse);
  rt_test_assert_last_unref (self->websocket);
  rt_engine_stop_async (self->engine, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the engine to stop");
  g_assert_true (rt_engine_stop_finish (self->engine, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  rt_test_drain ();
  rt_test_assert_last_unref (self->engine);
  g_free (self->base);
}

void
engine_fixture_move (EngineFixture *self)
{
  RtServer *server = rt_engine_get_server (self->engine);
  g_autofree char *before = g_steal_pointer (&self->base);

  do
    {
      g_free (self->base);
      rt_server_stop (server);
      g_assert_true (rt_server_listen (server, RT_PORT_MAIN, 0, NULL));
      self->base = rt_server_dup_uri (server, RT_PORT_MAIN);
    }
  while (g_str_equal (self->base, before));
  rt_lane_set_server (self->sse, self->base);
  rt_lane_set_server (self->websocket, self->base);
}

char *
engine_fixture_dup_uri (EngineFixture *self,
                        const char    *path)
{
  return g_strconcat (self->base, path, NULL);
}

int
engine_fixture_run (void)
{
  char *cache = rt_test_make_dir ();
  int result;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  result = g_test_run ();
  rt_test_remove_dir (cache);
  return result;
}
