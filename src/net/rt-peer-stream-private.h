/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-peer-stream.h"

#include "net/rt-peer-input.h"
#include "net/rt-peer-output.h"
#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A peer stream is in eight files: what its users call, what moves its bytes
 * (-io.c), when somebody reads (-input.c), what is different at a client (-client.c), whom it gives up on
 * (-deadlines.c), who listens (-tap.c), what is broken on purpose (-faults.c), and how it
 * ends (-close.c). */

typedef enum {
  RT_PEER_STREAM_OPEN,
  RT_PEER_STREAM_DRAINING,   /* closed by its owner, the outbox is still being sent */
  RT_PEER_STREAM_LINGERING,  /* all was sent and FIN too; waiting for the peer's */
  RT_PEER_STREAM_CLOSED,
} RtPeerStreamState;

struct _RtPeerStream {
  GIOStream          parent_instance;
  GSocketConnection *connection;
  RtGuardLimits      limits;
  RtGuard           *guard;
  RtOutbox          *outbox;
  RtPeerInput       *input;
  RtPeerOutput      *output;
  RtPoller          *poller;
  RtPollerWatch     *watch;
  guint32            mask;
  int                fd;
  RtDeferred         turn;
  RtPollerTimer      timer;
  RtPollerTimer      rest;               /* what is to be thrown away stays with the kernel meanwhile */
  RtPollerTimer      piece;              /* more of a body is waited for meanwhile */
  RtTap              tap;
  RtFaults          *faults;
  RtFaultMember      member;
  RtFaultLayer      *layer;             /* NULL while no fault is in force */

  RtPeerStreamState  state;
  guint              peer_left : 1;      /* its FIN is there, perhaps behind unread bytes */
  guint              is_dead : 1;        /* nothing can be sent or read any more */
  guint              is_gone : 1;
  guint              is_blocked : 1;     /* the socket is full */
  guint              discards_input : 1;
  guint              was_crowded : 1;    /* above low water, or full */
  guint              keeps_itself : 1;
  guint              is_held : 1;        /* the answer waits for something to happen */
  guint              awaits_much : 1;    /* to be told not before much is unread */
  guint              must_cut : 1;       /* in its next turn */
  guint              must_cut_sent : 1;  /* once all that is written is sent */
  guint              has_other_faults : 1;
  guint              is_client : 1;
  guint              answers_first : 1;
  guint              is_unclaimed : 1;   /* nobody reads before the first request's head is whole */
  GError            *refusal;            /* to be told yet */
  guint64            request_answer;     /* bytes written when the request began */
  guint64            lost_answer;        /* likewise, of the one whose answer is to be lost */
  gsize              unsent;             /* when the timer was started */
  guint64            taken;              /* bytes the peer had acknowledged */
  gint64             taken_since;        /* monotonic, µs: and none since; 0 while the socket has room */
  gint64             patience;           /* monotonic, µs: until when it waits */
  gint64             body_since;         /* monotonic, µs: since when its rate is measured; 0: not now */
  guint64            body_received;      /* bytes that had come by then */
  guint64            answered_pings;     /* at a client: as many had come when last nothing waited to be written */
  gint64             pinged_at;          /* monotonic, µs; 0: never */
  guint64            frame_number;       /* of which frame of a WebSocket the rate is measured */
  RtWire             wire;               /* the last counts */
};

enum {
  RT_PEER_STREAM_SIGNAL_REQUEST,
  RT_PEER_STREAM_SIGNAL_GONE,
  RT_PEER_STREAM_SIGNAL_WRITABLE,
  RT_PEER_STREAM_SIGNAL_REFUSED,
  RT_PEER_STREAM_SIGNAL_CLOSED,
  RT_PEER_STREAM_N_SIGNALS
};
extern guint rt_peer_stream_signals[RT_PEER_STREAM_N_SIGNALS];
extern const RtPeerInputHooks rt_peer_stream_input_hooks;
extern const RtPeerOutputHooks rt_peer_stream_output_hooks;

/* For the poller: @user_data is the stream. */
void    rt_peer_stream_events_came   (guint32       events,
                                      gpointer      user_data);
void    rt_peer_stream_take_turn     (gpointer      user_data);
void    rt_peer_stream_time_is_up    (gpointer      user_data);
void    rt_peer_stream_rest_is_over  (gpointer      user_data);
void    rt_peer_stream_piece_is_over (gpointer      user_data);

void    rt_peer_stream_ask_for_turn  (RtPeerStream *self);
/* With @drop_unwanted input is not watched for any more when nobody wants it. */
void    rt_peer_stream_update_watch  (RtPeerStream *self,
                                      gboolean      drop_unwanted);
void    rt_peer_stream_stop_watching (RtPeerStream *self);
guint64 rt_peer_stream_count_written (RtPeerStream *self);
/* Ends the connection where what waits behind a request is too much; else sees to it that
 * this is told of. */
void    rt_peer_stream_bound_pipelined (RtPeerStream *self);
/* What there is to read is told of as ever again. */
void    rt_peer_stream_unbound_pipelined (RtPeerStream *self);
/* Answers @error, unless an answer was begun, and ends the connection. */
void    rt_peer_stream_refuse        (RtPeerStream *self,
                                      const GError *error);
void    rt_peer_stream_begin_close   (RtPeerStream *self);
void    rt_peer_stream_advance_close (RtPeerStream *self);
void    rt_peer_stream_finish        (RtPeerStream *self,
                                      gboolean      reset);
/* At a client: what it writes must be taken before anything more is read. */
gboolean rt_peer_stream_must_answer  (RtPeerStream *self);
/* In its turn: what faults have in store for it. TRUE: it is closed now. */
gboolean rt_peer_stream_suffer       (RtPeerStream *self);
/* A request begins. */
void    rt_peer_stream_judge_request (RtPeerStream *self);
/* Of what is to be sent nothing may be: the answer is lost. */
gboolean rt_peer_stream_lose_answer  (RtPeerStream *self);
void    rt_peer_stream_leave_faults  (RtPeerStream *self);
/* Once there is something to be read. */
void    rt_peer_stream_wake_readers  (RtPeerStream *self);
/* Likewise, in this turn; the fault layer may keep it. */
void    rt_peer_stream_input_arrived (RtPeerStream *self);
/* The fault layer has something to be read. */
void    rt_peer_stream_read_on       (RtPeerStream *self);
void    rt_peer_stream_die           (RtPeerStream *self);
void    rt_peer_stream_emit_gone     (RtPeerStream *self);
/* Its last word. */
void    rt_peer_stream_close_tap     (RtPeerStream *self);
/* Brings the counts up to date, while the socket is open. */
void    rt_peer_stream_update_wire   (RtPeerStream *self);

G_END_DECLS
