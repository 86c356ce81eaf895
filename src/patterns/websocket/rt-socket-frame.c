/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/websocket/rt-socket.h"

/* RFC 6455 section 5.2: what the second byte says where the length follows it. */
#define LENGTH_IN_2_BYTES 126
#define LENGTH_IN_8_BYTES 127

/**
 * rt_socket_frame_new:
 * @data: UTF-8 text
 * @size: its bytes
 *
 * Returns: (transfer full): an unmasked text frame in one piece (RFC 6455 section 5.2)
 */
GBytes *
rt_socket_frame_new (const char *data,
                     gsize       size)
{
  GByteArray *frame = g_byte_array_sized_new (size + 10);
  guint8 head[10] = { 0x81 };
  gsize n = 2;

  if (size < LENGTH_IN_2_BYTES)
    head[1] = (guint8) size;
  else
    {
      guint length_bytes = size < 65536 ? 2 : 8;

      head[1] = length_bytes == 2 ? LENGTH_IN_2_BYTES : LENGTH_IN_8_BYTES;
      for (guint i = 0; i < length_bytes; i++)
        head[2 + i] = (guint8) ((guint64) size >> (8 * (length_bytes - 1 - i)));
      n += length_bytes;
    }
  g_byte_array_append (frame, head, n);
  g_byte_array_append (frame, (const guint8 *) data, size);

  return g_byte_array_free_to_bytes (frame);
}

/**
 * rt_socket_frame_measure:
 * @frame: what rt_socket_frame_new() gave
 *
 * Returns: the bytes of its payload
 */
gsize
rt_socket_frame_measure (GBytes *frame)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (frame, &size);

  if (bytes[1] == LENGTH_IN_2_BYTES)
    return size - 4;

  return bytes[1] == LENGTH_IN_8_BYTES ? size - 10 : size - 2;
}
