/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-uploads-private.h"

#include <glib/gi18n.h>

void
rt_uploads_drop_files (RtUploads *self)
{
  guint64 sum = 0;

  for (GList *link = self->order.tail; link != NULL; link = link->prev)
    {
      guint64 stored = rt_upload_get_stored (link->data);

      sum += stored;
      if (stored > 0 && sum > self->max_size)
        rt_upload_drop_file_async (link->data, NULL, NULL);
    }
}

/**
 * rt_uploads_make_room_async:
 * @self: uploads
 * @callback: called when there is more room
 * @user_data: for @callback
 *
 * Has the oldest file of those that are kept make room for one that comes, for which the
 * disk has none. The result is that of a #GTask, and always %TRUE.
 *
 * Returns: whether there was one; if not, there is no callback
 */
gboolean
rt_uploads_make_room_async (RtUploads           *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  for (GList *link = self->order.head; link != NULL; link = link->next)
    {
      if (rt_upload_get_stored (link->data) == 0)
        continue;

      rt_upload_drop_file_async (link->data, callback, user_data);
      return TRUE;
    }

  return FALSE;
}

/**
 * rt_uploads_set_max_size:
 * @self: uploads
 * @max_size: bytes of one file at the most; %RT_UPLOADS_DEFAULT_MAX_SIZE to begin with
 *
 * Holds for those that are under way, too.
 */
void
rt_uploads_set_max_size (RtUploads *self,
                         guint64    max_size)
{
  g_return_if_fail (RT_IS_UPLOADS (self));

  self->max_size = max_size;
  rt_uploads_drop_files (self);
}

/**
 * rt_uploads_get_max_size:
 * @self: uploads
 *
 * Returns: bytes of one file at the most
 */
guint64
rt_uploads_get_max_size (RtUploads *self)
{
  return self->max_size;
}

/**
 * rt_uploads_report:
 * @self: uploads
 * @error: why a file could not be stored
 *
 * Tells who runs the server; of the same again only once a file was stored in between.
 */
void
rt_uploads_report (RtUploads    *self,
                   const GError *error)
{
  if (self->has_ended || (self->reported != NULL && g_error_matches (error, self->reported->domain, self->reported->code)))
    return;

  g_message (_("An upload cannot be stored: %s"), error->message);
  g_clear_error (&self->reported);
  self->reported = g_error_copy (error);
}
