/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-traffic.h"

G_BEGIN_DECLS

/* "12 · 3.4 kB": what waits for readers. (transfer full) */
char *rt_pressure_words_dup_queue     (const RtTraffic *traffic);
/* What was decided because readers did not keep up. (transfer full) (nullable) */
char *rt_pressure_words_dup_decisions (const RtTraffic *traffic);

G_END_DECLS
