/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-upload-file-private.h"

#include "core/rt-priority.h"

static void
fail (RtUploadFile *self)
{
  g_autoptr (GError) failure = g_error_copy (self->failure);

  rt_upload_file_discard (self);
  g_signal_emit (self, rt_upload_file_signals[RT_UPLOAD_FILE_FAILED], 0, failure);
}

/* What can be tried again is, when others made room. */
static gboolean
waits_for_room (RtUploadFile *self)
{
  gboolean is_being_made = FALSE;

  if (self->is_concluded || !g_error_matches (self->failure, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    return FALSE;

  self->n_pending++;
  g_signal_emit (self, rt_upload_file_signals[RT_UPLOAD_FILE_NO_ROOM], 0, &is_being_made);
  if (!is_being_made)
    self->n_pending--;

  return is_being_made;
}

/* Of what goes on at the same time the last one to end says how it goes on. */
void
rt_upload_file_end_pending (RtUploadFile *self,
                            GError       *error)
{
  if (error != NULL && self->failure == NULL)
    self->failure = error;
  else
    g_clear_error (&error);

  if (--self->n_pending > 0)
    return;

  if (self->is_discarded)
    rt_upload_file_discard (self);
  else if (self->failure == NULL)
    rt_upload_file_pump (self);
  else if (!waits_for_room (self))
    fail (self);
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtUploadFile) self = user_data;
  GError *error = NULL;
  gsize n = 0;

  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, &n, &error);
  self->n_written += n;
  rt_upload_file_end_pending (self, error);
}

static void
worked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtUploadFile) self = user_data;
  GError *error = NULL;

  rt_upload_work_finish (result, &error);
  rt_upload_file_end_pending (self, error);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (RtUploadFile) self = user_data;
  GError *error = NULL;

  self->work->stream = G_OUTPUT_STREAM (rt_upload_folder_create_finish (result, &self->file, &error));
  rt_upload_file_end_pending (self, error);
}

static void
create (RtUploadFile *self)
{
  self->n_pending++;
  rt_upload_folder_create_async (self->folder, self->name, self->expected, NULL, created_cb, g_object_ref (self));
}

static void
write_rest (RtUploadFile *self)
{
  GByteArray *bytes = self->work->bytes;

  self->n_pending++;
  g_output_stream_write_all_async (self->work->stream, bytes->data + self->n_written, bytes->len - self->n_written,
                                   RT_PRIORITY_IO, self->cancellable, written_cb, g_object_ref (self));
}

static void
work (RtUploadFile *self)
{
  GByteArray *spare = self->work->bytes;

  g_byte_array_set_size (spare, 0);
  self->work->bytes = self->waiting;
  self->waiting = spare;
  self->n_written = 0;
  self->n_pending++;
  rt_upload_work_hash_async (self->work, worked_cb, g_object_ref (self));
  write_rest (self);
  if (self->was_full)
    {
      self->was_full = FALSE;
      g_signal_emit (self, rt_upload_file_signals[RT_UPLOAD_FILE_ROOM], 0);
    }
}

static void
end (RtUploadFile *self)
{
  self->sha256 = g_steal_pointer (&self->work->sha256);
  self->media_type = g_steal_pointer (&self->work->media_type);
  rt_upload_file_free_work (self);
  g_signal_emit (self, rt_upload_file_signals[RT_UPLOAD_FILE_STORED], 0);
}

void
rt_upload_file_pump (RtUploadFile *self)
{
  if (self->work == NULL || self->n_pending > 0)
    return;

  if (self->work->stream == NULL)
    {
      create (self);
    }
  else if (self->n_written < self->work->bytes->len)
    {
      write_rest (self);
    }
  else if (self->waiting->len > 0)
    {
      work (self);
    }
  else if (self->is_concluded)
    {
      end (self);
    }
  else if (self->wants_end)
    {
      self->is_concluded = TRUE;
      self->n_pending++;
      rt_upload_work_conclude_async (self->work, worked_cb, g_object_ref (self));
    }
}
