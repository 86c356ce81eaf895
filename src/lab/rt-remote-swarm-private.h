/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-line-reader.h"
#include "lab/rt-remote-swarm.h"

G_BEGIN_DECLS

/* Shared by rt-remote-swarm.c and rt-remote-swarm-look.c, by nobody else. */

struct _RtRemoteSwarm {
  RtSwarm        parent_instance;

  RtPlan        *plan;
  guint          index;
  char          *uri;
  char          *certificate;  /* or NULL */
  RtLockstep    *step;
  GSubprocess   *process;
  GOutputStream *orders;
  char          *writing;    /* or NULL */
  GString       *waiting;    /* what is written next */
  RtLineReader  *answers;
  GCancellable  *reading;
  GTask         *task;       /* of what it is in the middle of, or NULL */
  GSource       *cancelled;  /* when who asked for it wants no more */
  gboolean       is_ending;
  gboolean       is_lost;
  RtPulse        pulse;      /* of the last look */
  gboolean       is_looking; /* an answer is on its way */
};

/* rt-remote-swarm.c: (transfer full) @order */
void        rt_remote_swarm_tell      (RtRemoteSwarm *self,
                                       JsonObject    *order);
/* (transfer full) */
JsonObject *rt_remote_swarm_new_order (const char    *word);

/* rt-remote-swarm-look.c */
void        rt_remote_swarm_look      (RtSwarm       *swarm,
                                       RtPulse       *pulse);
/* Whether it made sense. */
gboolean    rt_remote_swarm_take_look (RtRemoteSwarm *self,
                                       JsonObject    *answer);

G_END_DECLS
