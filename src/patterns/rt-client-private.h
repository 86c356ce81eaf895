/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-continuity.h"
#include "patterns/rt-backoff.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* Shared by the files that make RtClient, by nobody else: rt-client.c (the object),
 * rt-client-states.c (when it is open), rt-client-accounting.c (what it counted),
 * rt-client-cursor.c (where it goes on), rt-client-resuming.c (what it cost), rt-client-retry.c
 * (when it tries again), rt-client-connections.c (who listens, and what is
 * broken on purpose). */

/* Of a connection that was lost: until it is known what that cost. */
typedef struct {
  gint64  since_us;     /* monotonic, as all here; 0: it is there */
  gint64  sent_us;      /* the request that resumes it; 0: not yet */
  gint64  answered_us;  /* 0: not yet */
  char   *request;      /* what that request says, or NULL */
  guint64 lost;         /* events, before */
  guint64 unknown_gaps; /* likewise */
  gboolean is_placed;   /* likewise: something was asked for or had arrived */
} RtClientLoss;

typedef struct {
  char               *uri;
  char               *shown_uri;
  SoupMessageHeaders *headers;
  gboolean            resume;
  gint64              after;
  guint               interval_ms;
  guint               wait_ms;
  guint               retry_ms;
  guint               open_timeout_ms;
  guint               max_payload;

  RtSession          *session;
  gboolean            is_guest;    /* the session is others' as well, who end and count it */
  RtClientState       state;
  char               *reason;
  GError             *error;
  GCancellable       *opening;     /* of all that is under way since it was last opened */
  GSource            *timer;       /* until the next try, or until opening took too long */
  RtBackoff           backoff;

  gint64              began_us;    /* µs since 1970: when it was started */
  RtContinuity       *continuity;
  RtTraffic           traffic;
  RtTraffic           before;      /* of what others count: as it was at the last reset */
  RtMessage          *latest;
  RtFaults           *faults;      /* or NULL */
  guint64             judged_connection; /* the number of the one whose events are counted */
  guint64             n_judged;    /* events of it */
  gboolean            has_cursor;
  guint64             cursor;
  RtClientLoss        loss;
} RtClientPrivate;

typedef enum {
  RT_CLIENT_SIGNAL_MESSAGE,
  RT_CLIENT_SIGNAL_GAP,
  RT_CLIENT_SIGNAL_ASKED,
  RT_CLIENT_SIGNAL_ANSWER,
  RT_CLIENT_SIGNAL_FINISHED,
  RT_CLIENT_SIGNAL_RESUMED,
  RT_CLIENT_SIGNAL_BROKEN,
  RT_CLIENT_N_SIGNALS,
} RtClientSignal;

RtClientPrivate *rt_client_get_private    (RtClient      *self);
void             rt_client_emit           (RtClient      *self,
                                           RtClientSignal signal,
                                           ...);
void             rt_client_notify_state   (RtClient      *self,
                                           gboolean       state_changed,
                                           gboolean       reason_changed);
/* The one timer it has, instead of what it was set to before. */
void             rt_client_set_timer      (RtClient      *self,
                                           guint          ms,
                                           GSourceFunc    func);
void             rt_client_note_loss      (RtClient      *self);
/* It is being sent. */
void             rt_client_note_request   (RtClient      *self,
                                           SoupMessage   *message);
void             rt_client_note_answer    (RtClient      *self);
void             rt_client_note_event     (RtClient      *self,
                                           gboolean       is_known);
void             rt_client_note_empty     (RtClient      *self);
void             rt_client_forget_loss    (RtClient      *self);
/* What becomes of the next message, where anything may. */
RtFaultVerdict   rt_client_judge          (RtClient      *self);
/* Behind the last event before a cut. */
void             rt_client_cut            (RtClient      *self);
/* Without a word to anybody: for the end of the object. */
void             rt_client_drop           (RtClient      *self);
/* After a failure, without resuming: the next request says no cursor. */
void             rt_client_forget_cursor  (RtClient      *self);
/* A new start: no position, but the counts stay. */
void             rt_client_forget_position (RtClient     *self);

G_END_DECLS
