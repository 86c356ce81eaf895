/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-engine.h"

G_BEGIN_DECLS

/* An engine is in two files: what it is and how it starts (rt-engine.c), and how it stops
 * (-stop.c). */

struct _RtEngine {
  GObject    parent_instance;

  RtHub     *hub;
  RtServer  *server;
  RtBridge  *bridge;    /* NULL: its channels are its own */
  GPtrArray *channels;  /* of char *: those that exist from the beginning, in order */
  GObject  **stories;   /* in the order of rt_stories_list(), NULL what does not run */
  double     speed;
  guint64    max_upload; /* 0 unless set */
  gboolean   stopped;
};

void rt_engine_end_stories (RtEngine *self);

G_END_DECLS
