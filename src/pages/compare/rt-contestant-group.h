/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-plan.h"

G_BEGIN_DECLS

/**
 * RtContestantGroup:
 *
 * Which patterns take part, each with its options, a switch each; more can be added in the words
 * of `compare --patterns`.
 *
 * Signals:
 *   "changed" (): others take part
 */
#define RT_TYPE_CONTESTANT_GROUP (rt_contestant_group_get_type ())
G_DECLARE_FINAL_TYPE (RtContestantGroup, rt_contestant_group, RT, CONTESTANT_GROUP, AdwPreferencesGroup)

/* Those of @plan take part, those there could be as well do not. */
void  rt_contestant_group_show  (RtContestantGroup  *self,
                                 const RtPlan       *plan);
void  rt_contestant_group_apply (RtContestantGroup  *self,
                                 RtPlan             *plan);
/* As people call it: its pattern's name, unless it has one of its own. (transfer full) */
char *rt_contestant_dup_title   (const RtContestant *contestant);
/* What it does otherwise than its pattern does, empty where that is nothing. (transfer full) */
char *rt_contestant_dup_options (const RtContestant *contestant);
/* Both. (transfer full) */
char *rt_contestant_dup_label   (const RtContestant *contestant);

G_END_DECLS
