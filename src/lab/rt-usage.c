/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-usage.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static gint64
to_us (const struct timeval *time)
{
  return (gint64) time->tv_sec * G_USEC_PER_SEC + time->tv_usec;
}

/**
 * rt_usage_get_cpu:
 *
 * Returns: the processor time of this process so far, µs
 */
gint64
rt_usage_get_cpu (void)
{
  struct rusage usage;

  if (getrusage (RUSAGE_SELF, &usage) < 0)
    return 0;

  return to_us (&usage.ru_utime) + to_us (&usage.ru_stime);
}

#if defined (__GLIBC__) && __GLIBC_PREREQ (2, 33)
/**
 * rt_usage_get_memory:
 *
 * Counts what is allocated. Resident memory would not do: what one contestant gave back the next
 * takes again, without the process growing.
 *
 * Returns: the memory that this process has allocated, bytes; -1 where the system does not tell
 */
gint64
rt_usage_get_memory (void)
{
  struct mallinfo2 heap = mallinfo2 ();

  return (gint64) (heap.uordblks + heap.hblkhd);
}
#else
/**
 * rt_usage_get_memory:
 *
 * Where the C library does not tell what is allocated: reads the second number of /proc/self/statm, proc(5), which is made in memory and never waits.
 *
 * Returns: the resident memory of this process, bytes; -1 where the system does not tell
 */
gint64
rt_usage_get_memory (void)
{
  char text[128];
  int fd = open ("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  char *resident;

  if (fd >= 0)
    close (fd);
  if (length <= 0)
    return -1;

  text[length] = '\0';
  strtoull (text, &resident, 10);

  return (gint64) strtoull (resident, NULL, 10) * sysconf (_SC_PAGESIZE);
}
#endif

/**
 * rt_usage_has_files:
 *
 * Returns: whether this process may open another file
 */
gboolean
rt_usage_has_files (void)
{
  int fd = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 0);

  if (fd >= 0)
    close (fd);

  return fd >= 0 || errno != EMFILE;
}
