/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-keyring.h"

#include "patterns/publish-subscribe/rt-bus.h"

typedef struct {
  GUri  *address;
  char  *password;
  RtBus *bus;
} Trial;

static void
trial_free (gpointer data)
{
  Trial *self = data;

  if (self->bus != NULL)
    rt_bus_close (self->bus);
  g_clear_object (&self->bus);
  g_uri_unref (self->address);
  rt_keyring_free (self->password);
  g_free (self);
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (rt_keyring_keep_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Of a broker that is away nobody knows whether it is right: what was typed last is. */
static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Trial *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!rt_bus_test_finish (RT_BUS (source), result, &error)
      && g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    rt_keyring_keep_async (self->address, self->password, g_task_get_cancellable (task), on_kept, g_object_ref (task));
}

/**
 * rt_keyring_try_async:
 * @uri: an address that names a user and a host; its password means nothing
 * @password: what to keep
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Keeps a password for the next time, unless the broker refuses it: there is one for each user of a
 * broker, and others go by it.
 */
void
rt_keyring_try_async (GUri                *uri,
                      const char          *password,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GUri) full = rt_keyring_complete (uri, password);
  char *text = g_uri_to_string (full);
  g_autoptr (GError) error = NULL;
  Trial *self = g_new0 (Trial, 1);

  g_task_set_source_tag (task, rt_keyring_try_async);
  self->address = g_uri_ref (uri);
  self->password = g_strdup (password);
  self->bus = rt_bus_new (text, &error);
  rt_keyring_free (text);
  g_task_set_task_data (task, self, trial_free);
  if (self->bus == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    rt_bus_test_async (self->bus, cancellable, on_tested, g_object_ref (task));
}

/**
 * rt_keyring_try_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it was kept; %FALSE with %RT_BUS_ERROR_ACCESS where the broker refuses it, or with
 *   another error
 */
gboolean
rt_keyring_try_finish (GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
