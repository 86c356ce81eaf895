/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-faults.h"

#include "net/rt-poller.h"

G_BEGIN_DECLS

/* Faults are in two files: which are in force when (-times.c), and what they do. */

typedef struct {
  RtFault  fault;
  gint64   due;        /* monotonic, µs: when it changes next; G_MAXINT64 for never */
  gint64   ends;       /* likewise */
  gboolean in_force;
  gboolean has_struck; /* since it is in force */
} RtFaultsEntry;

struct _RtFaults {
  GObject        parent_instance;
  RtPoller      *poller;
  RtPollerTimer  timer;
  GPtrArray     *entries;   /* RtFaultsEntry, in the order they were added */
  GQueue         members;   /* RtFaultMember */
  RtFaultsEntry *active[RT_N_FAULT_KINDS]; /* of each kind the last one in force */
  guint          n_active;
  gboolean       is_for_client;
  gboolean       is_encrypted;
  guint64        n_struck[RT_N_FAULT_KINDS];
  gint64         told[RT_N_FAULT_KINDS];     /* monotonic, µs */
  guint64        n_events[RT_N_FAULT_KINDS]; /* events, or requests, since it is in force */
};

/* Of a timer: brings up to date what is in force. */
void rt_faults_update      (gpointer  user_data);
void rt_faults_cut_all     (RtFaults *self);
void rt_faults_tell_change (RtFaults *self);

G_END_DECLS
