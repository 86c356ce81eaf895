/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-ticker.h"

#include <string.h>

#include "core/rt-channel-outlet.h"
#include "core/rt-channel-private.h"
#include "net/rt-exchange.h"
#include "net/rt-poller.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-json-scan.h"
#include "stories/rt-story.h"

#define MAX_STEP 3

/* Who shares the channel with others and did not say the last price waits for the next one
 * so many intervals, and a random part of one, before he says it himself. */
#define OTHERS_PATIENCE 1.5

struct _RtTicker {
  GObject        parent_instance;

  RtChannelWatch watch;     /* of a channel that is shared */
  gboolean       submitted; /* one that has not come back */
  gint64         said;      /* when that was due, monotonic */

  RtChannel     *channel;
  RtPoller      *poller;
  RtPollerTimer  timer;
  double         speed;
  gint64         due;      /* monotonic, µs */
  int            coins;
  int            heard;     /* what all walk on from, of a channel that is shared */
  GBytes        *published; /* its own last event, whoever else publishes in the channel */
  guint64        seq;       /* of that */
  gint64         time_us;   /* of its birth, of a channel that is shared */
  GBytes        *own;       /* what it submitted last */
};

G_DEFINE_FINAL_TYPE (RtTicker, rt_ticker, G_TYPE_OBJECT)

static void wait_for_next (RtTicker *self);

static void
rt_ticker_finalize (GObject *object)
{
  RtTicker *self = RT_TICKER (object);

  if (self->watch.published != NULL)
    rt_channel_remove_watch (self->channel, &self->watch);
  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  g_clear_pointer (&self->published, g_bytes_unref);
  g_clear_pointer (&self->own, g_bytes_unref);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (rt_ticker_parent_class)->finalize (object);
}

static void
rt_ticker_class_init (RtTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_ticker_finalize;
}

static void
keep (RtTicker *self,
      guint64   seq,
      GBytes   *data)
{
  g_bytes_ref (data);
  g_clear_pointer (&self->published, g_bytes_unref);
  self->published = data;
  self->seq = seq;
}

/* It was the last: nobody else has said a price after it. */
static void
submitted_cb (RtChannel    *channel,
              guint64       seq,
              const GError *error,
              gpointer      user_data)
{
  g_autoptr (RtTicker) self = user_data;

  self->submitted = FALSE;
  if (error == NULL && seq == self->seq && g_bytes_equal (self->published, self->own))
    {
      self->due = self->said;
      wait_for_next (self);
    }
}

/* Whoever walks on from a price first has said the next one: others who did so meanwhile are not heard. */
static void
submit (RtTicker *self,
        GBytes   *data)
{
  g_autofree char *key = g_strdup_printf ("after-%" G_GUINT64_FORMAT "-%" G_GINT64_FORMAT, self->seq, self->time_us);

  g_bytes_ref (data);
  g_clear_pointer (&self->own, g_bytes_unref);
  self->own = data;
  self->submitted = TRUE;
  if (!rt_channel_submit_once (self->channel, key, "tick", data, submitted_cb, g_object_ref (self), NULL))
    {
      self->submitted = FALSE;
      g_object_unref (self);
    }
}

static void
publish (RtTicker *self)
{
  char *json = g_strdup_printf ("{\"coins\": %d}", self->coins);
  g_autoptr (GBytes) data = g_bytes_new_take (json, strlen (json));
  guint64 seq;

  if (rt_channel_has_outlet (self->channel))
    {
      submit (self, data);
      return;
    }

  /* Where there is no number for it yet, the next price will do. */
  seq = rt_channel_publish (self->channel, "tick", data, NULL);
  if (seq != 0)
    keep (self, seq, data);
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
wait_for (RtTicker *self,
          gint64    us)
{
  rt_poller_start_timer (self->poller, &self->timer, (guint) CLAMP (us / 1000, 0, G_MAXINT));
}

static void
wait_for_next (RtTicker *self)
{
  gint64 now = g_get_monotonic_time ();

  /* From when it was due: lateness does not add up. */
  self->due = MAX (self->due + (gint64) (G_USEC_PER_SEC / self->speed), now);
  wait_for (self, self->due - now);
}

/* Where nobody has said a price for long enough, whoever notices first says the next. */
static void
wait_for_others (RtTicker *self)
{
  double intervals = OTHERS_PATIENCE + g_random_double ();

  self->due = g_get_monotonic_time () + (gint64) (intervals * G_USEC_PER_SEC / self->speed);
  wait_for (self, self->due - g_get_monotonic_time ());
}

static void
tick (gpointer user_data)
{
  RtTicker *self = user_data;

  /* One at a time: the next goes on from what came back. */
  if (!self->submitted)
    {
      self->said = self->due;
      if (rt_channel_has_outlet (self->channel))
        self->coins = self->heard;
      step (self);
      publish (self);
    }
  if (rt_channel_has_outlet (self->channel))
    wait_for_others (self);
  else
    wait_for_next (self);
}

/* FALSE where it is no price. */
static gboolean
read_coins (GBytes *data,
            int    *coins)
{
  RtJsonSlice whole;
  RtJsonSlice name;
  RtJsonSlice value;
  RtJsonScan scan;
  g_autofree char *text = NULL;
  gint64 number;

  whole.text = g_bytes_get_data (data, &whole.length);
  if (!rt_json_scan_object (&scan, &whole) || !rt_json_scan_member (&scan, &name, &value) ||
      !rt_json_slice_is_string (&name, "coins"))
    return FALSE;

  text = g_strndup (value.text, value.length);
  if (!g_ascii_string_to_signed (text, 10, RT_TICKER_LOWEST, RT_TICKER_HIGHEST, &number, NULL))
    return FALSE;

  *coins = (int) number;

  return TRUE;
}

/* All who share the channel walk on from the same price. */
static void
heard_cb (RtChannelWatch *watch)
{
  RtTicker *self = (RtTicker *) ((char *) watch - G_STRUCT_OFFSET (RtTicker, watch));
  RtEvent *event = rt_channel_get_latest (self->channel);

  if (event == NULL || !g_str_equal (rt_event_get_type_name (event), "tick") ||
      !read_coins (rt_event_get_data (event), &self->heard))
    return;

  keep (self, rt_event_get_seq (event), rt_event_get_data (event));
  self->time_us = rt_event_get_time (event);
  wait_for_others (self);
}

static void
rt_ticker_init (RtTicker *self)
{
  self->coins = self->heard = RT_TICKER_BEGIN;
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
  if (rt_channel_has_outlet (channel))
    {
      self->watch.published = heard_cb;
      rt_channel_add_watch (channel, &self->watch);
      wait_for_others (self);
      return self;
    }

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
  if (rt_channel_has_outlet (self->channel))
    wait_for_others (self);
  else
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
