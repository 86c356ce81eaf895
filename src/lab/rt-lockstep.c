/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-lockstep.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  _Atomic gint64 steps[RT_N_STEPS];
} Page;

struct _RtLockstep {
  gatomicrefcount ref_count;
  int             fd;
  Page           *page;
};

static gpointer
fail (const char  *what,
      GError     **error)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _("The memory that server and clients share could not be had: %s: %s"), what, g_strerror (code));

  return NULL;
}

static RtLockstep *
map (int      fd,
     GError **error)
{
  void *page = mmap (NULL, sizeof (Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  RtLockstep *self;

  if (page == MAP_FAILED)
    {
      fail ("mmap", error);
      close (fd);
      return NULL;
    }

  self = g_new0 (RtLockstep, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->fd = fd;
  self->page = page;

  return self;
}

/**
 * rt_lockstep_new:
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the page of a feed that has not begun, and of clients who do not
 *   ask
 */
RtLockstep *
rt_lockstep_new (GError **error)
{
  int fd = memfd_create ("roundtrip-lockstep", MFD_CLOEXEC);
  RtLockstep *self;

  if (fd < 0)
    return fail ("memfd_create", error);
  if (ftruncate (fd, sizeof (Page)) != 0)
    {
      fail ("ftruncate", error);
      close (fd);
      return NULL;
    }

  self = map (fd, error);
  if (self == NULL)
    return NULL;
  rt_lockstep_set (self, RT_STEP_NEXT, G_MAXINT64);
  rt_lockstep_set (self, RT_STEP_ASKED, G_MAXINT64);
  rt_lockstep_set (self, RT_STEP_READY, G_MAXINT64);

  return self;
}

/**
 * rt_lockstep_open:
 * @fd: (transfer full): what rt_lockstep_dup_fd() gave, in the process that was given it
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the same page; %NULL where @fd is no such page
 */
RtLockstep *
rt_lockstep_open (int      fd,
                  GError **error)
{
  struct stat status;
  gboolean is_known = fstat (fd, &status) == 0;

  if (is_known && status.st_size >= (off_t) sizeof (Page))
    return map (fd, error);

  /* Of what is shorter the first look would end the program. */
  if (is_known)
    errno = EINVAL;
  fail ("fstat", error);
  if (is_known)
    close (fd);

  return NULL;
}

RtLockstep *
rt_lockstep_ref (RtLockstep *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rt_lockstep_unref (RtLockstep *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  munmap (self->page, sizeof (Page));
  close (self->fd);
  g_free (self);
}

/**
 * rt_lockstep_dup_fd:
 * @self: a page
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full): a descriptor of it, -1 with @error
 */
int
rt_lockstep_dup_fd (RtLockstep  *self,
                    GError     **error)
{
  int fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 3);

  if (fd < 0)
    fail ("fcntl", error);

  return fd;
}

gint64
rt_lockstep_get (RtLockstep *self,
                 RtStep      step)
{
  return atomic_load_explicit (&self->page->steps[step], memory_order_acquire);
}

void
rt_lockstep_set (RtLockstep *self,
                 RtStep      step,
                 gint64      value)
{
  atomic_store_explicit (&self->page->steps[step], value, memory_order_release);
}
