/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-list.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

#define N_PEERS 5

typedef struct {
  TcpPair       pairs[N_PEERS];
  RtPeerStream *streams[N_PEERS];
  RtPeer       *peers[N_PEERS];
  RtLedger     *ledger;
  RtPeerList   *list;
  GPtrArray    *seen;  /* what one knows who was told of every change */
  guint         n_changes;
} Fixture;

/* At each change the model is what it was, but for what it tells. */
static void
on_items_changed (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  fixture->n_changes++;
  if (removed > 0)
    g_ptr_array_remove_range (fixture->seen, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (RtPeer) peer = g_list_model_get_item (model, position + i);

      g_ptr_array_insert (fixture->seen, position + i, peer);
    }

  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->seen->len);
  for (guint i = 0; i < fixture->seen->len; i++)
    {
      g_autoptr (RtPeer) peer = g_list_model_get_item (model, i);

      g_assert_true (peer == fixture->seen->pdata[i]);
    }
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  user_data)
{
  fixture->ledger = rt_ledger_new ();
  fixture->list = rt_peer_list_new ();
  fixture->seen = g_ptr_array_new ();
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (on_items_changed), fixture);

  for (guint i = 0; i < N_PEERS; i++)
    {
      tcp_pair_init (&fixture->pairs[i]);
      fixture->streams[i] = rt_peer_stream_new (fixture->pairs[i].ours, NULL);
      fixture->peers[i] = rt_peer_new (fixture->streams[i], fixture->ledger, 80);
      rt_peer_list_add (fixture->list, fixture->peers[i]);
    }
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  user_data)
{
  for (guint i = 0; i < N_PEERS; i++)
    {
      rt_peer_list_remove (fixture->list, fixture->peers[i]);
      rt_peer_stream_abort (fixture->streams[i]);
      rt_test_drain ();
      rt_test_assert_last_unref (fixture->peers[i]);
      rt_test_assert_last_unref (fixture->streams[i]);
      tcp_pair_clear (&fixture->pairs[i]);
    }
  g_assert_cmpuint (rt_peer_list_length (fixture->list), ==, 0);
  rt_test_assert_last_unref (fixture->list);
  g_ptr_array_unref (fixture->seen);
  rt_ledger_unref (fixture->ledger);
}

static void
test_each_change_is_told_as_it_is_made (Fixture       *fixture,
                                        gconstpointer  user_data)
{
  rt_peer_list_remove (fixture->list, fixture->peers[1]);
  rt_peer_list_remove (fixture->list, fixture->peers[4]);
  rt_peer_list_remove (fixture->list, fixture->peers[0]);

  g_assert_cmpuint (fixture->n_changes, ==, N_PEERS + 3);
  g_assert_cmpuint (rt_peer_list_length (fixture->list), ==, 2);
  g_assert_true (rt_peer_list_peek (fixture->list, 0) == fixture->peers[2]);
  g_assert_true (rt_peer_list_peek (fixture->list, 1) == fixture->peers[3]);
}

static void
test_who_is_not_in_it_is_not_removed (Fixture       *fixture,
                                      gconstpointer  user_data)
{
  rt_peer_list_remove (fixture->list, fixture->peers[2]);
  rt_peer_list_remove (fixture->list, fixture->peers[2]);

  g_assert_cmpuint (fixture->n_changes, ==, N_PEERS + 1);
  g_assert_cmpuint (rt_peer_list_length (fixture->list), ==, N_PEERS - 1);
}

#define ADD(path, function) g_test_add ("/peer-list/" path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("each-change-is-told-as-it-is-made", test_each_change_is_told_as_it_is_made);
  ADD ("who-is-not-in-it-is-not-removed", test_who_is_not_in_it_is_not_removed);

  return g_test_run ();
}
