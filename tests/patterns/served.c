/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "served.h"

#include <string.h>

#include "support/rt-test.h"

/* The next event of a story is hours away. */
#define STANDSTILL 0.00001

void
served_init (Served *self)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->engine = rt_engine_new (NULL);
  self->server = rt_engine_get_server (self->engine);
  rt_engine_set_speed (self->engine, STANDSTILL);
  rt_engine_start_async (self->engine, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the engine to start");
  g_assert_true (rt_engine_start_finish (self->engine, result, &error));
  g_assert_true (rt_server_listen (self->server, RT_PORT_MAIN, 0, &error));
  g_assert_no_error (error);
  self->port = rt_server_get_port (self->server, RT_PORT_MAIN);
}

void
served_clear (Served *self)
{
  GAsyncResult *kept = NULL;

  rt_engine_stop_async (self->engine, NULL, rt_test_keep_result, &kept);
  {
    g_autoptr (GAsyncResult) result = rt_test_wait_result (&kept, "the engine to stop");

    g_assert_true (rt_engine_stop_finish (self->engine, result, NULL));
  }
  rt_test_drain ();
  g_object_add_weak_pointer (G_OBJECT (self->server), (gpointer *) &self->server);
  rt_test_assert_last_unref (self->engine);
  g_assert_null (self->server);
}

RtChannel *
served_get_channel (Served     *self,
                    const char *name)
{
  RtHub *hub = rt_engine_get_hub (self->engine);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RtChannel) channel = NULL;

  rt_hub_open_async (hub, name, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the channel to open");
  channel = rt_hub_open_finish (hub, result, NULL);
  g_assert_nonnull (channel);

  return rt_hub_lookup (hub, name);
}

guint64
served_publish (Served     *self,
                const char *channel,
                const char *type,
                const char *json)
{
  g_autoptr (GBytes) data = g_bytes_new (json, strlen (json));
  g_autoptr (GError) error = NULL;
  guint64 seq = rt_channel_publish (served_get_channel (self, channel), type, data, &error);

  g_assert_no_error (error);

  return seq;
}

guint
served_count_channels (Served *self)
{
  return g_list_model_get_n_items (rt_hub_get_channels (rt_engine_get_hub (self->engine)));
}

guint64
served_count_events (Served *self)
{
  GListModel *channels = rt_hub_get_channels (rt_engine_get_hub (self->engine));
  guint64 n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++)
    {
      g_autoptr (RtChannel) channel = g_list_model_get_item (channels, i);

      n += rt_channel_get_last (channel);
    }

  return n;
}

static RawClient *
send_request (Served     *self,
              const char *method,
              const char *target,
              const char *fields,
              const char *body)
{
  RawClient *client = raw_client_new (self->port);
  g_autoptr (GString) request = g_string_new (NULL);

  g_string_printf (request, "%s %s HTTP/1.1\r\nHost: localhost\r\n%s", method, target, fields);
  if (body != NULL)
    g_string_append_printf (request, "Content-Length: %" G_GSIZE_FORMAT "\r\n", strlen (body));
  g_string_append_printf (request, "\r\n%s", body != NULL ? body : "");
  raw_client_send (client, request->str, request->len);

  return client;
}

RawResponse *
served_ask (Served     *self,
            const char *method,
            const char *target,
            const char *fields,
            const char *body)
{
  g_autoptr (RawClient) client = send_request (self, method, target, fields, body);

  return raw_client_take_response (client, method);
}

static RawClient *
open_with_status (Served     *self,
                  const char *target,
                  const char *fields,
                  guint       status)
{
  RawClient *client = send_request (self, "GET", target, fields, NULL);
  g_autofree char *head = raw_client_take_until (client, "\r\n\r\n");

  g_assert_cmpuint (g_ascii_strtoull (head + strlen ("HTTP/1.1 "), NULL, 10), ==, status);

  return client;
}

RawClient *
served_open_stream (Served     *self,
                    const char *target,
                    const char *fields)
{
  g_autofree char *all = g_strdup_printf ("Accept: text/event-stream\r\n%s", fields);

  return open_with_status (self, target, all, 200);
}

RawClient *
served_open_websocket (Served     *self,
                       const char *target,
                       const char *fields)
{
  g_autofree char *all = g_strdup_printf (SERVED_HANDSHAKE "%s", fields);

  return open_with_status (self, target, all, 101);
}

static gboolean
is_empty (gpointer user_data)
{
  Served *self = user_data;

  return g_list_model_get_n_items (rt_server_get_peers (self->server)) == 0;
}

void
served_wait_empty (Served *self)
{
  rt_test_wait_for (is_empty, self, "every connection to be closed");
}
