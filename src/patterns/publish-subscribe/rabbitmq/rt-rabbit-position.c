/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-position.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

void
rt_rabbit_position_fill (const RtRabbitPosition *self,
                         amqp_table_entry_t     *entry)
{
  static const char name[] = "x-stream-offset";

  if (self->since_us > 0)
    {
      rt_amqp_entry_set_integer (entry, name, self->since_us / G_USEC_PER_SEC);
      entry->value.kind = AMQP_FIELD_KIND_TIMESTAMP;
    }
  else if (self->from >= 0)
    rt_amqp_entry_set_integer (entry, name, self->from);
  else
    rt_amqp_entry_set_text (entry, name, self->from == RT_BUS_FROM_BEGINNING ? "first" : "next");
}

/* The end is where it was when it began, not where it is after a loss. Where it is before what was
 * asked for, that is the end; where it is before what was read, this is not the log that it was. */
gboolean
rt_rabbit_position_needs_end (const RtRabbitPosition *self)
{
  return self->since_us == 0 && (self->from == RT_BUS_FROM_END || self->from > 0);
}

void
rt_rabbit_position_take_end (RtRabbitPosition *self,
                             gint64            next)
{
  if (self->is_own && next < self->from)
    {
      self->was = self->from;
      self->from = RT_BUS_FROM_BEGINNING;
      self->is_own = FALSE;
    }
  else if (self->from == RT_BUS_FROM_END || next < self->from)
    {
      self->from = next > 0 ? next : RT_BUS_FROM_BEGINNING;
      self->is_own = next > 0;
    }
}

void
rt_rabbit_position_lose (RtRabbitPosition *self)
{
  if (self->is_own)
    *self = (RtRabbitPosition) { .from = RT_BUS_FROM_BEGINNING, .was = G_MAXINT64 };
}

gboolean
rt_rabbit_position_is_too_early (const RtRabbitPosition *self,
                                 const RtAmqpContent    *content)
{
  if (content->offset >= 0 && content->offset < self->from)
    return TRUE;
  if (self->since_us == 0 || content->message->time_us == 0)
    return FALSE;

  return content->message->time_us < self->since_us;
}

gboolean
rt_rabbit_position_take (RtRabbitPosition *self,
                         gint64            offset,
                         gboolean          automatic)
{
  /* All that is left of a log may be the broker's own notes, and its end not to be seen. */
  gboolean is_anew = offset < self->was;

  if (self->from < 0 || automatic)
    self->from = offset + (automatic ? 1 : 0);
  self->since_us = 0;
  self->was = 0;
  self->is_own = TRUE;

  return is_anew;
}
