/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-http2-server-private.h"

#include "lab/rt-run-certificate.h"

/* What a connection has cost, as far as it was counted. */
typedef struct {
  RtTraffic *account;  /* (unowned): of the pattern it serves; NULL before its first request */
  RtWire     wire;
} Bill;

static void
settle (RtHttp2Connection *connection)
{
  Bill *bill = rt_http2_connection_get_data (connection);
  RtWire now = { 0 };
  RtWire since;

  rt_http2_connection_read_wire (connection, &now);
  if (bill->account == NULL)
    return;

  since = now;
  rt_wire_subtract (&since, &bill->wire);
  rt_wire_add (&bill->account->wire, &since);
  bill->account->header_bytes += (since.segments_in + since.segments_out) * RT_HEADER_BYTES_IPV4;
  bill->wire = now;
}

static void
forget (gpointer connection)
{
  Bill *bill = rt_http2_connection_get_data (connection);

  settle (connection);
  if (bill->account != NULL)
    bill->account->connections_open--;
  rt_http2_connection_free (connection);
  g_free (bill);
}

static void
on_closed (RtHttp2Connection *connection,
           gpointer           user_data)
{
  RtHttp2Server *self = user_data;

  g_ptr_array_remove_fast (self->connections, connection);
}

static const RtHttp2Hooks hooks = {
  rt_http2_answer_request, rt_http2_answer_writable, rt_http2_answer_gone, on_closed,
};

static void
on_accepted (RtListener        *listener,
             GSocketConnection *connection,
             RtHttp2Server     *self)
{
  g_autoptr (GError) error = NULL;
  RtHttp2Connection *accepted;

  if (self->connections->len >= rt_listener_get_connection_limit ())
    {
      g_socket_close (g_socket_connection_get_socket (connection), NULL);
      return;
    }

  accepted = rt_http2_connection_new (connection, self->certificate, &hooks, self, &error);
  if (accepted == NULL)
    {
      g_message ("A connection could not be served: %s", error->message);
      return;
    }
  rt_http2_connection_set_data (accepted, g_new0 (Bill, 1));
  g_ptr_array_add (self->connections, accepted);
}

RtTraffic *
rt_http2_server_take_request (RtHttp2Server *self,
                              RtHttp2Stream *stream,
                              const char    *pattern)
{
  Bill *bill = rt_http2_connection_get_data (rt_http2_stream_get_connection (stream));
  RtTraffic *traffic = rt_ledger_get (self->ledger, g_intern_string (pattern));

  if (bill->account == NULL)
    {
      bill->account = traffic;
      traffic->connections_opened++;
      traffic->connections_open++;
    }
  traffic->requests++;

  return traffic;
}

/**
 * rt_http2_server_new:
 * @channel: whose events it has
 * @error: return location for a #GIOErrorEnum or #GTlsError
 *
 * Returns: (transfer full) (nullable): a server that listens at a free port, with a certificate of
 *   its own, in the thread-default main context
 */
RtHttp2Server *
rt_http2_server_new (RtChannel  *channel,
                     GError    **error)
{
  static const char * const loopback[] = { "127.0.0.1", NULL };
  g_autoptr (GTlsCertificate) certificate = rt_run_certificate_new (error);
  g_autoptr (RtListener) listener = certificate != NULL ? rt_listener_new (loopback, 0, error) : NULL;
  RtHttp2Server *self;

  if (listener == NULL)
    return NULL;

  self = g_new0 (RtHttp2Server, 1);
  self->channel = g_object_ref (channel);
  self->listener = g_steal_pointer (&listener);
  self->certificate = g_steal_pointer (&certificate);
  self->ledger = rt_ledger_new ();
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->connections = g_ptr_array_new_with_free_func (forget);
  g_signal_connect (self->listener, "accepted", G_CALLBACK (on_accepted), self);

  return self;
}

/* No hook is called for what is freed. */
static void
end_streams (RtHttp2Server *self)
{
  for (guint i = 0; i < self->connections->len; i++)
    rt_http2_connection_end_streams (g_ptr_array_index (self->connections, i));
}

/**
 * rt_http2_server_free:
 * @self: (transfer full): a server
 *
 * Ends all connections.
 */
void
rt_http2_server_free (RtHttp2Server *self)
{
  g_signal_handlers_disconnect_by_data (self->listener, self);
  rt_listener_close (self->listener);
  g_object_unref (self->listener);
  end_streams (self);
  g_ptr_array_unref (self->connections);
  rt_ledger_unref (self->ledger);
  rt_poller_unref (self->poller);
  g_object_unref (self->certificate);
  g_object_unref (self->channel);
  g_free (self);
}

/**
 * rt_http2_server_dup_uri:
 * @self: a server
 * @path: what of it, "/latest"
 *
 * Returns: (transfer full): its address, https
 */
char *
rt_http2_server_dup_uri (RtHttp2Server *self,
                         const char    *path)
{
  return g_strdup_printf ("https://127.0.0.1:%u%s", rt_listener_get_port (self->listener), path);
}

/**
 * rt_http2_server_get_certificate:
 * @self: a server
 *
 * Returns: (transfer none): the certificate, which nobody but itself has signed
 */
GTlsCertificate *
rt_http2_server_get_certificate (RtHttp2Server *self)
{
  return self->certificate;
}

/**
 * rt_http2_server_measure:
 * @self: a server
 * @pattern: the id of an RtPattern
 *
 * Reads the kernel's counters of all connections. What is said in closing one is not among them.
 *
 * Returns: (transfer none): what was counted for @pattern since the server was made
 */
const RtTraffic *
rt_http2_server_measure (RtHttp2Server *self,
                         const char    *pattern)
{
  for (guint i = 0; i < self->connections->len; i++)
    settle (g_ptr_array_index (self->connections, i));

  return rt_ledger_get (self->ledger, g_intern_string (pattern));
}
