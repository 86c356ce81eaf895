/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "echo-server.h"

#include "frames.h"
#include "patterns/rt-stream.h"
#include "support/rt-test.h"

static void
opened_cb (RtSocket *socket,
           gpointer  user_data)
{
  EchoServer *self = user_data;

  self->socket = socket;
  self->n_opened++;
  rt_stream_close_when_gone (rt_socket_get_stream (socket));
}

static void
message_cb (RtSocket *socket,
            gboolean  is_text,
            GBytes   *data,
            gpointer  user_data)
{
  EchoServer *self = user_data;

  frames_describe (self->log, is_text ? 0x81 : 0x82, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

static void
free_cb (gpointer user_data)
{
  EchoServer *self = user_data;

  self->n_freed++;
}

static const RtSocketHooks hooks = { opened_cb, message_cb, NULL, free_cb };

static void
serve (RtExchange *exchange,
       gpointer    user_data)
{
  static const char * const protocols[] = { "a", "b", NULL };

  if (rt_exchange_is_websocket (exchange))
    rt_socket_serve (exchange, g_str_equal (rt_exchange_get_path (exchange), "/bare") ? NULL : protocols,
                     &hooks, user_data);
  else
    rt_exchange_respond_text (exchange, 200, "No WebSocket was asked for.");
}

static const RtRoute routes[] = {
  { "/socket", "GET", "websocket", TRUE, 0, serve },
  { "/bare", "GET", "websocket", TRUE, 0, serve },
};

void
echo_server_init (EchoServer *self)
{
  g_autoptr (GError) error = NULL;

  *self = (EchoServer) { .server = rt_server_new (), .log = g_string_new (NULL) };
  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (self->server, &routes[i], self);
  rt_server_listen (self->server, RT_PORT_MAIN, 0, &error);
  g_assert_no_error (error);
  self->port = rt_server_get_port (self->server, RT_PORT_MAIN);
}

void
echo_server_clear (EchoServer *self)
{
  rt_server_stop (self->server);
  rt_test_drain ();
  rt_test_assert_last_unref (self->server);
  g_assert_cmpuint (self->n_freed, >=, self->n_opened);
  g_string_free (self->log, TRUE);
}

typedef struct {
  EchoServer *server;
  guint       n;
} Count;

static gboolean
have_opened (gpointer user_data)
{
  Count *count = user_data;

  return count->server->n_opened >= count->n;
}

RawClient *
echo_server_open (EchoServer *self)
{
  Count count = { self, self->n_opened + 1 };
  RawClient *client = raw_client_new (self->port);

  raw_client_send (client, HANDSHAKE_OF ("/bare"), -1);
  raw_client_wait_for (client, "\r\n\r\n");
  rt_test_wait_for (have_opened, &count, "the WebSocket to open");

  return client;
}
