/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-work.h"

#include "core/rt-priority.h"

static void
work_clear (gpointer data)
{
  RtUploadWork *self = data;

  rt_sha256_free (self->checksum);
  g_byte_array_unref (self->bytes);
  g_byte_array_unref (self->head);
  g_clear_object (&self->stream);
  g_free (self->sha256);
  g_free (self->media_type);
  g_free (self->label);
}

/**
 * rt_upload_work_new:
 * @label: what the file is called, for guessing its type
 *
 * Returns: (transfer full): nothing to do yet
 */
RtUploadWork *
rt_upload_work_new (const char *label)
{
  RtUploadWork *self = g_atomic_rc_box_new0 (RtUploadWork);

  self->label = g_strdup (label);
  self->checksum = rt_sha256_new ();
  self->bytes = g_byte_array_new ();
  self->head = g_byte_array_new ();

  return self;
}

/**
 * rt_upload_work_unref:
 * @self: (transfer full): work
 */
void
rt_upload_work_unref (RtUploadWork *self)
{
  g_atomic_rc_box_release_full (self, work_clear);
}

static void
run_in_thread (RtUploadWork        *self,
               GTaskThreadFunc      func,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, run_in_thread);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_set_task_data (task, g_atomic_rc_box_acquire (self), (GDestroyNotify) rt_upload_work_unref);
  g_task_run_in_thread (task, func);
}

static void
hash (GTask        *task,
      gpointer      source,
      gpointer      task_data,
      GCancellable *cancellable)
{
  RtUploadWork *self = task_data;
  GError *error = NULL;

  if (rt_sha256_update (self->checksum, self->bytes->data, self->bytes->len, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rt_upload_work_hash_async:
 * @self: work
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes its bytes into the checksum, in a thread.
 */
void
rt_upload_work_hash_async (RtUploadWork        *self,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  run_in_thread (self, hash, callback, user_data);
}

/* The first guess reads the system's data base of types. */
static void
conclude (GTask        *task,
          gpointer      source,
          gpointer      task_data,
          GCancellable *cancellable)
{
  RtUploadWork *self = task_data;
  g_autofree char *type = g_content_type_guess (self->label, self->head->data, self->head->len, NULL);
  GError *error = NULL;

  self->media_type = g_content_type_get_mime_type (type);
  self->sha256 = rt_sha256_finish (self->checksum, &error);
  if (self->sha256 != NULL && g_output_stream_close (self->stream, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rt_upload_work_conclude_async:
 * @self: work
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Finds out checksum and type, and closes the stream, in a thread.
 */
void
rt_upload_work_conclude_async (RtUploadWork        *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  run_in_thread (self, conclude, callback, user_data);
}

/**
 * rt_upload_work_finish:
 * @result: what the callback was given
 * @error: return location for a #RtSha256 error or one of %G_IO_ERROR
 *
 * Returns: whether it was done
 */
gboolean
rt_upload_work_finish (GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
