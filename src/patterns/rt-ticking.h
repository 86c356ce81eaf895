/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"

G_BEGIN_DECLS

/**
 * RtTicking:
 *
 * Calls again and again, as far apart as it is told from one call's time to the next's: being
 * late does not add up. It has no source, so thousands of them cost nothing while none is due.
 */
typedef struct {
  RtPoller     *poller;
  RtPollerTimer timer;
  guint         interval_ms;  /* 0: it stands still */
  gint64        due_us;       /* monotonic */
  void        (*func) (gpointer user_data);
  gpointer      user_data;
} RtTicking;

/* In the thread-default main context. */
void     rt_ticking_init       (RtTicking *self,
                                void     (*func) (gpointer user_data),
                                gpointer   user_data);
void     rt_ticking_clear      (RtTicking *self);
/* @interval_ms: at least 1; @first_ms: until the first call. */
void     rt_ticking_start      (RtTicking *self,
                                guint      interval_ms,
                                guint      first_ms);
void     rt_ticking_stop       (RtTicking *self);
gboolean rt_ticking_is_running (RtTicking *self);

G_END_DECLS
