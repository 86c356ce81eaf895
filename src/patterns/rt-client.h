/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-traffic.h"
#include "net/rt-session.h"
#include "patterns/rt-message.h"
#include "patterns/rt-resumption.h"

G_BEGIN_DECLS

/**
 * RtClient:
 *
 * The client half of a pattern, generic over the URL: it works against any
 * server. Abstract; each pattern's folder has the subclass. All have the same
 * states, request headers, back-off with jitter, and account for lost, duplicate
 * and reordered events.
 */
#define RT_TYPE_CLIENT (rt_client_get_type ())
G_DECLARE_DERIVABLE_TYPE (RtClient, rt_client, RT, CLIENT, GObject)

typedef enum {
  RT_CLIENT_CLOSED,
  RT_CLIENT_CONNECTING,
  RT_CLIENT_OPEN,
  RT_CLIENT_RETRYING,
} RtClientState;
#define RT_TYPE_CLIENT_STATE (rt_client_state_get_type ())
GType       rt_client_state_get_type    (void);
const char *rt_client_state_to_string   (RtClientState state); /* "connecting" … */

typedef enum {
  RT_CLIENT_ERROR_STATUS,        /* an HTTP status that is not what the pattern expects */
  RT_CLIENT_ERROR_CONTENT_TYPE,
  RT_CLIENT_ERROR_FORMAT,        /* the answer is not what the pattern speaks */
  RT_CLIENT_ERROR_CLOSED,        /* the server ended it */
  RT_CLIENT_ERROR_TIMEOUT,
  RT_CLIENT_ERROR_UNSUPPORTED,   /* this pattern cannot do that */
  RT_CLIENT_ERROR_FULL,          /* too much is waiting to be sent */
  RT_CLIENT_ERROR_BUS,           /* what the bus says is wrong */
} RtClientError;
#define RT_CLIENT_ERROR (rt_client_error_quark ())
GQuark      rt_client_error_quark       (void);

#define RT_CLIENT_OPEN_TIMEOUT_MS 30000
#define RT_CLIENT_MAX_PAYLOAD     (1024 * 1024)

/* Properties:
 *   "uri" (string)
 *   "state" (RtClientState, read only), "reason" (string, read only, nullable): why
 *     it is in that state, for people
 *   "resume" (boolean, default TRUE): after a reconnect go on after the cursor
 *   "after" (int64, default -1): where to begin; -1 is the server's default
 *   "interval-ms" (uint, default 1000): between polls, where the pattern has any
 *   "wait-ms" (uint, default 30000): how long a poll asks to be held, likewise
 *   "retry-ms" (uint, default 1000): where the back-off begins
 *   "open-timeout-ms" (uint, default RT_CLIENT_OPEN_TIMEOUT_MS): how long opening may take
 *   "max-payload" (uint, default RT_CLIENT_MAX_PAYLOAD): bytes of one message or answer
 * Signals:
 *   "message" (RtMessage): also one that was delivered before, then marked as repeated
 *   "gap" (int64): that many events are gone, -1 unknown
 *   "broken" (RtMessage, boolean twice): that came, and is left out on purpose or, with
 *     @twice, handed out twice; before it is
 *   "asked" (): a request goes out (polls, requests); it is counted
 *   "answer" (uint status, boolean empty): a response came (polls, requests)
 *   "resumed" (RtResumption): the connection was lost and is there again; once it is known
 *     what that cost, before the first event, or a second later when nothing comes
 *   "finished" (): closed for good: by stop, or by an answer that ends the pattern
 */
struct _RtClientClass {
  GObjectClass parent_class;

  /* Open once; call rt_client_opened() or rt_client_failed() sooner or later. */
  void (*open)  (RtClient     *self,
                 GCancellable *cancellable);
  /* Drop what is open, now. The cancellable was cancelled before. */
  void (*close) (RtClient     *self);
  /* Send @data as a message, where the pattern can; NULL: it cannot. Called while open. */
  gboolean (*send) (RtClient  *self,
                    GBytes    *data,
                    gboolean   binary,
                    GError   **error);

  /* Take leave as the protocol asks, and call rt_client_stop() once the server has answered;
   * NULL: there is nothing to say. Called while open, and perhaps again. */
  void (*leave) (RtClient     *self);

  /* Where connections are not the session's: add what they counted, all of it, to @traffic;
   * NULL: all are the session's. */
  void (*count) (RtClient     *self,
                 RtTraffic    *traffic);
  /* Where numbers are not one row: whether @message was had before, and how many are newly
   * missing before it; NULL: they are. */
  gboolean (*see) (RtClient   *self,
                   RtMessage  *message,
                   guint64    *lost);

  /* Where it asks by the interval: ask now as well. FALSE: it is in the middle of asking. NULL:
   * it does not ask by itself. Called while open. */
  gboolean (*ask) (RtClient   *self);

  gpointer padding[4];
};

void           rt_client_start          (RtClient       *self);
void           rt_client_stop           (RtClient       *self);
/* The same once the server has read what was sent, and answered. */
void           rt_client_leave          (RtClient       *self);
/* Where it asks by the interval: now as well. */
gboolean       rt_client_ask            (RtClient       *self);
void           rt_client_set_uri        (RtClient       *self,
                                         const char     *uri);
/* The server is there now: goes on there, after the cursor. */
void           rt_client_move           (RtClient       *self,
                                         const char     *uri);
const char    *rt_client_get_uri        (RtClient       *self);
const char    *rt_client_get_shown_uri  (RtClient       *self);
RtClientState  rt_client_get_state      (RtClient       *self);
const char    *rt_client_get_reason     (RtClient       *self);
/* How long until it tries again, in µs; -1: it is not retrying. */
gint64         rt_client_get_retry_us   (RtClient       *self);
/* Why it closed for good; NULL while it is not closed and after rt_client_stop().
 * RT_CLIENT_ERROR_CLOSED: the server ended it in good order. (transfer none) */
const GError  *rt_client_get_error      (RtClient       *self);
void           rt_client_set_header     (RtClient       *self,
                                         const char     *name,
                                         const char     *value);
gboolean       rt_client_can_send       (RtClient       *self);
gboolean       rt_client_send           (RtClient       *self,
                                         GBytes         *data,
                                         gboolean        binary,
                                         GError        **error);
/* The last number seen, 0 none. */
guint64        rt_client_get_last_seq   (RtClient       *self);
/* Settled and current. (transfer none) */
const RtTraffic *rt_client_get_traffic  (RtClient       *self);
/* Counts from nothing again; whatever is under way goes on. */
void           rt_client_reset_traffic  (RtClient       *self);
/* The latest message, (transfer none) (nullable). */
RtMessage     *rt_client_get_latest     (RtClient       *self);

/* Before it is started: one session for several clients. */
void           rt_client_set_session    (RtClient       *self,
                                         RtSession      *session);
/* Who listens to all its connections, numbered from 1; %NULL: nobody. */
void           rt_client_set_tap        (RtClient       *self,
                                         const RtTapHooks *hooks,
                                         gpointer        user_data);
/* "127.0.0.1:40312" of each connection it has open, into a set. */
void             rt_client_add_addresses      (RtClient         *self,
                                               GHashTable       *addresses);

/* What is broken on purpose on its connections; %NULL: nothing. */
void           rt_client_set_faults     (RtClient       *self,
                                         RtFaults       *faults);

/* For subclasses. */
RtSession     *rt_client_get_session    (RtClient       *self);
void           rt_client_abort_session  (RtClient       *self);
RtTraffic     *rt_client_get_counters   (RtClient       *self);
GUri          *rt_client_dup_guri       (RtClient       *self);
/* The same, with where to go on in `after`. */
GUri          *rt_client_dup_target     (RtClient       *self);
/* A request to the URI, or to @uri, followed by the session and counted when it is
 * sent; NULL with the client failed for good when the URI is unusable. */
SoupMessage   *rt_client_new_request    (RtClient       *self,
                                         const char     *method,
                                         GUri           *uri);
/* The custom headers, after the pattern's own. */
void           rt_client_add_headers    (RtClient       *self,
                                         SoupMessage    *message);
guint          rt_client_parse_retry_after (SoupMessage *message);
guint          rt_client_get_interval   (RtClient       *self);
guint          rt_client_get_wait       (RtClient       *self);
guint          rt_client_get_max_payload (RtClient      *self);
/* Whether this opening is to go on where the one before ended. */
gboolean       rt_client_is_resuming    (RtClient       *self);
/* Whether what is not found now was there: a server that began anew opens it later. */
gboolean       rt_client_was_there      (RtClient       *self,
                                         guint           status);
/* Where to go on; FALSE: where the server's default is. */
gboolean       rt_client_get_cursor     (RtClient       *self,
                                         guint64        *cursor);
void           rt_client_set_cursor     (RtClient       *self,
                                         guint64         cursor);
void           rt_client_opened         (RtClient       *self);
/* Goes to retrying after a back-off with jitter (base or @retry_after_ms when not
 * 0), or, with @for_good, to closed. */
void           rt_client_failed         (RtClient       *self,
                                         const GError   *error,
                                         guint           retry_after_ms,
                                         gboolean        for_good);
/* The same, with an error of RT_CLIENT_ERROR. */
void           rt_client_failed_with    (RtClient       *self,
                                         RtClientError   code,
                                         guint           retry_after_ms,
                                         gboolean        for_good,
                                         const char     *message);
/* Opens it now where it waits to try again. */
void           rt_client_reopen         (RtClient       *self);
/* While it stays in its state: what went wrong with one exchange; NULL: nothing. */
void           rt_client_set_reason     (RtClient       *self,
                                         const char     *reason);
void           rt_client_set_retry      (RtClient       *self,
                                         guint           base_ms);
void           rt_client_count_answer   (RtClient       *self,
                                         guint           status,
                                         gboolean        empty);
/* Accounts for @message (numbers, latency, payload) and emits it. @prev: the number
 * before it in the server's selection, 0 none. */
void           rt_client_deliver        (RtClient       *self,
                                         RtMessage      *message,
                                         guint64         prev);
void           rt_client_report_gap     (RtClient       *self,
                                         gint64          lost,
                                         guint64         next);
void           rt_client_report_conflated (RtClient     *self,
                                           guint64       n_events,
                                           guint64       next);
/* The server begins after @position, where nothing else is known. */
void           rt_client_reach          (RtClient       *self,
                                         guint64         position);
void           rt_client_take_position  (RtClient       *self,
                                         guint64         position);

G_END_DECLS
