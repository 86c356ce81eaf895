/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel-outlet.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/**
 * RtBridgeLine:
 *
 * One channel and its log. Private to the bridge.
 */
typedef struct _RtBridgeLine RtBridgeLine;

/* Both stay the caller's, and outlive it. */
RtBridgeLine *rt_bridge_line_new      (RtBus         *bus,
                                       RtChannel     *channel);
/* What is waited for is told that nobody knows. */
void          rt_bridge_line_free     (RtBridgeLine  *self);
gboolean      rt_bridge_line_is_ready (RtBridgeLine  *self);
/* @key: NULL, or what others may submit as well: the first of them is it. */
gboolean      rt_bridge_line_submit   (RtBridgeLine  *self,
                                       const char    *key,
                                       const char    *type,
                                       GBytes        *data,
                                       RtChannelSubmitted submitted,
                                       gpointer       user_data,
                                       GError       **error);
/* As the log of any channel is to be. (transfer full) */
RtBusTarget  *rt_bridge_line_new_target (RtBus       *bus,
                                         const char  *name);

G_END_DECLS
