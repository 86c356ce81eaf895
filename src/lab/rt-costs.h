/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"
#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/* What is paid for. */
typedef enum {
  RT_COST_BYTES,  /* bytes on the wire, both ways */
  RT_COST_CPU,    /* processor time of the server, µs */
  RT_N_COST_KINDS,
} RtCostKind;

/**
 * RtCost:
 * @contestant: the place in the plan's contestants
 * @manner: how an event gets to its clients
 * @interval: between two questions, seconds
 * @wait: how long an answer waits at the most, seconds
 * @empty: of a question with an answer that has nothing new; NAN: not known
 * @message: of an event that is delivered, its payload left out: a question and its answer, or a
 *   push
 * @idle: of a connection on which nothing happens, each second; NAN: not known, taken for nothing
 * @memory: bytes of the server's memory for a connection; NAN: not known
 * @delay: how late an event is beyond what @interval explains, seconds; p95
 * @separated: @empty and @message come from runs with different shares of empty answers; else
 *   both are taken to cost the same
 *
 * What one contestant's messages cost, from what was measured. By RtCostKind.
 */
typedef struct {
  guint    contestant;
  RtManner manner;
  double   interval;
  double   wait;
  double   empty[RT_N_COST_KINDS];
  double   message[RT_N_COST_KINDS];
  double   idle[RT_N_COST_KINDS];
  double   memory;
  double   delay;
  gboolean separated;
} RtCost;

/* @idle: (nullable): the same contestants while nothing was published. FALSE: it cannot be told. */
gboolean rt_cost_measure  (RtResult     *result,
                           RtResult     *idle,
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
                           gsize         size);

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
                                   const RtPlan       *plan,
                                   guint               n_clients,
                                   RtProjection       *projection);
/* A sentence for people: that it is a projection, and what it rests on. (transfer full) */
char    *rt_projection_dup_basis  (const RtPlan       *plan);

G_END_DECLS
