/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-advice.h"

G_BEGIN_DECLS

/**
 * RtNeedsGroup:
 *
 * What is known of a workload beyond its plan.
 *
 * Signals:
 *   "changed" ()
 */
#define RT_TYPE_NEEDS_GROUP (rt_needs_group_get_type ())
G_DECLARE_FINAL_TYPE (RtNeedsGroup, rt_needs_group, RT, NEEDS_GROUP, AdwPreferencesGroup)

void rt_needs_group_get  (RtNeedsGroup  *self,
                          RtNeeds       *needs);
void rt_needs_group_show (RtNeedsGroup  *self,
                          const RtNeeds *needs);

G_END_DECLS
