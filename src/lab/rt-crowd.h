/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* With so many or fewer, what they counted is summed up at once. */
#define RT_CROWD_AT_ONCE 32
/* No more than so many are adopted at the same time. */
#define RT_CROWD_MAX_ADOPTED 64

/**
 * RtCrowd:
 *
 * As many clients of one kind as are wanted, on one URL, and their counters
 * together, those that left included. They come and go a slice of the main loop
 * at a time.
 */
#define RT_TYPE_CROWD (rt_crowd_get_type ())
G_DECLARE_FINAL_TYPE (RtCrowd, rt_crowd, RT, CROWD, GObject)

/* Signals:
 *   "joining" (RtClient): it is one of the wanted from now on, and has not begun
 *   "first" (RtClient): it is the first from now on, and has not begun
 *   "message" (RtMessage), "answer" (uint status, boolean empty): of the first client
 *   "resumed" (RtResumption): of any of the wanted
 *   "changed" (): states, reasons or the number changed; once for all that change together
 *   "settled" (): as many are here as are wanted, and the others are gone */
RtCrowd       *rt_crowd_new           (GType           client_type);
/* Of the wanted; the adopted have addresses of their own. */
void           rt_crowd_set_uri       (RtCrowd        *self,
                                       const char     *uri);
/* Takes the adopted from one server to another, NULL: nowhere. */
void           rt_crowd_move_adopted  (RtCrowd        *self,
                                       const char     *from,
                                       const char     *to);
/* What is broken on purpose on the connections of those that come from now on. */
void           rt_crowd_set_faults    (RtCrowd        *self,
                                       RtFaults       *faults);
void           rt_crowd_set_after     (RtCrowd        *self,
                                       gint64          after);
void           rt_crowd_set_interval  (RtCrowd        *self,
                                       guint           interval_ms);
/* Whether everyone goes on after a reconnect where they were; they do at first. */
void           rt_crowd_set_resumes   (RtCrowd        *self,
                                       gboolean        resumes);
void           rt_crowd_set_wanted    (RtCrowd        *self,
                                       guint           wanted);
/* Counts with the others until it closes, stops with them, is none of the wanted. */
gboolean       rt_crowd_adopt         (RtCrowd        *self,
                                       RtClient       *client);
guint          rt_crowd_get_n_adopted (RtCrowd        *self);
RtClient      *rt_crowd_get_first     (RtCrowd        *self);
/* The wanted, then the adopted. (transfer full) (element-type RtClient) */
GPtrArray     *rt_crowd_dup_members   (RtCrowd        *self);
/* Of what the wanted show, the oldest: µs, -1 unknown. */
gint64         rt_crowd_get_age       (RtCrowd        *self);
/* The worst there is; @reason: (transfer none) (nullable); @over: nothing more comes */
RtClientState  rt_crowd_get_state     (RtCrowd        *self,
                                       const char    **reason,
                                       gboolean       *over);
/* The sum, settled and current. (transfer none) */
const RtTraffic *rt_crowd_get_traffic (RtCrowd      *self);
/* Forgets what everyone counted: the wanted come anew, the adopted go on. */
void           rt_crowd_reset         (RtCrowd        *self);

G_END_DECLS
