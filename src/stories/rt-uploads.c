/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-uploads-private.h"

G_DEFINE_FINAL_TYPE (RtUploads, rt_uploads, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-uploads-error-quark, rt_uploads_error)

static void
end (RtUploads *self)
{
  self->has_ended = TRUE;
  for (GList *link = self->order.head; link != NULL; link = link->next)
    rt_upload_fail (link->data, "The server has stopped.");
  rt_upload_readers_end (self->readers);
  g_queue_clear (&self->order);
  g_hash_table_remove_all (self->by_id);
}

static void
rt_uploads_dispose (GObject *object)
{
  end (RT_UPLOADS (object));

  G_OBJECT_CLASS (rt_uploads_parent_class)->dispose (object);
}

static void
rt_uploads_finalize (GObject *object)
{
  RtUploads *self = RT_UPLOADS (object);

  g_hash_table_unref (self->by_id);
  rt_upload_readers_free (self->readers);
  g_clear_error (&self->reported);
  g_clear_object (&self->folder);
  g_clear_object (&self->channel);
  rt_tempo_clear (&self->tempo);

  G_OBJECT_CLASS (rt_uploads_parent_class)->finalize (object);
}

static void
rt_uploads_class_init (RtUploadsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_uploads_dispose;
  object_class->finalize = rt_uploads_finalize;
}

static void
rt_uploads_init (RtUploads *self)
{
  self->folder = rt_upload_folder_new ();
  self->readers = rt_upload_readers_new ();
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->max_size = RT_UPLOADS_DEFAULT_MAX_SIZE;
}

/**
 * rt_uploads_new:
 * @channel: where all of them are told of
 * @speed: how much faster than real time those that are played grow, above 0
 *
 * Returns: (transfer full): no uploads yet. With the last reference those under way fail,
 *   and all files go.
 */
RtUploads *
rt_uploads_new (RtChannel *channel,
                double     speed)
{
  RtUploads *self = g_object_new (RT_TYPE_UPLOADS, NULL);

  self->channel = g_object_ref (channel);
  rt_tempo_init (&self->tempo, speed);

  return self;
}

/**
 * rt_uploads_set_speed:
 * @self: uploads
 * @speed: how much faster than real time those that are played grow, above 0
 */
void
rt_uploads_set_speed (RtUploads *self,
                      double     speed)
{
  rt_tempo_set_speed (&self->tempo, speed);
}

/**
 * rt_uploads_end_async:
 * @self: uploads
 * @callback: called when nothing of them is left on disk
 * @user_data: for @callback
 *
 * Has those under way fail, and removes all files. None may begin any more. The result is
 * that of a #GTask, and always %TRUE.
 */
void
rt_uploads_end_async (RtUploads           *self,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_return_if_fail (RT_IS_UPLOADS (self));

  end (self);
  rt_upload_folder_remove_async (self->folder, callback, user_data);
}

/**
 * rt_uploads_get_folder:
 * @self: uploads
 *
 * Returns: (transfer none): where their files are
 */
RtUploadFolder *
rt_uploads_get_folder (RtUploads *self)
{
  return self->folder;
}

/**
 * rt_uploads_get_readers:
 * @self: uploads
 *
 * Returns: (transfer none): who waits for one to begin
 */
RtUploadReaders *
rt_uploads_get_readers (RtUploads *self)
{
  return self->readers;
}

/**
 * rt_uploads_find:
 * @self: uploads
 * @id: (nullable): an id; %NULL for the one that began last
 *
 * Returns: (transfer none) (nullable): the upload, under way or not; %NULL where it is not
 *   known, or not any more
 */
RtUpload *
rt_uploads_find (RtUploads  *self,
                 const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : g_queue_peek_tail (&self->order);
}

static void
forget (RtUploads *self,
        RtUpload  *upload)
{
  g_queue_remove (&self->order, upload);
  g_hash_table_remove (self->by_id, rt_upload_get_id (upload));
}

/* One that came to nothing may be tried again under its name. */
static gboolean
holds_id (RtUpload *upload)
{
  return rt_upload_get_state (upload) == RT_UPLOAD_IN_PROGRESS || rt_upload_get_state (upload) == RT_UPLOAD_COMPLETE;
}

/**
 * rt_uploads_has_ended:
 * @self: uploads
 *
 * Returns: whether none begins any more
 */
gboolean
rt_uploads_has_ended (RtUploads *self)
{
  return self->has_ended;
}

/**
 * rt_uploads_check:
 * @self: uploads
 * @id: an id for one more
 * @error: return location for a #RtUploadsError
 *
 * Returns: whether one may have it; that there are too many shows when it begins
 */
gboolean
rt_uploads_check (RtUploads   *self,
                  const char  *id,
                  GError     **error)
{
  RtUpload *upload = g_hash_table_lookup (self->by_id, id);

  if (self->has_ended)
    {
      g_set_error_literal (error, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_ENDED, "The server has stopped.");
      return FALSE;
    }
  if (upload != NULL && holds_id (upload))
    {
      g_set_error (error, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_IN_USE,
                   "The id \"%s\" is in use; choose another, or none.", id);
      return FALSE;
    }

  return TRUE;
}

static void
refuse_more (GError **error)
{
  g_set_error (error, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_TOO_MANY,
               "%d uploads are under way, and no more at a time; try again later.", RT_UPLOADS_MAX_AT_ONCE);
}

/* Who sends nothing shuts nobody out: the one that was silent for longest ends. */
static gboolean
have_one_give_way (RtUploads  *self,
                   GError    **error)
{
  gint64 since = g_get_monotonic_time () - RT_UPLOADS_MIN_IDLE_SECONDS * G_USEC_PER_SEC;
  g_autofree char *text = NULL;
  RtUpload *idlest = NULL;

  for (GList *link = self->order.head; link != NULL; link = link->next)
    {
      gint64 idle_since = rt_upload_get_idle_since (link->data);

      if (idle_since == 0 || idle_since > since)
        continue;

      since = idle_since;
      idlest = link->data;
    }
  if (idlest == NULL)
    {
      refuse_more (error);
      return FALSE;
    }

  text = g_strdup_printf ("Nothing came for %d seconds while others had to wait; send it again, without a pause.",
                          RT_UPLOADS_MIN_IDLE_SECONDS);
  rt_upload_fail (idlest, text);

  return TRUE;
}

static void
over_cb (RtUploads *self,
         RtUpload  *upload)
{
  self->n_files--;
  if (rt_upload_get_state (upload) == RT_UPLOAD_COMPLETE)
    g_clear_error (&self->reported);
  rt_uploads_drop_files (self);
}

static void
played_over_cb (RtUploads *self)
{
  self->n_played--;
}

static void
make_room (RtUploads *self)
{
  GList *link = self->order.head;

  while (link != NULL && self->order.length >= RT_UPLOADS_MAX_REMEMBERED)
    {
      RtUpload *upload = link->data;

      link = link->next;
      if (rt_upload_is_over (upload))
        forget (self, upload);
    }
}

static RtUpload *
add (RtUploads *self,
     RtUpload  *upload)
{
  RtUpload *before = g_hash_table_lookup (self->by_id, rt_upload_get_id (upload));

  if (before != NULL)
    forget (self, before);
  make_room (self);
  g_queue_push_tail (&self->order, upload);
  g_hash_table_insert (self->by_id, (gpointer) rt_upload_get_id (upload), upload);
  rt_upload_readers_serve (self->readers, upload);

  return upload;
}

/**
 * rt_uploads_begin:
 * @self: uploads
 * @id: its id
 * @name: what the file is called
 * @size: its bytes, -1 where nobody says
 * @error: return location for a #RtUploadsError
 *
 * Begins the upload of a file. Where %RT_UPLOADS_MAX_AT_ONCE come one that has been silent
 * for %RT_UPLOADS_MIN_IDLE_SECONDS fails instead.
 *
 * Returns: (transfer none) (nullable): it; %NULL where it cannot begin now
 */
RtUpload *
rt_uploads_begin (RtUploads   *self,
                  const char  *id,
                  const char  *name,
                  goffset      size,
                  GError     **error)
{
  RtUpload *upload;

  if (!rt_uploads_check (self, id, error))
    return NULL;
  if (self->n_files >= RT_UPLOADS_MAX_AT_ONCE && !have_one_give_way (self, error))
    return NULL;

  self->n_files++;
  upload = rt_upload_new (id, name, size, self->channel);
  g_signal_connect_object (upload, "over", G_CALLBACK (over_cb), self, G_CONNECT_SWAPPED);

  return add (self, upload);
}

/**
 * rt_uploads_play:
 * @self: uploads
 * @id: its id
 * @title: what it is called
 * @error: return location for a #RtUploadsError
 *
 * Begins an upload of which nothing comes.
 *
 * Returns: (transfer none) (nullable): it; %NULL where it cannot begin now
 */
RtUpload *
rt_uploads_play (RtUploads   *self,
                 const char  *id,
                 const char  *title,
                 GError     **error)
{
  RtUpload *upload;

  if (!rt_uploads_check (self, id, error))
    return NULL;
  if (self->n_played >= RT_UPLOADS_MAX_AT_ONCE)
    {
      refuse_more (error);
      return NULL;
    }

  self->n_played++;
  upload = rt_upload_new_played (id, title, self->channel, &self->tempo);
  g_signal_connect_object (upload, "over", G_CALLBACK (played_over_cb), self, G_CONNECT_SWAPPED);

  return add (self, upload);
}
