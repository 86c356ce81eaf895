/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-feed-bus.h"

#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus.h"

#define CONTENT_TYPE "application/json"

struct _RtFeedBus {
  char         *uri;       /* NULL until there is a folder */
  GFile        *folder;    /* its own, or NULL */
  RtBusAddress *address;
  RtBus        *bus;
  guint64      *n_refused; /* of whoever waits for what becomes of a message as well */
};

/**
 * rt_feed_bus_new:
 * @contestant: one that reads from a bus
 *
 * Returns: (transfer full): where its events go; not open yet
 */
RtFeedBus *
rt_feed_bus_new (const RtContestant *contestant)
{
  RtFeedBus *self = g_new0 (RtFeedBus, 1);

  self->uri = g_strdup (contestant->bus);
  self->n_refused = g_rc_box_new0 (guint64);

  return self;
}

static void
remove_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  GFile *folder = task_data;
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (folder, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                                                 G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *file = NULL;

  while (files != NULL && g_file_enumerator_iterate (files, NULL, &file, NULL, NULL) && file != NULL)
    g_file_delete (file, NULL, NULL);
  g_file_delete (folder, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * rt_feed_bus_free:
 * @self: (transfer full): a bus
 *
 * Closes it. A folder of its own is removed by a thread.
 */
void
rt_feed_bus_free (RtFeedBus *self)
{
  if (self->bus != NULL)
    rt_bus_close (self->bus);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->address, rt_bus_address_free);
  if (self->folder != NULL)
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, g_steal_pointer (&self->folder), g_object_unref);
      g_task_run_in_thread (task, remove_in_thread);
    }
  g_rc_box_release (self->n_refused);
  g_free (self->uri);
  g_free (self);
}

static void
on_declared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (rt_bus_declare_finish (RT_BUS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* It says exactly what fails, where a declaration would wait for better times. */
static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtFeedBus *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!rt_bus_test_finish (RT_BUS (source), result, &error))
    g_task_return_error (task, error);
  else if (!g_task_return_error_if_cancelled (task))
    rt_bus_declare_async (self->bus, self->address->target, g_task_get_cancellable (task), on_declared,
                          g_object_ref (task));
}

static void
begin (RtFeedBus *self,
       GTask     *task)
{
  GError *error = NULL;

  self->address = rt_bus_address_new (self->uri, &error);
  self->bus = self->address != NULL ? rt_bus_new (self->address->bus, &error) : NULL;
  if (self->bus == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  rt_bus_connect (self->bus);
  rt_bus_test_async (self->bus, g_task_get_cancellable (task), on_tested, g_object_ref (task));
}

static void
on_folder (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GFile) folder = g_file_new_tmp_dir_finish (result, &error);
  g_autofree char *path = NULL;
  RtFeedBus *self;

  /* Nothing of the bus may be touched: whoever cancelled may have freed it. */
  if (folder == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      if (folder != NULL)
        g_file_delete_async (folder, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
      if (error == NULL)
        g_task_return_error_if_cancelled (task);
      else
        g_task_return_error (task, error);
      return;
    }

  self = g_task_get_task_data (task);
  path = g_uri_escape_string (g_file_peek_path (folder), "/", FALSE);
  self->folder = g_steal_pointer (&folder);
  self->uri = g_strdup_printf ("embedded:compare/feed?kind=log&from=end&partitions=1&folder=%s", path);
  begin (self, task);
}

/**
 * rt_feed_bus_open_async:
 * @self: a bus that is not open
 * @cancellable: (nullable): to stop it; to be cancelled before @self is freed meanwhile
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Connects, and declares what the events go to where it does not exist.
 */
void
rt_feed_bus_open_async (RtFeedBus           *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_feed_bus_open_async);
  g_task_set_task_data (task, self, NULL);
  if (self->uri != NULL)
    begin (self, task);
  else
    g_file_new_tmp_dir_async ("roundtrip-XXXXXX", G_PRIORITY_DEFAULT, NULL, on_folder, g_object_ref (task));
}

/**
 * rt_feed_bus_open_finish:
 * @self: a bus
 * @result: what the callback was given
 * @error: return location for a #RtBusError or #GIOErrorEnum
 *
 * Returns: whether it is open
 */
gboolean
rt_feed_bus_open_finish (RtFeedBus     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_feed_bus_get_uri:
 * @self: a bus that is open
 *
 * Returns: (transfer none): what its readers connect to
 */
const char *
rt_feed_bus_get_uri (RtFeedBus *self)
{
  return self->uri;
}

static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  guint64 *n_refused = user_data;

  if (error != NULL)
    (*n_refused)++;
  g_rc_box_release (n_refused);
}

/**
 * rt_feed_bus_publish:
 * @self: a bus that is open
 * @number: of the event
 * @type: of the event
 * @data: JSON
 * @time_us: its birth, µs since 1970
 *
 * Publishes an event. One that the bus does not take, or does not confirm, is counted.
 */
void
rt_feed_bus_publish (RtFeedBus  *self,
                     guint64     number,
                     const char *type,
                     GBytes     *data,
                     gint64      time_us)
{
  g_autoptr (RtBusMessage) message = rt_bus_message_new (data);

  message->number = number;
  message->id = g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GUINT64_FORMAT, time_us, number);
  message->type = g_strdup (type);
  message->content_type = g_strdup (CONTENT_TYPE);
  message->time_us = time_us;
  if (rt_bus_publish (self->bus, self->address->target, message, on_confirmed, g_rc_box_acquire (self->n_refused), NULL))
    return;

  (*self->n_refused)++;
  g_rc_box_release (self->n_refused);
}

/**
 * rt_feed_bus_get_n_refused:
 * @self: a bus
 *
 * Returns: how many events it did not take
 */
guint64
rt_feed_bus_get_n_refused (RtFeedBus *self)
{
  return *self->n_refused;
}
