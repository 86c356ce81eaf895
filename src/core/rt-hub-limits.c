/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-hub-limits.h"

#include "core/rt-channel-private.h"
#include "core/rt-priority.h"

/* So many events are forgotten between two looks at the clock. */
#define TRIM_STEP 256

typedef struct {
  RtHub          *hub;      /* (unowned) */
  RtChannelLimits limits;
  GHashTable     *named;    /* channel name to RtChannelSettings */
  guint           n_done;   /* so many channels have them */
  guint           trim_id;
} Limits;

static void
limits_free (gpointer data)
{
  Limits *self = data;

  g_clear_handle_id (&self->trim_id, g_source_remove);
  g_hash_table_unref (self->named);
  g_free (self);
}

static RtChannelLimits
get_limits (Limits    *self,
            RtChannel *channel)
{
  const RtChannelSettings *settings = g_hash_table_lookup (self->named, rt_channel_get_name (channel));
  RtChannelLimits limits = self->limits;

  if (settings != NULL && settings->max_events > 0)
    limits.max_events = settings->max_events;

  return limits;
}

/* What is too much by a lower limit can be very many events: they are forgotten in
 * slices, and until then the channel keeps to the limits it had. */
static gboolean
trim_slice (gpointer user_data)
{
  Limits *self = user_data;
  GListModel *channels = rt_hub_get_channels (self->hub);
  gint64 end = g_get_monotonic_time () + RT_SLICE_US;

  while (self->n_done < g_list_model_get_n_items (channels))
    {
      g_autoptr (RtChannel) channel = g_list_model_get_item (channels, self->n_done);
      const RtChannelLimits limits = get_limits (self, channel);

      if (rt_memory_trim (rt_channel_get_memory (channel), &limits, TRIM_STEP))
        self->n_done++;
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
    }
  self->trim_id = 0;

  return G_SOURCE_REMOVE;
}

static void
begin_to_trim (Limits *self)
{
  if (self->trim_id == 0)
    self->trim_id = g_idle_add_full (RT_PRIORITY_IO, trim_slice, self, NULL);
}

/* Channels are only ever added. */
static void
channels_changed_cb (GListModel *channels,
                     guint       position,
                     guint       n_removed,
                     guint       n_added,
                     RtHub      *hub)
{
  Limits *self = g_object_get_data (G_OBJECT (hub), "rt-hub-limits");

  for (guint i = 0; i < n_added; i++)
    {
      g_autoptr (RtChannel) channel = g_list_model_get_item (channels, position + i);
      const RtChannelSettings *settings = g_hash_table_lookup (self->named, rt_channel_get_name (channel));

      if (settings != NULL)
        rt_channel_set_outboxes (channel, &settings->outboxes);
    }
  begin_to_trim (self);
}

static Limits *
ensure_limits (RtHub *hub)
{
  Limits *self = g_object_get_data (G_OBJECT (hub), "rt-hub-limits");

  if (self != NULL)
    return self;

  self = g_new0 (Limits, 1);
  self->hub = hub;
  self->limits = (RtChannelLimits) { RT_CHANNEL_DEFAULT_MAX_EVENTS, RT_CHANNEL_DEFAULT_MAX_BYTES };
  self->named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_object_set_data_full (G_OBJECT (hub), "rt-hub-limits", self, limits_free);
  g_signal_connect_object (rt_hub_get_channels (hub), "items-changed", G_CALLBACK (channels_changed_cb), hub, 0);

  return self;
}

/**
 * rt_hub_set_limits:
 * @self: a hub
 * @limits: how much a channel remembers; 0 in a field is the default
 *
 * Sets how much each channel remembers, from now on and for channels to come as well. Where
 * that is less than before the oldest events are forgotten, in slices of %RT_SLICE_US. What
 * all together remember stays bounded by %RT_HUB_MAX_BYTES.
 */
void
rt_hub_set_limits (RtHub                 *self,
                   const RtChannelLimits *limits)
{
  Limits *kept;

  g_return_if_fail (RT_IS_HUB (self));

  kept = ensure_limits (self);
  kept->limits.max_events = limits->max_events > 0 ? limits->max_events : RT_CHANNEL_DEFAULT_MAX_EVENTS;
  kept->limits.max_bytes = limits->max_bytes > 0 ? limits->max_bytes : RT_CHANNEL_DEFAULT_MAX_BYTES;
  kept->n_done = 0;
  begin_to_trim (kept);
}

/**
 * rt_hub_set_channel:
 * @self: a hub
 * @name: a channel's name
 * @settings: what is to be different for it
 *
 * Sets what happens to its readers that do not keep up, see rt_channel_set_outboxes(), and
 * how many events it remembers, which goes before rt_hub_set_limits(). From now on, also
 * where the channel is opened later.
 */
void
rt_hub_set_channel (RtHub                   *self,
                    const char              *name,
                    const RtChannelSettings *settings)
{
  Limits *kept;
  RtChannel *channel;

  g_return_if_fail (RT_IS_HUB (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (settings != NULL);

  kept = ensure_limits (self);
  g_hash_table_replace (kept->named, g_strdup (name), g_memdup2 (settings, sizeof *settings));
  channel = rt_hub_lookup (self, name);
  if (channel == NULL)
    return;

  rt_channel_set_outboxes (channel, &settings->outboxes);
  kept->n_done = 0;
  begin_to_trim (kept);
}
