/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-short-polling-client.h"

#include "core/rt-priority.h"

struct _RtShortPollingClient {
  RtPollingClient parent_instance;

  GSource        *ticking;
};

G_DEFINE_FINAL_TYPE (RtShortPollingClient, rt_short_polling_client, RT_TYPE_POLLING_CLIENT)

static void
stop_ticking (RtShortPollingClient *self)
{
  if (self->ticking != NULL)
    g_source_destroy (self->ticking);
  g_clear_pointer (&self->ticking, g_source_unref);
}

static gboolean
on_tick (gpointer user_data)
{
  rt_polling_client_poll (user_data);

  return G_SOURCE_CONTINUE;
}

static void
start_ticking (RtShortPollingClient *self)
{
  stop_ticking (self);
  self->ticking = g_timeout_source_new (MAX (rt_client_get_interval (RT_CLIENT (self)), 1));
  g_source_set_priority (self->ticking, RT_PRIORITY_IO);
  g_source_set_callback (self->ticking, on_tick, self, NULL);
  g_source_attach (self->ticking, g_main_context_get_thread_default ());
}

static void
on_interval_changed (RtShortPollingClient *self)
{
  if (self->ticking != NULL)
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
  stop_ticking (RT_SHORT_POLLING_CLIENT (client));

  RT_CLIENT_CLASS (rt_short_polling_client_parent_class)->close (client);
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
rt_short_polling_client_class_init (RtShortPollingClientClass *klass)
{
  RtClientClass *client_class = RT_CLIENT_CLASS (klass);
  RtPollingClientClass *polling_class = RT_POLLING_CLIENT_CLASS (klass);

  client_class->open = rt_short_polling_client_open;
  client_class->close = rt_short_polling_client_close;
  polling_class->prepare = rt_short_polling_client_prepare;
  polling_class->polled = rt_short_polling_client_polled;
}

static void
rt_short_polling_client_init (RtShortPollingClient *self)
{
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
