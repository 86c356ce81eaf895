/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define RT_PLAN_MAX_CONTESTANTS 16
#define RT_PLAN_MAX_CLIENTS     10000
#define RT_PLAN_MAX_RATE        10000.0      /* events a second */
#define RT_PLAN_MAX_SIZE        (64 * 1024)  /* bytes of payload */
#define RT_PLAN_MAX_SECONDS     3600.0
#define RT_PLAN_MAX_REPEAT      100
#define RT_PLAN_MAX_FAULTS      64
#define RT_PLAN_MAX_NAME        64           /* characters, of a contestant */
#define RT_PLAN_MAX_TITLE       200          /* characters */
#define RT_PLAN_MAX_SEED        ((G_GUINT64_CONSTANT (1) << 53) - 1) /* as programs read JSON */

typedef enum {
  RT_RATE_STEADY,   /* one event every 1/rate seconds */
  RT_RATE_POISSON,  /* exponential gaps of 1/rate on average */
  RT_RATE_BURSTS,   /* @burst events at once, so many bursts that there are rate events a second */
  RT_RATE_REPLAY,   /* as recorded in a file */
} RtRate;

typedef enum {
  RT_ORDER_TOGETHER, /* all at once: the race to look at */
  RT_ORDER_APART,    /* one after the other: processor time and memory belong to one */
} RtOrder;

/**
 * RtContestant:
 * @name: of this one in the results; unlike any other of its plan
 * @pattern: the id of its RtPattern
 * @interval_ms: between polls; 0: the plan's
 * @wait_ms: how long a poll asks to be held; 0: the plan's
 * @etag: whether a poll names what it has in `If-None-Match`
 * @resume: whether clients go on after the cursor
 * @bus: (nullable): for publish–subscribe: where to, with no password in it
 *
 * One pattern with its options.
 */
typedef struct {
  char    *name;
  char    *pattern;
  guint    interval_ms;
  guint    wait_ms;
  gboolean etag;
  gboolean resume;
  char    *bus;
} RtContestant;

RtContestant *rt_contestant_new   (const char          *pattern);
RtContestant *rt_contestant_copy  (const RtContestant  *self);
void          rt_contestant_free  (RtContestant        *self);
/* `short-polling`, `short-polling:interval=0.25,etag=no`, `websocket:resume=no`,
 * `publish-subscribe:bus=amqp://host/vhost/queue`; %G_IO_ERROR_INVALID_ARGUMENT names the
 * word that is wrong and what it could be. */
RtContestant *rt_contestant_parse (const char          *words,
                                   GError             **error);
/* Each event is for one of its clients, as a queue or a group of consumers has it. */
gboolean      rt_contestant_is_shared (const RtContestant *self);
gboolean      rt_contestant_check (const RtContestant  *self,
                                   GError             **error);

/**
 * RtPlan:
 *
 * What an experiment is to do, complete enough to do it again. Whoever made it may change it
 * until it is given to an experiment.
 */
#define RT_TYPE_PLAN (rt_plan_get_type ())
typedef struct {
  char      *title;         /* (nullable) for people */
  char      *preset;        /* (nullable) the id of the preset it began as */
  GPtrArray *contestants;   /* of RtContestant */
  guint      n_clients;     /* of each */
  RtRate     rate_kind;
  double     rate;          /* events a second */
  guint      burst;         /* events */
  char      *replay;        /* (nullable) a file: one JSON object a line, {"time","type","data"} */
  gsize      size;          /* bytes of payload of each event */
  double     duration;      /* seconds that are measured */
  double     warm_up;       /* seconds before, which are not */
  guint      interval_ms;   /* between polls */
  guint      wait_ms;       /* how long a poll asks to be held */
  char     **faults;        /* (nullable) in the words of `--fault`, at the clients' connections */
  guint      per_host;      /* connections that one client host may open; 0: as many as it likes */
  guint      host_clients;  /* clients of one such host */
  gboolean   http2;         /* over TLS, for what can run on it */
  RtOrder    order;
  gboolean   own_process;   /* the clients run in a process of their own */
  guint      repeat;
  guint64    seed;
} RtPlan;

GType     rt_plan_get_type  (void);
/* No contestant: add them. Else 10 clients, an event of 64 bytes a second, for 10 s. */
RtPlan   *rt_plan_new       (void);
RtPlan   *rt_plan_copy      (const RtPlan  *self);
void      rt_plan_free      (RtPlan        *self);
/* Whether it can be done; the sentence says which setting is wrong, and its limits. */
gboolean  rt_plan_check     (const RtPlan  *self,
                             GError       **error);
gboolean  rt_plan_check_foreign (const RtPlan  *self,
                                 GError       **error);
JsonNode *rt_plan_to_json   (const RtPlan  *self);
RtPlan   *rt_plan_from_json (JsonNode      *node,
                             GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtContestant, rt_contestant_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtPlan, rt_plan_free)

G_END_DECLS
