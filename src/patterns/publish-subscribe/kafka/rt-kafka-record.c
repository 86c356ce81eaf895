/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-record.h"

#include <string.h>

static void
add_text (rd_kafka_headers_t *headers,
          const char         *name,
          const char         *value)
{
  if (value != NULL)
    rd_kafka_header_add (headers, name, -1, value, -1);
}

static void
add_number (rd_kafka_headers_t *headers,
            const char         *name,
            guint64             value)
{
  char digits[24];

  if (value == 0)
    return;

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, value);
  rd_kafka_header_add (headers, name, -1, digits, -1);
}

static rd_kafka_headers_t *
make_headers (const RtBusMessage *message)
{
  rd_kafka_headers_t *headers = rd_kafka_headers_new (5);

  add_text (headers, "type", message->type);
  add_text (headers, "id", message->id);
  add_text (headers, "content-type", message->content_type);
  add_number (headers, "number", message->number);
  add_number (headers, "time", MAX (message->time_us, 0));

  return headers;
}

rd_kafka_resp_err_t
rt_kafka_record_produce (rd_kafka_t         *kafka,
                         rd_kafka_topic_t   *topic,
                         const RtBusMessage *message,
                         guint64             tag)
{
  rd_kafka_headers_t *headers = make_headers (message);
  gsize length = message->key != NULL ? strlen (message->key) : 0;
  gsize size;
  gconstpointer body = g_bytes_get_data (message->body, &size);
  rd_kafka_resp_err_t result;

  result = rd_kafka_producev (kafka,
                              RD_KAFKA_V_RKT (topic),
                              RD_KAFKA_V_PARTITION (RD_KAFKA_PARTITION_UA),
                              RD_KAFKA_V_MSGFLAGS (RD_KAFKA_MSG_F_COPY),
                              RD_KAFKA_V_VALUE ((gpointer) body, size),
                              RD_KAFKA_V_KEY (message->key, length),
                              RD_KAFKA_V_TIMESTAMP (MAX (message->time_us, 0) / 1000),
                              RD_KAFKA_V_HEADERS (headers),
                              RD_KAFKA_V_OPAQUE (GSIZE_TO_POINTER (tag)),
                              RD_KAFKA_V_END);
  if (result != RD_KAFKA_RESP_ERR_NO_ERROR)
    rd_kafka_headers_destroy (headers);

  return result;
}

static char *
dup_text (const void *value,
          gsize       size)
{
  return value != NULL && g_utf8_validate_len (value, size, NULL) ? g_strndup (value, size) : NULL;
}

/* 0: it is no number. */
static guint64
parse_number (const void *value,
              gsize       size)
{
  g_autofree char *digits = dup_text (value, size);
  guint64 number = 0;

  if (digits == NULL || !g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT64, &number, NULL))
    return 0;

  return number;
}

static void
parse_header (RtBusMessage *self,
              const char   *name,
              const void   *value,
              gsize         size)
{
  char **text = NULL;

  if (g_str_equal (name, "type"))
    text = &self->type;
  else if (g_str_equal (name, "id"))
    text = &self->id;
  else if (g_str_equal (name, "content-type"))
    text = &self->content_type;
  else if (g_str_equal (name, "number"))
    self->number = parse_number (value, size);
  else if (g_str_equal (name, "time"))
    self->time_us = parse_number (value, size);

  if (text == NULL)
    return;

  g_free (*text);
  *text = dup_text (value, size);
}

RtBusMessage *
rt_kafka_record_parse (const rd_kafka_message_t *record)
{
  g_autoptr (GBytes) body = g_bytes_new (record->payload, record->len);
  RtBusMessage *self = rt_bus_message_new (body);
  rd_kafka_headers_t *headers = NULL;
  gint64 time_ms = rd_kafka_message_timestamp (record, NULL);
  const char *name;
  const void *value;
  size_t size;

  self->time_us = time_ms > 0 ? time_ms * 1000 : 0;
  self->persistent = TRUE;
  self->key = dup_text (record->key, record->key_len);
  if (rd_kafka_message_headers (record, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR)
    for (gsize i = 0; rd_kafka_header_get_all (headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; i++)
      parse_header (self, name, value, size);

  return self;
}
