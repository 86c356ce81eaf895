/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-fan-out.h"
#include "core/rt-priority.h"
#include "core/rt-slice.h"

/* How many readers are served between two looks at the clock. */
#define CLOCK_STRIDE 16

/* … unless one reader takes longer than this, in µs. */
#define SLOW_READER_US (RT_SLICE_US / CLOCK_STRIDE / 2)

struct _RtFanOut {
  GSource         source;
  GMainContext   *context;
  RtLink          dirty;
  RtFanOutClient *served;
  guint           n_stations;
  gboolean        active;
};

static GMutex fan_outs_mutex;
static GHashTable *fan_outs;  /* main context to RtFanOut, under the mutex */

static void
activate (RtFanOut *self)
{
  if (self->active || rt_link_is_alone (&self->dirty))
    return;

  self->active = TRUE;
  g_source_set_ready_time (&self->source, 0);
}

/* Lists it where it belongs: to be served, or waiting for a publish. */
static void
enlist (RtFanOutClient *client)
{
  RtStation *station = client->station;

  if (client->is_behind (client))
    rt_link_append (&station->fan_out->dirty, &client->link);
  else
    rt_link_append (&station->idle, &client->link);
  activate (station->fan_out);
}

static void
serve_first (RtFanOut *self)
{
  RtFanOutClient *client = (RtFanOutClient *) self->dirty.next;
  gboolean again;

  rt_link_remove (&client->link);
  self->served = client;
  client->woken = FALSE;
  again = client->serve (client);

  /* It may have left, and be gone. */
  if (self->served != client)
    return;

  self->served = NULL;
  client->parked = !again && !client->woken;
  if (!client->parked)
    enlist (client);
}

static gboolean
rt_fan_out_dispatch (GSource     *source,
                     GSourceFunc  callback,
                     gpointer     user_data)
{
  RtFanOut *self = (RtFanOut *) source;
  gint64 checked = g_get_monotonic_time ();
  gint64 deadline = checked + rt_slice_get_us (checked);
  guint stride = 1;
  guint since_check = 0;

  while (!rt_link_is_alone (&self->dirty))
    {
      gint64 now;

      serve_first (self);
      if (g_source_is_destroyed (source))
        return G_SOURCE_REMOVE;
      if (++since_check < stride)
        continue;

      now = g_get_monotonic_time ();
      if (now >= deadline)
        return G_SOURCE_CONTINUE;
      stride = now - checked < SLOW_READER_US * since_check ? CLOCK_STRIDE : 1;
      checked = now;
      since_check = 0;
    }

  self->active = FALSE;
  g_source_set_ready_time (source, -1);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs fan_out_funcs = {
  .dispatch = rt_fan_out_dispatch,
};

static RtFanOut *
new_fan_out (GMainContext *context)
{
  RtFanOut *self = (RtFanOut *) g_source_new (&fan_out_funcs, sizeof *self);

  self->context = g_main_context_ref (context);
  rt_link_init (&self->dirty);
  g_source_set_static_name (&self->source, "RtFanOut");
  g_source_set_priority (&self->source, RT_PRIORITY_IO);
  g_source_attach (&self->source, context);

  return self;
}

static RtFanOut *
find_fan_out (void)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  RtFanOut *self;

  g_mutex_lock (&fan_outs_mutex);
  if (fan_outs == NULL)
    fan_outs = g_hash_table_new (NULL, NULL);

  self = g_hash_table_lookup (fan_outs, context);
  if (self == NULL)
    {
      self = new_fan_out (context);
      g_hash_table_insert (fan_outs, context, self);
    }
  g_mutex_unlock (&fan_outs_mutex);

  return self;
}

/* The source goes with its last station, so that no context is kept for it. */
static void
release_fan_out (RtFanOut *self)
{
  if (--self->n_stations > 0)
    return;

  g_mutex_lock (&fan_outs_mutex);
  g_hash_table_remove (fan_outs, self->context);
  if (g_hash_table_size (fan_outs) == 0)
    g_clear_pointer (&fan_outs, g_hash_table_unref);
  g_mutex_unlock (&fan_outs_mutex);

  g_source_destroy (&self->source);
  g_main_context_unref (self->context);
  g_source_unref (&self->source);
}

static void
station_published (RtChannelWatch *watch)
{
  RtStation *station = (RtStation *) watch;

  rt_link_splice (&station->fan_out->dirty, &station->idle);
  activate (station->fan_out);
}

static RtStation *
find_station (RtChannel *channel)
{
  RtFanOut *fan_out = find_fan_out ();
  RtStation *station;

  for (RtChannelWatch *watch = *rt_channel_get_watches (channel); watch != NULL; watch = watch->next)
    if (watch->published == station_published && ((RtStation *) watch)->fan_out == fan_out)
      return (RtStation *) watch;

  station = g_new0 (RtStation, 1);
  station->watch.published = station_published;
  station->channel = g_object_ref (channel);
  station->fan_out = fan_out;
  rt_link_init (&station->idle);
  fan_out->n_stations++;
  rt_channel_add_watch (channel, &station->watch);

  return station;
}

void
rt_fan_out_join (RtFanOutClient *client,
                 RtChannel      *channel)
{
  rt_link_init (&client->link);
  client->station = find_station (channel);
  client->station->n_readers++;
  enlist (client);
}

void
rt_fan_out_leave (RtFanOutClient *client)
{
  RtStation *station = client->station;

  rt_link_remove (&client->link);
  if (station->fan_out->served == client)
    station->fan_out->served = NULL;

  if (--station->n_readers > 0)
    return;

  rt_channel_remove_watch (station->channel, &station->watch);
  release_fan_out (station->fan_out);
  g_object_unref (station->channel);
  g_free (station);
}

void
rt_fan_out_wake (RtFanOutClient *client)
{
  client->woken = TRUE;
  if (!client->parked)
    return;

  client->parked = FALSE;
  enlist (client);
}
