/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-peer-own.h"

#include "rt-table-item.h"

#define OWN_PATTERN "rt-own-pattern"

/**
 * rt_peer_own_name:
 * @items: of #RtTableItem, each of an #RtPeer
 * @lane: whose clients are among them
 *
 * Has those that are open clients of @lane shown as of its pattern, from now on: when they are
 * gone as well, and their addresses others'.
 */
void
rt_peer_own_name (GListModel *items,
                  RtLane     *lane)
{
  g_autoptr (GHashTable) own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) clients = rt_lane_dup_clients (lane);
  guint n_left;

  for (guint i = 0; i < clients->len; i++)
    rt_client_add_addresses (g_ptr_array_index (clients, i), own);
  n_left = g_hash_table_size (own);
  for (guint i = 0; n_left > 0 && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (RtTableItem) item = g_list_model_get_item (items, i);
      RtPeer *peer = rt_table_item_get_subject (item);

      if (!rt_peer_is_open (peer) || !g_hash_table_contains (own, rt_peer_get_address (peer)))
        continue;
      g_object_set_data (G_OBJECT (peer), OWN_PATTERN, (gpointer) rt_lane_get_pattern (lane)->id);
      n_left--;
    }
}

/**
 * rt_peer_own_get_pattern:
 * @peer: a peer
 *
 * Returns: (transfer none) (nullable): the id of the pattern that it is shown as of
 */
const char *
rt_peer_own_get_pattern (RtPeer *peer)
{
  const char *own = g_object_get_data (G_OBJECT (peer), OWN_PATTERN);

  return own != NULL ? own : rt_peer_get_pattern (peer);
}
