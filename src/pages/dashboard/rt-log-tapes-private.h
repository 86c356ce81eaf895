/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-log-tapes.h"
#include "widgets/rt-motion.h"

G_BEGIN_DECLS

/* Tapes are in two files: how far everything is (rt-log-tapes.c), and how that is drawn
 * (-paint.c). */

/* As many tapes as there is room for; others are in the numbers. */
#define RT_LOG_TAPES_MAX_TAPES  6
#define RT_LOG_TAPES_FLAG       15     /* what a group's flag is high */
#define RT_LOG_TAPES_TAPE       12
#define RT_LOG_TAPES_GAP        5
#define RT_LOG_TAPES_NAME       16     /* room for the number of a partition */
#define RT_LOG_TAPES_NUMBER     52     /* and for its next offset */
#define RT_LOG_TAPES_MIN_SPAN   60     /* messages; a shorter log does not fill the width */
#define RT_LOG_TAPES_MIN_CELL   4      /* pixels, for a message to be seen by itself */
#define RT_LOG_TAPES_LEAP       0.1    /* of what is shown; what moves less is a step */
#define RT_LOG_TAPES_MOVE_US    250000

/* A partition as it is drawn: in messages. */
typedef struct {
  double first;
  double next;
  double eaten;
  double offsets[RT_LOG_MAX_GROUPS];   /* -1: none */
} RtLogTape;

struct _RtLogTapes {
  GtkWidget  parent_instance;
  RtLogDesk *desk;
  RtLogTape       from[RT_LOG_TAPES_MAX_TAPES];
  RtLogTape       to[RT_LOG_TAPES_MAX_TAPES];
  guint      members[RT_LOG_TAPES_MAX_TAPES][RT_LOG_MAX_GROUPS];
  int        partitions[RT_LOG_TAPES_MAX_TAPES];
  char       names[RT_LOG_MAX_GROUPS];
  guint      n_tapes;
  guint      n_groups;
  RtMotion   motion;
};

/* How far they have moved, 0 to 1. */
double    rt_log_tapes_get_progress (RtLogTapes  *self);
RtLogTape rt_log_tapes_get_tape     (RtLogTapes  *self,
                                     guint        index,
                                     double       t);
void      rt_log_tapes_snapshot     (GtkWidget   *widget,
                                     GtkSnapshot *snapshot);

G_END_DECLS
