/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-address.h"

#include <string.h>

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rt-bus.h"

#define PORT     5672
#define TLS_PORT 5671

static gboolean
refuse (GError     **error,
        const char  *what)
{
  g_set_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID,
               _("The address of RabbitMQ cannot be read at “%s”: it goes amqp://USER@HOST:PORT/VHOST, "
                 "where a slash in VHOST is %%2F."), what);
  return FALSE;
}

static gboolean
take_number (const char  *key,
             const char  *value,
             guint        max,
             guint       *number,
             GError     **error)
{
  guint64 parsed;

  if (!g_ascii_string_to_unsigned (value, 10, 0, max, &parsed, NULL))
    return refuse (error, key);
  *number = (guint) parsed;

  return TRUE;
}

static gboolean
take_verify (RtRabbitAddress  *self,
             const char       *value,
             GError          **error)
{
  if (!g_str_equal (value, "verify_peer") && !g_str_equal (value, "verify_none"))
    return refuse (error, "verify");
  self->verify = g_str_equal (value, "verify_peer");

  return TRUE;
}

/* A parameter nobody knows may be one misspelt that was to make the connection safer. */
static gboolean
take_parameter (RtRabbitAddress  *self,
                const char       *key,
                const char       *value,
                GError          **error)
{
  char **text = NULL;

  if (g_str_equal (key, "verify"))
    return take_verify (self, value, error);
  if (g_str_equal (key, "heartbeat"))
    return take_number (key, value, RT_RABBIT_MAX_HEARTBEAT_S, &self->heartbeat_s, error);
  if (g_str_equal (key, "connection_timeout"))
    return take_number (key, value, G_MAXINT, &self->timeout_ms, error);

  if (g_str_equal (key, "cacertfile"))
    text = &self->ca_file;
  else if (g_str_equal (key, "certfile"))
    text = &self->certificate_file;
  else if (g_str_equal (key, "keyfile"))
    text = &self->key_file;
  else if (g_str_equal (key, "server_name_indication"))
    text = &self->server_name;
  else
    return refuse (error, key);

  g_free (*text);
  *text = g_strdup (value);

  return TRUE;
}

static gboolean
take_query (RtRabbitAddress  *self,
            const char       *query,
            GError          **error)
{
  GUriParamsIter iter;
  g_autoptr (GError) bad = NULL;

  g_uri_params_iter_init (&iter, query, -1, "&", G_URI_PARAMS_NONE);
  for (;;)
    {
      g_autofree char *key = NULL;
      g_autofree char *value = NULL;

      if (!g_uri_params_iter_next (&iter, &key, &value, &bad))
        break;
      if (!take_parameter (self, key, value, error))
        return FALSE;
    }

  return bad == NULL || refuse (error, "?");
}

/* The specification calls the path “/” a virtual host with an empty name; nobody has one, and
 * everybody means the default. */
static gboolean
take_vhost (RtRabbitAddress  *self,
            const char       *path,
            GError          **error)
{
  const char *name = path[0] == '/' ? path + 1 : path;

  if (strchr (name, '/') != NULL)
    return refuse (error, strchr (name, '/'));
  self->vhost = name[0] == '\0' ? g_strdup ("/") : g_uri_unescape_string (name, NULL);

  return self->vhost != NULL || refuse (error, path);
}

static gboolean
take_names (RtRabbitAddress  *self,
            GUri             *uri,
            GError          **error)
{
  const char *host = g_uri_get_host (uri);
  const char *user = g_uri_get_user (uri);
  const char *password = g_uri_get_password (uri);

  self->host = g_strdup (host == NULL || host[0] == '\0' ? "localhost" : host);
  if (user == NULL || user[0] == '\0')
    {
      /* What RabbitMQ comes with, for this machine alone. */
      user = "guest";
      password = password == NULL ? "guest" : password;
    }
  self->user = g_strdup (user);
  self->password = g_strdup (password == NULL ? "" : password);

  return take_vhost (self, g_uri_get_path (uri), error);
}

/**
 * rt_rabbit_address_new:
 * @uri: an address, parsed with %RT_BUS_URI_FLAGS
 * @error: return location
 *
 * Reads an address as https://www.rabbitmq.com/docs/uri-spec and uri-query-parameters define it.
 *
 * Returns: (transfer full) (nullable): what it says; %NULL with %RT_BUS_ERROR_INVALID
 */
RtRabbitAddress *
rt_rabbit_address_new (GUri    *uri,
                       GError **error)
{
  g_autoptr (RtRabbitAddress) self = g_new0 (RtRabbitAddress, 1);
  int port = g_uri_get_port (uri);
  const char *query = g_uri_get_query (uri);

  self->tls = g_str_equal (g_uri_get_scheme (uri), "amqps");
  self->port = (guint16) (port > 0 ? port : self->tls ? TLS_PORT : PORT);
  self->verify = TRUE;
  self->heartbeat_s = RT_RABBIT_DEFAULT_HEARTBEAT_S;
  if (!take_names (self, uri, error))
    return NULL;
  if (query != NULL && !take_query (self, query, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * rt_rabbit_address_free:
 * @self: an address
 *
 * Frees it, the password wiped.
 */
void
rt_rabbit_address_free (RtRabbitAddress *self)
{
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self->host);
  g_free (self->user);
  g_free (self->vhost);
  g_free (self->ca_file);
  g_free (self->certificate_file);
  g_free (self->key_file);
  g_free (self->server_name);
  g_free (self);
}
