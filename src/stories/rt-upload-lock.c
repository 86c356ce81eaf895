/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/rt-priority.h"

#define LOCK_NAME "lock"

/* So many folders of dead processes are removed at once. */
#define MAX_SWEPT 1000

/**
 * rt_upload_lock:
 * @folder: a path
 * @operation: for flock()
 *
 * Locks a folder for this process. The kernel lets it go with the process. Blocks.
 *
 * Returns: a descriptor that holds the lock, to be closed; -1, with errno set, where it
 *   cannot be had
 */
int
rt_upload_lock (const char *folder,
                int         operation)
{
  g_autofree char *path = g_build_filename (folder, LOCK_NAME, NULL);
  int fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  int code;

  if (fd < 0 || flock (fd, operation) == 0)
    return fd;

  code = errno;
  close (fd);
  errno = code;

  return -1;
}

/**
 * rt_upload_lock_remove:
 * @folder: a path
 *
 * Removes a folder with the files in it, its lock too. Blocks.
 */
void
rt_upload_lock_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (folder, name, NULL);

      g_unlink (child);
    }
  g_rmdir (folder);
}

static void
sweep_folders (const char *parent)
{
  g_autoptr (GDir) folders = g_dir_open (parent, 0, NULL);
  const char *name;

  for (guint i = 0; folders != NULL && i < MAX_SWEPT && (name = g_dir_read_name (folders)) != NULL; i++)
    {
      g_autofree char *path = g_build_filename (parent, name, NULL);
      int fd;

      if (!g_file_test (path, G_FILE_TEST_IS_DIR) || g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        continue;

      fd = rt_upload_lock (path, LOCK_EX | LOCK_NB);
      if (fd < 0)
        continue;
      rt_upload_lock_remove (path);
      close (fd);
    }
}

static void
sweep (GTask        *task,
       gpointer      source,
       gpointer      task_data,
       GCancellable *cancellable)
{
  const char *parent = task_data;
  int guard = g_file_test (parent, G_FILE_TEST_IS_DIR) ? rt_upload_lock (parent, LOCK_EX) : -1;

  if (guard >= 0)
    {
      sweep_folders (parent);
      close (guard);
    }
  g_task_return_boolean (task, TRUE);
}

/**
 * rt_upload_lock_sweep_async:
 * @parent: a path, perhaps of nothing
 *
 * Removes the folders below @parent that nobody has locked, 1,000 at the most, while none is
 * made: its own lock is held. All of it in a thread.
 */
void
rt_upload_lock_sweep_async (const char *parent)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, rt_upload_lock_sweep_async);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_set_task_data (task, g_strdup (parent), g_free);
  g_task_run_in_thread (task, sweep);
}
