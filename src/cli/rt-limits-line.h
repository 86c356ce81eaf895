/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-limits.h"

G_BEGIN_DECLS

/* What was refused and how often, by the names of the limits: "" where nothing was, else
 * lines of at most @columns cells. (transfer full) */
char *rt_limits_line_format (RtLimits *limits,
                             guint     columns);

G_END_DECLS
