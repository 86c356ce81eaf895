/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-ticker.h"

#include <string.h>

#include "net/rt-exchange.h"
#include "net/rt-poller.h"
#include "patterns/rt-fields.h"
#include "stories/rt-story.h"

#define MAX_STEP 3

struct _RtTicker {
  GObject        parent_instance;

  RtChannel     *channel;
  RtPoller      *poller;
  RtPollerTimer  timer;
  double         speed;
  gint64         due;      /* monotonic, µs */
  int            coins;
  GBytes        *published; /* its own last event, whoever else publishes in the channel */
  guint64        seq;       /* of that */
};

G_DEFINE_FINAL_TYPE (RtTicker, rt_ticker, G_TYPE_OBJECT)

static void
rt_ticker_finalize (GObject *object)
{
  RtTicker *self = RT_TICKER (object);

  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  g_clear_pointer (&self->published, g_bytes_unref);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (rt_ticker_parent_class)->finalize (object);
}

static void
rt_ticker_class_init (RtTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_ticker_finalize;
}

static void
publish (RtTicker *self)
{
  char *json = g_strdup_printf ("{\"coins\": %d}", self->coins);
  g_autoptr (GBytes) data = g_bytes_new_take (json, strlen (json));
  guint64 seq = rt_channel_publish (self->channel, "tick", data, NULL);

  /* Where there is no number for it yet, the next price will do. */
  if (seq == 0)
    return;

  g_clear_pointer (&self->published, g_bytes_unref);
  self->published = g_steal_pointer (&data);
  self->seq = seq;
}

static void
step (RtTicker *self)
{
  int by = g_random_int_range (1, MAX_STEP + 1);
  gboolean can_rise = self->coins + by <= RT_TICKER_HIGHEST;
  gboolean can_fall = self->coins - by >= RT_TICKER_LOWEST;

  self->coins += can_rise && (!can_fall || g_random_boolean ()) ? by : -by;
}

static void
wait_for_next (RtTicker *self)
{
  gint64 now = g_get_monotonic_time ();

  /* From when it was due: lateness does not add up. */
  self->due = MAX (self->due + (gint64) (G_USEC_PER_SEC / self->speed), now);
  rt_poller_start_timer (self->poller, &self->timer, (guint) MIN ((self->due - now) / 1000, G_MAXINT));
}

static void
tick (gpointer user_data)
{
  RtTicker *self = user_data;

  step (self);
  publish (self);
  wait_for_next (self);
}

static void
rt_ticker_init (RtTicker *self)
{
  self->coins = RT_TICKER_BEGIN;
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = tick;
  self->timer.user_data = self;
}

/**
 * rt_ticker_new:
 * @channel: where to publish
 * @speed: how much faster than once a second, above 0
 *
 * Begins a ticker: the first price is published at once.
 *
 * Returns: (transfer full): a ticker, which ends when its last reference goes
 */
RtTicker *
rt_ticker_new (RtChannel *channel,
               double     speed)
{
  RtTicker *self;

  g_return_val_if_fail (RT_IS_CHANNEL (channel), NULL);
  g_return_val_if_fail (speed > 0, NULL);

  self = g_object_new (RT_TYPE_TICKER, NULL);
  self->channel = g_object_ref (channel);
  self->speed = speed;
  self->due = g_get_monotonic_time ();
  publish (self);
  wait_for_next (self);

  return self;
}

/**
 * rt_ticker_set_speed:
 * @self: a ticker
 * @speed: how much faster than once a second, above 0
 *
 * Changes the pace at once: the next price is due one new interval from now.
 */
void
rt_ticker_set_speed (RtTicker *self,
                     double    speed)
{
  g_return_if_fail (RT_IS_TICKER (self));
  g_return_if_fail (speed > 0);

  self->speed = speed;
  self->due = g_get_monotonic_time ();
  wait_for_next (self);
}

static GObject *
begin (RtChannel *channel,
       double     speed)
{
  return G_OBJECT (rt_ticker_new (channel, speed));
}

static void
set_speed (GObject *story,
           double   speed)
{
  rt_ticker_set_speed (RT_TICKER (story), speed);
}

/* `{"coins": n}`, the ticker's own latest price; its number is the ETag. */
static void
bitcoin (RtExchange *exchange,
         gpointer    user_data)
{
  GObject **story = user_data;
  const RtTicker *self = *story != NULL ? RT_TICKER (*story) : NULL;
  g_autofree char *etag = NULL;

  if (self == NULL || self->published == NULL)
    {
      rt_exchange_set_header (exchange, "Retry-After", "1");
      rt_exchange_respond_text (exchange, SOUP_STATUS_SERVICE_UNAVAILABLE, "The ticker has not begun.");
      return;
    }

  etag = g_strdup_printf ("\"%" G_GUINT64_FORMAT "\"", self->seq);
  rt_exchange_set_header (exchange, "ETag", etag);
  rt_exchange_set_header (exchange, "Cache-Control", "no-cache");
  if (rt_fields_etag_matches (rt_exchange_get_header (exchange, "If-None-Match"), etag))
    {
      rt_exchange_set_carries (exchange, TRUE, 0, 0);
      rt_exchange_respond (exchange, SOUP_STATUS_NOT_MODIFIED, NULL, NULL);
      return;
    }

  rt_exchange_set_carries (exchange, FALSE, 1, g_bytes_get_size (self->published));
  rt_exchange_respond (exchange, SOUP_STATUS_OK, "application/json", self->published);
}

static void
add_routes (RtServer  *server,
            GObject  **story)
{
  static const RtRoute route = { "/bitcoin", "GET", "short-polling", FALSE, 0, bitcoin };

  rt_server_add_route (server, &route, story);
}

/* An old price is worth nothing where there is a newer one. */
static const RtChannelSettings settings = { .outboxes = { .policy = RT_OUTBOX_KEEP_LATEST } };

const RtStory rt_ticker_story = {
  .channel = "ticker",
  .settings = &settings,
  .begin = begin,
  .set_speed = set_speed,
  .add_routes = add_routes,
};
