/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"

G_BEGIN_DECLS

#define RT_AMQP_MAX_HEADERS 3

/**
 * RtAmqpProperties:
 *
 * A message's properties, encodable; points into the message.
 */
typedef struct {
  amqp_basic_properties_t properties;
  amqp_table_entry_t      headers[RT_AMQP_MAX_HEADERS];
  char                    expiration[24];
} RtAmqpProperties;

void     rt_amqp_properties_fill     (RtAmqpProperties              *self,
                                      const RtBusMessage            *message,
                                      gboolean                       tell_key);
void     rt_amqp_message_take        (RtBusMessage                  *message,
                                      const amqp_basic_properties_t *properties);
gboolean rt_amqp_table_get_integer   (const amqp_table_t            *table,
                                      const char                    *key,
                                      gint64                        *value);
void     rt_amqp_entry_set_integer   (amqp_table_entry_t            *entry,
                                      const char                    *key,
                                      gint64                         value);
void     rt_amqp_entry_set_text      (amqp_table_entry_t            *entry,
                                      const char                    *key,
                                      const char                    *text);
void     rt_amqp_entry_set_boolean   (amqp_table_entry_t            *entry,
                                      const char                    *key,
                                      gboolean                       value);

gboolean rt_amqp_message_is_same (const RtBusMessage  *sent,
                                  const char          *routing_key,
                                  const RtAmqpContent *content);

G_END_DECLS
