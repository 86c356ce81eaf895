/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection-private.h"

#include <glib/gi18n.h>

#include "core/rt-priority.h"
#include "patterns/publish-subscribe/rt-bus.h"

/* What TLS needs from files, which are read in a thread. */
typedef struct {
  char            *ca_file;
  char            *certificate_file;
  char            *key_file;
  GTlsDatabase    *database;
  GTlsCertificate *certificate;
} Trust;

static void
free_trust (Trust *trust)
{
  g_free (trust->ca_file);
  g_free (trust->certificate_file);
  g_free (trust->key_file);
  g_clear_object (&trust->database);
  g_clear_object (&trust->certificate);
  g_free (trust);
}

static void
load_trust (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  Trust *trust = task_data;
  GError *error = NULL;

  if (trust->ca_file != NULL)
    trust->database = g_tls_file_database_new (trust->ca_file, &error);
  else
    trust->database = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  if (error == NULL && trust->certificate_file != NULL)
    trust->certificate =
      g_tls_certificate_new_from_files (trust->certificate_file,
                                        trust->key_file == NULL ? trust->certificate_file : trust->key_file, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* GIO says no more than that the certificate is unacceptable. */
static const char *
explain (GTlsConnection *tls)
{
  GTlsCertificateFlags flags = g_tls_connection_get_peer_certificate_errors (tls);

  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) != 0)
    return _("nobody this computer trusts has signed its certificate");
  if ((flags & G_TLS_CERTIFICATE_BAD_IDENTITY) != 0)
    return _("its certificate is for another name");
  if ((flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)) != 0)
    return _("its certificate is not valid today");

  return NULL;
}

static void
fail (RtAmqpConnection *self,
      RtBusError        code,
      const char       *words)
{
  g_autoptr (GError) error = NULL;

  if (code == RT_BUS_ERROR_TLS)
    error = g_error_new (RT_BUS_ERROR, code, _("TLS with RabbitMQ at %s fails: %s"), self->where, words);
  else
    error = g_error_new (RT_BUS_ERROR, code, _("RabbitMQ at %s cannot be reached: %s"), self->where, words);
  rt_amqp_connection_fail (self, error);
}

static void
begin (RtAmqpConnection *self)
{
  g_autoptr (GError) error = NULL;

  if (rt_amqp_connection_watch (self, &error))
    rt_amqp_connection_start (self);
  else
    fail (self, RT_BUS_ERROR_CONNECT, error->message);
}

static void
on_shaken (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtAmqpConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  const char *words;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error);
  if (self->stage == RT_AMQP_DEAD)
    return;

  if (error == NULL)
    {
      begin (self);
      return;
    }

  words = g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE) ? explain (G_TLS_CONNECTION (source)) : NULL;
  fail (self, RT_BUS_ERROR_TLS, words == NULL ? error->message : words);
}

static gboolean
accept_any (void)
{
  return TRUE;
}

static void
shake (RtAmqpConnection *self,
       Trust            *trust)
{
  const RtRabbitAddress *address = self->address;
  const char *name = address->server_name == NULL ? address->host : address->server_name;
  g_autoptr (GSocketConnectable) identity = g_network_address_new (name, address->port);
  g_autoptr (GError) error = NULL;
  GIOStream *tls = g_tls_client_connection_new (G_IO_STREAM (self->tcp), identity, &error);

  if (tls == NULL)
    {
      fail (self, RT_BUS_ERROR_TLS, error->message);
      return;
    }

  g_set_object (&self->stream, tls);
  g_object_unref (tls);
  g_tls_connection_set_database (G_TLS_CONNECTION (tls), trust->database);
  if (trust->certificate != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (tls), trust->certificate);
  if (!address->verify)
    g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any), NULL);
  /* A farewell is AMQP's own: connection.close. */
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (tls), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), RT_PRIORITY_IO, self->cancellable, on_shaken,
                                    g_object_ref (self));
}

static void
on_trust (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  RtAmqpConnection *self = RT_AMQP_CONNECTION (source);
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self->stage == RT_AMQP_DEAD)
    return;

  if (error != NULL)
    fail (self, RT_BUS_ERROR_TLS, error->message);
  else
    shake (self, g_task_get_task_data (G_TASK (result)));
}

static void
start_tls (RtAmqpConnection *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, on_trust, NULL);
  Trust *trust = g_new0 (Trust, 1);

  trust->ca_file = g_strdup (self->address->ca_file);
  trust->certificate_file = g_strdup (self->address->certificate_file);
  trust->key_file = g_strdup (self->address->key_file);
  g_task_set_task_data (task, trust, (GDestroyNotify) free_trust);
  g_task_set_priority (task, RT_PRIORITY_IO);
  g_task_run_in_thread (task, load_trust);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (RtAmqpConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  GSocketConnection *tcp = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);

  if (self->stage == RT_AMQP_DEAD)
    {
      g_clear_object (&tcp);
      return;
    }

  self->tcp = tcp;
  if (tcp == NULL)
    {
      fail (self, RT_BUS_ERROR_CONNECT, error->message);
      return;
    }
  self->stream = g_object_ref (G_IO_STREAM (tcp));
  if (self->address->tls)
    start_tls (self);
  else
    begin (self);
}

void
rt_amqp_connection_dial (RtAmqpConnection *self)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (self->address->host, self->address->port);

  /* Proxies are for the web. */
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_connect_async (client, address, self->cancellable, on_connected, g_object_ref (self));
}
