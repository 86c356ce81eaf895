/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"

G_BEGIN_DECLS

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
 *   "message" (RtMessage), "answer" (uint status, boolean empty): of the first client
 *   "changed" (): states, reasons or the number changed; once for all that change together */
RtCrowd       *rt_crowd_new           (GType           client_type);
void           rt_crowd_set_uri       (RtCrowd        *self,
                                       const char     *uri);
void           rt_crowd_set_after     (RtCrowd        *self,
                                       gint64          after);
void           rt_crowd_set_interval  (RtCrowd        *self,
                                       guint           interval_ms);
void           rt_crowd_set_wanted    (RtCrowd        *self,
                                       guint           wanted);
/* Counts with the others, starts and stops with them, is none of the wanted. */
void           rt_crowd_adopt         (RtCrowd        *self,
                                       RtClient       *client);
RtClient      *rt_crowd_get_first     (RtCrowd        *self);
/* The worst there is; @reason: (transfer none) (nullable); @over: nothing more comes */
RtClientState  rt_crowd_get_state     (RtCrowd        *self,
                                       const char    **reason,
                                       gboolean       *over);
/* Sets @total to the sum, settled and current. */
void           rt_crowd_get_traffic   (RtCrowd        *self,
                                       RtTraffic      *total);
/* Sends everyone away and forgets what they counted. */
void           rt_crowd_reset         (RtCrowd        *self);

G_END_DECLS
