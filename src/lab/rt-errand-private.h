/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-errand.h"

G_BEGIN_DECLS

/* What rt-errand.c, the object, shares with rt-errand-kinds.c, which knows what is asked
 * for and what the answers mean. */

struct _RtErrand {
  GObject        parent_instance;
  RtLane        *lane;
  char          *server;
  void         (*answered) (RtErrand *self,
                            GBytes   *answer);
  GBytes        *body;       /* of what is posted first */
  const char    *path;
  RtClient      *client;     /* NULL before it begins, and when it is over */
  RtErrandState  state;
  char          *title;
  char          *verdict;
  char          *trouble;
  int            progress;
  gint64         began_us;
  gint64         ended_us;   /* 0 while it waits */
};

gboolean rt_errand_ask          (RtErrand       *self,
                                 const char     *path,
                                 guint           interval_ms,
                                 GError        **error);
void     rt_errand_end          (RtErrand       *self,
                                 RtErrandState   state,
                                 char           *verdict);
void     rt_errand_emit_changed (RtErrand       *self);

G_END_DECLS
