/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"

G_BEGIN_DECLS

/* So many are looked for. */
#define RT_JOBS_BEGUN_MAX 100

/* (transfer full) (nullable): of char *, "job:N" */
GPtrArray *rt_jobs_begun_since (RtChannel *jobs,
                                guint64    after);

G_END_DECLS
