/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-json.h"
#include "patterns/rt-channel-resource.h"

#define MAX_BODY (1024 * 1024)

static void
publish (RtExchange *exchange,
         RtChannel  *channel)
{
  const char *type = rt_exchange_get_query (exchange, "type");
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;
  guint64 seq;
  char *json;

  seq = rt_channel_publish (channel, type != NULL ? type : "message", body, &error);
  if (seq == 0)
    {
      gboolean later = g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS);

      if (later)
        rt_exchange_set_header (exchange, "Retry-After", "1");
      rt_exchange_respond_problem (exchange, later ? SOUP_STATUS_SERVICE_UNAVAILABLE : SOUP_STATUS_BAD_REQUEST, "%s", error->message);
      return;
    }

  rt_peer_count_published (rt_exchange_get_peer (exchange), g_bytes_get_size (body));
  json = g_strdup_printf ("{\"seq\": %" G_GUINT64_FORMAT "}", seq);
  answer = g_bytes_new_take (json, strlen (json));
  rt_exchange_respond (exchange, SOUP_STATUS_CREATED, "application/json", answer);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (RtExchange) exchange = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = rt_hub_open_finish (RT_HUB (source), result, &error);

  if (rt_exchange_get_message (exchange) == NULL)
    return;
  if (channel == NULL)
    rt_exchange_respond_problem (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "%s", error->message);
  else
    publish (exchange, channel);
}

static gboolean
body_is_json (RtExchange *exchange)
{
  const char *type = rt_exchange_get_header (exchange, "Content-Type");
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);
  g_autoptr (GError) error = NULL;

  if (type != NULL && strstr (type, "json") == NULL)
    rt_exchange_respond_problem (exchange, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE, "The body is %s; send JSON with Content-Type: application/json.", type);
  else if (g_bytes_get_size (body) == 0)
    rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "The body is empty; send one JSON value.");
  else if (!rt_json_check (g_bytes_get_data (body, NULL), g_bytes_get_size (body), &error))
    rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "%s", error->message);
  else
    return TRUE;

  return FALSE;
}

static void
handle (RtExchange *exchange,
        gpointer    user_data)
{
  RtHub *hub = user_data;
  const char *name = rt_exchange_get_path (exchange) + strlen ("/channels/");
  const RtPattern * const *patterns = rt_patterns_list ();
  const RtPattern *chosen = NULL;
  RtChannel *channel;

  if (!rt_channel_name_is_valid (name))
    {
      rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "\"%s\" is no channel's name: 1 to 64 of a-z, 0-9, dot, underscore and hyphen.", name);
      return;
    }

  channel = rt_hub_lookup (hub, name);
  if (g_str_equal (rt_exchange_get_method (exchange), "POST"))
    {
      if (!body_is_json (exchange))
        return;
      if (channel != NULL)
        publish (exchange, channel);
      else
        {
          rt_exchange_hold (exchange);
          rt_hub_open_async (hub, name, NULL, opened_cb, g_object_ref (exchange));
        }
      return;
    }
  if (channel == NULL)
    {
      rt_exchange_respond_problem (exchange, SOUP_STATUS_NOT_FOUND, "There is no channel \"%s\" yet; it begins with its first POST.", name);
      return;
    }

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      if (patterns[i]->claims != NULL && patterns[i]->claims (exchange))
        chosen = patterns[i];
    }
  rt_exchange_set_pattern (exchange, chosen->id);
  chosen->serve (exchange, channel);
}

void
rt_channel_resource_add (RtServer *server,
                         RtHub    *hub)
{
  static const RtRoute route = { "/channels/", "GET, POST", "request-response", TRUE, MAX_BODY, handle };

  rt_server_add_route (server, &route, hub);
}
