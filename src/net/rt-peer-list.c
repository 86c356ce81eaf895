/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>

#include "net/rt-peer-list.h"

struct _RtPeerList {
  GObject     parent_instance;

  GPtrArray  *peers;     /* in the order of their ids */
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

static int
compare_ids (const void *a,
             const void *b)
{
  guint64 id = *(const guint64 *) a;
  guint64 other = rt_peer_get_id (*(RtPeer * const *) b);

  return id < other ? -1 : id > other;
}

/**
 * rt_peer_list_add:
 * @self: a list
 * @peer: a peer, younger than all that are in it
 *
 * Adds @peer at the end.
 */
void
rt_peer_list_add (RtPeerList *self,
                  RtPeer     *peer)
{
  guint n_peers = self->peers->len;

  g_return_if_fail (n_peers == 0 || rt_peer_get_id (self->peers->pdata[n_peers - 1]) < rt_peer_get_id (peer));

  g_ptr_array_add (self->peers, g_object_ref (peer));
  g_list_model_items_changed (G_LIST_MODEL (self), n_peers, 0, 1);
}

/**
 * rt_peer_list_remove:
 * @self: a list
 * @peer: a peer
 *
 * Removes @peer; the others keep their order. Does nothing where it is not in.
 */
void
rt_peer_list_remove (RtPeerList *self,
                     RtPeer     *peer)
{
  guint64 id = rt_peer_get_id (peer);
  gpointer *found = self->peers->len > 0
                    ? bsearch (&id, self->peers->pdata, self->peers->len, sizeof (gpointer), compare_ids) : NULL;
  guint position;

  if (found == NULL)
    return;

  position = (guint) (found - self->peers->pdata);
  g_ptr_array_remove_index (self->peers, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
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
