/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "server-fixture.h"

#include "support/rt-test.h"

static void
answer_text (RtExchange *exchange,
             gpointer    user_data)
{
  ServerFixture *fixture = user_data;
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);

  fixture->n_handled++;
  if (g_str_equal (rt_exchange_get_method (exchange), "POST"))
    {
      rt_peer_count_published (rt_exchange_get_peer (exchange), g_bytes_get_size (body));
      rt_exchange_respond (exchange, 201, "text/plain", body);
    }
  else
    {
      rt_exchange_respond_text (exchange, 200, "hello");
    }
}

static void
answer_poll (RtExchange *exchange,
             gpointer    user_data)
{
  if (rt_exchange_get_header (exchange, "If-None-Match") != NULL)
    {
      rt_exchange_set_carries (exchange, TRUE, 0, 0);
      rt_exchange_respond (exchange, 304, NULL, NULL);
      return;
    }

  rt_exchange_set_carries (exchange, FALSE, 3, 15);
  rt_exchange_respond_text (exchange, 200, "11111 22222 33333");
}

static void
answer_none (RtExchange *exchange,
             gpointer    user_data)
{
  rt_exchange_set_carries (exchange, TRUE, 0, 0);
  rt_exchange_respond (exchange, 204, NULL, NULL);
}

static void
on_gone (RtExchange    *exchange,
         ServerFixture *fixture)
{
  fixture->n_gone++;
  g_assert_true (g_ptr_array_remove (fixture->held, exchange));
}

static void
hold (RtExchange *exchange,
      gpointer    user_data)
{
  ServerFixture *fixture = user_data;

  rt_exchange_hold (exchange);
  g_signal_connect (exchange, "gone", G_CALLBACK (on_gone), fixture);
  g_ptr_array_add (fixture->held, g_object_ref (exchange));
}

static void
close_when_gone (RtPeerStream *stream)
{
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}

static void
stream_events (RtExchange *exchange,
               gpointer    user_data)
{
  g_autoptr (RtPeerStream) stream = rt_exchange_take_stream (exchange, "text/event-stream");
  g_autoptr (GBytes) one = g_bytes_new_static ("data: one\n\n", 11);
  g_autoptr (GBytes) two = g_bytes_new_static ("data: two\n\n", 11);

  rt_outbox_push_event (rt_peer_stream_get_outbox (stream), one, 3);
  rt_outbox_push_event (rt_peer_stream_get_outbox (stream), two, 3);
  rt_peer_stream_flush (stream);
  g_signal_connect (stream, "gone", G_CALLBACK (close_when_gone), NULL);
}

static void
echo (SoupWebsocketConnection *websocket,
      SoupWebsocketDataType    type,
      GBytes                  *message)
{
  soup_websocket_connection_send_message (websocket, type, message);
}

static void
socket_closed (SoupWebsocketConnection *websocket,
               ServerFixture           *fixture)
{
  g_ptr_array_remove (fixture->sockets, websocket);
}

static void
socket_opened (SoupWebsocketConnection *websocket,
               RtPeer                  *peer,
               gpointer                 user_data)
{
  ServerFixture *fixture = user_data;

  g_signal_connect (websocket, "message", G_CALLBACK (echo), NULL);
  g_signal_connect (websocket, "closed", G_CALLBACK (socket_closed), fixture);
  g_ptr_array_add (fixture->sockets, g_object_ref (websocket));
}

static void
upgrade (RtExchange *exchange,
         gpointer    user_data)
{
  static const char * const protocols[] = { "echo", NULL };

  if (rt_exchange_is_websocket (exchange))
    rt_exchange_upgrade (exchange, protocols, socket_opened, user_data, NULL);
  else
    rt_exchange_respond_text (exchange, 400, "No upgrade");
}

static const RtRoute routes[] = {
  { "/text", "GET, POST", "request-response", FALSE, 1024, answer_text },
  { "/poll", "GET", "short-polling", FALSE, 0, answer_poll },
  { "/none", "GET", "short-polling", FALSE, 0, answer_none },
  { "/hold", "GET", "long-polling", FALSE, 0, hold },
  { "/events", "GET", "server-sent-events", FALSE, 0, stream_events },
  { "/socket", "GET", "websocket", TRUE, 0, upgrade },
  { "/channels/", "GET, POST", "request-response", TRUE, 1024, answer_text },
};

void
server_fixture_set_up (ServerFixture *fixture,
                       gconstpointer  user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->held = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->server = rt_server_new ();
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (fixture->server, &routes[i], fixture);
  rt_server_listen (fixture->server, RT_PORT_MAIN, 0, &error);
  g_assert_no_error (error);
  fixture->port = rt_server_get_port (fixture->server, RT_PORT_MAIN);
}

void
server_fixture_tear_down (ServerFixture *fixture,
                          gconstpointer  user_data)
{
  rt_server_stop (fixture->server);
  rt_test_drain ();
  g_assert_cmpuint (fixture->held->len, ==, 0);
  rt_test_assert_last_unref (fixture->server);
  g_ptr_array_unref (fixture->held);
  g_ptr_array_unref (fixture->sockets);
}

typedef struct {
  ServerFixture *fixture;
  guint          n;
} Count;

static gboolean
are_held (gpointer user_data)
{
  Count *count = user_data;

  return count->fixture->held->len == count->n;
}

void
server_fixture_wait_held (ServerFixture *fixture,
                          guint          n)
{
  Count count = { fixture, n };

  rt_test_wait_for (are_held, &count, "requests to be held");
}

void
server_fixture_release (ServerFixture *fixture)
{
  while (fixture->held->len > 0)
    {
      g_autoptr (RtExchange) exchange = g_ptr_array_steal_index (fixture->held, 0);

      rt_exchange_set_carries (exchange, FALSE, 1, 4);
      rt_exchange_respond_text (exchange, 200, "news");
    }
}

static gboolean
are_open (gpointer user_data)
{
  Count *count = user_data;

  return g_list_model_get_n_items (rt_server_get_peers (count->fixture->server)) == count->n;
}

void
server_fixture_wait_open (ServerFixture *fixture,
                          guint          n)
{
  Count count = { fixture, n };

  rt_test_wait_for (are_open, &count, "so many peers to be open");
}

void
server_fixture_settle (ServerFixture *fixture)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  rt_server_settle_async (fixture->server, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the counters to be settled");
  rt_server_settle_finish (fixture->server, result, &error);
  g_assert_no_error (error);
}

const RtTraffic *
server_fixture_get (ServerFixture *fixture,
                    const char    *pattern)
{
  return rt_ledger_get (rt_server_get_ledger (fixture->server), pattern);
}
