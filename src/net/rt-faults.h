/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "net/rt-fault-words.h"

G_BEGIN_DECLS

/* What an answer says that is made up, and, where it is 503, in how many seconds whoever got
 * it may come back (RFC 9110 section 15.6.4). */
#define RT_FAULT_ANSWER        "The request was not carried out: a fault that is set in Roundtrip asked for this answer."
#define RT_FAULT_RETRY_AFTER_S "1"

/**
 * RtFaults:
 *
 * What is broken on purpose on a set of connections: those of a server, of a lane, of
 * one `watch`. It knows when which fault is in force, and counts how often each struck;
 * what a fault does is done where the connections are.
 */
#define RT_TYPE_FAULTS (rt_faults_get_type ())
G_DECLARE_FINAL_TYPE (RtFaults, rt_faults, RT, FAULTS, GObject)

/* So many faults there may be at a time, and so often at most each kind is told a second. */
#define RT_FAULTS_MAX        64
#define RT_FAULTS_MAX_SIGNALS 4

/* Signals:
 *   "struck" (const char *what, gint64 monotonic_us): a fault struck; what it did, for
 *     people. At most RT_FAULTS_MAX_SIGNALS a second of each kind; what goes on for long
 *     (delay, limit, stall) once each time it is in force.
 *   "changed" (): another fault is in force, or one no more.
 */

/**
 * RtFaultVerdict:
 * @RT_FAULT_PASS: the event goes on
 * @RT_FAULT_OMIT: it is left out
 * @RT_FAULT_TWICE: it goes on twice
 * @RT_FAULT_LAST: it goes on, and the connection is cut behind it
 */
typedef enum {
  RT_FAULT_PASS,
  RT_FAULT_OMIT,
  RT_FAULT_TWICE,
  RT_FAULT_LAST,
} RtFaultVerdict;

/**
 * RtFaultMember:
 * @cut: the connection is to be cut
 * @changed: other faults are in force
 *
 * A connection, as its faults know it; zero it to begin with. Neither function may do
 * more than take note: there can be many.
 */
typedef struct {
  GList  link;     /* private */
  void (*cut)     (gpointer user_data);
  void (*changed) (gpointer user_data);
  gpointer user_data;
} RtFaultMember;

RtFaults       *rt_faults_new         (void);
/* For connections that this side opened: a server's own faults are none of them. */
RtFaults       *rt_faults_new_for_client (void);
gboolean        rt_faults_is_for_client (RtFaults       *self);
/* Whether its connections are encrypted: then nothing can be done to requests and answers. */
void            rt_faults_set_encrypted (RtFaults       *self,
                                         gboolean        encrypted);
gboolean        rt_faults_add         (RtFaults        *self,
                                       const char      *text,
                                       GError         **error);
void            rt_faults_remove      (RtFaults        *self,
                                       RtFaultKind      kind);
void            rt_faults_clear       (RtFaults        *self);
void            rt_faults_cut_now     (RtFaults        *self);
gboolean        rt_faults_is_active   (RtFaults        *self);
/* (transfer none) (nullable): the fault of that kind in force */
const RtFault  *rt_faults_get         (RtFaults        *self,
                                       RtFaultKind      kind);
/* How often a kind struck since the beginning. */
guint64         rt_faults_get_n_struck (RtFaults       *self,
                                        RtFaultKind     kind);
/* @n_events: (nullable): how many its connection was given, which is counted on */
RtFaultVerdict  rt_faults_judge_event (RtFaults        *self,
                                       guint64         *n_events);
/* That was done. */
void            rt_faults_strike_event (RtFaults       *self,
                                        RtFaultVerdict  verdict);
/* Whether a connect is to fail as refused; then it struck. */
gboolean        rt_faults_refuse      (RtFaults        *self);

/* For who does what a fault says. */
void            rt_faults_strike      (RtFaults        *self,
                                       RtFaultKind      kind);
/* Whether this request's answer is to be lost. */
gboolean        rt_faults_judge_request (RtFaults      *self);
void            rt_faults_join        (RtFaults        *self,
                                       RtFaultMember   *member);
void            rt_faults_leave       (RtFaults        *self,
                                       RtFaultMember   *member);

G_END_DECLS
