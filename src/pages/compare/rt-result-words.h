/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-advice.h"
#include "lab/rt-report.h"

G_BEGIN_DECLS

/* What the page and the sheet say of a result, in the same words. All (transfer full). */

/* What it is called. */
char  *rt_result_dup_title   (RtResult      *result);
/* When it was, and on what. */
char  *rt_result_dup_origin  (RtResult      *result);
/* Of another result, what it did, when and on what. */
char  *rt_result_dup_beside  (RtResult      *other);
/* What is not compared, and why; empty where there is nothing to say. */
char  *rt_result_dup_remarks (RtResult      *result);
/* What it did, and over which protocols. */
char  *rt_result_dup_conditions (RtResult   *result);
/* A number with the sign of its rank; @below: (out) (nullable): how far repetitions were apart, or what
 * @other has. @other: (nullable). */
char  *rt_result_dup_number  (RtResult      *result,
                              RtResult      *other,
                              guint          contestant,
                              RtFigure       figure,
                              char         **below);
guint  rt_result_count_comparable (RtResult *result);
/* The advice, and @title: (out): who is recommended, in words. Where fewer than two can be compared it
 * is (nullable). */
RtAdvice *rt_result_dup_advice (RtResult     *result,
                               const RtNeeds *needs,
                               char         **title);

G_END_DECLS
