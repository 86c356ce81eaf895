/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-frame-meter.h"

#define OPCODE_MASK 0x0F
#define OPCODE_PING 0x09

/* Bytes of the extended payload length. */
static guint
get_length_size (const RtFrameMeter *self)
{
  guint length = self->header[1] & 0x7f;

  return length == 127 ? 8 : length == 126 ? 2 : 0;
}

static guint
get_header_size (const RtFrameMeter *self)
{
  if (self->n_header < 2)
    return 2;

  return 2 + get_length_size (self) + ((self->header[1] & 0x80) != 0 ? 4 : 0);
}

static guint64
read_length (const RtFrameMeter *self)
{
  guint size = get_length_size (self);
  guint64 length = 0;

  if (size == 0)
    return self->header[1] & 0x7f;
  for (guint i = 0; i < size; i++)
    length = length << 8 | self->header[2 + i];

  return length;
}

/**
 * rt_frame_meter_feed:
 * @self: a meter
 * @bytes: (array length=length): what follows
 * @length: how many bytes
 */
void
rt_frame_meter_feed (RtFrameMeter  *self,
                     gconstpointer  bytes,
                     gsize          length)
{
  const guint8 *next = bytes;
  const guint8 *end = next + length;

  while (next < end)
    {
      if (self->remaining > 0)
        {
          gsize n = (gsize) MIN (self->remaining, (guint64) (end - next));

          self->remaining -= n;
          next += n;
          continue;
        }

      if (self->n_header == 0)
        self->n_frames++;
      self->header[self->n_header++] = *next++;
      if (self->n_header < get_header_size (self))
        continue;

      self->n_pings += (self->header[0] & OPCODE_MASK) == OPCODE_PING;
      self->remaining = read_length (self);
      self->n_header = 0;
    }
}

/**
 * rt_frame_meter_is_inside:
 * @self: a meter
 *
 * Returns: whether a frame has begun and is not whole
 */
gboolean
rt_frame_meter_is_inside (const RtFrameMeter *self)
{
  return self->n_header > 0 || self->remaining > 0;
}
