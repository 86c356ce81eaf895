/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "patterns/rt-channel-answer.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-pattern.h"
#include "patterns/short-polling/rt-short-polling-client.h"

/* `{"coins": n}`, the ticker's latest value; its number is the ETag. */
static void
bitcoin (RtExchange *exchange,
         gpointer    user_data)
{
  RtChannel *channel = rt_hub_lookup (user_data, "ticker");
  RtEvent *event = channel != NULL ? rt_channel_get_latest (channel) : NULL;
  g_autofree char *etag = NULL;

  if (event == NULL)
    {
      rt_exchange_set_header (exchange, "Retry-After", "1");
      rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "The ticker has not begun.");
      return;
    }

  etag = g_strdup_printf ("\"%" G_GUINT64_FORMAT "\"", rt_event_get_seq (event));
  rt_exchange_set_header (exchange, "ETag", etag);
  rt_exchange_set_header (exchange, "Cache-Control", "no-cache");
  if (rt_fields_etag_matches (rt_exchange_get_header (exchange, "If-None-Match"), etag))
    {
      rt_exchange_set_carries (exchange, TRUE, 0, 0);
      rt_exchange_respond (exchange, SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
      return;
    }

  rt_exchange_set_carries (exchange, FALSE, 1, rt_event_get_size (event));
  rt_exchange_respond (exchange, SOUP_STATUS_OK, "application/json", rt_event_get_data (event));
}

static void
add_routes (RtServer *server,
            RtHub    *hub)
{
  static const RtRoute route = { "/bitcoin", "GET", "short-polling", FALSE, 0, bitcoin };

  rt_server_add_route (server, &route, hub);
}

/* A GET that asks for nothing else. */
static gboolean
claims (RtExchange *exchange)
{
  return TRUE;
}

static void
serve (RtExchange *exchange,
       RtChannel  *channel)
{
  g_auto (RtChannelQuery) query = { 0 };

  if (rt_channel_query_parse (exchange, &query))
    rt_channel_answer (exchange, channel, &query);
}

const RtPattern rt_short_polling = {
  .id = "short-polling",
  .name = N_("Short polling"),
  .sentence = N_("Asks again and again: anything new?"),
  .get_client_type = rt_short_polling_client_get_type,
  .add_routes = add_routes,
  .claims = claims,
  .serve = serve,
};
