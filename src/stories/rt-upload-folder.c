/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-folder.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/rt-priority.h"
#include "stories/rt-upload-lock.h"

/* What threads share. */
typedef struct {
  GMutex   mutex;
  char    *path;        /* NULL before the first file, and once it was removed */
  int      lock;
  gboolean is_removed;
} Shared;

struct _RtUploadFolder {
  GObject   parent_instance;

  Shared   *shared;     /* counted */
  gboolean  is_used;
};

G_DEFINE_FINAL_TYPE (RtUploadFolder, rt_upload_folder, G_TYPE_OBJECT)

static void
shared_clear (gpointer data)
{
  Shared *self = data;

  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_mutex_clear (&self->mutex);
}

static void
shared_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, shared_clear);
}

static void
remove_all (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Shared *self = task_data;

  g_mutex_lock (&self->mutex);
  self->is_removed = TRUE;
  if (self->path != NULL)
    rt_upload_lock_remove (self->path);
  g_clear_pointer (&self->path, g_free);
  g_mutex_unlock (&self->mutex);
  g_task_return_boolean (task, TRUE);
}

static void
run_removal (RtUploadFolder *self,
             GTask          *task)
{
  if (!self->is_used)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->is_used = FALSE;
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self->shared), shared_unref);
  g_task_run_in_thread (task, remove_all);
}

static void
rt_upload_folder_finalize (GObject *object)
{
  RtUploadFolder *self = RT_UPLOAD_FOLDER (object);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, rt_upload_folder_finalize);
  run_removal (self, task);
  shared_unref (self->shared);

  G_OBJECT_CLASS (rt_upload_folder_parent_class)->finalize (object);
}

static void
rt_upload_folder_class_init (RtUploadFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_upload_folder_finalize;
}

static void
rt_upload_folder_init (RtUploadFolder *self)
{
  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->lock = -1;
  g_mutex_init (&self->shared->mutex);
}

static char *
dup_parent (void)
{
  return g_build_filename (g_get_user_cache_dir (), "roundtrip", "uploads", NULL);
}

/**
 * rt_upload_folder_new:
 *
 * Makes none yet, but has those removed that dead processes left: no upload may come for long.
 *
 * Returns: (transfer full): the folder
 */
RtUploadFolder *
rt_upload_folder_new (void)
{
  g_autofree char *parent = dup_parent ();

  rt_upload_lock_sweep_async (parent);

  return g_object_new (RT_TYPE_UPLOAD_FOLDER, NULL);
}

static gboolean
set_errno (GError     **error,
           int          code,
           const char  *path)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
               _("The folder “%s” for uploads cannot be made: %s"), path, g_strerror (code));

  return FALSE;
}

static gboolean
make_folder (Shared      *self,
             const char  *parent,
             GError     **error)
{
  g_autofree char *path = g_build_filename (parent, "XXXXXX", NULL);

  if (g_mkdtemp_full (path, 0700) == NULL)
    return set_errno (error, errno, parent);

  self->lock = rt_upload_lock (path, LOCK_EX | LOCK_NB);
  if (self->lock < 0)
    {
      int code = errno;

      g_rmdir (path);
      return set_errno (error, code, path);
    }
  self->path = g_steal_pointer (&path);

  return TRUE;
}

static gboolean
prepare (Shared  *self,
         GError **error)
{
  g_autofree char *parent = dup_parent ();
  gboolean is_made;
  int guard;

  if (self->path != NULL && g_file_test (self->path, G_FILE_TEST_IS_DIR))
    return TRUE;

  /* Somebody emptied the cache. */
  g_clear_pointer (&self->path, g_free);
  if (self->lock >= 0)
    close (self->lock);
  self->lock = -1;

  if (g_mkdir_with_parents (parent, 0700) < 0)
    return set_errno (error, errno, parent);
  guard = rt_upload_lock (parent, LOCK_EX);
  if (guard < 0)
    return set_errno (error, errno, parent);
  is_made = make_folder (self, parent, error);
  close (guard);

  return is_made;
}

typedef struct {
  Shared *shared;
  char   *name;
  goffset size;
  GFile  *file;
} Creation;

static void
creation_free (gpointer data)
{
  Creation *self = data;

  shared_unref (self->shared);
  g_free (self->name);
  g_clear_object (&self->file);
  g_free (self);
}

/* Where it is not known, it will be seen when there is none. */
static gboolean
has_room (const char  *path,
          goffset      size,
          GError     **error)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  g_autofree char *room = NULL;
  guint64 free = G_MAXUINT64;

  if (info != NULL && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    free = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  if (size <= 0 || (guint64) size <= free)
    return TRUE;

  room = g_format_size (free);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, _("There is no room for it in “%s”: %s are left"), path, room);

  return FALSE;
}

static void
create (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  Creation *self = task_data;
  g_autofree char *path = NULL;
  GFileOutputStream *stream = NULL;
  GError *error = NULL;

  g_mutex_lock (&self->shared->mutex);
  if (self->shared->is_removed)
    g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CLOSED, "No uploads are taken any more");
  else if (prepare (self->shared, &error) && has_room (self->shared->path, self->size, &error))
    {
      path = g_build_filename (self->shared->path, self->name, NULL);
      self->file = g_file_new_for_path (path);
      stream = g_file_create (self->file, G_FILE_CREATE_PRIVATE, NULL, &error);
    }
  g_mutex_unlock (&self->shared->mutex);

  if (stream != NULL)
    g_task_return_pointer (task, stream, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * rt_upload_folder_create_async:
 * @self: a folder
 * @name: a name for the file, of letters, digits, dots and hyphens; not `lock`
 * @size: how many bytes it will have, -1 where nobody knows
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Makes a file that its owner alone may read, and the folder where there is none yet; all
 * of it in a thread. Where there is no room for @size the error is %G_IO_ERROR_NO_SPACE.
 */
void
rt_upload_folder_create_async (RtUploadFolder      *self,
                               const char          *name,
                               goffset              size,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Creation *creation;

  g_return_if_fail (RT_IS_UPLOAD_FOLDER (self));

  self->is_used = TRUE;
  creation = g_new0 (Creation, 1);
  creation->shared = g_atomic_rc_box_acquire (self->shared);
  creation->name = g_strdup (name);
  creation->size = size;
  /* A thread may be the last to let go of the task's source. */
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_upload_folder_create_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, creation, creation_free);
  g_task_run_in_thread (task, create);
}

/**
 * rt_upload_folder_create_finish:
 * @result: what the callback was given
 * @file: (out) (transfer full): the file
 * @error: return location for an error of %G_IO_ERROR
 *
 * Returns: (transfer full): a stream to write the file with; %NULL where it cannot be made
 */
GFileOutputStream *
rt_upload_folder_create_finish (GAsyncResult  *result,
                                GFile        **file,
                                GError       **error)
{
  Creation *creation = g_task_get_task_data (G_TASK (result));
  GFileOutputStream *stream = g_task_propagate_pointer (G_TASK (result), error);

  if (stream != NULL)
    *file = g_object_ref (creation->file);

  return stream;
}

typedef struct {
  GFile         *file;
  GOutputStream *stream;
} Remains;

static void
remains_free (gpointer data)
{
  Remains *self = data;

  g_clear_object (&self->stream);
  g_object_unref (self->file);
  g_free (self);
}

static void
forget (GTask        *task,
        gpointer      source,
        gpointer      task_data,
        GCancellable *cancellable)
{
  Remains *self = task_data;

  if (self->stream != NULL)
    g_output_stream_close (self->stream, NULL, NULL);
  g_file_delete (self->file, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * rt_upload_folder_forget_async:
 * @file: a file of a folder
 * @stream: (nullable): what it is written with; nobody uses it any more. %NULL where it is
 *   closed
 * @callback: (nullable): called when it is gone
 * @user_data: for @callback
 *
 * Closes and removes a file, in a thread. The result is that of a #GTask, and always %TRUE.
 */
void
rt_upload_folder_forget_async (GFile               *file,
                               GOutputStream       *stream,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Remains *remains = g_new0 (Remains, 1);

  remains->file = g_object_ref (file);
  g_set_object (&remains->stream, stream);
  g_task_set_source_tag (task, rt_upload_folder_forget_async);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_set_task_data (task, remains, remains_free);
  g_task_run_in_thread (task, forget);
}

/**
 * rt_upload_folder_remove_async:
 * @self: a folder
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Removes it with all its files, in a thread. The result is that of a #GTask, and always
 * %TRUE. Where the process ends before it is done, the next one does the rest.
 */
void
rt_upload_folder_remove_async (RtUploadFolder      *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RT_IS_UPLOAD_FOLDER (self));

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, rt_upload_folder_remove_async);
  run_removal (self, task);
}
