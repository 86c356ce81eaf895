/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-fault-layer.h"

#include "net/rt-fault-requests.h"
#include "net/rt-fault-way.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A fault layer is in three files: what is common to both ways (rt-fault-layer.c), what
 * comes in (-in.c), and what goes out (-out.c). */

#define RT_FAULT_LAYER_NEVER G_MAXINT64

/* One way, and what it waits for. */
typedef struct {
  RtFaultWay    way;
  RtPollerTimer timer;
  gboolean      is_limited;   /* until the timer */
} RtFaultSide;

struct _RtFaultLayer {
  RtFaults                *faults;
  const RtFaultLayerHooks *hooks;
  gpointer                 user_data;
  RtPoller                *poller;
  RtFaultRequests         *requests;    /* NULL at a server */
  RtFaultSide              in;
  RtFaultSide              out;
  RtPollerTimer            cut_timer;
  gint64                   end_due;     /* RT_FAULT_LAYER_NEVER before the end came in */
  int                      end_code;    /* errno; 0 for a FIN */
  guint64                  n_events;
  RtFaultVerdict           verdict;     /* on the next event */
  guint                    is_released : 1;
  guint                    is_full : 1;      /* the socket takes no more */
  guint                    loses_answer : 1;
  guint                    is_stopped : 1;
  guint                    is_judged : 1;    /* there is a verdict */
};

/* 0 where there is none in force. */
gint64   rt_fault_layer_get_value   (RtFaultLayer *self,
                                     RtFaultKind   kind);
gboolean rt_fault_layer_is_stalled  (RtFaultLayer *self);
void     rt_fault_layer_start_timer (RtFaultLayer *self,
                                     RtFaultSide  *side,
                                     gint64        due,
                                     gint64        now);
/* When what comes now is through. */
gint64   rt_fault_layer_get_due     (RtFaultLayer *self,
                                     gint64        now);
/* 0 while the limit has nothing pass. */
gsize    rt_fault_layer_allow       (RtFaultLayer *self,
                                     RtFaultSide  *side,
                                     gsize         wanted);
/* -1, with *@code set. */
gssize   rt_fault_layer_fail        (int           reason,
                                     int          *code);
gint64   rt_fault_layer_get_in_due  (RtFaultLayer *self);

G_END_DECLS
