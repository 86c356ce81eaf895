/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-desk-private.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"

/* A password in an address is not shown with it. */
static void
take_address (RtDeskPrivate *priv,
              const char    *uri,
              const char    *password)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);
  const char *inside = parsed != NULL ? g_uri_get_password (parsed) : NULL;

  g_free (priv->uri);
  priv->uri = parsed != NULL ? g_uri_to_string_partial (parsed, G_URI_HIDE_PASSWORD) : g_strdup (uri);
  g_free (priv->password);
  priv->password = g_strdup (password != NULL ? password : inside);
}

static void
take_sample (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  g_clear_object (&priv->sample);
  priv->sample = rt_desk_new_bus (self, NULL);
}

/**
 * rt_desk_set_uri:
 * @self: a desk
 * @uri: (nullable): the address of a bus, without a queue or topic; %NULL: the embedded one
 * @password: (nullable): the password of the user in @uri
 *
 * Sets where it works. What was counted elsewhere is forgotten; a desk that runs goes on there.
 */
void
rt_desk_set_uri (RtDesk     *self,
                 const char *uri,
                 const char *password)
{
  RtDeskPrivate *priv;
  gboolean running;
  g_autofree char *copy = NULL;

  g_return_if_fail (RT_IS_DESK (self));

  priv = rt_desk_get_private (self);
  copy = g_strdup (uri != NULL ? uri : RT_DESK_GET_CLASS (self)->default_uri);
  if (g_strcmp0 (copy, priv->uri) == 0 && g_strcmp0 (password, priv->password) == 0)
    return;

  running = priv->running;
  rt_desk_stop (self);
  take_address (priv, copy, password);
  take_sample (self);
  rt_desk_reset (self);
  rt_desk_set_state (self, RT_CLIENT_CLOSED, NULL);
  g_object_notify (G_OBJECT (self), "uri");
  if (running)
    rt_desk_start (self);
}

/* What is tried ends with it, whoever waits. */
static void
bus_free (gpointer bus)
{
  rt_bus_close (bus);
  g_object_unref (bus);
}

char *
rt_desk_dup_full_uri (const char *uri,
                      const char *password)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, RT_BUS_URI_FLAGS, NULL);
  g_autoptr (GUri) full = NULL;

  if (parsed == NULL || password == NULL || *password == '\0' || g_uri_get_user (parsed) == NULL)
    return g_strdup (uri);

  full = rt_keyring_complete (parsed, password);

  return g_uri_to_string (full);
}

gboolean
rt_desk_check_bus (RtDesk  *self,
                   RtBus   *bus,
                   GError **error)
{
  RtDeskClass *klass = RT_DESK_GET_CLASS (self);

  if ((rt_bus_get_abilities (bus) & klass->needs) == klass->needs)
    return TRUE;

  g_set_error_literal (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED, _(klass->missing));

  return FALSE;
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (rt_bus_test_finish (RT_BUS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * rt_desk_test_async:
 * @self: a desk
 * @uri: (nullable): an address that it may get; %NULL: the embedded one
 * @password: (nullable): as for rt_desk_set_uri()
 * @cancellable: (nullable): to stop waiting
 * @callback: called with what became of it
 * @user_data: for @callback
 *
 * Tries whether it could work there, with a connection that is closed again.
 */
void
rt_desk_test_async (RtDesk              *self,
                    const char          *uri,
                    const char          *password,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtBus) bus = NULL;
  g_autofree char *full = NULL;

  g_return_if_fail (RT_IS_DESK (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_desk_test_async);
  full = rt_desk_dup_full_uri (uri != NULL ? uri : RT_DESK_GET_CLASS (self)->default_uri, password);
  bus = rt_bus_new (full, &error);
  if (bus == NULL || !rt_desk_check_bus (self, bus, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_task_set_task_data (task, g_object_ref (bus), bus_free);
  rt_bus_test_async (bus, cancellable, on_tested, g_steal_pointer (&task));
}

/**
 * rt_desk_test_finish:
 * @self: a desk
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it could; %FALSE with %RT_BUS_ERROR that says exactly what fails
 */
gboolean
rt_desk_test_finish (RtDesk        *self,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
