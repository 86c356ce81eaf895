/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"
#include "patterns/rt-client.h"
#include "support/rt-test.h"

#define N_CLIENTS 3

static gboolean
all_are_open (gpointer user_data)
{
  g_autoptr (GPtrArray) clients = rt_lane_dup_clients (user_data);

  for (guint i = 0; i < clients->len; i++)
    if (rt_client_get_state (g_ptr_array_index (clients, i)) != RT_CLIENT_OPEN)
      return FALSE;

  return clients->len == N_CLIENTS;
}

static gboolean
nobody_is_there (gpointer user_data)
{
  g_autoptr (GPtrArray) clients = rt_lane_dup_clients (user_data);

  return clients->len == 0;
}

static RtLane *
start_lane (EngineFixture *served)
{
  g_autofree char *uri = engine_fixture_dup_uri (served, "channels/jobs");
  RtLane *lane = rt_lane_new (rt_patterns_lookup ("server-sent-events"), uri);

  rt_lane_set_n_clients (lane, N_CLIENTS);
  rt_lane_start (lane);
  rt_test_wait_for (all_are_open, lane, "all clients to be open");

  return lane;
}

static void
stop_lane (RtLane *lane)
{
  rt_lane_stop (lane);
  rt_test_wait_for (nobody_is_there, lane, "all clients to go");
  rt_test_drain ();
  rt_test_assert_last_unref (lane);
}

static void
test_listed (EngineFixture *served,
             gconstpointer  unused)
{
  RtLane *lane = start_lane (served);
  g_autoptr (GPtrArray) clients = rt_lane_dup_clients (lane);

  g_assert_cmpuint (clients->len, ==, N_CLIENTS);
  g_assert_true (g_ptr_array_index (clients, 0) == rt_lane_get_client (lane));
  g_clear_pointer (&clients, g_ptr_array_unref);

  stop_lane (lane);
}

static gboolean
have_all_got (gpointer user_data)
{
  return rt_lane_get_traffic (user_data)->events == N_CLIENTS;
}

static void
test_age (EngineFixture *served,
          gconstpointer  unused)
{
  RtChannel *channel = rt_hub_lookup (rt_engine_get_hub (served->engine), "jobs");
  g_autoptr (GBytes) data = g_bytes_new_static ("1", 1);
  RtLane *lane = start_lane (served);
  gint64 published;
  gint64 age;

  g_assert_cmpint (rt_lane_get_age (lane), ==, -1);

  published = g_get_real_time ();
  rt_channel_publish (channel, "note", data, NULL);
  rt_test_wait_for (have_all_got, lane, "all clients to get it");
  age = rt_lane_get_age (lane);
  g_assert_cmpint (age, >=, 0);
  g_assert_cmpint (age, <=, g_get_real_time () - published);

  stop_lane (lane);
}

static gboolean
is_peer_of (GListModel *peers,
            GHashTable *addresses)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (peers); i++)
    {
      g_autoptr (RtPeer) peer = g_list_model_get_item (peers, i);

      n += g_hash_table_contains (addresses, rt_peer_get_address (peer));
    }

  return n == N_CLIENTS;
}

static void
test_addresses (EngineFixture *served,
                gconstpointer  unused)
{
  g_autoptr (GHashTable) addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  RtLane *lane = start_lane (served);
  g_autoptr (GPtrArray) clients = rt_lane_dup_clients (lane);

  for (guint i = 0; i < clients->len; i++)
    rt_client_add_addresses (g_ptr_array_index (clients, i), addresses);
  g_assert_cmpuint (g_hash_table_size (addresses), ==, N_CLIENTS);
  g_assert_true (is_peer_of (rt_server_get_peers (rt_engine_get_server (served->engine)), addresses));
  g_clear_pointer (&clients, g_ptr_array_unref);

  stop_lane (lane);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/lane/clients/are-listed-the-first-one-first", EngineFixture, NULL, engine_fixture_set_up, test_listed,
              engine_fixture_tear_down);
  g_test_add ("/lane/clients/are-known-to-the-server-by-their-addresses", EngineFixture, NULL, engine_fixture_set_up,
              test_addresses, engine_fixture_tear_down);
  g_test_add ("/lane/age/is-known-once-they-show-something", EngineFixture, NULL, engine_fixture_set_up, test_age,
              engine_fixture_tear_down);

  return engine_fixture_run ();
}
