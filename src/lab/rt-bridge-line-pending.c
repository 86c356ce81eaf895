/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bridge-line-private.h"

#include "lab/rt-bridge.h"

/* What was submitted and has not come back. */
typedef struct {
  RtChannelSubmitted submitted;
  gpointer           user_data;
  gint64             since_us;
  GList             *held;      /* its link there; NULL: the bus was given it */
} Pending;

/* What is to be told, with the line out of it: who is told may end that. */
typedef struct {
  RtChannel *channel;
  Pending   *pending;
  GError    *error;
} Telling;

/* Answers are in English, and what the bus says may not be. */
static const char *
get_words (const GError *why)
{
  switch (why->domain == RT_BUS_ERROR ? why->code : RT_BUS_ERROR_FAILED)
    {
    case RT_BUS_ERROR_NOT_FOUND:
    case RT_BUS_ERROR_RETURNED:
      return "has no log of this channel now";
    case RT_BUS_ERROR_MISMATCH:
    case RT_BUS_ERROR_UNSUPPORTED:
      return "has something else by the name of this channel's log";
    case RT_BUS_ERROR_ACCESS:
      return "gives no right to this channel's log";
    case RT_BUS_ERROR_STORAGE:
      return "cannot store anything now";
    default:
      return "refused it";
    }
}

void
rt_bridge_line_set_away (const GError *why,
                         GError      **error)
{
  if (why == NULL)
    g_set_error_literal (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY,
                         "The bus that this channel is shared over cannot be reached now; try again in a moment");
  else if (g_error_matches (why, RT_BUS_ERROR, RT_BUS_ERROR_FULL))
    g_set_error_literal (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL,
                         "Too much is on its way to the bus that this channel is shared over: try again in a moment");
  else if (g_error_matches (why, RT_BUS_ERROR, RT_BUS_ERROR_TOO_LARGE))
    g_set_error_literal (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE,
                         "The bus that this channel is shared over takes nothing so large: send it in parts");
  else
    g_set_error (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY,
                 "The bus that this channel is shared over %s; try again in a moment", get_words (why));
}

/* Whoever publishes can only wait, and learns whether that is of use. */
void
rt_bridge_line_set_gone (RtBridgeLine  *self,
                         GError       **error)
{
  const GError *why = rt_bus_get_error (self->bus);

  if (g_error_matches (why, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS))
    g_set_error_literal (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY,
                         "The bus that this channel is shared over refuses this server: whoever runs it has to "
                         "correct the user, password or virtual host of the bus");
  else if (g_error_matches (why, RT_BUS_ERROR, RT_BUS_ERROR_TLS))
    g_set_error_literal (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_AWAY,
                         "The bus that this channel is shared over cannot be trusted: whoever runs this server has to "
                         "correct its certificate or address");
  else
    rt_bridge_line_set_away (NULL, error);
}

static void
set_unsure (GError **error)
{
  g_set_error_literal (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_UNSURE,
                       "The bus that this channel is shared over did not answer: it may have been published or not");
}

static void
unhold (RtBridgeLine *self,
        Pending      *pending)
{
  g_autoptr (RtBusMessage) message = NULL;

  if (pending->held == NULL)
    return;

  message = pending->held->data;
  self->held_bytes -= g_bytes_get_size (message->body);
  g_queue_delete_link (&self->held, g_steal_pointer (&pending->held));
}

static Pending *
take (RtBridgeLine *self,
      const char   *id)
{
  gpointer stolen_id;
  gpointer pending;

  if (!g_hash_table_steal_extended (self->pending, id, &stolen_id, &pending))
    return NULL;

  g_free (stolen_id);
  unhold (self, pending);

  return pending;
}

void
rt_bridge_line_drop_pending (RtBridgeLine *self,
                             const char   *id)
{
  g_free (take (self, id));
}

static void
watch_patience (RtBridgeLine *self)
{
  if (g_hash_table_size (self->pending) > 0 && !self->patience.queued)
    rt_poller_start_timer (self->poller, &self->patience, RT_BRIDGE_TIMEOUT_MS / 10);
}

void
rt_bridge_line_add_pending (RtBridgeLine       *self,
                            RtBusMessage       *message,
                            gboolean            held,
                            RtChannelSubmitted  submitted,
                            gpointer            user_data)
{
  Pending *pending = g_new (Pending, 1);

  *pending = (Pending) { submitted, user_data, g_get_monotonic_time (), NULL };
  g_hash_table_insert (self->pending, g_strdup (message->id), pending);
  if (held)
    {
      g_queue_push_tail (&self->held, rt_bus_message_ref (message));
      pending->held = self->held.tail;
      self->held_bytes += g_bytes_get_size (message->body);
    }
  watch_patience (self);
}

/* What was submitted as @id, where it was here, has come, or never will. */
void
rt_bridge_line_end_pending (RtBridgeLine *self,
                            const char   *id,
                            guint64       seq,
                            const GError *error)
{
  g_autofree Pending *pending = take (self, id);
  g_autoptr (RtChannel) channel = g_object_ref (self->channel);

  if (pending != NULL && pending->submitted != NULL)
    pending->submitted (channel, seq, error, pending->user_data);
}

static void
tell (gpointer data)
{
  Telling *self = data;

  if (self->pending->submitted != NULL)
    self->pending->submitted (self->channel, 0, self->error, self->pending->user_data);
  g_object_unref (self->channel);
  g_error_free (self->error);
  g_free (self->pending);
  g_free (self);
}

/* All are taken before the first is told. */
static void
end_some (RtBridgeLine *self,
          gint64        until,
          gboolean      held_only,
          const GError *why)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (tell);
  GHashTableIter iter;
  gpointer id;
  gpointer value;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      Pending *pending = value;
      Telling *telling;

      if (pending->since_us > until || (held_only && pending->held == NULL))
        continue;

      telling = g_new0 (Telling, 1);
      telling->channel = g_object_ref (self->channel);
      telling->pending = pending;
      if (pending->held != NULL)
        rt_bridge_line_set_away (why, &telling->error);
      else
        set_unsure (&telling->error);
      unhold (self, pending);
      g_hash_table_iter_steal (&iter);
      g_free (id);
      g_ptr_array_add (told, telling);
    }
}

/* Those submitted up to @until, monotonic. */
void
rt_bridge_line_end_all (RtBridgeLine *self,
                        gint64        until)
{
  end_some (self, until, FALSE, NULL);
}

void
rt_bridge_line_end_held (RtBridgeLine *self)
{
  end_some (self, G_MAXINT64, TRUE, self->complaint);
}

void
rt_bridge_line_on_patience (gpointer user_data)
{
  RtBridgeLine *self = user_data;
  g_autoptr (GCancellable) living = g_object_ref (self->living);

  rt_bridge_line_end_all (self, g_get_monotonic_time () - RT_BRIDGE_TIMEOUT_MS * G_GINT64_CONSTANT (1000));
  if (!g_cancellable_is_cancelled (living))
    watch_patience (self);
}

/* Whether it is certain that it was not stored. */
static gboolean
is_certain (const GError *error)
{
  return error->domain == RT_BUS_ERROR && error->code != RT_BUS_ERROR_CLOSED &&
         error->code != RT_BUS_ERROR_TIMEOUT && error->code != RT_BUS_ERROR_FAILED &&
         error->code != RT_BUS_ERROR_CONNECT;
}

/* What is stored comes back by itself. */
static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *why,
              gpointer      user_data)
{
  RtBridgeLine *self = rt_bridge_line_end_asking (user_data);
  g_autoptr (GError) error = NULL;

  if (self == NULL || why == NULL)
    return;

  if (is_certain (why))
    rt_bridge_line_set_away (why, &error);
  else
    set_unsure (&error);
  if (g_error_matches (why, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND) && self->subscription != NULL &&
      !rt_bus_subscription_is_active (self->subscription))
    rt_bridge_line_ask_again (self, 0);
  rt_bridge_line_end_pending (self, message->id, 0, error);
}

/* It waits already: its end may be told from within. */
gboolean
rt_bridge_line_publish (RtBridgeLine  *self,
                        RtBusMessage  *message,
                        GError       **error)
{
  RtBridgeAsking *asking = rt_bridge_line_begin_asking (self, self->living);
  g_autoptr (GError) why = NULL;

  if (rt_bus_publish (self->bus, self->target, message, on_confirmed, asking, &why))
    return TRUE;

  rt_bridge_line_end_asking (asking);
  rt_bridge_line_set_away (why, error);

  return FALSE;
}

void
rt_bridge_line_publish_held (RtBridgeLine *self)
{
  g_autoptr (GCancellable) living = g_object_ref (self->living);

  while (!g_cancellable_is_cancelled (living) && self->held.head != NULL)
    {
      g_autoptr (RtBusMessage) message = rt_bus_message_ref (self->held.head->data);
      g_autoptr (GError) error = NULL;

      unhold (self, g_hash_table_lookup (self->pending, message->id));
      if (!rt_bridge_line_publish (self, message, &error))
        rt_bridge_line_end_pending (self, message->id, 0, error);
    }
}
