/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-plan.h"

G_BEGIN_DECLS

/**
 * RtCompareSettings:
 *
 * What was typed for `compare`, as it was typed; %NULL what was not.
 */
typedef struct {
  char    *patterns;
  char    *clients;
  char    *rate;
  char    *feed;
  char    *burst;
  char    *replay;
  char    *size;
  char    *duration;
  char    *warm_up;
  char    *interval;
  char    *wait;
  char   **faults;
  char    *per_host;
  char    *host_clients;
  char    *order;
  gboolean own_process;
  gboolean http2;
  char    *repeat;
  char    *seed;
  char    *title;
} RtCompareSettings;

void     rt_compare_settings_clear (RtCompareSettings        *self);
/* Changes in @plan what was typed, and checks all of it. */
gboolean rt_compare_settings_apply (const RtCompareSettings  *self,
                                    RtPlan                   *plan,
                                    GError                  **error);

G_END_DECLS
