/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rt-keyring.h"

#include <glib/gi18n.h>
#include <string.h>

#ifdef HAVE_LIBSECRET
#include <libsecret/secret.h>
#endif

#include "patterns/publish-subscribe/rt-bus-engine.h"

/**
 * rt_keyring_needs:
 * @uri: an address of a bus
 *
 * Returns: whether it names a user and a host, and no password
 */
gboolean
rt_keyring_needs (GUri *uri)
{
  g_return_val_if_fail (uri != NULL, FALSE);

  return g_uri_get_user (uri) != NULL && *g_uri_get_user (uri) != '\0' && g_uri_get_password (uri) == NULL &&
         g_uri_get_host (uri) != NULL;
}

/**
 * rt_keyring_complete:
 * @uri: an address of a bus
 * @password: (nullable): that of its user
 *
 * Returns: (transfer full): @uri with @password, and with no other
 */
GUri *
rt_keyring_complete (GUri       *uri,
                     const char *password)
{
  g_return_val_if_fail (uri != NULL, NULL);

  return g_uri_build_with_user (RT_BUS_URI_FLAGS, g_uri_get_scheme (uri), g_uri_get_user (uri), password, NULL,
                                g_uri_get_host (uri), g_uri_get_port (uri), g_uri_get_path (uri),
                                g_uri_get_query (uri), NULL);
}

/**
 * rt_keyring_free:
 * @password: (transfer full) (nullable): a password
 *
 * Wipes and frees it.
 */
void
rt_keyring_free (char *password)
{
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}

#ifdef HAVE_LIBSECRET
/* The names that others use too, secret-tool(1) among them, whatever the schema is called. */
static const SecretSchema schema = {
  "io.github.roundtrip.Broker", SECRET_SCHEMA_DONT_MATCH_NAME, {
    { "protocol", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "port", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

/* Without a port it is the usual one, and stays unsaid. */
static GHashTable *
new_attributes (GUri *uri)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  g_hash_table_insert (attributes, (gpointer) "protocol", g_strdup (g_uri_get_scheme (uri)));
  g_hash_table_insert (attributes, (gpointer) "server", g_strdup (g_uri_get_host (uri)));
  g_hash_table_insert (attributes, (gpointer) "user", g_strdup (g_uri_get_user (uri)));
  if (g_uri_get_port (uri) > 0)
    g_hash_table_insert (attributes, (gpointer) "port", g_strdup_printf ("%d", g_uri_get_port (uri)));

  return attributes;
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  char *found = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_strdup (found), (GDestroyNotify) rt_keyring_free);
  secret_password_free (found);
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_forgotten (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}
#endif

/**
 * rt_keyring_find_async:
 * @uri: an address that needs a password, see rt_keyring_needs()
 * @cancellable: (nullable): a cancellable
 * @callback: called with what was found
 * @user_data: for @callback
 *
 * Looks for a password; a keyring that is locked may ask the user.
 */
void
rt_keyring_find_async (GUri                *uri,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (uri != NULL && rt_keyring_needs (uri));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_keyring_find_async);
#ifdef HAVE_LIBSECRET
  {
    g_autoptr (GHashTable) attributes = new_attributes (uri);

    secret_password_lookupv (&schema, attributes, cancellable, on_found, g_object_ref (task));
  }
#else
  g_task_return_pointer (task, NULL, NULL);
#endif
}

/**
 * rt_keyring_find_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the password; %NULL where there is none, or with an error of
 *   GIO or libsecret where the keyring cannot be asked
 */
char *
rt_keyring_find_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rt_keyring_keep_async:
 * @uri: an address that names a user and a host; its password means nothing
 * @password: (nullable): what to keep; %NULL: forgets it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Keeps a password for the next time.
 */
void
rt_keyring_keep_async (GUri                *uri,
                       const char          *password,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (uri != NULL && g_uri_get_user (uri) != NULL && g_uri_get_host (uri) != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rt_keyring_keep_async);
#ifdef HAVE_LIBSECRET
  {
    g_autoptr (GHashTable) attributes = new_attributes (uri);
    /* Translators: how it is called in the keyring: a user and a host */
    g_autofree char *label = g_strdup_printf (_("Broker of Roundtrip: %s at %s"), g_uri_get_user (uri),
                                              g_uri_get_host (uri));

    if (password != NULL)
      secret_password_storev (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, password, cancellable, on_kept,
                              g_object_ref (task));
    else
      secret_password_clearv (&schema, attributes, cancellable, on_forgotten, g_object_ref (task));
  }
#else
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("This build of Roundtrip is without a keyring: it keeps no password."));
#endif
}

/**
 * rt_keyring_keep_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: whether it was kept, or forgotten; %FALSE with an error otherwise
 */
gboolean
rt_keyring_keep_finish (GAsyncResult  *result,
                        GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
