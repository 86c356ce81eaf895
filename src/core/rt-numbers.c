/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/rt-numbers-file.h"

struct _RtNumbers {
  GObject     parent_instance;

  GFile      *file;
  GMutex      mutex;
  GHashTable *ends;  /* channel name to the end of what was reserved; under the mutex */
};

G_DEFINE_FINAL_TYPE (RtNumbers, rt_numbers, G_TYPE_OBJECT)

static void
rt_numbers_finalize (GObject *object)
{
  RtNumbers *self = RT_NUMBERS (object);

  g_clear_object (&self->file);
  g_hash_table_unref (self->ends);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (rt_numbers_parent_class)->finalize (object);
}

static void
rt_numbers_class_init (RtNumbersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rt_numbers_finalize;
}

static void
rt_numbers_init (RtNumbers *self)
{
  g_mutex_init (&self->mutex);
  self->ends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * rt_numbers_new:
 * @file: where numbers are kept, on a local disk; it and its folder need not
 *   exist yet. Beside it a file with ".lock" added to the name is used.
 *
 * Creates the keeper of numbers of one life of one program. Nothing is read or
 * written yet. Several programs may share a file.
 *
 * Returns: (transfer full): the keeper
 */
RtNumbers *
rt_numbers_new (GFile *file)
{
  RtNumbers *self;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  self = g_object_new (RT_TYPE_NUMBERS, NULL);
  self->file = g_object_ref (file);

  return self;
}

static char *
get_path (RtNumbers  *self,
          GError    **error)
{
  char *path = g_file_get_path (self->file);

  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (self->file);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("%s: numbers can be kept on a local disk only: choose another place"), uri);
    }

  return path;
}

static guint64
get_end (RtNumbers  *self,
         const char *channel)
{
  const guint64 *end;
  guint64 copy;

  g_mutex_lock (&self->mutex);
  end = g_hash_table_lookup (self->ends, channel);
  copy = end != NULL ? *end : 0;
  g_mutex_unlock (&self->mutex);

  return copy;
}

static void
set_end (RtNumbers  *self,
         const char *channel,
         guint64     end)
{
  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->ends, g_strdup (channel), g_memdup2 (&end, sizeof end));
  g_mutex_unlock (&self->mutex);
}

static void
reserve_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  RtNumbers *self = source_object;
  const char *channel = task_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = get_path (self, &error);
  RtNumberBlock block;

  if (path == NULL ||
      !rt_numbers_file_reserve (path, channel, get_end (self, channel), &block, cancellable, &error))
    {
      g_prefix_error (&error, _("The numbers of channel “%s” cannot be reserved: "), channel);
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  set_end (self, channel, block.end);
  g_task_return_pointer (task, g_memdup2 (&block, sizeof block), g_free);
}

/**
 * rt_numbers_reserve_async:
 * @self: a keeper of numbers
 * @channel: the name of a channel, see rt_channel_name_is_valid()
 * @cancellable: (nullable): a cancellable; what is written already is not undone
 * @callback: called when the block is reserved
 * @user_data: for @callback
 *
 * Reserves the next %RT_NUMBERS_BLOCK numbers, in a thread, and makes sure that
 * the disk has them. A block that begins where the one before ended is expected
 * to be used right behind it: one channel has one user a keeper.
 */
void
rt_numbers_reserve_async (RtNumbers           *self,
                          const char          *channel,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RT_IS_NUMBERS (self));
  g_return_if_fail (channel != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_numbers_reserve_async);
  /* A block that was written is told, so that it is not thought to be used. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (channel), g_free);
  g_task_run_in_thread (task, reserve_in_thread);
}

/**
 * rt_numbers_reserve_finish:
 * @self: a keeper of numbers
 * @result: what the callback was given
 * @block: (out caller-allocates): the numbers that are free to give out
 * @error: return location for a #GError
 *
 * Returns: %FALSE with an error of the domains %G_IO_ERROR, %G_FILE_ERROR or
 *   %G_KEY_FILE_ERROR, where the file cannot be read, written, locked or
 *   understood: it is then as it was
 */
gboolean
rt_numbers_reserve_finish (RtNumbers      *self,
                           GAsyncResult   *result,
                           RtNumberBlock  *block,
                           GError        **error)
{
  g_autofree RtNumberBlock *reserved = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (block != NULL, FALSE);

  reserved = g_task_propagate_pointer (G_TASK (result), error);
  if (reserved == NULL)
    return FALSE;

  *block = *reserved;

  return TRUE;
}

static void
release_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  RtNumbers *self = source_object;
  GHashTable *uses = task_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (g_hash_table_size (uses) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  path = get_path (self, &error);
  if (path != NULL && rt_numbers_file_release (path, uses, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  g_prefix_error (&error, "%s", _("Numbers that were not used cannot be given back: "));
  g_task_return_error (task, g_steal_pointer (&error));
}

/* What was reserved by us; what was not is not ours to give back. */
static GHashTable *
take_uses (RtNumbers  *self,
           GHashTable *used)
{
  g_autoptr (GHashTable) uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer channel;
  gpointer value;

  g_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &channel, &value))
    {
      const guint64 *end = g_hash_table_lookup (self->ends, channel);
      RtNumbersUse use;

      if (end == NULL)
        continue;
      use = (RtNumbersUse) { *end, *(const guint64 *) value };
      g_hash_table_insert (uses, g_strdup (channel), g_memdup2 (&use, sizeof use));
      g_hash_table_remove (self->ends, channel);
    }
  g_mutex_unlock (&self->mutex);

  return g_steal_pointer (&uses);
}

/**
 * rt_numbers_release_async:
 * @self: a keeper of numbers
 * @used: (element-type utf8 guint64): channel names (char *) to the first number
 *   that was not given out (guint64 *)
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Gives back what was reserved and not used, where nobody has reserved behind it,
 * so that the next life goes on without a hole. No number of these channels may
 * be given out after this.
 */
void
rt_numbers_release_async (RtNumbers           *self,
                          GHashTable          *used,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RT_IS_NUMBERS (self));
  g_return_if_fail (used != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_numbers_release_async);
  g_task_set_task_data (task, take_uses (self, used), (GDestroyNotify) g_hash_table_unref);
  g_task_run_in_thread (task, release_in_thread);
}

/**
 * rt_numbers_release_finish:
 * @self: a keeper of numbers
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether it was given back; else no number repeats either, but the next
 *   life begins behind the block, as after a crash
 */
gboolean
rt_numbers_release_finish (RtNumbers     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
