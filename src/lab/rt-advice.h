/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-costs.h"

G_BEGIN_DECLS

#define RT_ADVICE_NOBODY -1

/**
 * RtAdvice:
 * @contestant: the one that is recommended, or %RT_ADVICE_NOBODY
 * @reasons: of sentences: why this one, and why not the others
 * @changes: of sentences: what would make it another
 * @beyond: of sentences: what no number says of it
 *
 * A recommendation, for people.
 */
typedef struct {
  int        contestant;
  GPtrArray *reasons;
  GPtrArray *changes;
  GPtrArray *beyond;
} RtAdvice;

RtAdvice *rt_advice_new  (RtResult      *result,
                          const RtNeeds *needs);
void      rt_advice_free (RtAdvice      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtAdvice, rt_advice_free)

G_END_DECLS
