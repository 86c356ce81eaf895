/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-remote-swarm.h"

#include <unistd.h>

#define PROGRAM "roundtrip-cli"

/**
 * rt_remote_swarm_find_program:
 *
 * Looks where this program is, then on the path.
 *
 * Returns: (transfer full) (nullable): roundtrip-cli; %NULL where there is none
 */
char *
rt_remote_swarm_find_program (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, PROGRAM, NULL) : NULL;

  if (beside != NULL && access (beside, X_OK) == 0)
    return g_steal_pointer (&beside);

  return g_find_program_in_path (PROGRAM);
}

/**
 * rt_remote_swarm_spawn:
 * @program: roundtrip-cli
 * @step: what it is to share with this process
 * @error: return location for a #GSpawnError or #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): a process that waits to be told what to do
 */
GSubprocess *
rt_remote_swarm_spawn (const char  *program,
                       RtLockstep  *step,
                       GError     **error)
{
  const char * const argv[] = { program, RT_REMOTE_SWARM_COMMAND, NULL };
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  int fd = rt_lockstep_dup_fd (step, error);

  if (fd < 0)
    return NULL;

  g_subprocess_launcher_take_fd (launcher, fd, RT_REMOTE_SWARM_STEP_FD);

  return g_subprocess_launcher_spawnv (launcher, argv, error);
}
