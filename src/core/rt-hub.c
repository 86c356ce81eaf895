/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/rt-channel-outlet.h"
#include "core/rt-hub-channel.h"

struct _RtHub {
  GObject         parent_instance;

  RtNumbers      *numbers;   /* NULL: begin at 1 */
  RtMemoryBudget *budget;    /* of all channels, which may outlive the hub */
  GListStore     *channels;
  GHashTable     *entries;   /* channel name to RtHubChannel, those being opened too */
  guint           n_pending; /* reservations under way */
  GTask          *closing;
  gboolean        closed;
  gboolean        warned;
};

G_DEFINE_FINAL_TYPE (RtHub, rt_hub, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-hub-error-quark, rt_hub_error)

static void
rt_hub_finalize (GObject *object)
{
  RtHub *self = RT_HUB (object);

  g_hash_table_unref (self->entries);
  g_clear_object (&self->channels);
  g_clear_object (&self->numbers);
  g_rc_box_release (self->budget);

  G_OBJECT_CLASS (rt_hub_parent_class)->finalize (object);
}

static void
rt_hub_class_init (RtHubClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = rt_hub_finalize;
}

static void
rt_hub_init (RtHub *self)
{
  self->budget = g_rc_box_new0 (RtMemoryBudget);
  self->budget->max_bytes = RT_HUB_MAX_BYTES;
  self->budget->floor_bytes = RT_HUB_FLOOR_BYTES;
  self->channels = g_list_store_new (RT_TYPE_CHANNEL);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) rt_hub_channel_free);
}

/**
 * rt_hub_new:
 * @numbers: (nullable): who keeps the numbers; without, channels begin at 1 and
 *   nothing survives a restart
 *
 * Creates a hub without channels. It is used on one thread.
 *
 * Returns: (transfer full): the hub
 */
RtHub *
rt_hub_new (RtNumbers *numbers)
{
  RtHub *self;

  g_return_val_if_fail (numbers == NULL || RT_IS_NUMBERS (numbers), NULL);

  self = g_object_new (RT_TYPE_HUB, NULL);
  self->numbers = numbers != NULL ? g_object_ref (numbers) : NULL;

  return self;
}

/**
 * rt_hub_lookup:
 * @self: a hub
 * @name: a channel's name
 *
 * Returns: (transfer none) (nullable): the channel, %NULL while it is not open
 */
RtChannel *
rt_hub_lookup (RtHub      *self,
               const char *name)
{
  const RtHubChannel *entry;

  g_return_val_if_fail (RT_IS_HUB (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, name);

  return entry != NULL && entry->waiting == NULL ? entry->channel : NULL;
}

/**
 * rt_hub_get_channels:
 * @self: a hub
 *
 * Returns: (transfer none): a list of #RtChannel, in the order in which they were
 *   opened
 */
GListModel *
rt_hub_get_channels (RtHub *self)
{
  g_return_val_if_fail (RT_IS_HUB (self), NULL);

  return G_LIST_MODEL (self->channels);
}

static void
released_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (rt_numbers_release_finish (RT_NUMBERS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* Gives back once nothing is being reserved any more. */
static void
release_when_settled (RtHub *self)
{
  g_autoptr (GHashTable) used = NULL;
  g_autoptr (GTask) task = NULL;
  GHashTableIter iter;
  RtHubChannel *entry;

  if (self->closing == NULL || self->n_pending > 0)
    return;

  used = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    {
      guint64 next = rt_hub_channel_seal (entry);

      if (entry->end != 0)
        g_hash_table_insert (used, (gpointer) rt_channel_get_name (entry->channel), g_memdup2 (&next, sizeof next));
    }

  task = g_steal_pointer (&self->closing);
  rt_numbers_release_async (self->numbers, used, g_task_get_cancellable (task), released_cb, g_object_ref (task));
}

static void
take_numbers (RtHub        *self,
              RtHubChannel *entry,
              GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  RtNumberBlock block;

  if (rt_numbers_reserve_finish (self->numbers, result, &block, &error))
    {
      rt_hub_channel_use_block (entry, &block);
    }
  else
    {
      rt_hub_channel_number_by_clock (entry);
      if (!self->warned)
        g_message (_("%s. Events are numbered by the clock instead; who reconnects after a restart is told of a gap"),
                   error->message);
      self->warned = TRUE;
    }

  if (self->closed)
    rt_hub_channel_seal (entry);
}

static void
reserved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  RtHubChannel *entry = user_data;
  g_autoptr (RtHub) self = entry->hub;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&entry->waiting);

  self->n_pending--;
  take_numbers (self, entry, result);
  if (waiting != NULL)
    g_list_store_append (self->channels, entry->channel);
  for (guint i = 0; waiting != NULL && i < waiting->len; i++)
    g_task_return_pointer (waiting->pdata[i], g_object_ref (entry->channel), g_object_unref);

  release_when_settled (self);
}

static void
reserve (RtHubChannel *entry)
{
  RtHub *self = g_object_ref (entry->hub);

  self->n_pending++;
  /* Several may wait for it: no one's cancellable ends it. */
  rt_numbers_reserve_async (self->numbers, rt_channel_get_name (entry->channel), NULL, reserved_cb, entry);
}

static RtHubChannel *
add_entry (RtHub      *self,
           const char *name)
{
  RtHubChannel *entry = rt_hub_channel_new (name, reserve, self);

  rt_memory_set_budget (rt_channel_get_memory (entry->channel), self->budget);
  g_hash_table_insert (self->entries, (gpointer) rt_channel_get_name (entry->channel), entry);
  /* Who gets its numbers elsewhere needs none. */
  if (rt_hub_attach_outlet (self, entry->channel) || self->numbers == NULL)
    {
      g_list_store_append (self->channels, entry->channel);
    }
  else
    {
      entry->waiting = g_ptr_array_new_with_free_func (g_object_unref);
      reserve (entry);
    }

  return entry;
}

static gboolean
check_may_open (RtHub       *self,
                const char  *name,
                GError     **error)
{
  if (!rt_channel_name_is_valid (name))
    {
      g_set_error_literal (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_INVALID_NAME,
                           "That is not a channel's name: use 1 to 64 lower-case letters, digits, dots, "
                           "underscores and hyphens");
      return FALSE;
    }

  if (self->closed)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED,
                   "Channel “%s” cannot be opened: the program is ending", name);
      return FALSE;
    }

  if (g_hash_table_size (self->entries) >= RT_HUB_MAX_CHANNELS)
    {
      g_set_error (error, RT_HUB_ERROR, RT_HUB_ERROR_TOO_MANY_CHANNELS,
                   "Channel “%s” cannot be opened: there are %d already, use one of them",
                   name, RT_HUB_MAX_CHANNELS);
      return FALSE;
    }

  return TRUE;
}

/**
 * rt_hub_open_async:
 * @self: a hub
 * @name: a channel's name
 * @cancellable: (nullable): a cancellable
 * @callback: called when the channel is open
 * @user_data: for @callback
 *
 * Opens a channel, or gives the one that is open. It has numbers to give out:
 * where they cannot be reserved, they are those of the clock, and a message says
 * so once. A channel stays open until the hub goes. With more than
 * %RT_HUB_MAX_CHANNELS the error is %RT_HUB_ERROR_TOO_MANY_CHANNELS, for a wrong
 * name %RT_CHANNEL_ERROR_INVALID_NAME, after rt_hub_close_async()
 * %G_IO_ERROR_CLOSED.
 */
void
rt_hub_open_async (RtHub               *self,
                   const char          *name,
                   GCancellable        *cancellable,
                   GAsyncReadyCallback  callback,
                   gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  RtHubChannel *entry;

  g_return_if_fail (RT_IS_HUB (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_hub_open_async);

  entry = g_hash_table_lookup (self->entries, name);
  if (entry == NULL && !check_may_open (self, name, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  if (entry == NULL)
    entry = add_entry (self, name);
  if (entry->waiting == NULL)
    g_task_return_pointer (task, g_object_ref (entry->channel), g_object_unref);
  else
    g_ptr_array_add (entry->waiting, g_steal_pointer (&task));
}

/**
 * rt_hub_open_finish:
 * @self: a hub
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the channel
 */
RtChannel *
rt_hub_open_finish (RtHub         *self,
                    GAsyncResult  *result,
                    GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rt_hub_close_async:
 * @self: a hub
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Gives back the numbers not used. Call it last, once: nothing can be published
 * or opened after it, while what is remembered can still be read.
 */
void
rt_hub_close_async (RtHub               *self,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  GHashTableIter iter;
  RtHubChannel *entry;

  g_return_if_fail (RT_IS_HUB (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_hub_close_async);

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &entry))
    rt_hub_channel_seal (entry);

  if (self->closed || self->numbers == NULL)
    {
      self->closed = TRUE;
      g_task_return_boolean (task, TRUE);
      return;
    }

  self->closed = TRUE;
  self->closing = g_steal_pointer (&task);
  release_when_settled (self);
}

/**
 * rt_hub_close_finish:
 * @self: a hub
 * @result: what the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the numbers were given back, see rt_numbers_release_finish()
 */
gboolean
rt_hub_close_finish (RtHub         *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
