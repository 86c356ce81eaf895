/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-live-view.h"

typedef struct {
  RtLane *lane;
} RtLiveViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (RtLiveView, rt_live_view, ADW_TYPE_BIN)

static void
rt_live_view_real_bind (RtLiveView *self,
                        RtLane     *lane)
{
}

static void
rt_live_view_real_refresh (RtLiveView *self)
{
}

static void
rt_live_view_real_clear (RtLiveView *self)
{
}

static void
rt_live_view_dispose (GObject *object)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (RT_LIVE_VIEW (object));

  g_clear_object (&priv->lane);

  G_OBJECT_CLASS (rt_live_view_parent_class)->dispose (object);
}

static void
rt_live_view_class_init (RtLiveViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_live_view_dispose;
  klass->bind = rt_live_view_real_bind;
  klass->refresh = rt_live_view_real_refresh;
  klass->clear = rt_live_view_real_clear;
}

static void
rt_live_view_init (RtLiveView *self)
{
}

/**
 * rt_live_view_set_lane:
 * @self: a live view that has no lane yet
 * @lane: the lane
 *
 * Sets whose messages it shows.
 */
void
rt_live_view_set_lane (RtLiveView *self,
                       RtLane     *lane)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  g_return_if_fail (priv->lane == NULL);

  priv->lane = g_object_ref (lane);
  RT_LIVE_VIEW_GET_CLASS (self)->bind (self, lane);
}

/**
 * rt_live_view_get_lane:
 * @self: a live view
 *
 * Returns: (transfer none) (nullable): whose messages it shows
 */
RtLane *
rt_live_view_get_lane (RtLiveView *self)
{
  RtLiveViewPrivate *priv = rt_live_view_get_instance_private (self);

  return priv->lane;
}

/**
 * rt_live_view_refresh:
 * @self: a live view
 *
 * Shows what has come since the last time. Call it a few times a second.
 */
void
rt_live_view_refresh (RtLiveView *self)
{
  RT_LIVE_VIEW_GET_CLASS (self)->refresh (self);
}

/**
 * rt_live_view_clear:
 * @self: a live view
 *
 * Forgets what has come, and shows that nothing has.
 */
void
rt_live_view_clear (RtLiveView *self)
{
  RT_LIVE_VIEW_GET_CLASS (self)->clear (self);
}
