/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-event.h"

#include "core/rt-link.h"

/* As many wire formats as there are, with one `prev` each, is what is read at once. */
#define MAX_ENCODINGS 4

typedef struct {
  const RtWireFormat *format;
  guint64             prev;
  GBytes             *bytes;
} Encoding;

struct _RtEvent {
  RtLink          link;        /* first; in encoded_events where it keeps encodings */
  gatomicrefcount ref_count;
  guint           n_encodings;
  guint           next_victim;
  guint64         seq;
  gint64          time_us;
  const char     *type;
  GBytes         *data;
  Encoding       *encodings;
};

/* Of the process, for the main loop alone: events that keep encodings, the one that was
 * encoded last at the end, and the bytes of them all. */
static RtLink encoded_events = { &encoded_events, &encoded_events };
static gsize encoded_bytes;

G_DEFINE_BOXED_TYPE (RtEvent, rt_event, rt_event_ref, rt_event_unref)

/**
 * rt_event_new:
 * @seq: its number in its channel
 * @time_us: when it was born, µs since 1970 UTC
 * @type: its type; kept for the life of the process, so bound who chooses it
 * @data: its payload, kept byte for byte
 *
 * Creates an event. Its type is not checked, see rt_type_name_is_valid().
 *
 * Returns: (transfer full): the event
 */
RtEvent *
rt_event_new (guint64     seq,
              gint64      time_us,
              const char *type,
              GBytes     *data)
{
  RtEvent *self;

  g_return_val_if_fail (type != NULL, NULL);
  g_return_val_if_fail (data != NULL, NULL);

  self = g_new0 (RtEvent, 1);
  rt_link_init (&self->link);
  g_atomic_ref_count_init (&self->ref_count);
  self->seq = seq;
  self->time_us = time_us;
  self->type = g_intern_string (type);
  self->data = g_bytes_ref (data);

  return self;
}

/**
 * rt_event_ref:
 * @self: an event
 *
 * Takes a reference. Safe from any thread.
 *
 * Returns: (transfer full): @self
 */
RtEvent *
rt_event_ref (RtEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
drop_encoding (Encoding *encoding)
{
  encoded_bytes -= g_bytes_get_size (encoding->bytes);
  g_bytes_unref (encoding->bytes);
}

static void
drop_encodings (RtEvent *self)
{
  for (guint i = 0; i < self->n_encodings; i++)
    drop_encoding (&self->encodings[i]);
  g_clear_pointer (&self->encodings, g_free);
  self->n_encodings = 0;
  self->next_victim = 0;
  rt_link_remove (&self->link);
}

/**
 * rt_event_unref:
 * @self: (transfer full): an event
 *
 * Drops a reference. Safe from any thread, but the last one of an event that was encoded
 * is dropped on the main loop.
 */
void
rt_event_unref (RtEvent *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (self->n_encodings > 0)
    drop_encodings (self);
  g_bytes_unref (self->data);
  g_free (self);
}

/**
 * rt_event_get_seq:
 * @self: an event
 *
 * Returns: its number in its channel
 */
guint64
rt_event_get_seq (RtEvent *self)
{
  return self->seq;
}

/**
 * rt_event_get_time:
 * @self: an event
 *
 * Returns: when it was born, in µs since 1970 UTC
 */
gint64
rt_event_get_time (RtEvent *self)
{
  return self->time_us;
}

/**
 * rt_event_get_type_name:
 * @self: an event
 *
 * Returns: (transfer none): its type, an interned string
 */
const char *
rt_event_get_type_name (RtEvent *self)
{
  return self->type;
}

/**
 * rt_event_get_data:
 * @self: an event
 *
 * Returns: (transfer none): its payload
 */
GBytes *
rt_event_get_data (RtEvent *self)
{
  return self->data;
}

/**
 * rt_event_get_size:
 * @self: an event
 *
 * Returns: the bytes of its payload, nothing else
 */
gsize
rt_event_get_size (RtEvent *self)
{
  return g_bytes_get_size (self->data);
}

/* What is shared by every reader without a selection is worth keeping longest. */
static Encoding *
take_slot (RtEvent *self)
{
  if (self->n_encodings < MAX_ENCODINGS)
    {
      self->encodings = g_renew (Encoding, self->encodings, self->n_encodings + 1);

      return &self->encodings[self->n_encodings++];
    }

  for (guint i = 0; i < MAX_ENCODINGS; i++)
    {
      guint candidate = (self->next_victim + i) % MAX_ENCODINGS;

      if (self->encodings[candidate].prev != 0)
        {
          self->next_victim = candidate;
          break;
        }
    }

  self->next_victim %= MAX_ENCODINGS;
  drop_encoding (&self->encodings[self->next_victim]);

  return &self->encodings[self->next_victim++];
}

/* Other events' first, then its own others: what was just made is about to be written. */
static void
make_room (RtEvent      *self,
           const GBytes *latest)
{
  while (encoded_bytes > RT_EVENT_MAX_ENCODED_BYTES && encoded_events.next != &self->link)
    drop_encodings ((RtEvent *) encoded_events.next);

  for (guint i = self->n_encodings; encoded_bytes > RT_EVENT_MAX_ENCODED_BYTES && i-- > 0;)
    {
      if (self->encodings[i].bytes == latest)
        continue;
      drop_encoding (&self->encodings[i]);
      self->encodings[i] = self->encodings[--self->n_encodings];
    }
}

/**
 * rt_event_encode:
 * @self: an event
 * @format: the wire format
 * @prev: the number before it in the reader's selection of types, %RT_PREV_NONE
 *   where nothing came before in it, 0 where the reader made none
 *
 * Gives the bytes of the event on the wire. They are made once for each @format
 * and @prev and kept for all readers; of these the event keeps at most four, and all
 * events of the process together at most %RT_EVENT_MAX_ENCODED_BYTES: where that is
 * passed, the event whose last encoding is oldest loses its own, which are made again
 * when they are asked for. Constant time but for the encoding. Call it on the main loop
 * only.
 *
 * Returns: (transfer none): the bytes, valid until any event is encoded again
 *   or this one is freed: take a reference to keep them longer
 */
GBytes *
rt_event_encode (RtEvent            *self,
                 const RtWireFormat *format,
                 guint64             prev)
{
  GBytes *bytes;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (format != NULL, NULL);

  for (guint i = 0; i < self->n_encodings; i++)
    if (self->encodings[i].format == format && self->encodings[i].prev == prev)
      return self->encodings[i].bytes;

  bytes = format->encode (self, prev);
  *take_slot (self) = (Encoding) { format, prev, bytes };
  encoded_bytes += g_bytes_get_size (bytes);
  rt_link_remove (&self->link);
  rt_link_append (&encoded_events, &self->link);
  make_room (self, bytes);

  return bytes;
}

/**
 * rt_event_get_encoded_bytes:
 *
 * Call it on the main loop only.
 *
 * Returns: the bytes of all that events of this process keep encoded
 */
gsize
rt_event_get_encoded_bytes (void)
{
  return encoded_bytes;
}
