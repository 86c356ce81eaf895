/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-channel-outlet.h"

#include "core/rt-channel-private.h"

#define KEY "rt-channel-outlet"

G_DEFINE_QUARK (rt-channel-outlet-error-quark, rt_channel_outlet_error)

typedef struct {
  const RtChannelOutlet *hooks;
  gpointer               outlet;
} Attached;

static void
attach (gpointer               object,
        const RtChannelOutlet *hooks,
        gpointer               outlet)
{
  Attached *attached = g_new (Attached, 1);

  *attached = (Attached) { hooks, outlet };
  g_object_set_data_full (object, KEY, attached, g_free);
}

static const Attached *
get_attached (gpointer object)
{
  return g_object_get_data (object, KEY);
}

/**
 * rt_hub_set_outlet:
 * @self: a hub
 * @hooks: (nullable): what gives their numbers to the events of channels opened from now on; static
 * @outlet: for @hooks
 */
void
rt_hub_set_outlet (RtHub                 *self,
                   const RtChannelOutlet *hooks,
                   gpointer               outlet)
{
  g_return_if_fail (RT_IS_HUB (self));

  if (hooks != NULL)
    attach (self, hooks, outlet);
  else
    g_object_set_data (G_OBJECT (self), KEY, NULL);
}

/**
 * rt_hub_attach_outlet:
 * @self: a hub
 * @channel: a channel that is being opened
 *
 * Returns: whether its numbers come from elsewhere
 */
gboolean
rt_hub_attach_outlet (RtHub     *self,
                      RtChannel *channel)
{
  const Attached *attached = get_attached (self);

  if (attached == NULL || !attached->hooks->attach (channel, attached->outlet))
    return FALSE;

  attach (channel, attached->hooks, attached->outlet);

  return TRUE;
}

/**
 * rt_hub_find_elsewhere:
 * @self: a hub
 * @name: a channel's name that is not open
 *
 * Has it looked for where events get their numbers; it is opened when it is found.
 *
 * Returns: whether that may be, a moment later
 */
gboolean
rt_hub_find_elsewhere (RtHub      *self,
                       const char *name)
{
  const Attached *attached;

  g_return_val_if_fail (RT_IS_HUB (self), FALSE);

  attached = get_attached (self);

  return attached != NULL && attached->hooks->find (name, attached->outlet);
}

/**
 * rt_channel_has_outlet:
 * @self: a channel
 *
 * Returns: whether its events get their numbers elsewhere, so that rt_channel_submit() is the way
 *   to publish
 */
gboolean
rt_channel_has_outlet (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), FALSE);

  return get_attached (self) != NULL;
}

/**
 * rt_channel_drop_outlet:
 * @self: a channel
 *
 * It goes on by itself.
 */
void
rt_channel_drop_outlet (RtChannel *self)
{
  g_return_if_fail (RT_IS_CHANNEL (self));

  g_object_set_data (G_OBJECT (self), KEY, NULL);
}

/**
 * rt_channel_is_ready:
 * @self: a channel
 *
 * Returns: whether it can be read: %FALSE while it catches up with what has happened elsewhere
 */
gboolean
rt_channel_is_ready (RtChannel *self)
{
  const Attached *attached;

  g_return_val_if_fail (RT_IS_CHANNEL (self), FALSE);

  attached = get_attached (self);

  return attached == NULL || attached->hooks->is_ready (self, attached->outlet);
}

/**
 * rt_channel_submit:
 * @self: a channel
 * @type: the event's type
 * @data: its payload
 * @submitted: (nullable) (scope async): called with its number, when it is in the channel; perhaps
 *   before this returns
 * @user_data: for @submitted
 * @error: return location
 *
 * Publishes, wherever the event gets its number.
 *
 * Returns: %FALSE, and @submitted is not called, with an error of rt_channel_publish() or
 *   %RT_CHANNEL_OUTLET_ERROR_AWAY
 */
gboolean
rt_channel_submit (RtChannel           *self,
                   const char          *type,
                   GBytes              *data,
                   RtChannelSubmitted   submitted,
                   gpointer             user_data,
                   GError             **error)
{
  const Attached *attached;
  guint64 seq;

  g_return_val_if_fail (RT_IS_CHANNEL (self), FALSE);

  attached = get_attached (self);
  if (attached != NULL)
    return attached->hooks->submit (self, type, data, submitted, user_data, attached->outlet, error);

  seq = rt_channel_publish (self, type, data, error);
  if (seq != 0 && submitted != NULL)
    submitted (self, seq, NULL, user_data);

  return seq != 0;
}

/**
 * rt_channel_submit_once:
 * @self: a channel with an outlet
 * @key: what the event is about: to be different for each that is to be there
 * @type: the event's type
 * @data: its payload
 * @submitted: (nullable) (scope async): called with the number of the first event with @key, whoever
 *   submitted that, when it is in the channel
 * @user_data: for @submitted
 * @error: return location
 *
 * Publishes, unless another who shares the channel has published with @key before. Where the events
 * get their numbers they have an order, so all who share the channel agree which was the first.
 *
 * Returns: as rt_channel_submit()
 */
gboolean
rt_channel_submit_once (RtChannel           *self,
                        const char          *key,
                        const char          *type,
                        GBytes              *data,
                        RtChannelSubmitted   submitted,
                        gpointer             user_data,
                        GError             **error)
{
  const Attached *attached;

  g_return_val_if_fail (rt_channel_has_outlet (self), FALSE);

  attached = get_attached (self);

  return attached->hooks->submit_once (self, key, type, data, submitted, user_data, attached->outlet, error);
}

/**
 * rt_channel_begin_anew:
 * @self: a channel with an outlet
 *
 * For the outlet: where the numbers come from is another place now. Forgets everything; readers are
 * told of a gap of unknown size, and then of what comes with the numbers from there.
 */
void
rt_channel_begin_anew (RtChannel *self)
{
  g_return_if_fail (RT_IS_CHANNEL (self));

  rt_memory_begin_anew (rt_channel_get_memory (self));
  rt_pressure_look_again (rt_channel_get_pressure (self));
}

/**
 * rt_channel_enter:
 * @self: a channel with an outlet
 * @seq: the number that the event has
 * @type: its type
 * @data: its payload
 * @time_us: when it was born, µs since 1970 UTC
 * @error: return location
 *
 * For the outlet: lets an event in that has its number. Those between it and the last one are gone,
 * which readers are told.
 *
 * Returns: %FALSE with %RT_CHANNEL_OUTLET_ERROR_PASSED where the number is not above the last, or
 *   with an error of rt_channel_publish()
 */
gboolean
rt_channel_enter (RtChannel   *self,
                  guint64      seq,
                  const char  *type,
                  GBytes      *data,
                  gint64       time_us,
                  GError     **error)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), FALSE);

  if (seq <= rt_channel_get_last (self))
    {
      g_set_error (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_PASSED,
                   "Its number, %" G_GUINT64_FORMAT ", was given before in channel “%s”: it is not in there",
                   seq, rt_channel_get_name (self));
      return FALSE;
    }

  if (seq > rt_channel_get_last (self) + 1)
    rt_channel_set_numbering (self, seq, 1);

  return rt_channel_publish_at (self, type, data, time_us, error) != 0;
}
