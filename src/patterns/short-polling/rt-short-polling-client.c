/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-short-polling-client.h"

#include "patterns/rt-ticking.h"

struct _RtShortPollingClient {
  RtPollingClient parent_instance;

  RtTicking       ticking;
};

G_DEFINE_FINAL_TYPE (RtShortPollingClient, rt_short_polling_client, RT_TYPE_POLLING_CLIENT)

static void
on_tick (gpointer user_data)
{
  rt_polling_client_poll (user_data);
}

static void
start_ticking (RtShortPollingClient *self)
{
  guint interval_ms = rt_client_get_interval (RT_CLIENT (self));

  rt_ticking_start (&self->ticking, interval_ms, MAX (interval_ms, 1));
}

static void
on_interval_changed (RtShortPollingClient *self)
{
  if (rt_ticking_is_running (&self->ticking))
    start_ticking (self);
}

static void
rt_short_polling_client_open (RtClient     *client,
                              GCancellable *opening)
{
  start_ticking (RT_SHORT_POLLING_CLIENT (client));

  RT_CLIENT_CLASS (rt_short_polling_client_parent_class)->open (client, opening);
}

static void
rt_short_polling_client_close (RtClient *client)
{
  rt_ticking_stop (&RT_SHORT_POLLING_CLIENT (client)->ticking);

  RT_CLIENT_CLASS (rt_short_polling_client_parent_class)->close (client);
}

static gboolean
rt_short_polling_client_ask (RtClient *client)
{
  return rt_polling_client_poll (RT_POLLING_CLIENT (client));
}

static guint
rt_short_polling_client_prepare (RtPollingClient *client,
                                 SoupMessage     *message)
{
  return RT_SHORT_POLLING_TIMEOUT_MS;
}

static void
rt_short_polling_client_polled (RtPollingClient *client,
                                gboolean         empty,
                                gint64           elapsed_us)
{
}

static void
rt_short_polling_client_finalize (GObject *object)
{
  rt_ticking_clear (&RT_SHORT_POLLING_CLIENT (object)->ticking);

  G_OBJECT_CLASS (rt_short_polling_client_parent_class)->finalize (object);
}

static void
rt_short_polling_client_class_init (RtShortPollingClientClass *klass)
{
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);
  RtPollingClientClass *polling_class = RT_POLLING_CLIENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_short_polling_client_finalize;
  client_class->open = rt_short_polling_client_open;
  client_class->close = rt_short_polling_client_close;
  client_class->ask = rt_short_polling_client_ask;
  polling_class->prepare = rt_short_polling_client_prepare;
  polling_class->polled = rt_short_polling_client_polled;
}

static void
rt_short_polling_client_init (RtShortPollingClient *self)
{
  rt_ticking_init (&self->ticking, on_tick, self);
  g_signal_connect (self, "notify::interval-ms", G_CALLBACK (on_interval_changed), NULL);
}

/**
 * rt_short_polling_client_new:
 * @uri: an address that answers with what is new, or with what is
 *
 * Makes a client that is closed.
 *
 * Returns: (transfer full): a client
 */
RtClient *
rt_short_polling_client_new (const char *uri)
{
  return g_object_new (RT_TYPE_SHORT_POLLING_CLIENT, "uri", uri, NULL);
}
