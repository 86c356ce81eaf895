/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtLockstep:
 *
 * How far a feed is, and how far the clients that ask are: a page of memory that the server's process
 * and the clients' can share, so that neither costs the other anything. A poll that is due at the feed's
 * time t is sent when what is due up to t was published; what is due at t is published when the polls due
 * before were answered, and when those who wait have asked again. So which event is in which answer is
 * decided by the schedule, and not by who is faster.
 *
 * Times are µs of the feed: from its beginning.
 */
typedef struct _RtLockstep RtLockstep;

typedef enum {
  /* Of the feed: */
  RT_STEP_BEGAN,  /* when it began, monotonic, µs; 0: not yet */
  RT_STEP_NEXT,   /* what is due before that was published; G_MAXINT64: nobody is to wait for it */
  RT_STEP_LAST,   /* the number of the last event published */
  /* Of the clients; G_MAXINT64 where they do not ask: */
  RT_STEP_ASKED,  /* polls due before that were answered */
  RT_STEP_READY,  /* those who wait have all asked for what comes after this number */
  RT_N_STEPS,
} RtStep;

RtLockstep *rt_lockstep_new     (GError     **error);
/* What another process made, from its descriptor, which is closed. */
RtLockstep *rt_lockstep_open    (int          fd,
                                 GError     **error);
RtLockstep *rt_lockstep_ref     (RtLockstep  *self);
void        rt_lockstep_unref   (RtLockstep  *self);
/* For another process: a descriptor of its own. -1 with an error. */
int         rt_lockstep_dup_fd  (RtLockstep  *self,
                                 GError     **error);
gint64      rt_lockstep_get     (RtLockstep  *self,
                                 RtStep       step);
void        rt_lockstep_set     (RtLockstep  *self,
                                 RtStep       step,
                                 gint64       value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtLockstep, rt_lockstep_unref)

G_END_DECLS
