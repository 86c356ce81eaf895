/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-advice.h"

G_BEGIN_DECLS

/**
 * RtResultView:
 *
 * What came of an experiment: the recommendation in words, then the numbers.
 */
#define RT_TYPE_RESULT_VIEW (rt_result_view_get_type ())
G_DECLARE_FINAL_TYPE (RtResultView, rt_result_view, RT, RESULT_VIEW, AdwBin)

/* @other: (nullable): what it is laid beside */
void rt_result_view_show      (RtResultView  *self,
                               RtResult      *result,
                               RtResult      *other,
                               const RtNeeds *needs);
/* Only what matters has changed. */
void rt_result_view_set_needs (RtResultView  *self,
                               const RtNeeds *needs);
/* What it shows is of other settings than those that are asked for now. */
void rt_result_view_set_stale (RtResultView  *self,
                               gboolean       stale);

G_END_DECLS
