/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-queue-worker.h"

G_BEGIN_DECLS

/* More are told by their number. */
#define RT_JOB_STRIP_MAX_JOBS 64

/**
 * RtJobStrip:
 *
 * Jobs side by side, each with its number: those in a queue, the next to go at the end, or those in
 * somebody's hand, the oldest at the beginning. What comes, goes and moves up is seen to.
 */
#define RT_TYPE_JOB_STRIP (rt_job_strip_get_type ())
G_DECLARE_FINAL_TYPE (RtJobStrip, rt_job_strip, RT, JOB_STRIP, GtkWidget)

/* Property: "queue" (boolean, construct only): the first job is at the end */

/* @jobs: the first of @total; @progress: of the first that is not kept, 0 to 1; -1 none */
void rt_job_strip_set_jobs (RtJobStrip       *self,
                            const RtQueueJob *jobs,
                            guint             n_jobs,
                            gint64            total,
                            double            progress);

/* How many there is room for in a hand. */
void rt_job_strip_set_slots (RtJobStrip      *self,
                            guint            n_slots);

G_END_DECLS
