/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "patterns/request-response/rt-request-client.h"
#include "patterns/rt-pattern.h"

static void
root (RtExchange *exchange,
      gpointer    user_data)
{
  /* A greeting is no answer to an opening handshake: no WebSocket is here. */
  if (rt_exchange_is_websocket (exchange))
    rt_exchange_respond_text (exchange, SOUP_STATUS_NOT_FOUND, "Not Found");
  else
    {
      /* Whoever wants a page gets another answer (RFC 9110 section 12.5.5). */
      rt_exchange_set_header (exchange, "Vary", "Accept");
      rt_exchange_respond_text (exchange, SOUP_STATUS_OK, "Hello, World!");
    }
}

static gboolean
body_is_ping (RtExchange *exchange)
{
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);
  gsize size;
  const char *text = g_bytes_get_data (body, &size);

  while (size > 0 && g_ascii_isspace (text[size - 1]))
    size--;
  for (; size > 0 && g_ascii_isspace (*text); size--)
    text++;

  return size == strlen ("ping") && memcmp (text, "ping", size) == 0;
}

static void
hello (RtExchange *exchange,
       gpointer    user_data)
{
  if (g_str_equal (rt_exchange_get_method (exchange), "POST"))
    rt_exchange_respond_text (exchange, SOUP_STATUS_OK, body_is_ping (exchange) ? "pong" : "");
  else
    rt_exchange_respond_text (exchange, SOUP_STATUS_OK, "world");
}

static void
add_routes (RtServer *server,
            RtHub    *hub)
{
  static const RtRoute routes[] = {
    { "/", "GET", "request-response", FALSE, 0, root },
    { "/hello", "GET, POST", "request-response", FALSE, 64 * 1024, hello },
  };

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    rt_server_add_route (server, &routes[i], NULL);
}

const RtPattern rt_request_response = {
  .id = "request-response",
  .name = N_("Request–response"),
  .sentence = N_("One question, one answer."),
  .get_client_type = rt_request_client_get_type,
  .add_routes = add_routes,
  .manner = RT_MANNER_ASK,
  .traits = RT_TRAIT_PLAIN_HTTP | RT_TRAIT_BROWSER | RT_TRAIT_STATELESS,
};
