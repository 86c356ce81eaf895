/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-traffic.h"
#include "lab/rt-age-series.h"
#include "lab/rt-needs.h"
#include "lab/rt-plan.h"

G_BEGIN_DECLS

/* What a run's requests were made with. */
#define RT_RUN_HTTP1 "HTTP/1.1"
#define RT_RUN_HTTP2 "HTTP/2"

/**
 * RtRun:
 * @contestant: the place in the plan's contestants
 * @protocol: (nullable): %RT_RUN_HTTP1, or %RT_RUN_HTTP2, which is over TLS; %NULL: neither, or not known
 * @repetition: from 0
 * @published: events of the feed
 * @clients: that took part
 * @traffic: what the clients counted, together
 * @server: what the server counted; wire as it sees it
 * @ages: (nullable): how old what the clients showed was, in the course of it
 * @cpu_us: processor time of the server while it was measured; -1 where it cannot be told from
 *   others' (together with others, or with the clients in one process)
 * @client_cpu_us: the same of the clients
 * @base_cpu_us: processor time of the server in a second without any client; -1 likewise
 * @idle_cpu_us: processor time of the server in a second in which all clients were connected and nothing was
 *   said, beyond what it takes without any; -1 likewise
 * @memory: bytes that the server allocated while the clients were there; -1 likewise
 * @connected_us: how long it took until all clients were connected
 * @late_p99_us: how late the feed published, against the plan
 * @kept_up: FALSE: the machine could not keep up, and the run is not compared
 * @remark: (nullable): why not, for people
 * @by_chance: the schedule alone does not decide what is counted: with the same seed it can be different
 * @cut_short: it was cancelled: what is there was measured
 *
 * What one contestant did in one repetition.
 */
typedef struct {
  guint      contestant;
  const char *protocol;
  guint      repetition;
  guint64    published;
  guint      clients;
  RtTraffic  traffic;
  RtTraffic  server;
  RtAgeSeries *ages;
  gint64     cpu_us;
  gint64     client_cpu_us;
  gint64     base_cpu_us;
  gint64     idle_cpu_us;
  gint64     memory;
  gint64     connected_us;
  gint64     late_p99_us;
  gint64     elapsed_us;
  gboolean   kept_up;
  gboolean   by_chance;
  gboolean   cut_short;
  char      *remark;
} RtRun;

RtRun *rt_run_new  (void);
void   rt_run_free (RtRun *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtRun, rt_run_free)

/* Every number a result has of a contestant, in the order of the table. */
typedef enum {
  RT_FIGURE_CLIENTS,
  RT_FIGURE_PUBLISHED,
  RT_FIGURE_EVENTS,
  RT_FIGURE_LOST,
  RT_FIGURE_DUPLICATE,
  RT_FIGURE_REORDERED,
  RT_FIGURE_REQUESTS,
  RT_FIGURE_EMPTY,
  RT_FIGURE_CONNECTIONS,
  RT_FIGURE_PAYLOAD_BYTES,
  RT_FIGURE_WIRE_BYTES_IN,
  RT_FIGURE_WIRE_BYTES_OUT,
  RT_FIGURE_OVERHEAD_BYTES,
  RT_FIGURE_SEGMENTS_IN,
  RT_FIGURE_SEGMENTS_OUT,
  RT_FIGURE_LATENCY_P50,
  RT_FIGURE_LATENCY_P95,
  RT_FIGURE_LATENCY_P99,
  RT_FIGURE_LATENCY_MAX,
  RT_FIGURE_AGE_MEAN,
  RT_FIGURE_AGE_P95,
  RT_FIGURE_CPU_PER_EVENT,
  RT_FIGURE_BYTES_PER_EVENT,
  RT_FIGURE_MEMORY_PER_CLIENT,
  RT_N_FIGURES,
} RtFigure;

typedef enum {
  RT_UNIT_COUNT,
  RT_UNIT_BYTES,
  RT_UNIT_US,
} RtUnit;

/**
 * RtFigureInfo:
 * @path: in the object that programs read, "latency_us.p99"; what `--assert` names
 * @title: for people, to be translated
 * @how: how it was measured, in a sentence, to be translated
 * @unit: what it counts
 * @better: -1 less is better, 1 more is better, 0 neither
 */
typedef struct {
  const char *path;
  const char *title;
  const char *how;
  RtUnit      unit;
  int         better;
} RtFigureInfo;
const RtFigureInfo *rt_figure_get_info (RtFigure    figure);
/* FALSE: no figure has that path. */
gboolean            rt_figure_lookup   (const char *path,
                                        RtFigure   *figure);
/* NAN where it was not measured. */
double              rt_run_get_figure  (const RtRun *run,
                                        RtFigure     figure);

/**
 * RtSpread:
 * @n: runs that it is of; 0: there is nothing to say
 * @median: of them; NAN with @n 0
 * @lowest: of them
 * @highest: of them
 */
typedef struct {
  guint  n;
  double median;
  double lowest;
  double highest;
} RtSpread;

/**
 * RtFeedRate:
 * @rate: events a second
 * @size: bytes of payload of an event, on average
 *
 * What was published.
 */
typedef struct {
  double rate;
  double size;
} RtFeedRate;

/**
 * RtResult:
 *
 * What came of an experiment. Immutable once the experiment is over, reference counted. Its file
 * is JSON, `.roundtrip`, by the schema data/roundtrip-result.schema.json.
 */
#define RT_TYPE_RESULT (rt_result_get_type ())
G_DECLARE_FINAL_TYPE (RtResult, rt_result, RT, RESULT, GObject)

RtResult      *rt_result_new          (const RtPlan   *plan);
const RtPlan  *rt_result_get_plan     (RtResult       *self);
/* (transfer full) the run */
void           rt_result_add          (RtResult       *self,
                                       RtRun          *run);
guint          rt_result_get_n_runs   (RtResult       *self);
const RtRun   *rt_result_get_run      (RtResult       *self,
                                       guint           index);
/* Over the repetitions that kept up; those that were cut short count only where none was whole. */
void           rt_result_get_figure   (RtResult       *self,
                                       guint           contestant,
                                       RtFigure        figure,
                                       RtSpread       *spread);
double         rt_result_get_median   (RtResult       *self,
                                       guint           contestant,
                                       RtFigure        figure);
/* Latencies of all repetitions that kept up. (transfer full) (nullable) */
RtHistogram   *rt_result_dup_latency  (RtResult       *self,
                                       guint           contestant);
RtHistogram   *rt_result_dup_age      (RtResult       *self,
                                       guint           contestant);
/* What the events were like, as published where chance or a recording decided. */
void           rt_result_get_feed     (RtResult       *self,
                                       RtFeedRate     *feed);
/* How long it was measured, the median. */
double         rt_result_get_seconds  (RtResult       *self,
                                       guint           contestant);
/* In the course of the first repetition that is compared. (transfer none) (nullable) */
const RtAgeSeries *rt_result_get_ages (RtResult       *self,
                                       guint           contestant);
/* FALSE: no run of it kept up. */
gboolean       rt_result_is_comparable (RtResult      *self,
                                       guint           contestant);
/* TRUE: a run of it was cancelled. */
gboolean       rt_result_is_cut_short (RtResult       *self,
                                       guint           contestant);
/* "machine" of the object: what it was measured on. (transfer none) */
JsonNode      *rt_result_get_machine  (RtResult       *self);
/* (transfer none) when it was begun, in UTC */
GDateTime     *rt_result_get_made     (RtResult       *self);
/* What a recommendation goes by. @needs->names is not kept. */
void           rt_result_set_needs    (RtResult       *self,
                                       const RtNeeds  *needs);
const RtNeeds *rt_result_get_needs    (RtResult       *self);
/* The object that programs read, and what it needs to be opened again. */
JsonNode      *rt_result_to_json      (RtResult       *self);
/* With @needs instead of its own. */
JsonNode      *rt_result_to_json_for  (RtResult       *self,
                                       const RtNeeds  *needs);
RtResult      *rt_result_from_json    (JsonNode       *node,
                                       GError        **error);

G_END_DECLS
