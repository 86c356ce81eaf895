/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "stories/rt-tempo.h"

G_BEGIN_DECLS

/* So many validations run at once, in all and of one WebSocket; more are refused. */
#define RT_VALIDATION_MAX_RUNNING     10000
#define RT_VALIDATION_MAX_OF_A_SOCKET 100

/* Bytes of a message that starts a validation, and of the body of a request for one. */
#define RT_VALIDATION_MAX_MESSAGE (64 * 1024)

/* How long a request for one is held, in seconds. */
#define RT_VALIDATION_SHORTEST 5
#define RT_VALIDATION_LONGEST  10

/**
 * RtValidation:
 *
 * Music is looked at for a while and then found valid: over HTTP the answer is held until
 * then (`POST /validate-music`), over WebSocket each message starts one that tells its
 * progress. Each has a state of its own; who leaves is forgotten.
 */
#define RT_TYPE_VALIDATION (rt_validation_get_type ())
G_DECLARE_FINAL_TYPE (RtValidation, rt_validation, RT, VALIDATION, GObject)

RtValidation *rt_validation_new             (double        speed);
void          rt_validation_set_speed       (RtValidation *self,
                                             double        speed);
void          rt_validation_set_max_running (RtValidation *self,
                                             guint         max_running);
guint         rt_validation_get_n_running   (RtValidation *self);

/* For its two halves: one more runs, unless there are too many; and one less. */
gboolean      rt_validation_take_place      (RtValidation *self);
void          rt_validation_leave_place     (RtValidation *self);
RtTempo      *rt_validation_get_tempo       (RtValidation *self);
/* The handler of the WebSocket, and that of the request. */
void          rt_validation_serve_socket    (RtExchange   *exchange,
                                             gpointer      story);
void          rt_validation_serve_request   (RtExchange   *exchange,
                                             gpointer      story);

G_END_DECLS
