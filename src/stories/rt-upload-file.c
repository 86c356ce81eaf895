/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-file-private.h"

/* So much of its beginning says of what type it is. */
#define HEAD_SIZE 4096

G_DEFINE_FINAL_TYPE (RtUploadFile, rt_upload_file, G_TYPE_OBJECT)

guint rt_upload_file_signals[RT_UPLOAD_FILE_N_SIGNALS];

void
rt_upload_file_free_work (RtUploadFile *self)
{
  g_clear_pointer (&self->work, rt_upload_work_unref);
  g_clear_pointer (&self->waiting, g_byte_array_unref);
  g_clear_object (&self->folder);
}

static void
vanish (RtUploadFile        *self,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  rt_upload_folder_forget_async (self->file, self->work != NULL ? self->work->stream : NULL, callback, user_data);
  g_clear_object (&self->file);
  rt_upload_file_free_work (self);
}

static void
rt_upload_file_finalize (GObject *object)
{
  RtUploadFile *self = RT_UPLOAD_FILE (object);

  if (self->file != NULL)
    vanish (self, NULL, NULL);
  rt_upload_file_free_work (self);
  g_object_unref (self->cancellable);
  g_clear_error (&self->failure);
  g_free (self->sha256);
  g_free (self->media_type);
  g_free (self->name);

  G_OBJECT_CLASS (rt_upload_file_parent_class)->finalize (object);
}

static void
rt_upload_file_class_init (RtUploadFileClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_upload_file_finalize;

  rt_upload_file_signals[RT_UPLOAD_FILE_ROOM] =
    g_signal_new ("room", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rt_upload_file_signals[RT_UPLOAD_FILE_NO_ROOM] =
    g_signal_new ("no-room", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 0);
  rt_upload_file_signals[RT_UPLOAD_FILE_STORED] =
    g_signal_new ("stored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rt_upload_file_signals[RT_UPLOAD_FILE_FAILED] =
    g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
rt_upload_file_init (RtUploadFile *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_byte_array_new ();
}

/**
 * rt_upload_file_new:
 * @folder: where to make it
 * @name: its name there, which no other file has
 * @label: what it is called, for guessing its type
 * @size: how many bytes will come, -1 where nobody knows
 *
 * Begins to make a file. Bytes may be brought at once.
 *
 * Returns: (transfer full): it
 */
RtUploadFile *
rt_upload_file_new (RtUploadFolder *folder,
                    const char     *name,
                    const char     *label,
                    goffset         size)
{
  RtUploadFile *self = g_object_new (RT_TYPE_UPLOAD_FILE, NULL);

  self->folder = g_object_ref (folder);
  self->name = g_strdup (name);
  self->expected = size;
  self->work = rt_upload_work_new (label);
  rt_upload_file_pump (self);

  return self;
}

/**
 * rt_upload_file_push:
 * @self: a file
 * @data: (array length=size): what came
 * @size: its bytes
 *
 * Takes a copy of what came next, whether or not it is full already.
 */
void
rt_upload_file_push (RtUploadFile  *self,
                     gconstpointer  data,
                     gsize          size)
{
  g_return_if_fail (RT_IS_UPLOAD_FILE (self));
  g_return_if_fail (!self->wants_end);

  if (self->is_discarded)
    return;

  if (self->work->head->len < HEAD_SIZE)
    g_byte_array_append (self->work->head, data, (guint) MIN (size, HEAD_SIZE - self->work->head->len));
  g_byte_array_append (self->waiting, data, (guint) size);
  self->size += size;
  rt_upload_file_pump (self);
}

/**
 * rt_upload_file_is_full:
 * @self: a file
 *
 * Returns: whether who brings more is to wait for #RtUploadFile::room
 */
gboolean
rt_upload_file_is_full (RtUploadFile *self)
{
  g_return_val_if_fail (RT_IS_UPLOAD_FILE (self), FALSE);

  if (self->waiting != NULL && self->waiting->len >= RT_UPLOAD_FILE_MAX_WAITING)
    self->was_full = TRUE;

  return self->was_full;
}

/**
 * rt_upload_file_finish:
 * @self: a file
 *
 * Says that nothing more comes: #RtUploadFile::stored follows, or #RtUploadFile::failed.
 */
void
rt_upload_file_finish (RtUploadFile *self)
{
  g_return_if_fail (RT_IS_UPLOAD_FILE (self));

  self->wants_end = TRUE;
  rt_upload_file_pump (self);
}

/**
 * rt_upload_file_try_again:
 * @self: a file that said that it has no room
 *
 * Goes on where it could not.
 */
void
rt_upload_file_try_again (RtUploadFile *self)
{
  g_return_if_fail (RT_IS_UPLOAD_FILE (self));

  g_clear_error (&self->failure);
  rt_upload_file_end_pending (self, NULL);
}

/**
 * rt_upload_file_discard:
 * @self: a file
 *
 * Removes it, in a thread. No signal follows.
 */
void
rt_upload_file_discard (RtUploadFile *self)
{
  g_return_if_fail (RT_IS_UPLOAD_FILE (self));

  self->is_discarded = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (self->n_pending > 0)
    return;
  if (self->file != NULL)
    vanish (self, NULL, NULL);
  rt_upload_file_free_work (self);
}

/**
 * rt_upload_file_remove_async:
 * @self: a file that is stored
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * Removes it, in a thread. The result is that of a #GTask, and always %TRUE.
 */
void
rt_upload_file_remove_async (RtUploadFile        *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (RT_IS_UPLOAD_FILE (self));
  g_return_if_fail (self->is_concluded && self->file != NULL);

  vanish (self, callback, user_data);
}

/**
 * rt_upload_file_get_size:
 * @self: a file
 *
 * Returns: how many bytes it was given
 */
guint64
rt_upload_file_get_size (RtUploadFile *self)
{
  return self->size;
}

/**
 * rt_upload_file_get_sha256:
 * @self: a file that is stored
 *
 * Returns: (transfer none): its SHA-256, 64 hexadecimal digits
 */
const char *
rt_upload_file_get_sha256 (RtUploadFile *self)
{
  return self->sha256;
}

/**
 * rt_upload_file_get_media_type:
 * @self: a file that is stored
 *
 * Returns: (transfer none): what its label and its beginning say it is
 */
const char *
rt_upload_file_get_media_type (RtUploadFile *self)
{
  return self->media_type;
}
