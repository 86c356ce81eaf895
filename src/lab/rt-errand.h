/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtErrand:
 *
 * Something a server is asked for that takes its time, and whose answer is held until it
 * is done: a validation (POST /validate-music), or a job (POST /submit, then GET
 * /check-status). Its traffic is a lane's. Knows no widget.
 */
#define RT_TYPE_ERRAND (rt_errand_get_type ())
G_DECLARE_FINAL_TYPE (RtErrand, rt_errand, RT, ERRAND, GObject)

typedef enum {
  RT_ERRAND_WAITING,
  RT_ERRAND_DONE,
  RT_ERRAND_FAILED,
  RT_ERRAND_CANCELLED,
} RtErrandState;

/* An answer may be held for so long. */
#define RT_ERRAND_TIMEOUT_MS   (60 * 60 * 1000)
/* A question that may be asked again waits for so long before it is. */
#define RT_ERRAND_ASK_AGAIN_MS 1000
/* What is posted is sent again so often where the answer was lost, after a back-off that
 * begins with so much. */
#define RT_ERRAND_RETRIES      4
#define RT_ERRAND_RETRY_MS     500
/* So much of what a server answers is kept. */
#define RT_ERRAND_MAX_ANSWER   1000

/* Signal "changed" (): its state, title or trouble did */
RtErrand      *rt_errand_new_validation (RtLane     *lane,
                                         const char *server,
                                         const char *name,
                                         double      capacity);
RtErrand      *rt_errand_new_job        (RtLane     *lane,
                                         const char *server);
/* Before it begins: an Idempotency-Key of its own goes with what is posted. */
void           rt_errand_use_key        (RtErrand   *self);
/* Before it begins: the channel on which the server tells of the jobs it has. */
void           rt_errand_set_jobs       (RtErrand   *self,
                                         RtChannel  *jobs);
/* Once. */
gboolean       rt_errand_begin          (RtErrand   *self,
                                         GError    **error);
void           rt_errand_cancel         (RtErrand   *self);

RtErrandState  rt_errand_get_state      (RtErrand   *self);
/* The music's name, or the job's id once it has one. (nullable) */
const char    *rt_errand_get_title      (RtErrand   *self);
/* What the server said in the end, or why it did not. (nullable) */
const char    *rt_errand_get_verdict    (RtErrand   *self);
/* What goes wrong while it waits. (nullable) */
const char    *rt_errand_get_trouble    (RtErrand   *self);
/* How often it was posted. */
guint          rt_errand_get_n_sent     (RtErrand   *self);
/* How many jobs the server began meanwhile, without those that are known to be another's;
 * -1 where it was posted once, or nobody knows. */
int            rt_errand_get_n_jobs     (RtErrand   *self);
/* A job that is another's. */
void           rt_errand_disown         (RtErrand   *self,
                                         const char *job);
/* In µs, until now or until it ended. */
gint64         rt_errand_get_elapsed    (RtErrand   *self);
/* In percent, -1 where nobody told. */
int            rt_errand_get_progress   (RtErrand   *self);
void           rt_errand_set_progress   (RtErrand   *self,
                                         int         progress);

G_END_DECLS
