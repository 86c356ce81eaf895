/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-swarm.h"

G_BEGIN_DECLS

/**
 * RtLocalSwarm:
 *
 * A swarm in this process and main context.
 */
#define RT_TYPE_LOCAL_SWARM (rt_local_swarm_get_type ())
G_DECLARE_FINAL_TYPE (RtLocalSwarm, rt_local_swarm, RT, LOCAL_SWARM, RtSwarm)

/* %NULL with %G_IO_ERROR_INVALID_ARGUMENT: there is no such pattern. (transfer full) */
RtSwarm *rt_local_swarm_new (const RtSwarmJob  *job,
                             GError           **error);

G_END_DECLS
