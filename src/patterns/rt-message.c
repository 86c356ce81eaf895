/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-message.h"

#include "core/rt-channel-outlet.h"

G_DEFINE_BOXED_TYPE (RtMessage, rt_message, rt_message_ref, rt_message_unref)

static void
message_clear (RtMessage *self)
{
  g_ref_string_release ((char *) self->type);
  g_bytes_unref (self->data);
  g_clear_pointer (&self->delivery, rt_bus_delivery_unref);
}

/**
 * rt_message_new:
 * @type: (nullable): the event's type; %NULL where the wire names none
 * @data: what it carries
 * @time_us: its birth, µs since 1970 UTC, or 0 where the wire does not say
 *
 * Makes a message without a number. Who receives it fills in the rest before anybody else
 * sees it.
 *
 * Returns: (transfer full): a message
 */
RtMessage *
rt_message_new (const char *type,
                GBytes     *data,
                gint64      time_us)
{
  RtMessage *self;

  g_return_val_if_fail (data != NULL, NULL);

  self = g_rc_box_new0 (RtMessage);
  self->type = g_ref_string_new_intern (type != NULL ? type : "message");
  self->data = g_bytes_ref (data);
  self->time_us = time_us;
  self->latency_us = -1;

  return self;
}

/**
 * rt_message_copy:
 * @self: a message that nobody received yet
 *
 * Returns: (transfer full): another like it
 */
RtMessage *
rt_message_copy (RtMessage *self)
{
  RtMessage *copy = rt_message_new (self->type, self->data, self->time_us);

  copy->seq = self->seq;
  copy->has_seq = self->has_seq;
  copy->latency_us = self->latency_us;
  copy->binary = self->binary;
  copy->delivery = self->delivery != NULL ? rt_bus_delivery_ref (self->delivery) : NULL;

  return copy;
}

/**
 * rt_message_is_filler:
 * @self: a message
 *
 * Returns: whether nothing happened: its number only keeps the others without a gap. It is
 *   counted, as it came, and shown to no one
 */
gboolean
rt_message_is_filler (const RtMessage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_seq && self->delivery == NULL && g_str_equal (self->type, RT_CHANNEL_FILLER);
}

/**
 * rt_message_ref:
 * @self: a message
 *
 * Returns: (transfer full): @self
 */
RtMessage *
rt_message_ref (RtMessage *self)
{
  return g_rc_box_acquire (self);
}

/**
 * rt_message_unref:
 * @self: (transfer full): a message
 *
 * Drops a reference.
 */
void
rt_message_unref (RtMessage *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) message_clear);
}
