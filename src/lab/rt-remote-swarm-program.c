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
