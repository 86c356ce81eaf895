/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-crowd.h"
#include "lab/rt-desk.h"
#include "lab/rt-lane.h"
#include "lab/rt-mark.h"
#include "lab/rt-minute.h"

G_BEGIN_DECLS

/* What rt-lane.c, the object, shares with rt-lane-running.c, what it does, and
 * rt-lane-marks.c, what happens to it. */

struct _RtLane {
  GObject          parent_instance;
  const RtPattern *pattern;
  RtDesk          *desk;        /* works instead of the crowd; or NULL */
  char            *uri;
  char            *server;      /* of what it adopts */
  guint            n_clients;
  guint            interval_ms;
  gint64           after;
  gboolean         starts_over;    /* after a reconnect */
  gboolean         running;
  gboolean         busy;        /* it runs, or one that was adopted is at work */
  gboolean         stopping;    /* some clients are still on their way out */
  RtCrowd         *crowd;
  RtMinute        *minute;
  RtClientState    state;
  char            *reason;
  guint            sample_source;
  RtFaults        *faults;
  RtFaults        *server_faults; /* or NULL */
  GListStore      *marks;
  gint64           lost_since;  /* monotonic, µs: when a connection was lost; 0: it is there */
  gint64           marks_since; /* monotonic, µs: what began earlier is not marked */
  gint64           marked_resumed; /* monotonic, µs: when the latest came back that was marked */
  guint64          marked_lost; /* events */
  RtTrace         *trace;       /* weak: whoever looks at it holds it */
};

void rt_lane_follow_crowd (RtLane        *self);
/* At its end. */
void rt_lane_drop_desk    (RtLane        *self);
void rt_lane_settle       (RtLane        *self);
/* Of its class. */
void rt_lane_install_marks (void);
/* At its beginning and its end. */
void rt_lane_begin_marks  (RtLane        *self);
void rt_lane_end_marks    (RtLane        *self);
/* Before it changes. */
void rt_lane_mark_state   (RtLane        *self,
                           RtClientState  state,
                           const char    *reason);
void rt_lane_mark_lost    (RtLane        *self,
                           const RtTraffic *traffic);
void rt_lane_follow_first (RtLane        *self,
                           RtClient      *client);
void rt_lane_set_state    (RtLane        *self,
                           RtClientState  state,
                           const char    *reason);

G_END_DECLS
