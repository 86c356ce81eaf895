/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

/* Plans from the words of their contestants, NULL at the end. (transfer full) */
RtPlan   *plan_new_of    (const char *words,
                          ...) G_GNUC_NULL_TERMINATED;
/* A run in which events took from @latency_us to twice that. (transfer full) */
RtRun    *run_new_of     (guint       contestant,
                          guint       repetition,
                          guint64     events,
                          gint64      latency_us);
/* Two patterns, three repetitions each; the third of the second did not keep up. (transfer full) */
RtResult *result_new_example (void);
