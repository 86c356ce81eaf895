/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-channel-resource.h"

#include <string.h>

#include "core/rt-channel-outlet.h"
#include "core/rt-json.h"
#include "patterns/rt-channel-query.h"
#include "patterns/rt-fields.h"

#define PATH "/channels/"

#define STATUS_TOO_MANY_REQUESTS 429

/* A POST whose channel is being opened. */
typedef struct {
  RtExchange     *exchange;
  RtChannelQuery  query;
  GBytes         *body;
  gboolean        held;
} Post;

static void
post_free (Post *self)
{
  rt_channel_query_clear (&self->query);
  g_bytes_unref (self->body);
  g_object_unref (self->exchange);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Post, post_free)

static void
refuse (RtExchange   *exchange,
        const GError *error)
{
  guint status = SOUP_STATUS_BAD_REQUEST;

  if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS) ||
      g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL))
    {
      status = STATUS_TOO_MANY_REQUESTS;
      rt_exchange_set_header (exchange, "Retry-After", "1");
    }
  else if (g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE))
    status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  else if (error->domain != RT_CHANNEL_ERROR)
    {
      status = SOUP_STATUS_SERVICE_UNAVAILABLE;
      rt_exchange_set_header (exchange, "Retry-After", "1");
    }

  rt_exchange_respond_problem (exchange, status, "%s.", error->message);
}

/* The client may have left: then it is told of no number. */
static void
submitted_cb (RtChannel    *channel,
              guint64       seq,
              const GError *error,
              gpointer      user_data)
{
  g_autoptr (Post) self = user_data;
  g_autoptr (GBytes) answer = NULL;
  char *json;

  if (rt_exchange_get_message (self->exchange) == NULL)
    return;
  if (error != NULL)
    {
      refuse (self->exchange, error);
      return;
    }

  rt_peer_count_published (rt_exchange_get_peer (self->exchange), g_bytes_get_size (self->body));
  json = g_strdup_printf ("{\"seq\": %" G_GUINT64_FORMAT "}", seq);
  answer = g_bytes_new_take (json, strlen (json));
  rt_exchange_respond (self->exchange, SOUP_STATUS_CREATED, "application/json", answer);
}

/* Takes @self. */
static void
publish (Post      *self,
         RtChannel *channel)
{
  g_autoptr (GError) error = NULL;

  if (rt_channel_has_outlet (channel) && !self->held)
    rt_exchange_hold_for_work (self->exchange);
  if (rt_channel_submit (channel, self->query.type, self->body, submitted_cb, self, &error))
    return;

  refuse (self->exchange, error);
  post_free (self);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Post) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = rt_hub_open_finish (RT_HUB (source), result, &error);

  /* The client left: then it was told of no number. */
  if (rt_exchange_get_message (self->exchange) == NULL)
    return;

  if (channel != NULL)
    publish (g_steal_pointer (&self), channel);
  else
    refuse (self->exchange, error);
}

static gboolean
check_body (RtExchange *exchange,
            GBytes     *body)
{
  const char *type = rt_exchange_get_header (exchange, "Content-Type");
  g_autoptr (GError) error = NULL;

  if (!rt_fields_type_is_json (type))
    rt_exchange_respond_problem (exchange, SOUP_STATUS_UNSUPPORTED_MEDIA_TYPE,
                                 "The body is \"%s\"; send JSON with Content-Type: application/json.", type);
  else if (!rt_json_check (g_bytes_get_data (body, NULL), g_bytes_get_size (body), &error))
    rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST, "%s.", error->message);
  else
    return TRUE;

  return FALSE;
}

/* Everything is checked before a channel begins: a bad request changes nothing. */
static void
handle_post (RtExchange *exchange,
             RtHub      *hub,
             const char *name)
{
  g_autoptr (GBytes) body = rt_exchange_dup_body (exchange);
  g_auto (RtChannelQuery) query = { 0 };
  RtChannel *channel = rt_hub_lookup (hub, name);
  g_autoptr (Post) post = NULL;

  if (!rt_channel_query_parse (exchange, &query) || !check_body (exchange, body))
    return;

  post = g_new0 (Post, 1);
  post->exchange = g_object_ref (exchange);
  post->body = g_steal_pointer (&body);
  rt_channel_query_move (&query, &post->query);
  if (channel != NULL)
    {
      publish (g_steal_pointer (&post), channel);
      return;
    }

  post->held = TRUE;
  rt_exchange_hold_for_work (exchange);
  rt_hub_open_async (hub, name, NULL, opened_cb, g_steal_pointer (&post));
}

static void
handle_get (RtExchange *exchange,
            RtHub      *hub,
            const char *name)
{
  const RtPattern * const *patterns = rt_patterns_list ();
  const RtPattern *chosen = NULL;
  RtChannel *channel = rt_hub_lookup (hub, name);

  for (guint i = 0; patterns[i] != NULL; i++)
    {
      if (patterns[i]->claims != NULL && patterns[i]->claims (exchange))
        chosen = patterns[i];
    }

  rt_exchange_set_pattern (exchange, chosen->id);
  if (channel != NULL ? !rt_channel_is_ready (channel) : rt_hub_find_elsewhere (hub, name))
    {
      rt_exchange_set_header (exchange, "Retry-After", "1");
      rt_exchange_respond_problem (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE,
                                   "Channel \"%s\" catches up with what happened elsewhere; try again in a moment.",
                                   name);
    }
  else if (channel != NULL)
    chosen->serve (exchange, channel);
  else
    rt_exchange_respond_problem (exchange, SOUP_STATUS_NOT_FOUND,
                                 "There is no channel \"%s\" yet; it begins with its first POST.", name);
}

/* RFC 3986 section 2.3: %61 is another way to write a. */
static char *
dup_name (RtExchange *exchange)
{
  const char *raw = rt_exchange_get_path (exchange) + strlen (PATH);
  char *name = g_uri_unescape_string (raw, "/");

  if (name != NULL && rt_channel_name_is_valid (name))
    return name;

  g_free (name);
  rt_exchange_respond_problem (exchange, SOUP_STATUS_BAD_REQUEST,
                               "\"%s\" is no channel's name: 1 to 64 of a-z, 0-9, dot, underscore and hyphen.", raw);
  return NULL;
}

static void
handle (RtExchange *exchange,
        gpointer    user_data)
{
  g_autofree char *name = dup_name (exchange);

  if (name == NULL)
    return;
  if (g_str_equal (rt_exchange_get_method (exchange), "POST"))
    handle_post (exchange, user_data, name);
  else
    handle_get (exchange, user_data, name);
}

/**
 * rt_channel_resource_add:
 * @server: a server
 * @hub: whose channels; must outlive @server
 *
 * Adds `/channels/NAME`. POST publishes its body, one JSON text of at most 1 MiB, and
 * begins the channel where there is none. GET is served by the pattern that claims it
 * last in rt_patterns_list(). Errors are problems (RFC 9457), a bad request changes nothing.
 * Where the channel has its publishers wait for readers (%RT_OUTBOX_WAIT) a POST that would
 * be too much for one of them is answered 429 with Retry-After, and nothing was published.
 */
void
rt_channel_resource_add (RtServer *server,
                         RtHub    *hub)
{
  static const RtRoute route = { PATH, "GET, POST", "request-response", TRUE, RT_ROUTE_MAX_BODY, handle };

  rt_server_add_route (server, &route, hub);
}
