/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-listener.h"

#include <sys/resource.h>

/* Descriptors kept for everything that is no connection: display, files, brokers. */
#define RESERVED_DESCRIPTORS 128

/**
 * rt_listener_get_connection_limit:
 *
 * Raises the soft limit of open files to the hard one, and derives how many
 * connections the servers of this process may hold: half of what a reserve leaves,
 * because the other ends may be in this process as well.
 *
 * Returns: a number of connections, at least 1
 */
guint
rt_listener_get_connection_limit (void)
{
  struct rlimit limit;
  guint64 descriptors;

  if (getrlimit (RLIMIT_NOFILE, &limit) < 0)
    return 1;
  if (limit.rlim_cur < limit.rlim_max)
    {
      struct rlimit raised = { .rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max };

      if (setrlimit (RLIMIT_NOFILE, &raised) == 0)
        limit = raised;
    }

  descriptors = MIN ((guint64) limit.rlim_cur, G_MAXINT32);

  return descriptors > RESERVED_DESCRIPTORS + 2 ? (descriptors - RESERVED_DESCRIPTORS) / 2 : 1;
}
