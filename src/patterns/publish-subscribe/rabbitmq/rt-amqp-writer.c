/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-writer.h"

#include <string.h>

/* AMQP 0-9-1, 2.3.5: type, channel, size; the payload; the frame's end. */
#define HEAD_BYTES 7
#define END_BYTES  1

/* What has been sent is cut off when it is this much, not after each write. */
#define KEEP_SENT_BYTES 65536

static void
put_16 (guint8  *at,
        guint16  value)
{
  value = GUINT16_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_32 (guint8  *at,
        guint32  value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static void
put_64 (guint8  *at,
        guint64  value)
{
  value = GUINT64_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static void
add_frame (RtAmqpWriter *self,
           guint8        type,
           guint16       channel,
           const guint8 *payload,
           gsize         n_bytes)
{
  guint8 head[HEAD_BYTES] = { type, };
  guint8 end = AMQP_FRAME_END;

  put_16 (head + 1, channel);
  put_32 (head + 3, (guint32) n_bytes);
  g_byte_array_append (self->bytes, head, sizeof head);
  g_byte_array_append (self->bytes, payload, (guint) n_bytes);
  g_byte_array_append (self->bytes, &end, 1);
}

/**
 * rt_amqp_writer_init:
 * @self: a writer
 *
 * Makes it empty, with frames of %RT_AMQP_FRAME_MAX bytes at most.
 */
void
rt_amqp_writer_init (RtAmqpWriter *self)
{
  self->bytes = g_byte_array_new ();
  self->sent = 0;
  self->frame_max = RT_AMQP_FRAME_MAX;
  self->scratch = g_malloc (RT_AMQP_FRAME_MAX);
}

/**
 * rt_amqp_writer_clear:
 * @self: a writer
 *
 * Frees what it has.
 */
void
rt_amqp_writer_clear (RtAmqpWriter *self)
{
  g_clear_pointer (&self->bytes, g_byte_array_unref);
  g_clear_pointer (&self->scratch, g_free);
}

/**
 * rt_amqp_writer_add_header:
 * @self: a writer
 *
 * Adds the protocol header, AMQP 0-9-1, 2.2.4.
 */
void
rt_amqp_writer_add_header (RtAmqpWriter *self)
{
  static const guint8 header[] = { 'A', 'M', 'Q', 'P', 0, 0, 9, 1 };

  g_byte_array_append (self->bytes, header, sizeof header);
}

/**
 * rt_amqp_writer_add_heartbeat:
 * @self: a writer
 *
 * Adds a heartbeat, AMQP 0-9-1, 4.2.7.
 */
void
rt_amqp_writer_add_heartbeat (RtAmqpWriter *self)
{
  add_frame (self, AMQP_FRAME_HEARTBEAT, 0, (const guint8 *) "", 0);
}

/**
 * rt_amqp_writer_add_method:
 * @self: a writer
 * @channel: the channel's number
 * @id: which method
 * @decoded: its arguments, in librabbitmq's structure for it
 *
 * Adds a method frame.
 *
 * Returns: %FALSE when that cannot be said in a frame: a name is longer than 255 bytes
 */
gboolean
rt_amqp_writer_add_method (RtAmqpWriter         *self,
                           guint16               channel,
                           amqp_method_number_t  id,
                           gconstpointer         decoded)
{
  amqp_bytes_t room = { .len = self->frame_max - HEAD_BYTES - END_BYTES - 4, .bytes = self->scratch + 4 };
  int n_bytes = amqp_encode_method (id, (void *) decoded, room);

  if (n_bytes < 0)
    return FALSE;

  put_32 (self->scratch, id);
  add_frame (self, AMQP_FRAME_METHOD, channel, self->scratch, (gsize) n_bytes + 4);

  return TRUE;
}

/**
 * rt_amqp_writer_add_content:
 * @self: a writer
 * @channel: the channel's number
 * @properties: of the message
 * @body: of the message
 *
 * Adds the header frame and the body frames that follow a basic.publish.
 *
 * Returns: %FALSE when the properties do not fit into a frame; then nothing was added
 */
gboolean
rt_amqp_writer_add_content (RtAmqpWriter                  *self,
                            guint16                        channel,
                            const amqp_basic_properties_t *properties,
                            GBytes                        *body)
{
  amqp_bytes_t room = { .len = self->frame_max - HEAD_BYTES - END_BYTES - 12, .bytes = self->scratch + 12 };
  int n_bytes = amqp_encode_properties (AMQP_BASIC_CLASS, (void *) properties, room);
  gsize size;
  const guint8 *data = g_bytes_get_data (body, &size);
  gsize most = self->frame_max - HEAD_BYTES - END_BYTES;

  if (n_bytes < 0)
    return FALSE;

  put_16 (self->scratch, AMQP_BASIC_CLASS);
  put_16 (self->scratch + 2, 0);
  put_64 (self->scratch + 4, size);
  add_frame (self, AMQP_FRAME_HEADER, channel, self->scratch, (gsize) n_bytes + 12);
  for (gsize at = 0; at < size; at += most)
    add_frame (self, AMQP_FRAME_BODY, channel, data + at, MIN (most, size - at));

  return TRUE;
}

/**
 * rt_amqp_writer_get_pending:
 * @self: a writer
 * @data: (out): the first byte that is to be written
 *
 * Returns: how many bytes are
 */
gsize
rt_amqp_writer_get_pending (RtAmqpWriter  *self,
                            const guint8 **data)
{
  if (data != NULL)
    *data = self->bytes->data + self->sent;

  return self->bytes->len - self->sent;
}

/**
 * rt_amqp_writer_wrote:
 * @self: a writer
 * @n_bytes: bytes of what is pending
 *
 * Tells that they have been written.
 */
void
rt_amqp_writer_wrote (RtAmqpWriter *self,
                      gsize         n_bytes)
{
  self->sent += n_bytes;
  if (self->sent == self->bytes->len)
    {
      g_byte_array_set_size (self->bytes, 0);
      self->sent = 0;
    }
  else if (self->sent >= KEEP_SENT_BYTES)
    {
      g_byte_array_remove_range (self->bytes, 0, (guint) self->sent);
      self->sent = 0;
    }
}
