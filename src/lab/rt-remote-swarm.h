/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-swarm.h"

G_BEGIN_DECLS

/**
 * RtRemoteSwarm:
 *
 * A swarm in a process of its own, so that what this one takes is the server's alone. It is told
 * what to do, one JSON object a line:
 *
 * `{"do":"connect","experiment":{…},"contestant":n,"uri":…}`, with
 * `"certificate":PEM` where the server shows one that nobody vouches for, `{"do":"begin","last":n}`,
 * `{"do":"end","first":n,"last":n,"patience_ms":n}` and, while that lasts, `{"do":"hurry"}`;
 * at any time `{"do":"look"}`;
 *
 * and answers `{"did":"connect"}`, `{"did":"begin"}`, `{"did":"end","run":{…}}` with the run as in
 * `.roundtrip` files, `{"look":{…}}` with an #RtPulse, or `{"failed":"why"}`. It ends when nobody
 * tells it anything any more.
 */
#define RT_TYPE_REMOTE_SWARM (rt_remote_swarm_get_type ())
G_DECLARE_FINAL_TYPE (RtRemoteSwarm, rt_remote_swarm, RT, REMOTE_SWARM, RtSwarm)

/* What roundtrip-cli is told to be such a process. */
#define RT_REMOTE_SWARM_COMMAND "clients"
/* The descriptor of the RtLockstep that it is given. */
#define RT_REMOTE_SWARM_STEP_FD 3

/* @program: roundtrip-cli. %NULL with a #GSpawnError. (transfer full) */
RtSwarm *rt_remote_swarm_new          (const RtSwarmJob  *job,
                                       const char        *program,
                                       GError           **error);
/* Such a process, with pipes both ways. %NULL with an error. (transfer full) */
GSubprocess *rt_remote_swarm_spawn    (const char        *program,
                                       RtLockstep        *step,
                                       GError           **error);
/* The roundtrip-cli that belongs to this program: beside it, or on the path. (transfer full)
 * (nullable) */
char    *rt_remote_swarm_find_program (void);

G_END_DECLS
