/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-job-strip.h"
#include "widgets/rt-motion.h"

G_BEGIN_DECLS

/* A strip is in two files: where jobs are and where they go (rt-job-strip.c), and how they are
 * drawn (-paint.c). */

#define RT_JOB_STRIP_HEIGHT  22
#define RT_JOB_STRIP_WIDTH   24
#define RT_JOB_STRIP_WIDER   36     /* with the mark of what was redelivered */
#define RT_JOB_STRIP_GAP     3
#define RT_JOB_STRIP_RADIUS  4
#define RT_JOB_STRIP_MORE    44     /* room for how many more there are */
#define RT_JOB_STRIP_MOVE_US 300000

/* Where a job is drawn, and where it comes from. */
typedef struct {
  RtQueueJob job;
  double     from;
  double     to;
  gboolean   is_new;
  gboolean   leaving;
} RtJobChip;

struct _RtJobStrip {
  GtkWidget  parent_instance;
  gboolean   queue;
  GArray    *chips;       /* of RtJobChip */
  gint64     total;
  guint      n_shown;
  guint      n_slots;
  double     progress;
  RtMotion   motion;
};

double rt_job_strip_get_width    (const RtQueueJob *job);
/* How far they have moved, 0 to 1. */
double rt_job_strip_get_progress (RtJobStrip       *self);
void   rt_job_strip_snapshot     (GtkWidget        *widget,
                                  GtkSnapshot      *snapshot);

G_END_DECLS
