/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-arena.h"

#include "core/rt-hub.h"
#include "patterns/rt-channel-resource.h"

#define NAME "feed"

struct _RtArena {
  RtHub     *hub;
  RtServer  *server;
  RtChannel *channel;   /* NULL before it is open */
  RtHttp2Server *http2; /* or NULL */
  guint16    port;      /* that was asked for */
};

/* A connection that waits for its next event, or its next poll, is not idle here. */
static void
lift_limits (RtServer *server)
{
  rt_limits_set (rt_server_get_limits (server), RT_LIMIT_IDLE_TIME, G_MAXUINT64);
}

static void
answer_latest (RtExchange *exchange,
               gpointer    user_data)
{
  RtArena *self = user_data;
  RtEvent *event = self->channel != NULL ? rt_channel_get_latest (self->channel) : NULL;

  rt_exchange_set_header (exchange, "Cache-Control", "no-store");
  if (event == NULL)
    {
      rt_exchange_set_carries (exchange, TRUE, 0, 0);
      rt_exchange_respond (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
      return;
    }

  rt_exchange_set_carries (exchange, FALSE, 1, rt_event_get_size (event));
  rt_exchange_respond (exchange, SOUP_STATUS_OK, "application/json", rt_event_get_data (event));
}

/**
 * rt_arena_new:
 *
 * Returns: (transfer full): an arena that is not open, in the thread-default main context
 */
RtArena *
rt_arena_new (void)
{
  static const RtRoute latest = { RT_ARENA_LATEST, "GET", "request-response", FALSE, 0, answer_latest };
  RtArena *self = g_new0 (RtArena, 1);

  self->hub = rt_hub_new (NULL);
  self->server = rt_server_new ();
  lift_limits (self->server);
  rt_server_add_route (self->server, &latest, self);
  rt_channel_resource_add (self->server, self->hub);

  return self;
}

/**
 * rt_arena_free:
 * @self: (transfer full): an arena
 *
 * Ends all connections.
 */
void
rt_arena_free (RtArena *self)
{
  g_clear_pointer (&self->http2, rt_http2_server_free);
  rt_server_stop (self->server);
  g_object_unref (self->server);
  g_clear_object (&self->channel);
  g_object_unref (self->hub);
  g_free (self);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RtChannel) channel = rt_hub_open_finish (RT_HUB (source), result, &error);
  RtArena *self;

  /* Nothing of the arena may be touched: whoever cancelled may have freed it. */
  if (g_task_return_error_if_cancelled (task))
    return;
  if (channel == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self = g_task_get_task_data (task);
  self->channel = g_steal_pointer (&channel);
  if (rt_server_listen (self->server, RT_PORT_MAIN, self->port, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * rt_arena_open_async:
 * @self: an arena that is not open
 * @port: where to listen, 0 takes a free one
 * @cancellable: (nullable): to stop it; to be cancelled before @self is freed meanwhile
 * @callback: called when it listens
 * @user_data: for @callback
 *
 * Opens the channel and listens.
 */
void
rt_arena_open_async (RtArena             *self,
                     guint16              port,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_arena_open_async);
  g_task_set_task_data (task, self, NULL);
  self->port = port;
  rt_hub_open_async (self->hub, NAME, cancellable, on_opened, g_object_ref (task));
}

/**
 * rt_arena_open_finish:
 * @self: an arena
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: whether it listens
 */
gboolean
rt_arena_open_finish (RtArena       *self,
                      GAsyncResult  *result,
                      GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rt_arena_dup_uri:
 * @self: an arena that is open
 * @path: %RT_ARENA_PATH or %RT_ARENA_LATEST
 *
 * Returns: (transfer full): where clients find it
 */
char *
rt_arena_dup_uri (RtArena    *self,
                  const char *path)
{
  g_autofree char *base = rt_server_dup_uri (self->server, RT_PORT_MAIN);

  return g_strconcat (base, path + 1, NULL);
}

/**
 * rt_arena_get_server:
 * @self: an arena
 *
 * Returns: (transfer none): its server, with the counters of all patterns
 */
RtServer *
rt_arena_get_server (RtArena *self)
{
  return self->server;
}

/**
 * rt_arena_get_http2:
 * @self: an arena that is open
 * @error: return location for a #GIOErrorEnum or #GTlsError
 *
 * Returns: (transfer none) (nullable): the server of the same channel over HTTP/2 and TLS, which
 *   listens from the first call on
 */
RtHttp2Server *
rt_arena_get_http2 (RtArena  *self,
                    GError  **error)
{
  if (self->http2 == NULL)
    self->http2 = rt_http2_server_new (self->channel, error);

  return self->http2;
}

/**
 * rt_arena_publish:
 * @self: an arena that is open
 * @type: of event
 * @data: JSON
 * @time_us: its birth, µs since 1970
 *
 * Returns: the event's number, 0 where the channel did not take it
 */
guint64
rt_arena_publish (RtArena    *self,
                  const char *type,
                  GBytes     *data,
                  gint64      time_us)
{
  return rt_channel_publish_at (self->channel, type, data, time_us, NULL);
}
