/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-channel-private.h"
#include "core/rt-presence.h"

struct _RtChannel {
  GObject         parent_instance;

  char           *name;
  RtMemory        memory;
  guint64         first_unreserved;
  RtChannelWatch *watches;
  RtPressure      pressure;
};

G_DEFINE_FINAL_TYPE (RtChannel, rt_channel, G_TYPE_OBJECT)
G_DEFINE_QUARK (rt-channel-error-quark, rt_channel_error)

static void
rt_channel_finalize (GObject *object)
{
  RtChannel *self = RT_CHANNEL (object);

  rt_memory_clear (&self->memory);
  g_free (self->name);

  G_OBJECT_CLASS (rt_channel_parent_class)->finalize (object);
}

static void
rt_channel_class_init (RtChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_channel_finalize;
  rt_presence_add_signals (G_TYPE_FROM_CLASS (klass));
}

static void
rt_channel_init (RtChannel *self)
{
  rt_memory_init (&self->memory);
  rt_pressure_init (&self->pressure);
  self->first_unreserved = G_MAXUINT64;
}

/**
 * rt_channel_new:
 * @name: its name, see rt_channel_name_is_valid()
 * @limits: (nullable): how much it remembers; %NULL, or 0 in a field, is the default
 *
 * Creates a channel with nothing in it, whose numbers begin at 1. It is used on
 * one thread.
 *
 * Returns: (transfer full): the channel
 */
RtChannel *
rt_channel_new (const char            *name,
                const RtChannelLimits *limits)
{
  RtChannel *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (RT_TYPE_CHANNEL, NULL);
  self->name = g_strdup (name);
  if (limits != NULL)
    self->memory.limits = *limits;
  if (self->memory.limits.max_events == 0)
    self->memory.limits.max_events = RT_CHANNEL_DEFAULT_MAX_EVENTS;
  if (self->memory.limits.max_bytes == 0)
    self->memory.limits.max_bytes = RT_CHANNEL_DEFAULT_MAX_BYTES;

  return self;
}

/**
 * rt_channel_get_name:
 * @self: a channel
 *
 * Returns: (transfer none): its name
 */
const char *
rt_channel_get_name (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), NULL);

  return self->name;
}

/**
 * rt_channel_get_first:
 * @self: a channel
 *
 * Returns: the lowest number remembered; one more than the last when nothing is
 */
guint64
rt_channel_get_first (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), 0);

  return self->memory.ring.length > 0 ? rt_event_ring_get (&self->memory.ring, 0)->seq : self->memory.last + 1;
}

/**
 * rt_channel_get_last:
 * @self: a channel
 *
 * As a cursor it means: from now on.
 *
 * Returns: the number before the next one; 0 before the first event of all
 */
guint64
rt_channel_get_last (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), 0);

  return self->memory.last;
}

/**
 * rt_channel_get_latest:
 * @self: a channel
 *
 * Returns: (transfer none) (nullable): the latest event, valid until the next
 *   publish; %NULL when nothing is remembered
 */
RtEvent *
rt_channel_get_latest (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), NULL);

  if (self->memory.ring.length == 0)
    return NULL;

  return rt_event_ring_get (&self->memory.ring, self->memory.ring.length - 1)->event;
}

/**
 * rt_channel_get_n_events:
 * @self: a channel
 *
 * Returns: how many events are remembered
 */
guint
rt_channel_get_n_events (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), 0);

  return self->memory.ring.length;
}

/**
 * rt_channel_get_n_bytes:
 * @self: a channel
 *
 * Returns: the bytes of payload and type of what is remembered
 */
gsize
rt_channel_get_n_bytes (RtChannel *self)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), 0);

  return self->memory.n_bytes;
}

/**
 * rt_channel_set_numbering:
 * @self: a channel
 * @next: the number of the next event, above every one given out
 * @gapless_since: from which number on every one was given to an event
 *
 * Says where numbering stands, because of an earlier life or because other
 * numbers were reserved. Readers are told of numbers before @next that they have
 * not seen as a gap: of known size from @gapless_since on, else of unknown.
 */
void
rt_channel_set_numbering (RtChannel *self,
                          guint64    next,
                          guint64    gapless_since)
{
  g_return_if_fail (RT_IS_CHANNEL (self));
  g_return_if_fail (next > self->memory.last);
  g_return_if_fail (gapless_since <= next);

  self->memory.last = next - 1;
  self->memory.gapless_since = gapless_since;
}

/**
 * rt_channel_set_reserved:
 * @self: a channel
 * @first_unreserved: the first number that may not be given out; at first there
 *   is none
 */
void
rt_channel_set_reserved (RtChannel *self,
                         guint64    first_unreserved)
{
  g_return_if_fail (RT_IS_CHANNEL (self));

  self->first_unreserved = first_unreserved;
}

static RtTypeLog *
ensure_log (RtChannel   *self,
            const char  *type,
            GError     **error)
{
  RtTypeLog *log = rt_memory_find_log (&self->memory, type, FALSE);

  if (log != NULL)
    return log;

  if (!rt_type_name_is_valid (type))
    {
      g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_INVALID_TYPE,
                   "The type of an event for channel “%s” is not 1 to %d letters, digits, dots, underscores "
                   "and hyphens: rename it",
                   self->name, RT_TYPE_NAME_MAX_LENGTH);
      return NULL;
    }

  if (g_hash_table_size (self->memory.logs) == RT_CHANNEL_MAX_TYPES)
    {
      g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_MANY_TYPES,
                   "Channel “%s” has events of %d types already and takes no more: use one of them instead "
                   "of “%s”",
                   self->name, RT_CHANNEL_MAX_TYPES, type);
      return NULL;
    }

  return rt_memory_find_log (&self->memory, type, TRUE);
}

static gboolean
check_room (RtChannel  *self,
            gsize       size,
            GError    **error)
{
  if (size > self->memory.limits.max_bytes)
    {
      g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_TOO_LARGE,
                   "An event of %" G_GSIZE_FORMAT " bytes is larger than all that channel “%s” may remember, "
                   "%" G_GSIZE_FORMAT " bytes: send it in parts",
                   size, self->name, self->memory.limits.max_bytes);
      return FALSE;
    }

  if (self->memory.last + 1 >= self->first_unreserved)
    {
      g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_NO_NUMBERS,
                   "Channel “%s” waits for numbers that survive a restart: try again in a moment",
                   self->name);
      return FALSE;
    }

  if (!rt_pressure_has_room (&self->pressure, &self->memory, size))
    {
      g_set_error (error, RT_CHANNEL_ERROR, RT_CHANNEL_ERROR_FULL,
                   "Channel “%s” waits for a reader that has as much to read as it may: try again in a moment",
                   self->name);
      return FALSE;
    }

  return TRUE;
}

/**
 * rt_channel_publish:
 * @self: a channel
 * @type: the event's type, such as "message"
 * @data: its payload; what it is made of is the caller's concern
 * @error: return location for a #GError
 *
 * Gives the next number to an event born now, and remembers it; the oldest are
 * forgotten where that passes the channel's limits. Its readers are called in a
 * later turn of the loop.
 *
 * Returns: its number, or 0 with %RT_CHANNEL_ERROR_INVALID_TYPE,
 *   %RT_CHANNEL_ERROR_TOO_LARGE, %RT_CHANNEL_ERROR_TOO_MANY_TYPES,
 *   %RT_CHANNEL_ERROR_NO_NUMBERS or %RT_CHANNEL_ERROR_FULL and nothing changed
 */
guint64
rt_channel_publish (RtChannel   *self,
                    const char  *type,
                    GBytes      *data,
                    GError     **error)
{
  return rt_channel_publish_at (self, type, data, g_get_real_time (), error);
}

/**
 * rt_channel_publish_at:
 * @self: a channel
 * @type: the event's type
 * @data: its payload
 * @time_us: when it was born, µs since 1970 UTC
 * @error: return location for a #GError
 *
 * As rt_channel_publish(), for an event that was born elsewhere.
 *
 * Returns: its number, or 0 with an error
 */
guint64
rt_channel_publish_at (RtChannel   *self,
                       const char  *type,
                       GBytes      *data,
                       gint64       time_us,
                       GError     **error)
{
  RtTypeLog *log;

  g_return_val_if_fail (RT_IS_CHANNEL (self), 0);
  g_return_val_if_fail (type != NULL, 0);
  g_return_val_if_fail (data != NULL, 0);

  if (!check_room (self, rt_memory_measure (type, data), error))
    return 0;
  log = ensure_log (self, type, error);
  if (log == NULL)
    return 0;

  rt_memory_append (&self->memory, log, data, time_us);

  for (RtChannelWatch *watch = self->watches; watch != NULL; watch = watch->next)
    watch->published (watch);
  rt_pressure_published (&self->pressure, &self->memory);

  return self->memory.last;
}

/**
 * rt_channel_read:
 * @self: a channel
 * @cursor: (inout): the number of the last event the reader has seen; moved to
 *   the last number that was looked at
 * @selection: (nullable): the types to give; %NULL for all
 * @items: (out caller-allocates) (array length=n_items): where to put them
 * @n_items: how many at most
 * @gap: (out): what is gone between the cursor and what follows
 *
 * Reads what follows a cursor, in time proportional to what is given, without
 * allocating. More follows while *@cursor is below rt_channel_get_last(): a
 * reading also ends where numbers jump.
 *
 * What is forgotten, and numbers that an earlier life gave out, are told as a
 * gap: with their count where every number since was an event's, else as -1. The
 * count is of all numbers, with a selection too, because of what is forgotten the
 * types are no longer known. A cursor above rt_channel_get_last() is from another
 * life: that is a gap of -1, and everything remembered follows.
 *
 * The @prev of an item is exact, also when that event is forgotten; of an earlier
 * life's events the types are not known.
 *
 * Returns: how many items there are
 */
guint
rt_channel_read (RtChannel     *self,
                 guint64       *cursor,
                 RtSelection   *selection,
                 RtChannelItem *items,
                 guint          n_items,
                 RtGap         *gap)
{
  g_return_val_if_fail (RT_IS_CHANNEL (self), 0);
  g_return_val_if_fail (cursor != NULL, 0);
  g_return_val_if_fail (items != NULL || n_items == 0, 0);
  g_return_val_if_fail (gap != NULL, 0);

  return rt_memory_read (&self->memory, cursor, selection, items, n_items, gap);
}

RtMemory *
rt_channel_get_memory (RtChannel *self)
{
  return &self->memory;
}

RtPressure *
rt_channel_get_pressure (RtChannel *self)
{
  return &self->pressure;
}

RtChannelWatch **
rt_channel_get_watches (RtChannel *self)
{
  return &self->watches;
}
