/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>

#include "net/rt-peer-list.h"

struct _RtPeerList {
  GObject     parent_instance;

  GPtrArray  *peers;
  GHashTable *positions; /* RtPeer to its place + 1 */
};

static GType
get_item_type (GListModel *model)
{
  return RT_TYPE_PEER;
}

static guint
get_n_items (GListModel *model)
{
  return RT_PEER_LIST (model)->peers->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  RtPeerList *self = RT_PEER_LIST (model);

  return position < self->peers->len ? g_object_ref (self->peers->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RtPeerList, rt_peer_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
rt_peer_list_finalize (GObject *object)
{
  RtPeerList *self = RT_PEER_LIST (object);

  g_ptr_array_unref (self->peers);
  g_hash_table_unref (self->positions);

  G_OBJECT_CLASS (rt_peer_list_parent_class)->finalize (object);
}

static void
rt_peer_list_class_init (RtPeerListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_peer_list_finalize;
}

static void
rt_peer_list_init (RtPeerList *self)
{
  self->peers = g_ptr_array_new_with_free_func (g_object_unref);
  self->positions = g_hash_table_new (NULL, NULL);
}

/**
 * rt_peer_list_new:
 *
 * Returns: (transfer full): an empty list
 */
RtPeerList *
rt_peer_list_new (void)
{
  return g_object_new (RT_TYPE_PEER_LIST, NULL);
}

/**
 * rt_peer_list_add:
 * @self: a list
 * @peer: a peer that is not in it
 *
 * Adds @peer at the end.
 */
void
rt_peer_list_add (RtPeerList *self,
                  RtPeer     *peer)
{
  g_ptr_array_add (self->peers, g_object_ref (peer));
  g_hash_table_insert (self->positions, peer, GUINT_TO_POINTER (self->peers->len));
  g_list_model_items_changed (G_LIST_MODEL (self), self->peers->len - 1, 0, 1);
}

/**
 * rt_peer_list_remove:
 * @self: a list
 * @peer: a peer
 *
 * Removes @peer; the last one takes its place. Does nothing where it is not in.
 */
void
rt_peer_list_remove (RtPeerList *self,
                     RtPeer     *peer)
{
  guint position = GPOINTER_TO_UINT (g_hash_table_lookup (self->positions, peer));
  guint last;

  if (position == 0)
    return;

  position--;
  last = self->peers->len - 1;
  g_hash_table_remove (self->positions, peer);
  g_ptr_array_remove_index_fast (self->peers, position);
  if (position != last)
    g_hash_table_insert (self->positions, self->peers->pdata[position], GUINT_TO_POINTER (position + 1));

  g_list_model_items_changed (G_LIST_MODEL (self), last, 1, 0);
  if (position != last)
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

/**
 * rt_peer_list_length:
 * @self: a list
 *
 * Returns: how many peers are in it
 */
guint
rt_peer_list_length (RtPeerList *self)
{
  return self->peers->len;
}

/**
 * rt_peer_list_peek:
 * @self: a list
 * @position: a place below rt_peer_list_length()
 *
 * Returns: (transfer none): the peer there
 */
RtPeer *
rt_peer_list_peek (RtPeerList *self,
                   guint       position)
{
  return self->peers->pdata[position];
}
