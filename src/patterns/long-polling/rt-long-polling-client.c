/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-long-polling-client.h"

#include "core/rt-priority.h"

struct _RtLongPollingClient {
  RtPollingClient parent_instance;

  GSource        *held;    /* until the request counts as held */
  GSource        *pause;   /* before the next request */
  guint           hasty;   /* empty answers in a row that came at once */
};

G_DEFINE_FINAL_TYPE (RtLongPollingClient, rt_long_polling_client, RT_TYPE_POLLING_CLIENT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_timeout (RtLongPollingClient  *self,
             GSource             **source,
             guint                 ms,
             GSourceFunc           func)
{
  clear_source (source);
  *source = g_timeout_source_new (ms);
  g_source_set_priority (*source, RT_PRIORITY_IO);
  g_source_set_callback (*source, func, self, NULL);
  g_source_attach (*source, g_main_context_get_thread_default ());
}

static gboolean
on_held (gpointer user_data)
{
  rt_client_opened (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
on_pause_over (gpointer user_data)
{
  rt_polling_client_poll (user_data);

  return G_SOURCE_REMOVE;
}

static guint
get_pause (RtLongPollingClient *self)
{
  guint pause_ms = RT_LONG_POLLING_HASTE_MS << MIN (self->hasty, 16);
  guint longest_ms = MAX (rt_client_get_interval (RT_CLIENT (self)), RT_LONG_POLLING_HASTE_MS);

  return MIN (pause_ms, longest_ms);
}

static guint
rt_long_polling_client_prepare (RtPollingClient *client,
                                SoupMessage     *message)
{
  RtLongPollingClient *self = RT_LONG_POLLING_CLIENT (client);
  guint wait_ms = rt_client_get_wait (RT_CLIENT (client));

  if (wait_ms > 0)
    {
      g_autofree char *wait = g_strdup_printf ("wait=%u", (wait_ms - 1) / 1000 + 1);

      soup_message_headers_replace (soup_message_get_request_headers (message), "Prefer", wait);
    }

  if (rt_client_get_state (RT_CLIENT (client)) != RT_CLIENT_OPEN)
    set_timeout (self, &self->held, RT_LONG_POLLING_HELD_MS, on_held);

  return wait_ms + RT_LONG_POLLING_GRACE_MS;
}

static void
rt_long_polling_client_polled (RtPollingClient *client,
                               gboolean         empty,
                               gint64           elapsed_us)
{
  RtLongPollingClient *self = RT_LONG_POLLING_CLIENT (client);

  clear_source (&self->held);
  if (!empty || elapsed_us >= RT_LONG_POLLING_HASTE_MS * 1000)
    {
      self->hasty = 0;
      rt_polling_client_poll (client);
      return;
    }

  set_timeout (self, &self->pause, get_pause (self), on_pause_over);
  self->hasty++;
}

/* The server holds for longer than we wait: there was nothing new. */
static void
rt_long_polling_client_timed_out (RtPollingClient *client)
{
  rt_polling_client_poll (client);
}

/* What servers, and proxies before them, answer when they have held long enough. */
static gboolean
rt_long_polling_client_is_empty_status (guint status)
{
  return status == SOUP_STATUS_REQUEST_TIMEOUT || status == SOUP_STATUS_GATEWAY_TIMEOUT;
}

static void
rt_long_polling_client_close (RtClient *client)
{
  RtLongPollingClient *self = RT_LONG_POLLING_CLIENT (client);

  clear_source (&self->held);
  clear_source (&self->pause);
  self->hasty = 0;

  RT_CLIENT_CLASS (rt_long_polling_client_parent_class)->close (client);
}

static void
rt_long_polling_client_class_init (RtLongPollingClientClass *klass)
{
  RtPollingClientClass *polling_class = RT_POLLING_CLIENT_CLASS (klass);

  RT_CLIENT_CLASS (klass)->close = rt_long_polling_client_close;
  polling_class->prepare = rt_long_polling_client_prepare;
  polling_class->polled = rt_long_polling_client_polled;
  polling_class->timed_out = rt_long_polling_client_timed_out;
  polling_class->is_empty_status = rt_long_polling_client_is_empty_status;
}

static void
rt_long_polling_client_init (RtLongPollingClient *self)
{
}
