/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bridge-line-private.h"

#include "lab/rt-bridge.h"

/* A log that says nothing for so long has said all. */
#define QUIET_MS 2000

/* Of ids that those who share a channel have in common: what came with one before is repeated. */
#define ONCE "once-"

static void
become_ready (RtBridgeLine *self)
{
  self->ready = TRUE;
  rt_poller_stop_timer (self->poller, &self->quiet);
  rt_bridge_line_publish_held (self);
}

void
rt_bridge_line_become_ready (RtBridgeLine *self)
{
  if (self->ready || self->next < 0)
    return;

  if (rt_channel_get_last (self->channel) >= (guint64) self->next)
    become_ready (self);
  else
    rt_poller_start_timer (self->poller, &self->quiet, QUIET_MS);
}

/* The last offsets may hold no message: nobody can wait for those. */
static void
on_quiet (gpointer user_data)
{
  RtBridgeLine *self = user_data;

  if (self->subscription != NULL && rt_bus_subscription_is_active (self->subscription) && self->waiting.head == NULL)
    become_ready (self);
  else
    rt_poller_start_timer (self->poller, &self->quiet, QUIET_MS);
}

static void
on_again (gpointer user_data)
{
  rt_bridge_line_ask (user_data);
}

/**
 * rt_bridge_line_new:
 * @bus: a bus; outlives it
 * @channel: a channel that has just been made; outlives it
 *
 * Returns: (transfer full): what joins @channel to its log
 */
RtBridgeLine *
rt_bridge_line_new (RtBus     *bus,
                    RtChannel *channel)
{
  RtBridgeLine *self = g_new0 (RtBridgeLine, 1);

  self->bus = bus;
  self->channel = channel;
  self->target = rt_bridge_line_new_target (bus, rt_channel_get_name (channel));
  self->living = g_cancellable_new ();
  self->asking = g_cancellable_new ();
  self->next = self->looked_at = -1;
  self->prefix = g_uuid_string_random ();
  self->pending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->room = (RtPollerTimer) { rt_bridge_line_on_room, self };
  self->quiet = (RtPollerTimer) { on_quiet, self };
  self->patience = (RtPollerTimer) { rt_bridge_line_on_patience, self };
  self->again = (RtPollerTimer) { on_again, self };
  rt_bridge_line_ask (self);

  return self;
}

/**
 * rt_bridge_line_free:
 * @self: (transfer full): a line
 */
void
rt_bridge_line_free (RtBridgeLine *self)
{
  rt_bridge_line_leave (self);
  g_cancellable_cancel (self->living);
  rt_bridge_line_end_all (self, G_MAXINT64);
  rt_poller_stop_timer (self->poller, &self->patience);
  rt_poller_unref (self->poller);
  g_queue_clear (&self->order);
  g_hash_table_unref (self->pending);
  g_hash_table_unref (self->ids);
  g_object_unref (self->asking);
  g_object_unref (self->living);
  rt_bus_target_free (self->target);
  g_free (self->prefix);
  g_clear_error (&self->complaint);
  g_free (self);
}

/**
 * rt_bridge_line_is_ready:
 * @self: a line
 *
 * Returns: whether the channel has caught up with the log, once; it can be read from then on,
 *   also while the bus is away
 */
gboolean
rt_bridge_line_is_ready (RtBridgeLine *self)
{
  return self->ready;
}

/* Whether the bus is there, or may be in a moment: it is held until then. */
static gboolean
can_wait (RtBridgeLine *self)
{
  RtBusState state = rt_bus_get_state (self->bus);

  return state == RT_BUS_OPEN || (state == RT_BUS_CONNECTING && !self->ready);
}

static gboolean
check (RtBridgeLine  *self,
       const char    *type,
       GBytes        *data,
       GError       **error)
{
  if (!rt_type_name_is_valid (type))
    g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_INVALID_TYPE,
                 "An event's type is 1 to %d letters, digits, dots, underscores and hyphens", RT_TYPE_NAME_MAX_LENGTH);
  else if (g_bytes_get_size (data) > RT_BUS_MAX_BODY_BYTES)
    g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE,
                 "An event that is shared has at most %d bytes: send it in parts", RT_BUS_MAX_BODY_BYTES);
  else if (!can_wait (self))
    rt_bridge_line_set_gone (self, error);
  else if (self->complaint != NULL)
    rt_bridge_line_set_away (self->complaint, error);
  else if (self->held_bytes + g_bytes_get_size (data) > RT_BUS_MAX_UNCONFIRMED_BYTES)
    g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL,
                 "%" G_GSIZE_FORMAT " bytes wait for the log of this channel already: try again in a moment",
                 self->held_bytes);
  else if (g_hash_table_size (self->pending) >= RT_BRIDGE_MAX_PENDING)
    g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL,
                 "%d events are on their way already: try again in a moment", RT_BRIDGE_MAX_PENDING);
  else
    return TRUE;

  return FALSE;
}

/**
 * rt_bridge_line_submit:
 * @self: a line
 * @key: (nullable): that of the one event there is to be with it, see rt_channel_submit_once()
 * @type: the event's type
 * @data: its payload
 * @submitted: (nullable): called when it is in the channel, or never will be known to be
 * @user_data: for @submitted
 * @error: return location
 *
 * Returns: %FALSE with %RT_CHANNEL_OUTLET_ERROR_AWAY or an error of the channel
 */
gboolean
rt_bridge_line_submit (RtBridgeLine        *self,
                       const char          *key,
                       const char          *type,
                       GBytes              *data,
                       RtChannelSubmitted   submitted,
                       gpointer             user_data,
                       GError             **error)
{
  g_autoptr (RtBusMessage) message = rt_bus_message_new (data);
  gboolean has_log = self->ready && self->subscription != NULL;

  if (!check (self, type, data, error))
    return FALSE;

  message->id = key != NULL ? g_strconcat (ONCE, key, NULL)
                            : g_strdup_printf ("%s-%" G_GUINT64_FORMAT, self->prefix, ++self->n_submitted);
  if (g_hash_table_contains (self->pending, message->id))
    {
      g_set_error_literal (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL, "It is on its way already: wait for it");
      return FALSE;
    }
  message->type = g_strdup (type);
  message->content_type = g_strdup ("application/json");
  rt_bridge_line_add_pending (self, message, !has_log, submitted, user_data);
  if (!has_log || rt_bridge_line_publish (self, message, error))
    return TRUE;

  rt_bridge_line_drop_pending (self, message->id);

  return FALSE;
}
