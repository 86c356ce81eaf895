/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-needs.h"
#include "lab/rt-result.h"
#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/**
 * RtCost:
 * @contestant: the place in the plan's contestants
 * @manner: how an event gets to its clients
 * @clients: that it was measured with
 * @feed: what was published meanwhile; 0 events a second: nothing was measured
 * @burst: events that are published at once; 0: one
 * @by_chance: chance decides when they are; else they come evenly
 * @is_latest: an answer tells of the last event alone
 * @interval: between two questions, seconds, when it was measured
 * @wait: how long an answer waits at the most, seconds
 * @again: from an answer to the next question, seconds; 0: no time at all
 * @requests: of a client in a second, measured
 * @empties: those of them that were answered with nothing
 * @share: of the events that are for a client, those it got; 0: all
 * @sharers: how many clients each event is for one of; 0: each client gets every event
 * @empty: of a question with an answer that has nothing new; NAN: not known
 * @message: of a question whose answer has something new, the events in it left out; or of a push,
 *   its payload left out
 * @event: of each event in such an answer, beside its payload
 * @memory: bytes of the server's memory for a connection; NAN: not known
 * @idle: of a connection that says nothing, in a second: what is said to keep it, and what the server's
 *   processor does for it; 0 where that is not known
 * @fixed: what the server takes in a second however many clients there are; 0 where that is not known
 * @least: how late the event was that came the fastest, seconds
 * @delay: how late an event is beyond what @interval explains, seconds; p95
 * @separated: @empty and @message come from runs with different shares of empty answers; else
 *   both are taken to cost the same
 *
 * What one contestant's messages cost, from what was measured. By RtCostKind. A server's processor time
 * is booked on the answers: events are encoded once for all, however many answers carry them.
 */
typedef struct {
  guint      contestant;
  RtManner   manner;
  guint      clients;
  RtFeedRate feed;
  guint      burst;
  gboolean   by_chance;
  gboolean   is_latest;
  double     interval;
  double     wait;
  double     again;
  double     requests;
  double     empties;
  double     share;
  guint      sharers;
  double     empty[RT_N_COST_KINDS];
  double     message[RT_N_COST_KINDS];
  double     event[RT_N_COST_KINDS];
  double     memory;
  double     idle[RT_N_COST_KINDS];
  double     fixed[RT_N_COST_KINDS];
  double     least;
  double     delay;
  gboolean   separated;
} RtCost;

/* With fewer clients what an idle connection takes of the processor is less than what the server does by
 * itself one time and not the other. */
#define RT_COST_MIN_IDLE 100

/* What an idle connection takes of the server's processor in a second, µs; NAN: not known. */
double   rt_cost_get_idle_cpu (RtResult *result,
                               guint     contestant);
/* FALSE: it cannot be told. */
gboolean rt_cost_measure  (RtResult     *result,
                           guint         contestant,
                           RtCost       *cost);
/* Requests of a client in a second, and those of them that are answered with nothing. */
double   rt_cost_requests (const RtCost *cost,
                           double        rate,
                           double        interval);
double   rt_cost_empties  (const RtCost *cost,
                           double        rate,
                           double        interval);
/* Of a client in a second, at @rate events of @size bytes, asked for every @interval seconds;
 * NAN: this kind was not measured. */
double   rt_cost_total    (const RtCost *cost,
                           RtCostKind    kind,
                           double        rate,
                           double        interval,
                           double        size);
/* The same where it was measured. */
double   rt_cost_measured (const RtCost *cost,
                           RtCostKind    kind);

/**
 * RtProjection:
 * @n_clients: it is for
 * @measured: clients it rests on
 * @bytes: a second, both ways; NAN: not known, as all of these
 * @cores: of the server
 * @memory: bytes
 * @requests: a second
 *
 * What so many clients would cost, if each message and each connection cost what they cost where
 * they were measured. No measurement.
 */
typedef struct {
  guint  n_clients;
  guint  measured;
  double bytes;
  double cores;
  double memory;
  double requests;
} RtProjection;

void     rt_cost_project          (const RtCost       *cost,
                                   guint               n_clients,
                                   RtProjection       *projection);
/* A sentence for people: that it is a projection, and what it rests on. (transfer full) */
char    *rt_projection_dup_basis  (RtResult           *result);

G_END_DECLS
