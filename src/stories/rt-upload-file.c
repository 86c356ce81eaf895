/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-file.h"

#include "core/rt-priority.h"
#include "stories/rt-sha256.h"

/* So much of its beginning says of what type it is. */
#define HEAD_SIZE 4096

struct _RtUploadFile {
  GObject            parent_instance;

  char              *label;
  GFile             *file;
  GOutputStream     *stream;
  GCancellable      *cancellable;
  RtSha256          *checksum;      /* of the threads while n_pending > 0 */
  GByteArray        *waiting;
  GByteArray        *working;       /* of the threads while n_pending > 0 */
  GByteArray        *head;
  guint64            size;
  guint              n_pending;
  GError            *failure;
  char              *sha256;
  char              *media_type;
  guint              was_full : 1;
  guint              wants_end : 1;
  guint              is_concluded : 1;
  guint              is_discarded : 1;
};

G_DEFINE_FINAL_TYPE (RtUploadFile, rt_upload_file, G_TYPE_OBJECT)

enum {
  ROOM,
  STORED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
vanish (RtUploadFile *self)
{
  if (self->stream != NULL)
    rt_upload_folder_forget (self->file, g_steal_pointer (&self->stream));
}

static void
rt_upload_file_finalize (GObject *object)
{
  RtUploadFile *self = RT_UPLOAD_FILE (object);

  vanish (self);
  g_clear_object (&self->file);
  g_object_unref (self->cancellable);
  rt_sha256_free (self->checksum);
  g_byte_array_unref (self->waiting);
  g_byte_array_unref (self->working);
  g_byte_array_unref (self->head);
  g_clear_error (&self->failure);
  g_free (self->sha256);
  g_free (self->media_type);
  g_free (self->label);

  G_OBJECT_CLASS (rt_upload_file_parent_class)->finalize (object);
}

static void
rt_upload_file_class_init (RtUploadFileClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_upload_file_finalize;

  signals[ROOM] = g_signal_new ("room", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STORED] = g_signal_new ("stored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
rt_upload_file_init (RtUploadFile *self)
{
  self->cancellable = g_cancellable_new ();
  self->checksum = rt_sha256_new ();
  self->waiting = g_byte_array_new ();
  self->working = g_byte_array_new ();
  self->head = g_byte_array_new ();
}

static void pump (RtUploadFile *self);

static void
fail (RtUploadFile *self)
{
  g_autoptr (GError) failure = g_error_copy (self->failure);

  rt_upload_file_discard (self);
  g_signal_emit (self, signals[FAILED], 0, failure);
}

/* Of what goes on at the same time the last one to end says how it goes on. */
static void
end_pending (RtUploadFile *self,
             GError       *error)
{
  if (error != NULL && self->failure == NULL)
    self->failure = error;
  else
    g_clear_error (&error);

  if (--self->n_pending > 0)
    return;

  g_byte_array_set_size (self->working, 0);
  if (self->is_discarded)
    vanish (self);
  else if (self->failure != NULL)
    fail (self);
  else
    pump (self);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtUploadFile) self = user_data;
  GError *error = NULL;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);
  end_pending (self, error);
}

static void
task_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GError *error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  end_pending (RT_UPLOAD_FILE (source), error);
}

static void
run_in_thread (RtUploadFile    *self,
               GTaskThreadFunc  func)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, task_cb, NULL);

  self->n_pending++;
  g_task_set_source_tag (task, run_in_thread);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_run_in_thread (task, func);
}

static void
update_checksum (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  RtUploadFile *self = source;
  GError *error = NULL;

  if (rt_sha256_update (self->checksum, self->working->data, self->working->len, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The first guess reads the system's data base of types. */
static void
conclude (GTask        *task,
          gpointer      source,
          gpointer      task_data,
          GCancellable *cancellable)
{
  RtUploadFile *self = source;
  g_autofree char *type = g_content_type_guess (self->label, self->head->data, self->head->len, NULL);
  GError *error = NULL;

  self->media_type = g_content_type_get_mime_type (type);
  self->sha256 = rt_sha256_finish (self->checksum, &error);
  if (self->sha256 != NULL && g_output_stream_close (self->stream, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
work (RtUploadFile *self)
{
  GByteArray *spare = self->working;

  self->working = self->waiting;
  self->waiting = spare;
  run_in_thread (self, update_checksum);
  self->n_pending++;
  g_output_stream_write_all_async (self->stream, self->working->data, self->working->len, RT_PRIORITY_IO,
                                   self->cancellable, written_cb, g_object_ref (self));
  if (self->was_full)
    {
      self->was_full = FALSE;
      g_signal_emit (self, signals[ROOM], 0);
    }
}

static void
pump (RtUploadFile *self)
{
  if (self->stream == NULL || self->n_pending > 0)
    return;

  if (self->waiting->len > 0)
    {
      work (self);
    }
  else if (self->is_concluded)
    {
      g_signal_emit (self, signals[STORED], 0);
    }
  else if (self->wants_end)
    {
      self->is_concluded = TRUE;
      run_in_thread (self, conclude);
    }
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtUploadFile) self = user_data;
  GError *error = NULL;

  self->stream = G_OUTPUT_STREAM (rt_upload_folder_create_finish (RT_UPLOAD_FOLDER (source), result, &self->file, &error));
  end_pending (self, error);
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

  self->label = g_strdup (label);
  self->n_pending++;
  rt_upload_folder_create_async (folder, name, size, NULL, created_cb, g_object_ref (self));

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

  if (self->head->len < HEAD_SIZE)
    g_byte_array_append (self->head, data, (guint) MIN (size, HEAD_SIZE - self->head->len));
  g_byte_array_append (self->waiting, data, (guint) size);
  self->size += size;
  pump (self);
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

  if (self->waiting->len >= RT_UPLOAD_FILE_MAX_WAITING)
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
  pump (self);
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
  g_byte_array_set_size (self->waiting, 0);
  g_cancellable_cancel (self->cancellable);
  if (self->n_pending == 0)
    vanish (self);
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

/**
 * rt_upload_file_get_file:
 * @self: a file
 *
 * Returns: (transfer none) (nullable): where it is, %NULL before it is made
 */
GFile *
rt_upload_file_get_file (RtUploadFile *self)
{
  return self->file;
}
