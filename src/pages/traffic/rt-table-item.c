/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-peer-item.h"

struct _RtPeerItem {
  GObject parent_instance;
  RtPeer *peer;
};

G_DEFINE_FINAL_TYPE (RtPeerItem, rt_peer_item, G_TYPE_OBJECT)

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rt_peer_item_finalize (GObject *object)
{
  RtPeerItem *self = RT_PEER_ITEM (object);

  g_clear_object (&self->peer);

  G_OBJECT_CLASS (rt_peer_item_parent_class)->finalize (object);
}

static void
rt_peer_item_class_init (RtPeerItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_peer_item_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RT_TYPE_PEER_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_peer_item_init (RtPeerItem *self)
{
}

/**
 * rt_peer_item_new:
 * @peer: a peer
 *
 * Returns: (transfer full): a row for it
 */
RtPeerItem *
rt_peer_item_new (RtPeer *peer)
{
  RtPeerItem *self = g_object_new (RT_TYPE_PEER_ITEM, NULL);

  self->peer = g_object_ref (peer);
  return self;
}

/**
 * rt_peer_item_get_peer:
 * @self: a row
 *
 * Returns: (transfer none): its peer
 */
RtPeer *
rt_peer_item_get_peer (RtPeerItem *self)
{
  return self->peer;
}

/**
 * rt_peer_item_refresh:
 * @self: a row
 *
 * Brings the peer's counters up to date with the kernel's and emits "changed". Does
 * nothing where nobody listens, so that rows which cannot be seen cost nothing.
 */
void
rt_peer_item_refresh (RtPeerItem *self)
{
  if (!g_signal_has_handler_pending (self, signals[SIGNAL_CHANGED], 0, FALSE))
    return;
  if (rt_peer_is_open (self->peer))
    rt_peer_settle (self->peer);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
