/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-bridge-line-private.h"

#include <string.h>

#include "core/rt-json.h"
#include "lab/rt-bridge.h"

/* How soon it is tried again to let an event in. */
#define ROOM_MS 20
/* And to ask the log about a jump. */
#define LOOK_MS 1000

/* What events say that stand for what is in no channel: an offset without a message, and a message
 * that no channel takes. */
#define UNUSED    "{\"reason\": \"unused\"}"
#define TOO_LARGE "{\"reason\": \"too large\"}"
#define REFUSED   "{\"reason\": \"refused\"}"

/* What became of a delivery. */
typedef enum {
  WAITS,
  IS_IN,
  IS_OVER,   /* the line, or its log, with it */
} Entry;

/* Returns the number under which it is in the channel already, or 0. */
static guint64
find_id (RtBridgeLine *self,
         const char   *id,
         guint64       seq)
{
  const guint64 *before = id != NULL ? g_hash_table_lookup (self->ids, id) : NULL;

  return before != NULL && *before != seq ? *before : 0;
}

/* With @seq 0 it came, but is not in the channel: one that comes after it with the same id may be. */
static void
remember_id (RtBridgeLine *self,
             const char   *id,
             guint64       seq)
{
  guint64 *before = id != NULL ? g_hash_table_lookup (self->ids, id) : NULL;
  char *copy;

  if (before != NULL && *before == 0)
    *before = seq;
  if (before != NULL || id == NULL)
    return;

  if (self->order.length == RT_BRIDGE_MAX_IDS)
    g_hash_table_remove (self->ids, g_queue_pop_head (&self->order));
  copy = g_strdup (id);
  g_hash_table_insert (self->ids, copy, g_memdup2 (&seq, sizeof seq));
  g_queue_push_tail (&self->order, copy);
}

/* What is no JSON is somebody else's, and is text. */
static GBytes *
dup_data (RtBusMessage *message)
{
  gsize size;
  const char *text = g_bytes_get_data (message->body, &size);
  g_autofree char *valid = NULL;
  GString *json;

  if (size > 0 && rt_json_check (text, size, NULL))
    return g_bytes_ref (message->body);

  json = g_string_new (NULL);
  valid = g_utf8_make_valid (size > 0 ? text : "", size);
  rt_json_append_string (json, valid, -1);

  return g_string_free_to_bytes (json);
}

static GBytes *
new_repeated (guint64 seq)
{
  char *json = g_strdup_printf ("{\"reason\": \"repeated\", \"seq\": %" G_GUINT64_FORMAT "}", seq);

  return g_bytes_new_take (json, strlen (json));
}

static gint64
get_time (RtBusDelivery *delivery)
{
  return delivery->message->time_us > 0 ? delivery->message->time_us : g_get_real_time ();
}

static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL) ||
         g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS);
}

static gboolean
enter_filler (RtBridgeLine  *self,
              guint64        seq,
              const char    *words,
              gint64         time_us,
              GError       **error)
{
  g_autoptr (GBytes) data = g_bytes_new_static (words, strlen (words));

  return rt_channel_enter (self->channel, seq, RT_CHANNEL_FILLER, data, time_us, error);
}

/* In place of a delivery, whose number is given in any case: to others it may be no matter. FALSE where it waits. */
static gboolean
enter_instead (RtBridgeLine   *self,
               RtBusDelivery  *delivery,
               const char     *words)
{
  g_autoptr (GError) error = NULL;

  if (!enter_filler (self, (guint64) delivery->offset + 1, words, get_time (delivery), &error) && is_passing (error))
    return FALSE;
  remember_id (self, delivery->message->id, 0);

  return TRUE;
}

/* FALSE where it waits. With @refused it is in the channel as what it is not. */
static gboolean
enter (RtBridgeLine   *self,
       RtBusDelivery  *delivery,
       GError        **refused)
{
  const RtBusMessage *message = delivery->message;
  guint64 seq = (guint64) delivery->offset + 1;
  guint64 before = find_id (self, message->id, seq);
  const char *type = message->type != NULL && rt_type_name_is_valid (message->type) ? message->type : "message";
  g_autoptr (GBytes) data = before == 0 ? dup_data (delivery->message) : new_repeated (before);
  g_autoptr (GError) error = NULL;

  if (delivery->too_large)
    return enter_instead (self, delivery, TOO_LARGE);
  if (rt_channel_enter (self->channel, seq, before == 0 ? type : RT_CHANNEL_FILLER, data, get_time (delivery), &error))
    {
      remember_id (self, message->id, seq);
      return TRUE;
    }
  if (g_error_matches (error, RT_CHANNEL_OUTLET_ERROR, RT_CHANNEL_OUTLET_ERROR_PASSED))
    return TRUE;
  if (is_passing (error) ||
      !enter_instead (self, delivery,
                      g_error_matches (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE) ? TOO_LARGE : REFUSED))
    return FALSE;
  *refused = g_steal_pointer (&error);

  return TRUE;
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  RtBridgeLine *self = rt_bridge_line_end_asking (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) partitions = rt_bus_measure_finish (RT_BUS (source), result, &error);

  if (self == NULL)
    return;

  self->looking = FALSE;
  if (partitions != NULL && partitions->len > 0)
    {
      const RtBusDelivery *delivery = g_queue_peek_head (&self->waiting);

      self->first = MAX (g_array_index (partitions, RtBusPartition, 0).first, self->first);
      self->looked_at = delivery->offset;
      rt_bridge_line_on_room (self);
    }
  else
    rt_poller_start_timer (self->poller, &self->room, LOOK_MS);
}

/* Offsets may be passed over though nothing was forgotten: brokers use some for themselves. Only
 * the log can tell what it has forgotten. FALSE where it has to be asked, or there is no room. */
static gboolean
fill (RtBridgeLine *self,
      gint64        offset,
      gint64        time_us)
{
  gint64 from = MAX ((gint64) rt_channel_get_last (self->channel), self->begin);

  if (from >= offset)
    return TRUE;
  if (self->looked_at != offset)
    {
      self->looking = TRUE;
      rt_bus_measure_async (self->bus, self->target, NULL, self->asking, on_looked,
                            rt_bridge_line_begin_asking (self, self->asking));
      return FALSE;
    }

  from = MAX (from, self->first);
  if (offset - from > RT_BRIDGE_MAX_HOLE)
    return TRUE;

  for (; from < offset; from++)
    {
      g_autoptr (GError) error = NULL;

      if (!enter_filler (self, (guint64) from + 1, UNUSED, time_us, &error) && is_passing (error))
        return FALSE;
    }

  return TRUE;
}

/* Whether a number that was given before is given to something else: then the log is another one. */
static gboolean
is_of_another (RtBridgeLine  *self,
               RtBusDelivery *delivery)
{
  return (guint64) delivery->offset < rt_channel_get_last (self->channel) && delivery->message->id != NULL &&
         !g_hash_table_contains (self->ids, delivery->message->id);
}

static gboolean
is_of_its_log (RtBridgeLine  *self,
               RtBusDelivery *delivery)
{
  if (delivery->anew && self->anew_tag != delivery->tag)
    {
      self->anew_tag = delivery->tag;
      rt_bridge_line_begin_anew (self);
    }
  if (!is_of_another (self, delivery))
    return TRUE;

  /* What was before this in that log is to come as well. */
  rt_bridge_line_begin_anew (self);
  rt_bridge_line_ask_again (self, 0);

  return FALSE;
}

/* Who waits for it may end the line. */
static Entry
let_in (RtBridgeLine  *self,
        RtBusDelivery *delivery)
{
  g_autoptr (GCancellable) living = g_object_ref (self->living);
  g_autoptr (GError) error = NULL;

  if (!is_of_its_log (self, delivery))
    return IS_OVER;
  if (!fill (self, delivery->offset, get_time (delivery)) || !enter (self, delivery, &error))
    return WAITS;

  rt_bus_subscription_acknowledge (self->subscription, delivery);
  if (delivery->message->id != NULL)
    rt_bridge_line_end_pending (self, delivery->message->id, error == NULL ? (guint64) delivery->offset + 1 : 0, error);
  if (g_cancellable_is_cancelled (living))
    return IS_OVER;
  rt_bridge_line_become_ready (self);

  return g_cancellable_is_cancelled (living) || self->subscription == NULL ? IS_OVER : IS_IN;
}

void
rt_bridge_line_on_room (gpointer user_data)
{
  RtBridgeLine *self = user_data;

  while (!self->looking && self->waiting.head != NULL)
    {
      g_autoptr (RtBusDelivery) delivery = rt_bus_delivery_ref (self->waiting.head->data);
      Entry entry = let_in (self, delivery);

      if (entry == IS_OVER)
        return;
      if (entry == WAITS)
        {
          if (!self->looking)
            rt_poller_start_timer (self->poller, &self->room, ROOM_MS);
          return;
        }
      rt_bus_delivery_unref (g_queue_pop_head (&self->waiting));
    }
}

void
rt_bridge_line_delivered (RtBusSubscription *subscription,
                          RtBusDelivery     *delivery,
                          gpointer           user_data)
{
  RtBridgeLine *self = user_data;

  if (self->waiting.head == NULL && let_in (self, delivery) != WAITS)
    return;

  /* Whoever waits already has a timer, or an answer to come. */
  if (self->waiting.head == NULL && !self->looking)
    rt_poller_start_timer (self->poller, &self->room, ROOM_MS);
  g_queue_push_tail (&self->waiting, rt_bus_delivery_ref (delivery));
}
