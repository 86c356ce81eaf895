/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lockstep.h"
#include "lab/rt-pulse.h"
#include "lab/rt-result.h"

G_BEGIN_DECLS

/**
 * RtSwarm:
 *
 * The clients of one contestant in one repetition, wherever they run: they connect, begin to
 * count together, and are brought to an end. Abstract. One operation at a time.
 */
#define RT_TYPE_SWARM (rt_swarm_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtSwarm, rt_swarm, RT, SWARM, GObject)

/* When so long no further client could connect, those that could go on without the others. */
#define RT_SWARM_PATIENCE_MS 10000
/* When a timer of the clients' process is later than that, it cannot keep up with them: µs, p99. */
#define RT_SWARM_MAX_LAG_US  (100 * 1000)

/**
 * RtSwarmJob:
 * @plan: what the experiment is to do
 * @contestant: the place in its contestants
 * @uri: what its clients connect to
 * @certificate: (nullable): PEM: what the server shows over TLS, which nobody else vouches for
 * @step: how far the feed is, and where they say how far they are
 *
 * What a swarm is told.
 */
typedef struct {
  const RtPlan *plan;
  guint         contestant;
  const char   *uri;
  const char   *certificate;
  RtLockstep   *step;
} RtSwarmJob;

/**
 * RtSwarmEnd:
 * @first: the number of the first event that counts
 * @last: that of the last one; less than @first where there was none
 * @patience_ms: how long to wait for what is still on its way
 *
 * What a swarm should have got.
 */
typedef struct {
  guint64 first;
  guint64 last;
  guint   patience_ms;
} RtSwarmEnd;

struct _RtSwarmClass {
  GObjectClass parent_class;

  /* Complete @task with TRUE or an error. */
  void (*connect) (RtSwarm          *self,
                   GTask            *task);
  void (*warm)    (RtSwarm          *self,
                   guint64           last,
                   GTask            *task);
  void (*begin)   (RtSwarm          *self,
                   guint64           last,
                   GTask            *task);
  /* Complete it with a (transfer full) RtRun. */
  void (*end)     (RtSwarm          *self,
                   const RtSwarmEnd *end,
                   GTask            *task);

  /* What is known now; it may be of the look before. */
  void (*look)    (RtSwarm          *self,
                   RtPulse          *pulse);

  gpointer padding[2];
};

/* Until all are connected, or as many as will be. Fails where none is. */
void     rt_swarm_connect_async  (RtSwarm             *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean rt_swarm_connect_finish (RtSwarm             *self,
                                  GAsyncResult        *result,
                                  GError             **error);
/* Until all have what the warm-up published, up to @last, or it is waited for no more. Who is ready first
 * can so wait for the others. */
void     rt_swarm_warm_async     (RtSwarm             *self,
                                  guint64              last,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean rt_swarm_warm_finish    (RtSwarm             *self,
                                  GAsyncResult        *result,
                                  GError             **error);
/* @last: the number of the last event published; once all have it, or it is waited for no more, they
 * count from nothing, but with connecting where the plan has no warm-up. */
void     rt_swarm_begin_async    (RtSwarm             *self,
                                  guint64              last,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean rt_swarm_begin_finish   (RtSwarm             *self,
                                  GAsyncResult        *result,
                                  GError             **error);
/* Waits until all have what they should, ends each that has, and gives what they counted. */
void     rt_swarm_end_async      (RtSwarm             *self,
                                  const RtSwarmEnd    *end,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
RtRun   *rt_swarm_end_finish     (RtSwarm             *self,
                                  GAsyncResult        *result,
                                  GError             **error);
/* For who watches, a few times a second, whatever it is in the middle of. */
void     rt_swarm_look           (RtSwarm             *self,
                                  RtPulse             *pulse);

G_END_DECLS
