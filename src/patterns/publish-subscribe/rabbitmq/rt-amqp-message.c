/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-message.h"

#include <string.h>

/* Headers of Roundtrip's; messages of strangers lack them. */
#define TIME_HEADER   "roundtrip-time"   /* µs since 1970 */
#define NUMBER_HEADER "roundtrip-number"
#define KEY_HEADER    "roundtrip-key"    /* where the routing key is the queue's name */

/**
 * rt_amqp_entry_set_integer:
 * @entry: an entry of a table
 * @key: its name; stays the caller's
 * @value: its value
 *
 * Makes it a signed 64-bit number.
 */
void
rt_amqp_entry_set_integer (amqp_table_entry_t *entry,
                           const char         *key,
                           gint64              value)
{
  entry->key = amqp_cstring_bytes (key);
  entry->value.kind = AMQP_FIELD_KIND_I64;
  entry->value.value.i64 = value;
}

/**
 * rt_amqp_entry_set_text:
 * @entry: an entry of a table
 * @key: its name; stays the caller's
 * @text: its value; stays the caller's
 *
 * Makes it a long string.
 */
void
rt_amqp_entry_set_text (amqp_table_entry_t *entry,
                        const char         *key,
                        const char         *text)
{
  entry->key = amqp_cstring_bytes (key);
  entry->value.kind = AMQP_FIELD_KIND_UTF8;
  entry->value.value.bytes = amqp_cstring_bytes (text);
}

/**
 * rt_amqp_entry_set_boolean:
 * @entry: an entry of a table
 * @key: its name; stays the caller's
 * @value: its value
 *
 * Makes it a boolean.
 */
void
rt_amqp_entry_set_boolean (amqp_table_entry_t *entry,
                           const char         *key,
                           gboolean            value)
{
  entry->key = amqp_cstring_bytes (key);
  entry->value.kind = AMQP_FIELD_KIND_BOOLEAN;
  entry->value.value.boolean = value;
}

static const amqp_field_value_t *
find (const amqp_table_t *table,
      const char         *key)
{
  gsize length = strlen (key);

  for (int i = 0; i < table->num_entries; i++)
    {
      const amqp_table_entry_t *entry = &table->entries[i];

      if (entry->key.len == length && memcmp (entry->key.bytes, key, length) == 0)
        return &entry->value;
    }

  return NULL;
}

/**
 * rt_amqp_table_get_integer:
 * @table: a table
 * @key: a name in it
 * @value: (out): its value
 *
 * Reads a number, in whichever of the kinds its publisher chose.
 *
 * Returns: %FALSE when there is none of that name
 */
gboolean
rt_amqp_table_get_integer (const amqp_table_t *table,
                           const char         *key,
                           gint64             *value)
{
  const amqp_field_value_t *field = find (table, key);

  if (field == NULL)
    return FALSE;

  switch (field->kind)
    {
    case AMQP_FIELD_KIND_I8:
      *value = field->value.i8;
      return TRUE;
    case AMQP_FIELD_KIND_U8:
      *value = field->value.u8;
      return TRUE;
    case AMQP_FIELD_KIND_I16:
      *value = field->value.i16;
      return TRUE;
    case AMQP_FIELD_KIND_U16:
      *value = field->value.u16;
      return TRUE;
    case AMQP_FIELD_KIND_I32:
      *value = field->value.i32;
      return TRUE;
    case AMQP_FIELD_KIND_U32:
      *value = field->value.u32;
      return TRUE;
    case AMQP_FIELD_KIND_I64:
    case AMQP_FIELD_KIND_U64:
    case AMQP_FIELD_KIND_TIMESTAMP:
      *value = field->value.i64;
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * rt_amqp_properties_fill:
 * @self: what is filled
 * @message: of this; it stays as it is while @self is used
 * @tell_key: the routing key does not tell the message's key
 *
 * Says what a message is in AMQP's words: AMQP 0-9-1, 1.8.1, basic class properties.
 */
void
rt_amqp_properties_fill (RtAmqpProperties   *self,
                         const RtBusMessage *message,
                         gboolean            tell_key)
{
  amqp_basic_properties_t *to = &self->properties;
  int n = 0;

  memset (to, 0, sizeof *to);
  to->_flags = AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TIMESTAMP_FLAG | AMQP_BASIC_HEADERS_FLAG
               | (message->content_type != NULL ? AMQP_BASIC_CONTENT_TYPE_FLAG : 0)
               | (message->type != NULL ? AMQP_BASIC_TYPE_FLAG : 0)
               | (message->id != NULL ? AMQP_BASIC_MESSAGE_ID_FLAG : 0)
               | (message->priority > 0 ? AMQP_BASIC_PRIORITY_FLAG : 0)
               | (message->ttl_ms >= 0 ? AMQP_BASIC_EXPIRATION_FLAG : 0);
  to->delivery_mode = message->persistent ? AMQP_DELIVERY_PERSISTENT : AMQP_DELIVERY_NONPERSISTENT;
  to->timestamp = (guint64) (message->time_us / G_USEC_PER_SEC);
  to->content_type = rt_amqp_bytes (message->content_type);
  to->type = rt_amqp_bytes (message->type);
  to->message_id = rt_amqp_bytes (message->id);
  to->priority = (guint8) message->priority;
  g_snprintf (self->expiration, sizeof self->expiration, "%" G_GINT64_FORMAT, message->ttl_ms);
  to->expiration = rt_amqp_bytes (self->expiration);

  rt_amqp_entry_set_integer (&self->headers[n++], TIME_HEADER, message->time_us);
  if (message->number != 0)
    rt_amqp_entry_set_integer (&self->headers[n++], NUMBER_HEADER, (gint64) message->number);
  if (tell_key && message->key != NULL)
    rt_amqp_entry_set_text (&self->headers[n++], KEY_HEADER, message->key);
  to->headers.num_entries = n;
  to->headers.entries = self->headers;
}

static void
take_headers (RtBusMessage       *message,
              const amqp_table_t *headers)
{
  const amqp_field_value_t *key = find (headers, KEY_HEADER);
  gint64 value;

  if (rt_amqp_table_get_integer (headers, TIME_HEADER, &value))
    message->time_us = value;
  if (rt_amqp_table_get_integer (headers, NUMBER_HEADER, &value))
    message->number = (guint64) value;
  if (key != NULL && key->kind == AMQP_FIELD_KIND_UTF8)
    message->key = rt_amqp_dup (key->value.bytes);
}

/**
 * rt_amqp_message_take:
 * @message: a new message
 * @properties: what came with it
 *
 * The other way round; what a stranger did not say stays unsaid.
 */
void
rt_amqp_message_take (RtBusMessage                  *message,
                      const amqp_basic_properties_t *properties)
{
  amqp_flags_t flags = properties->_flags;

  message->time_us = 0;
  message->persistent = (flags & AMQP_BASIC_DELIVERY_MODE_FLAG) != 0
                        && properties->delivery_mode == AMQP_DELIVERY_PERSISTENT;
  if ((flags & AMQP_BASIC_TIMESTAMP_FLAG) != 0 && properties->timestamp < G_MAXINT64 / G_USEC_PER_SEC)
    message->time_us = (gint64) properties->timestamp * G_USEC_PER_SEC;
  if ((flags & AMQP_BASIC_CONTENT_TYPE_FLAG) != 0)
    message->content_type = rt_amqp_dup (properties->content_type);
  if ((flags & AMQP_BASIC_TYPE_FLAG) != 0)
    message->type = rt_amqp_dup (properties->type);
  if ((flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0)
    message->id = rt_amqp_dup (properties->message_id);
  if ((flags & AMQP_BASIC_PRIORITY_FLAG) != 0)
    message->priority = MIN (properties->priority, RT_BUS_MAX_PRIORITY);
  if ((flags & AMQP_BASIC_EXPIRATION_FLAG) != 0)
    {
      g_autofree char *expiration = rt_amqp_dup (properties->expiration);
      gint64 ttl_ms;

      if (g_ascii_string_to_signed (expiration, 10, 0, G_MAXINT64, &ttl_ms, NULL))
        message->ttl_ms = ttl_ms;
    }
  if ((flags & AMQP_BASIC_HEADERS_FLAG) != 0)
    take_headers (message, &properties->headers);
}

/* What came back went through rt_amqp_dup(). */
static gboolean
is_same_text (const char *sent,
              const char *returned)
{
  g_autofree char *read = NULL;

  if (sent == NULL || returned == NULL || g_str_equal (sent, returned))
    return g_strcmp0 (sent, returned) == 0;

  read = rt_amqp_dup (rt_amqp_bytes (sent));

  return g_str_equal (read, returned);
}

/**
 * rt_amqp_message_is_same:
 * @sent: a message that was published
 * @routing_key: with this routing key
 * @content: what came back
 *
 * Returns: whether it is the one that came back, or nobody could tell
 */
gboolean
rt_amqp_message_is_same (const RtBusMessage  *sent,
                         const char          *routing_key,
                         const RtAmqpContent *content)
{
  return sent->number == content->message->number && sent->time_us == content->message->time_us
         && is_same_text (routing_key, content->routing_key) && is_same_text (sent->id, content->message->id)
         && g_bytes_equal (sent->body, content->message->body);
}
