/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtGuard:
 *
 * Watches the bytes of an HTTP/1.x peer before anybody parses them: how far the
 * current request goes, and whether its framing can be read in two ways
 * (RFC 9112 sections 2.2, 3.2, 5.1, 6.1, 6.3, 7.1). Knows no socket and no stream.
 *
 * It is given bytes and answers how many of them may be handed on: never more
 * than to the end of the current request, so that a request's bytes are known
 * exactly and a second one waits for the answer to the first.
 *
 * What follows a request depends on its answer twice: after Upgrade
 * (RFC 9110 section 7.8) and after Expect: 100-continue (section 10.1.1). Then
 * nothing passes until rt_guard_answered() or rt_guard_set_raw().
 */
typedef struct _RtGuard RtGuard;

typedef struct {
  gsize  max_head;         /* bytes of request line and fields; 32 KiB */
  guint  max_fields;       /* number of fields; 100 */
  guint  head_deadline_ms; /* from the first byte of a request to the end of its head; 10,000 */
  guint  idle_deadline_ms; /* with no request under way; 60,000 */
  guint  body_deadline_ms; /* with a body, or the rest of a frame, expected and no byte arriving; 30,000 */
  guint  output_deadline_ms; /* with something to send and no byte taken by the peer; 60,000 */
  gsize  min_body_rate;    /* bytes of a body or frame a second, through the whole of body_deadline_ms; 0: none; 100 */
  gsize  max_pipelined;    /* bytes behind a request that is not answered yet; 0: any number; 64 KiB */
} RtGuardLimits;
extern const RtGuardLimits rt_guard_default_limits;

typedef enum {
  RT_GUARD_ERROR_HEAD_TOO_LARGE,   /* 431 */
  RT_GUARD_ERROR_TOO_MANY_FIELDS,  /* 431 */
  RT_GUARD_ERROR_AMBIGUOUS,        /* 400: contradicting framing */
  RT_GUARD_ERROR_MALFORMED,        /* 400: bare line feed in a chunk, bad chunk size … */
  RT_GUARD_ERROR_TIMEOUT,          /* 408: the head did not come in time */
  RT_GUARD_ERROR_EXPECTATION,      /* 417: an Expect that nobody knows */
  RT_GUARD_ERROR_VERSION,          /* 505: neither HTTP/1.1 nor HTTP/1.0 */
  RT_GUARD_ERROR_BODY_TIMEOUT,     /* 408: nothing of the body came for too long */
  RT_GUARD_ERROR_TOO_SLOW,         /* 408: little came of it all the time */
  RT_GUARD_ERROR_PIPELINED,        /* 429: too much behind a request that is not answered yet */
  RT_GUARD_ERROR_IDLE,             /* nothing to answer: no request came */
  RT_GUARD_ERROR_UNREAD,           /* nothing could be answered: the peer takes nothing */
} RtGuardError;
#define RT_GUARD_ERROR (rt_guard_error_quark ())
GQuark   rt_guard_error_quark (void);

typedef enum {
  RT_GUARD_IDLE,  /* between requests: no byte of the next one yet */
  RT_GUARD_HEAD,
  RT_GUARD_BODY,
  RT_GUARD_RAW,   /* no longer HTTP: everything passes */
} RtGuardPhase;

RtGuard     *rt_guard_new         (const RtGuardLimits *limits);
void         rt_guard_free        (RtGuard             *self);
/* How many of @length bytes may be handed on now; 0 only while an answer is
 * awaited; -1 and @error when the request is refused: the whole connection ends. */
gssize       rt_guard_inspect     (RtGuard             *self,
                                   const char          *bytes,
                                   gsize                length,
                                   GError             **error);
/* Whether the bytes last let through are trailer fields: to be thrown away
 * (RFC 9112 section 7.1.2), because libsoup takes the second one for a request. */
gboolean     rt_guard_was_trailer  (RtGuard             *self);
/* Whether the next answer decides what follows, and what its status is then. */
gboolean     rt_guard_awaits_answer (RtGuard            *self);
void         rt_guard_answered     (RtGuard             *self,
                                    guint                status);
/* Nothing passes for now: see above. */
gboolean     rt_guard_is_shut      (RtGuard             *self);
/* What passes now is a body of known length, or a large chunk: nothing is to be looked for
 * in it. */
gboolean     rt_guard_is_plain     (RtGuard             *self);
/* A final answer came in place of 100 (Continue): whether a body follows or the
 * next request is for nobody to know. Nothing passes any more. */
gboolean     rt_guard_is_at_end    (RtGuard             *self);
/* From now on everything passes (after 101, or once the connection was taken over). */
void         rt_guard_set_raw     (RtGuard             *self);
RtGuardPhase rt_guard_get_phase   (RtGuard             *self);
/* The HTTP status that answers @error. */
guint        rt_guard_get_status  (const GError        *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtGuard, rt_guard_free)

G_END_DECLS
