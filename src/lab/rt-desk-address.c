/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-desk-private.h"

#include <glib/gi18n.h>
#include <string.h>

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
 * @password: (nullable): the password of the user in @uri; %NULL: that in @uri, or the one that it has for
 *   this address
 *
 * Sets where it works. What was counted elsewhere is forgotten; a desk that runs goes on there.
 */
void
rt_desk_set_uri (RtDesk     *self,
                 const char *uri,
                 const char *password)
{
  RtDeskPrivate *priv;
  g_autofree char *copy = NULL;

  g_return_if_fail (RT_IS_DESK (self));

  priv = rt_desk_get_private (self);
  copy = g_strdup (uri != NULL ? uri : RT_DESK_GET_CLASS (self)->default_uri);
  if (g_strcmp0 (copy, priv->uri) == 0 && (password == NULL || g_strcmp0 (password, priv->password) == 0))
    return;

  take_address (priv, copy, password);
  take_sample (self);
  if (priv->sample != NULL)
    rt_desk_add_last_uri (self, priv->uri);
  rt_desk_set_simulated (self, FALSE);
  rt_desk_set_state (self, priv->running ? RT_CLIENT_CONNECTING : RT_CLIENT_CLOSED, NULL);
  g_object_notify (G_OBJECT (self), "uri");
  g_object_notify (G_OBJECT (self), "address");
  rt_desk_reset (self);
}

/**
 * rt_desk_get_uri:
 * @self: a desk
 *
 * Returns: (transfer none): the address of its bus, without the password
 */
const char *
rt_desk_get_uri (RtDesk *self)
{
  return rt_desk_get_private (self)->uri;
}

/* (transfer full): that of the engine, which is the same with TLS */
static char *
dup_family (const char *scheme)
{
  gsize length = strlen (scheme);

  return g_strndup (scheme, length > 1 && scheme[length - 1] == 's' ? length - 1 : length);
}

/**
 * rt_desk_get_last_uri:
 * @self: a desk
 * @scheme: of an engine
 *
 * Returns: (transfer none) (nullable): where it worked last over that engine, with TLS or without;
 *   %NULL: nowhere yet
 */
const char *
rt_desk_get_last_uri (RtDesk     *self,
                      const char *scheme)
{
  g_autofree char *family = dup_family (scheme);

  return g_hash_table_lookup (rt_desk_get_private (self)->last_uris, family);
}

/**
 * rt_desk_dup_last_uris:
 * @self: a desk
 *
 * Returns: (transfer full): where it worked last over each engine, without passwords
 */
GStrv
rt_desk_dup_last_uris (RtDesk *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer uri;

  g_hash_table_iter_init (&iter, rt_desk_get_private (self)->last_uris);
  while (g_hash_table_iter_next (&iter, NULL, &uri))
    g_strv_builder_add (builder, uri);

  return g_strv_builder_end (builder);
}

/**
 * rt_desk_add_last_uri:
 * @self: a desk
 * @uri: an address of a bus
 *
 * Says where it worked in an earlier run; what is no address of a bus is passed over.
 */
void
rt_desk_add_last_uri (RtDesk     *self,
                      const char *uri)
{
  g_autoptr (RtBus) bus = rt_bus_new (uri, NULL);

  g_return_if_fail (RT_IS_DESK (self));

  if (bus != NULL)
    g_hash_table_insert (rt_desk_get_private (self)->last_uris, dup_family (g_uri_peek_scheme (uri)),
                         g_strdup (rt_bus_get_uri (bus)));
}

/**
 * rt_desk_has_wire:
 * @self: a desk
 *
 * Returns: whether its bus is at the other end of a wire, on which bytes can be counted; %FALSE: it is
 *   in this process
 */
gboolean
rt_desk_has_wire (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);

  return priv->sample == NULL || !RT_BUS_GET_CLASS (priv->sample)->in_process;
}

/* With the last segment of its path, which is the queue or topic. */
static GUri *
add_target (GUri              *bus,
            const RtBusTarget *target)
{
  const char *path = g_uri_get_path (bus);
  g_autofree char *name = g_uri_escape_string (target->name, NULL, FALSE);
  g_autofree char *full = g_strconcat (path, g_str_has_suffix (path, "/") ? "" : "/", name, NULL);
  const char *query = g_uri_get_query (bus);
  gboolean says_kind = target->kind == RT_BUS_LOG && !g_str_has_prefix (g_uri_get_scheme (bus), "kafka");
  g_autofree char *whole = g_strconcat (query != NULL ? query : "", query != NULL && says_kind ? "&" : "",
                                        says_kind ? "kind=log" : "", NULL);

  return g_uri_build_with_user (RT_BUS_URI_FLAGS, g_uri_get_scheme (bus), g_uri_get_user (bus), NULL, NULL,
                                g_uri_get_host (bus), g_uri_get_port (bus), full, *whole != '\0' ? whole : NULL, NULL);
}

/**
 * rt_desk_dup_address:
 * @self: a desk
 *
 * Tells the address of its queue or topic, see #RtBusAddress: who publishes there or consumes
 * takes part.
 *
 * Returns: (transfer full): the address, without the password
 */
char *
rt_desk_dup_address (RtDesk *self)
{
  RtDeskPrivate *priv = rt_desk_get_private (self);
  g_autoptr (RtBusTarget) target = NULL;
  g_autoptr (GUri) bus = NULL;
  g_autoptr (GUri) full = NULL;

  g_return_val_if_fail (RT_IS_DESK (self), NULL);

  bus = g_uri_parse (priv->uri, RT_BUS_URI_FLAGS, NULL);
  if (bus == NULL)
    return g_strdup (priv->uri);

  target = RT_DESK_GET_CLASS (self)->make_target (self, rt_desk_get_abilities (self));
  full = add_target (bus, target);

  return g_uri_to_string (full);
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
on_declared (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (rt_bus_declare_finish (RT_BUS (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* What is not there yet will be made as it is wanted, by who starts; what is there may be otherwise. */
static void
on_measured (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtDesk *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, &error);
  g_autoptr (RtBusTarget) target = NULL;

  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND))
    g_task_return_boolean (task, TRUE);
  else if (partitions == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    {
      target = RT_DESK_GET_CLASS (self)->make_target (self, rt_bus_get_abilities (RT_BUS (source)));
      rt_bus_declare_async (RT_BUS (source), target, g_task_get_cancellable (task), on_declared,
                            g_object_ref (task));
    }
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RtDesk *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (RtBusTarget) target = NULL;

  if (!rt_bus_test_finish (RT_BUS (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  target = RT_DESK_GET_CLASS (self)->make_target (self, rt_bus_get_abilities (RT_BUS (source)));
  rt_bus_measure_async (RT_BUS (source), target, NULL, g_task_get_cancellable (task), on_measured,
                        g_object_ref (task));
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
 * Tries whether it could work there, with a connection that is closed again: connects, and where
 * its queue or topic exists, makes sure that it is as the desk declares it. Makes none.
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
  if (password == NULL && g_strcmp0 (uri, rt_desk_get_uri (self)) == 0)
    password = rt_desk_get_private (self)->password;
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
