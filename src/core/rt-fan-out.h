/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel-private.h"
#include "core/rt-link.h"

G_BEGIN_DECLS

/**
 * RtFanOut:
 *
 * The one source of a main context that serves all readers of all channels.
 * Private to the reader.
 */
typedef struct _RtFanOut RtFanOut;

/**
 * RtStation:
 * @idle: the readers of one channel, in one context, that have seen everything
 *
 * Where readers wait for the next publish, which moves all of them at once.
 */
typedef struct {
  RtChannelWatch watch;
  RtLink         idle;
  RtChannel     *channel;
  RtFanOut      *fan_out;
  guint          n_readers;
} RtStation;

/* What a reader is to the source. Embedded in it, first. */
typedef struct _RtFanOutClient RtFanOutClient;
struct _RtFanOutClient {
  RtLink     link;
  RtStation *station;
  gboolean   parked;
  gboolean   woken;   /* while it was being served */
  /* Returns FALSE where it can take no more until rt_fan_out_wake(); may call
   * rt_fan_out_leave(). */
  gboolean (*serve)     (RtFanOutClient *client);
  gboolean (*is_behind) (RtFanOutClient *client);
};

/* Joins what waits for @channel in the thread-default context. */
void rt_fan_out_join  (RtFanOutClient *client,
                       RtChannel      *channel);
void rt_fan_out_leave (RtFanOutClient *client);
void rt_fan_out_wake  (RtFanOutClient *client);

G_END_DECLS
