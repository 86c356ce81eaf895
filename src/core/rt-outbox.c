/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-outbox-private.h"

/* However small, no more than this many pieces of control bytes wait. */
#define MAX_CONTROLS 1024

/**
 * rt_outbox_new:
 * @max_events: how many events may wait
 * @max_bytes: how many bytes may wait; as many of control bytes
 *
 * Creates an empty outbox, which takes no memory for items until there are any.
 *
 * Returns: (transfer full): the outbox
 */
RtOutbox *
rt_outbox_new (guint max_events,
               gsize max_bytes)
{
  RtOutbox *self = g_new0 (RtOutbox, 1);

  rt_outbox_set_limits (self, max_events, max_bytes);

  return self;
}

/**
 * rt_outbox_free:
 * @self: (transfer full): an outbox
 */
void
rt_outbox_free (RtOutbox *self)
{
  g_return_if_fail (self != NULL);

  rt_outbox_queue_clear (&self->queue);
  g_free (self);
}

/**
 * rt_outbox_set_limits:
 * @self: an outbox
 * @max_events: how many events may wait
 * @max_bytes: how many bytes may wait
 *
 * Changes the limits for what is put in from now on.
 */
void
rt_outbox_set_limits (RtOutbox *self,
                      guint     max_events,
                      gsize     max_bytes)
{
  g_return_if_fail (self != NULL);

  self->max_events = max_events;
  self->max_bytes = max_bytes;
}

/* An event of any size fits where none waits: else a large one never would. */
static inline gboolean
has_room (const RtOutbox *self,
          gsize           length)
{
  return self->queue.events.length == 0 ||
         (self->queue.events.length < self->max_events && self->queue.n_bytes + length <= self->max_bytes);
}

/**
 * rt_outbox_push_event:
 * @self: an outbox
 * @bytes: the event as it goes over the wire
 * @payload: how many of them are its data
 *
 * Puts an event at the end. Where no event waits there is room for one of any size.
 *
 * Returns: %FALSE, with nothing queued, where there is no room for it
 */
gboolean
rt_outbox_push_event (RtOutbox *self,
                      GBytes   *bytes,
                      gsize     payload)
{
  gsize length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  length = g_bytes_get_size (bytes);
  if (G_UNLIKELY (!has_room (self, length)))
    {
      self->wanted = length;
      return FALSE;
    }

  self->wanted = 0;
  rt_outbox_queue_append_event (&self->queue, bytes, payload);

  return TRUE;
}

/**
 * rt_outbox_push_again:
 * @self: an outbox that rt_outbox_push_event() just put an event into
 * @bytes: the same event
 * @payload: how many of them are its data
 *
 * Puts the event at the end once more, whether there is room or not: an outbox that holds
 * one event alone would never take a second one, however long it is waited for. So there
 * can be one event more than there may.
 */
void
rt_outbox_push_again (RtOutbox *self,
                      GBytes   *bytes,
                      gsize     payload)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (bytes != NULL);

  rt_outbox_queue_append_event (&self->queue, bytes, payload);
}

static gsize
get_control_room (const RtOutbox *self)
{
  if (self->queue.controls.length >= MAX_CONTROLS || self->queue.control_bytes >= self->max_bytes)
    return 0;

  return self->max_bytes - self->queue.control_bytes;
}

/**
 * rt_outbox_push_control:
 * @self: an outbox
 * @bytes: control bytes
 *
 * Puts control bytes at the end, whole or not at all.
 *
 * Returns: %FALSE, with nothing queued, where more control bytes than max_bytes,
 *   or more than 1,024 pieces of them, would wait
 */
gboolean
rt_outbox_push_control (RtOutbox *self,
                        GBytes   *bytes)
{
  gconstpointer data;
  gsize length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  data = g_bytes_get_data (bytes, &length);
  if (length == 0)
    return TRUE;
  self->wanted_control = length > get_control_room (self) ? length : 0;
  if (self->wanted_control > 0)
    return FALSE;

  rt_outbox_queue_append (&self->queue, &self->queue.controls, g_bytes_ref (bytes), data, length, 0);
  self->queue.control_bytes += length;

  return TRUE;
}

/**
 * rt_outbox_append_control:
 * @self: an outbox
 * @data: control bytes
 * @length: how many
 *
 * Puts control bytes at the end as a stream: a copy of as many as there is room
 * for.
 *
 * Returns: how many were taken; 0 where max_bytes of them, or 1,024 pieces, wait
 */
gsize
rt_outbox_append_control (RtOutbox      *self,
                          gconstpointer  data,
                          gsize          length)
{
  gsize accepted;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (data != NULL || length == 0, 0);

  accepted = MIN (length, get_control_room (self));
  if (accepted == 0)
    return 0;

  rt_outbox_queue_append_copy (&self->queue, data, accepted);

  return accepted;
}

/**
 * rt_outbox_has_control_room:
 * @self: an outbox
 * @length: how many control bytes
 *
 * Returns: whether rt_outbox_append_whole() would take them
 */
gboolean
rt_outbox_has_control_room (RtOutbox *self,
                            gsize     length)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->queue.controls.length == 0 || length <= get_control_room (self);
}

/**
 * rt_outbox_append_whole:
 * @self: an outbox
 * @data: control bytes
 * @length: how many
 *
 * Puts a copy of control bytes at the end that must not be divided by what others put
 * in: a frame. Where no control bytes wait there is room for any length, else a long
 * frame never would find some.
 *
 * Returns: %FALSE, with nothing queued, where there is no room for all of them
 */
gboolean
rt_outbox_append_whole (RtOutbox      *self,
                        gconstpointer  data,
                        gsize          length)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  if (!rt_outbox_has_control_room (self, length))
    return FALSE;
  if (length > 0)
    rt_outbox_queue_append_copy (&self->queue, data, length);

  return TRUE;
}

/**
 * rt_outbox_get_n_events:
 * @self: an outbox
 *
 * Returns: how many events wait, a partly written one included
 */
guint
rt_outbox_get_n_events (RtOutbox *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->queue.events.length;
}

/**
 * rt_outbox_get_n_bytes:
 * @self: an outbox
 *
 * Returns: how many bytes wait, control bytes included
 */
gsize
rt_outbox_get_n_bytes (RtOutbox *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->queue.n_bytes;
}

/**
 * rt_outbox_is_empty:
 * @self: an outbox
 *
 * Returns: whether nothing waits
 */
gboolean
rt_outbox_is_empty (RtOutbox *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->queue.n_bytes == 0;
}

/**
 * rt_outbox_is_full:
 * @self: an outbox
 *
 * Returns: whether there is no room for one more event, however small, or for what
 *   was refused last, event or control bytes
 */
gboolean
rt_outbox_is_full (RtOutbox *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return !has_room (self, MAX (self->wanted, 1)) ||
         (self->wanted_control > 0 && self->wanted_control > get_control_room (self));
}

/**
 * rt_outbox_peek:
 * @self: an outbox
 * @vectors: (out caller-allocates) (array length=n_vectors): what to write
 * @n_vectors: how many at most
 *
 * Gives the next bytes to write, in order, without copying. They stay where they
 * are until consumed, dropped or cleared.
 *
 * Returns: how many vectors were filled
 */
guint
rt_outbox_peek (RtOutbox      *self,
                GOutputVector *vectors,
                guint          n_vectors)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (vectors != NULL || n_vectors == 0, 0);

  return rt_outbox_queue_peek (&self->queue, vectors, n_vectors);
}

/**
 * rt_outbox_consume:
 * @self: an outbox
 * @n_bytes: how many bytes were written, at most what waits
 *
 * Takes written bytes off. An event counts as written with its last byte.
 */
void
rt_outbox_consume (RtOutbox *self,
                   gsize     n_bytes)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (n_bytes <= self->queue.n_bytes);

  rt_outbox_queue_consume (&self->queue, n_bytes);
}

/**
 * rt_outbox_clear:
 * @self: an outbox
 *
 * Forgets everything that waits. Events among it, a partly written one too, count
 * as left.
 */
void
rt_outbox_clear (RtOutbox *self)
{
  g_return_if_fail (self != NULL);

  self->wanted = self->wanted_control = 0;
  self->queue.counts.left += self->queue.events.length;
  rt_outbox_queue_clear (&self->queue);
}
