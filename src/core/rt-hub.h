/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-channel.h"
#include "rt-numbers.h"

G_BEGIN_DECLS

/**
 * RtHub:
 *
 * The channels of one process, by name, and their numbering. A channel is
 * opened once its numbers are reserved; the hub reserves the next block long
 * before one runs out.
 */
#define RT_TYPE_HUB (rt_hub_get_type ())
G_DECLARE_FINAL_TYPE (RtHub, rt_hub, RT, HUB, GObject)

#define RT_HUB_MAX_CHANNELS 1000

/* What all channels of a hub together remember, in bytes, 256 for each event included. Where
 * that is passed, the channel that publishes lets its own oldest events go, which its readers
 * are told as a gap; RT_HUB_FLOOR_BYTES, or one event, each may remember in any case. */
#define RT_HUB_MAX_BYTES    (256 * 1024 * 1024)
#define RT_HUB_FLOOR_BYTES  (64 * 1024)

typedef enum {
  RT_HUB_ERROR_TOO_MANY_CHANNELS,
} RtHubError;
#define RT_HUB_ERROR (rt_hub_error_quark ())
GQuark     rt_hub_error_quark     (void);

/* Without @numbers channels begin at 1 and remember nothing across restarts. */
RtHub     *rt_hub_new             (RtNumbers            *numbers);
/* (transfer none) */
RtChannel *rt_hub_lookup          (RtHub                *self,
                                   const char           *name);
GListModel *rt_hub_get_channels   (RtHub                *self);
void       rt_hub_open_async      (RtHub                *self,
                                   const char           *name,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
/* (transfer full) */
RtChannel *rt_hub_open_finish     (RtHub                *self,
                                   GAsyncResult         *result,
                                   GError              **error);
/* Gives back the numbers not used. Call it last. */
void       rt_hub_close_async     (RtHub                *self,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean   rt_hub_close_finish    (RtHub                *self,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
