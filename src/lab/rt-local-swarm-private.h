/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-crowd.h"
#include "lab/rt-local-swarm.h"
#include "lab/rt-pacer.h"
#include "net/rt-poller.h"
#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/* Shared by the files that make RtLocalSwarm, by nobody else: rt-local-swarm.c (the object),
 * rt-local-swarm-steps.c (what it is in the middle of), rt-local-swarm-members.c (what one client got),
 * rt-local-swarm-asking.c (when those ask who do). */

typedef struct {
  RtLocalSwarm *swarm;
  RtClient     *client;
  guint         index;
  guint64       asked_after; /* the last event when it asked again, and one more; 0: it did not */
  gboolean      was_open;
  gboolean      is_over;    /* stopped, and what it counted is in the sum, or of no interest */
  guint64       last;       /* the highest number it got */
  gint64        born_us;    /* when the event it shows was born; 0 none */
  guint64       n_told;     /* where it asks for the latest: how many events it saw */
  guint64       payload;    /* of those, bytes */
  GBytes       *shown;      /* likewise, where payloads tell no number */
} RtSwarmMember;

typedef enum {
  RT_LOCAL_SWARM_IDLE,
  RT_LOCAL_SWARM_CONNECTING,
  RT_LOCAL_SWARM_WARMING,    /* what was published in the warm-up is still on its way */
  RT_LOCAL_SWARM_RESETTING,
  RT_LOCAL_SWARM_COUNTING,
  RT_LOCAL_SWARM_ENDING,
} RtLocalSwarmPhase;

struct _RtLocalSwarm {
  RtSwarm           parent_instance;

  RtPlan           *plan;
  guint             index;
  char             *uri;
  GTlsCertificate  *certificate; /* or NULL */
  const RtPattern  *pattern;
  gboolean          asks;        /* no channel serves it: it asks for the latest event */
  gboolean          is_shared;   /* each event is for one of the clients */
  RtCrowd          *crowd;
  RtFaults         *faults;      /* or NULL */
  GPtrArray        *members;     /* of RtSwarmMember */
  GPtrArray        *hosts;       /* of RtSession, where several clients have one */
  guint             n_connected;
  guint64           n_due;       /* events that those who are over should have got, all together */
  guint             n_behind;    /* that had not got everything when patience was at its end */
  guint             n_failed;    /* closed for good before they were connected */
  gboolean          begins;      /* with WARMING: to count at once, not to wait for other swarms */
  gboolean          is_warm;
  gboolean          is_waiting;  /* with ENDING: nobody else has got what it should since the last look */
  RtLockstep       *step;
  RtPacer          *pacer;       /* of those that ask by an interval, or NULL */
  gint64            ready_for;   /* the event after which n_ready have asked again; -1 none */
  guint             n_ready;

  RtLocalSwarmPhase phase;
  GTask            *task;        /* of what it is in the middle of, or NULL */
  RtSwarmEnd        end;         /* what is waited for, with WARMING and ENDING */
  gint64            since_us;    /* monotonic: when it began, or was last on its way */
  guint             n_done;      /* members, in slices */

  RtPoller         *poller;
  RtPollerTimer     beat;
  gint64            beat_due_us; /* monotonic; 0: not in time */
  gint64            entered_us;  /* monotonic: the phase */
  GSource          *watch;       /* for a beat that does not come, or NULL */
  guint             n_sampled;
  RtHistogram      *lag;
  RtHistogram      *age;
  RtAgeSeries      *ages;
  RtHistogram      *latency;     /* where it asks */
  gint64            connected_us;
  gint64            began_us;    /* monotonic */
  gint64            began_cpu_us;
  guint64           began_open;  /* connections */
  RtTraffic         began;       /* what hosts had counted by then */
  RtRun            *run;         /* what comes of it */

  /* For who watches. */
  guint64           n_events;    /* since they began to count */
  RtHistogram      *recent;      /* latency since the last look; NULL: nobody has looked */
  gint64            summed_us;   /* monotonic */
  guint64           n_bytes;     /* by then */
};

/* rt-local-swarm-steps.c */
const RtContestant *rt_local_swarm_get_contestant (RtLocalSwarm *self);
void     rt_local_swarm_step          (RtLocalSwarm  *self);
/* Leaves off what it was in the middle of. (transfer full) (nullable) */
GTask   *rt_local_swarm_steal_task    (RtLocalSwarm  *self,
                                       RtLocalSwarmPhase phase);

/* rt-local-swarm-asking.c */
/* With all connected: who asks by an interval. */
void     rt_local_swarm_begin_asking  (RtLocalSwarm  *self,
                                       guint          interval_ms);
/* Once the feed begins, on its clock. */
void     rt_local_swarm_pace          (RtLocalSwarm  *self);
/* Asks no more. FALSE: something is still under way. */
gboolean rt_local_swarm_quieten       (RtLocalSwarm  *self,
                                       guint64        last);
void     rt_local_swarm_watch_asking  (RtSwarmMember *member);
/* Where polls were left out, or late: why. (transfer full) (nullable) */
char    *rt_local_swarm_judge_asking  (RtLocalSwarm  *self);

/* rt-local-swarm-pulse.c: an event came; @latency_us: -1 unknown */
void     rt_local_swarm_note_event    (RtLocalSwarm  *self,
                                       gint64         latency_us);
void     rt_local_swarm_look          (RtSwarm       *swarm,
                                       RtPulse       *pulse);

/* rt-local-swarm-members.c */
void     rt_local_swarm_add_member    (RtLocalSwarm  *self,
                                       RtClient      *client);
void     rt_swarm_member_free         (gpointer       member);
/* Whether it got everything up to @last. */
gboolean rt_swarm_member_has          (RtSwarmMember *self,
                                       guint64        last);
/* Counts from nothing. */
void     rt_swarm_member_reset        (RtSwarmMember *self);
/* Ends it; with @run, what it counted is added there. */
void     rt_swarm_member_stop         (RtSwarmMember *self,
                                       RtRun         *run);
/* The same at the end of what is measured. @is_cut: it was given no time for what is on its way. */
void     rt_swarm_member_end          (RtSwarmMember *self,
                                       gboolean       is_cut);
/* Where each event is for one of them: whether all were had. */
gboolean rt_local_swarm_shared_all    (RtLocalSwarm  *self);
RtSession *rt_local_swarm_get_host    (RtLocalSwarm  *self);
/* What they counted so far is not measured. */
void     rt_local_swarm_note_hosts    (RtLocalSwarm  *self);
/* How old what some of them show is. */
void     rt_local_swarm_sample_ages   (RtLocalSwarm  *self);
/* The run as a whole, once all members are over. */
void     rt_local_swarm_close_run     (RtLocalSwarm  *self,
                                       gboolean       is_cut);

G_END_DECLS
