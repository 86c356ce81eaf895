/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtFrameMeter:
 * @n_frames: how many frames have begun
 * @n_pings: how many of them are pings (section 5.5.2)
 *
 * Follows where the frames of a WebSocket begin and end (RFC 6455 section 5.2), and looks at
 * nothing else of them. Zero to begin with.
 */
typedef struct {
  guint64 n_frames;
  guint64 n_pings;
  guint64 remaining;    /* private: of the payload */
  guint8  header[14];   /* private, as those that follow */
  guint   n_header;
} RtFrameMeter;

void     rt_frame_meter_feed     (RtFrameMeter       *self,
                                  gconstpointer       bytes,
                                  gsize               length);
/* Whether one has begun and is not whole. */
gboolean rt_frame_meter_is_inside (const RtFrameMeter *self);

G_END_DECLS
