/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtLiveView:
 *
 * What a lane shows of the messages that move in it. Abstract: the bones of a lane are
 * the same for all patterns, this is what differs. Nothing is drawn when a message
 * comes, only when refresh is called.
 */
#define RT_TYPE_LIVE_VIEW (rt_live_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtLiveView, rt_live_view, RT, LIVE_VIEW, AdwBin)

struct _RtLiveViewClass {
  AdwBinClass parent_class;

  /* The lane is known: connect to it. */
  void (*bind)    (RtLiveView *self,
                   RtLane     *lane);
  /* Show what has come since the last time. */
  void (*refresh) (RtLiveView *self);
  /* Forget what has come. */
  void (*clear)   (RtLiveView *self);

  gpointer padding[4];
};

void    rt_live_view_set_lane (RtLiveView *self,
                               RtLane     *lane);
RtLane *rt_live_view_get_lane (RtLiveView *self);
void    rt_live_view_refresh  (RtLiveView *self);
void    rt_live_view_clear    (RtLiveView *self);

G_END_DECLS
