/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "net/rt-exchange.h"

G_BEGIN_DECLS

/* So many jobs are remembered. Of those that are complete the oldest are forgotten for new
 * ones; where all of them run, no more are taken. */
#define RT_JOBS_MAX 10000

/* A job grows by so many points of a hundred, every so many seconds. */
#define RT_JOBS_POINTS  10
#define RT_JOBS_SECONDS 10

/**
 * RtJobs:
 *
 * Work that is handed in (`POST /submit`), named by a number, and asked for later
 * (`GET /check-status`, held until it is complete). The channel `jobs` tells of each:
 * events of the types `submitted`, `progress` and `complete`, with
 * `{"jobId":"job:N","progress":n}`.
 */
#define RT_TYPE_JOBS (rt_jobs_get_type ())
G_DECLARE_FINAL_TYPE (RtJobs, rt_jobs, RT, JOBS, GObject)

RtJobs *rt_jobs_new          (RtChannel  *channel,
                              double      speed);
void    rt_jobs_set_speed    (RtJobs     *self,
                              double      speed);
void    rt_jobs_set_max      (RtJobs     *self,
                              guint       max_jobs);
guint   rt_jobs_get_n_jobs   (RtJobs     *self);
guint64 rt_jobs_submit       (RtJobs     *self);
/* -1 for a job that nobody knows; 100 for one that is complete. */
int     rt_jobs_get_progress (RtJobs     *self,
                              guint64     number);
/* Held until the job is complete, or its peer is gone. */
void    rt_jobs_hold         (RtJobs     *self,
                              guint64     number,
                              RtExchange *exchange,
                              void      (*answer) (RtExchange *exchange));

/* The handlers of its routes. */
void    rt_jobs_serve_submit (RtExchange *exchange,
                              gpointer    story);
void    rt_jobs_serve_status (RtExchange *exchange,
                              gpointer    story);

G_END_DECLS
