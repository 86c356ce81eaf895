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
  char          *key;        /* as the field has it, NULL none */
  guint          n_sent;
  RtChannel     *jobs;       /* of the server; NULL where no job is asked for */
  guint64        jobs_after; /* what was told there before it was asked for */
  GPtrArray     *begun;      /* ids of the jobs that began then; NULL not known */
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
/* What the server made of it is to be known now. */
void     rt_errand_look         (RtErrand       *self);
void     rt_errand_emit_changed (RtErrand       *self);

G_END_DECLS
