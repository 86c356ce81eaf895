/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Counts the whole events in one reader's stream, however the bytes are cut. */
typedef struct {
  gboolean websocket;
  guint64  n_events;
  /* The event stream: how the current line begins, and whether it had data. */
  char     line[5];
  gsize    line_size;
  gboolean has_data;
  /* WebSocket: the frame being read. */
  guint8   header[10];
  guint    header_size;
  guint64  left;
  guint8   control[125];
  guint    control_size;
} EventCounter;

/* Returns how many events ended within these bytes. Pings are answered on @fd. */
guint event_counter_feed (EventCounter *self,
                          const char   *data,
                          gsize         size,
                          int           fd);

G_END_DECLS
