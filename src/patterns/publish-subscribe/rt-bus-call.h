/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/**
 * RtBusCall:
 *
 * A call that waits for its engine: it is started when there is a connection, again on the next
 * one where that is lost before it is done, and ends at once when it is cancelled. Private to
 * the base classes.
 */
typedef struct _RtBusCall RtBusCall;

struct _RtBusCall {
  void       (*start) (RtBusCall *self,
                       GTask     *task); /* (transfer full): to be completed by the engine */
  void       (*done)  (RtBusCall *self); /* it was, without an error, and is about to be told; or NULL */
  RtBusTarget *target;
  char        *group;
  int          partition;
  gint64       position;    /* an offset, or a time */

  /* Private. */
  int             ref_count;
  GTask          *outer;    /* NULL once it has ended */
  GSource        *cancelled;
  GQueue         *calls;    /* (unowned) */
  GList           link;
  GDestroyNotify  destroy;  /* of the task's pointer; NULL: it is a boolean */
  guint           run;      /* 0 while it waits; of an earlier run nothing counts */
  guint           n_runs;
};

/* Adds it to @calls, which its owner keeps as long as there are any; NULL, with the task ended,
 * where they are RT_BUS_MAX_CALLS. (transfer none) */
RtBusCall *rt_bus_call_new    (GQueue         *calls,
                               gpointer        owner,
                               GCancellable   *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer        user_data,
                               gpointer        tag);
gpointer   rt_bus_call_get_owner (RtBusCall   *self);
/* Ends it: with TRUE, or with @error. */
void       rt_bus_call_end    (RtBusCall      *self,
                               const GError   *error);
void       rt_bus_call_run    (RtBusCall      *self);
/* Runs all that wait. */
void       rt_bus_calls_run   (GQueue         *calls);
/* The connection is gone: what was under way waits again. */
void       rt_bus_calls_halt  (GQueue         *calls);
void       rt_bus_calls_fail  (GQueue         *calls,
                               const GError   *error);

G_END_DECLS
