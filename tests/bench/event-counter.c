/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bench/event-counter.h"

#include <string.h>
#include <unistd.h>

enum {
  OPCODE_BINARY = 0x2,
  OPCODE_PING = 0x9,
};

/* A chunked body's own lines are neither "data:" nor blank after one, so they need no
 * decoding as long as a chunk holds whole lines, which every contender's does. */
static guint
feed_event_stream (EventCounter *self,
                   const char   *data,
                   gsize         size)
{
  const char *end = data + size;
  guint n = 0;

  while (data < end)
    {
      const char *newline = memchr (data, '\n', end - data);
      gsize part = (newline != NULL ? newline : end) - data;

      if (self->line_size < sizeof self->line)
        memcpy (self->line + self->line_size, data,
                MIN (part, sizeof self->line - self->line_size));
      self->line_size += part;
      data += part;
      if (newline == NULL)
        break;
      data++;

      if (self->line_size >= 5 && memcmp (self->line, "data:", 5) == 0)
        {
          self->has_data = TRUE;
        }
      else if (self->line_size == 0 && self->has_data)
        {
          self->has_data = FALSE;
          n++;
        }
      self->line_size = 0;
    }

  return n;
}

static void
answer_ping (EventCounter *self,
             int           fd)
{
  guint8 frame[6 + 125] = { 0x8a, 0x80 | self->control_size };

  memcpy (frame + 6, self->control, self->control_size);
  if (write (fd, frame, 6 + self->control_size) < 0)
    return;
}

static guint
end_frame (EventCounter *self,
           int           fd)
{
  guint opcode = self->header[0] & 0x0f;
  gboolean final = (self->header[0] & 0x80) != 0;

  if (opcode == OPCODE_PING)
    answer_ping (self, fd);
  self->header_size = 0;
  self->control_size = 0;
  return final && opcode <= OPCODE_BINARY;
}

static guint
header_length (const EventCounter *self)
{
  guint length = self->header[1] & 0x7f;

  return length == 126 ? 4 : length == 127 ? 10 : 2;
}

static guint
feed_frames (EventCounter *self,
             const char   *data,
             gsize         size,
             int           fd)
{
  guint n = 0;

  for (gsize i = 0; i < size;)
    {
      gsize part;

      if (self->header_size < 2 || self->header_size < header_length (self))
        {
          self->header[self->header_size++] = data[i++];
          if (self->header_size < 2 || self->header_size < header_length (self))
            continue;
          self->left = self->header_size == 2 ? self->header[1] & 0x7f : 0;
          for (guint j = 2; j < self->header_size; j++)
            self->left = self->left << 8 | self->header[j];
        }

      part = MIN (self->left, size - i);
      if ((self->header[0] & 0x08) != 0)
        {
          memcpy (self->control + self->control_size, data + i, part);
          self->control_size += part;
        }
      self->left -= part;
      i += part;
      if (self->left == 0)
        n += end_frame (self, fd);
    }

  return n;
}

guint
event_counter_feed (EventCounter *self,
                    const char   *data,
                    gsize         size,
                    int           fd)
{
  guint n = self->websocket ? feed_frames (self, data, size, fd)
                            : feed_event_stream (self, data, size);

  self->n_events += n;
  return n;
}
