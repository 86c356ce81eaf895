/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-crowd.h"

G_BEGIN_DECLS

/* What rt-crowd.c, the object, shares with rt-crowd-members.c, who comes and goes, and
 * rt-crowd-traffic.c, what they counted. */

struct _RtCrowd {
  GObject    parent_instance;
  GType      client_type;
  char      *uri;
  RtFaults  *faults;         /* or NULL */
  gint64     after;
  gint64     resume;         /* where those were who were forgotten; -1: go by after */
  guint      interval_ms;
  gboolean   starts_over;    /* after a reconnect nobody goes on where they were */
  guint      wanted;
  GPtrArray *clients;
  GPtrArray *adopted;
  GPtrArray *leaving;        /* sent away and not gone yet; they still count */
  GPtrArray *forgotten;      /* the same, and count no more */
  guint      adjust_source;
  guint      changed_source;
  gboolean   disposed;

  RtTraffic  retired;        /* what those that are gone have counted */
  RtTraffic  total;          /* the last sum that is whole */
  RtTraffic  sum;            /* the one being made */
  guint      n_summed;       /* of the clients and the adopted */
  guint      sum_source;
};

/* rt-crowd.c */
void rt_crowd_watch         (RtCrowd    *self,
                             RtClient   *client);
void rt_crowd_queue_changed (RtCrowd    *self);
void rt_crowd_emit_settled  (RtCrowd    *self);

/* rt-crowd-members.c */
void rt_crowd_send_away     (GPtrArray  *members,
                             GPtrArray  *where);
void rt_crowd_adjust        (RtCrowd    *self);

/* rt-crowd-traffic.c */
void rt_crowd_retire        (RtCrowd    *self,
                             RtClient   *client);
void rt_crowd_forget        (RtCrowd    *self);
/* Members came or went: a sum that is being made is none. */
void rt_crowd_drop_sum      (RtCrowd    *self);

G_END_DECLS
