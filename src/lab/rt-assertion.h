/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-result.h"

G_BEGIN_DECLS

/**
 * RtAssertion:
 *
 * What a result is to be, as it is typed for `--assert`: `websocket.latency_us.p99 < 5ms`.
 */
typedef struct _RtAssertion RtAssertion;

RtAssertion *rt_assertion_parse (const char         *sentence,
                                 GError            **error);
void         rt_assertion_free  (RtAssertion        *self);
/* Whether what it is about takes part: before anything is measured. */
gboolean     rt_assertion_check (const RtAssertion  *self,
                                 const RtPlan       *plan,
                                 GError            **error);
/* (out) (nullable) (transfer full) @why: for people: what was measured, where it does not hold */
gboolean     rt_assertion_holds (const RtAssertion  *self,
                                 RtResult           *result,
                                 char              **why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtAssertion, rt_assertion_free)

G_END_DECLS
