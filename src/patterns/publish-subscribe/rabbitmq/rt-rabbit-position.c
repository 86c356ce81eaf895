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

void
rt_rabbit_position_take (RtRabbitPosition *self,
                         gint64            offset,
                         gboolean          automatic)
{
  if (self->from < 0 || automatic)
    self->from = offset + (automatic ? 1 : 0);
  self->since_us = 0;
}
