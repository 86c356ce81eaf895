/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>

/* RFC 6455 section 5.2. */
#define FIN  0x80
#define MASK 0x80

enum {
  CONTINUATION = 0,
  TEXT = 1,
  BINARY = 2,
  CLOSE = 8,
  PING = 9,
  PONG = 10,
};

static gboolean
is_control (RtTraceSide *self)
{
  return (self->first & 8) != 0;
}

/* A data frame before the message before it was whole. */
static void
drop_message (RtTraceSide *self)
{
  g_autoptr (RtTraceItem) message = g_steal_pointer (&self->message);
  g_autoptr (RtTraceItem) aside = NULL;
  gboolean is_aside_begun = self->is_begun;

  if (message == NULL)
    return;
  if (self->item != message)
    aside = g_steal_pointer (&self->item);
  g_set_object (&self->item, message);
  self->is_begun = TRUE;
  rt_trace_side_cut_off (self);
  self->item = g_steal_pointer (&aside);
  self->is_begun = self->item != NULL && is_aside_begun;
}

static RtTraceKind
get_kind (RtTraceSide *self)
{
  if (is_control (self))
    return RT_TRACE_CONTROL;
  return self->direction == RT_TRACE_TO_CLIENT ? RT_TRACE_PUSH : RT_TRACE_MESSAGE;
}

/* Chooses the item that the frame belongs to: all frames of a message make one. */
static void
begin_frame (RtTraceSide *self,
             char         first)
{
  gboolean goes_on;

  self->first = (guint8) first;
  g_string_truncate (self->head, 0);
  if (is_control (self))
    {
      g_byte_array_set_size (self->control, 0);
      return;
    }
  goes_on = (self->first & 0x0F) == CONTINUATION && self->message != NULL;
  if (goes_on)
    {
      self->item = g_object_ref (self->message);
      self->is_begun = TRUE;
      return;
    }
  drop_message (self);
  g_byte_array_set_size (self->content, 0);
  self->n_content = 0;
  self->n_frames = 0;
  self->opcode = self->first & 0x0F;
}

static char *
dup_frame_words (RtTraceSide *self)
{
  static const struct {
    guint8      opcode;
    const char *words;
  } names[] = {
    { CONTINUATION, N_("continuation frame") },
    { TEXT, N_("text frame") },
    { BINARY, N_("binary frame") },
    { CLOSE, N_("close frame") },
    { PING, N_("ping frame") },
    { PONG, N_("pong frame") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].opcode == (self->first & 0x0F))
      return g_strdup (_(names[i].words));
  return g_strdup_printf (_("frame with the reserved opcode %u"), self->first & 0x0F);
}

static gsize
get_head_length (RtTraceSide *self)
{
  guint8 second = self->head->len > 1 ? (guint8) self->head->str[1] : 0;
  gsize length = 2;

  if ((second & 0x7F) == 126)
    length += 2;
  else if ((second & 0x7F) == 127)
    length += 8;
  return length + ((second & MASK) != 0 ? 4 : 0);
}

static guint64
read_number (const char *bytes,
             guint       n)
{
  guint64 number = 0;

  for (guint i = 0; i < n; i++)
    number = number << 8 | (guint8) bytes[i];
  return number;
}

static void
read_mask (RtTraceSide *self)
{
  gboolean is_masked = (self->head->str[1] & MASK) != 0;

  for (guint i = 0; i < sizeof self->mask; i++)
    self->mask[i] = is_masked ? (guint8) self->head->str[self->head->len - sizeof self->mask + i] : 0;
  self->n_masked = 0;
}

static void
end_message (RtTraceSide *self)
{
  if (is_control (self))
    {
      /* RFC 6455 section 7.4: why it is closed. */
      if ((self->first & 0x0F) == CLOSE && self->control->len >= 2)
        rt_trace_item_set_summary (self->item,
                                   g_strdup_printf (_("close frame · %u"), (guint) (self->control->data[0] << 8
                                                                                    | self->control->data[1])));
      rt_trace_side_finish (self);
      return;
    }
  g_clear_object (&self->message);
  rt_trace_count_message (self);
  rt_trace_side_finish (self);
}

static gsize read_payload (RtTraceSide *self,
                           const char  *bytes,
                           gsize        length);

static void
end_frame (RtTraceSide *self)
{
  self->read = rt_trace_read_frame;
  if (is_control (self) || (self->first & FIN) != 0)
    {
      end_message (self);
      return;
    }
  g_set_object (&self->message, self->item);
  g_clear_object (&self->item);
}

static void
end_frame_head (RtTraceSide *self)
{
  guint8 length = (guint8) self->head->str[1] & 0x7F;

  self->left = length < 126 ? length : read_number (self->head->str + 2, length == 126 ? 2 : 8);
  if (self->left > G_MAXINT64)
    {
      drop_message (self);
      rt_trace_side_lose (self, _("a frame’s length begins with a bit that must not be set"));
      return;
    }
  read_mask (self);
  if (!is_control (self))
    self->n_frames++;
  if (!self->is_begun)
    rt_trace_side_begin (self, get_kind (self), dup_frame_words (self));
  g_string_truncate (self->head, 0);
  self->read = read_payload;
  if (self->left == 0)
    end_frame (self);
}

/**
 * rt_trace_read_frame:
 * @self: a side
 * @bytes: what comes next
 * @length: how many
 *
 * Reads the header of a frame (RFC 6455 section 5.2).
 *
 * Returns: how many bytes of it there were
 */
gsize
rt_trace_read_frame (RtTraceSide *self,
                     const char  *bytes,
                     gsize        length)
{
  gsize n = 0;

  self->is_fresh = FALSE;
  if (self->head->len == 0)
    begin_frame (self, *bytes);
  do
    g_string_append_c (self->head, bytes[n++]);
  while (n < length && self->head->len < get_head_length (self));

  rt_trace_side_take (self, get_kind (self), RT_TRACE_FORM_FRAMES, bytes, n);
  if (self->head->len >= 2 && self->head->len == get_head_length (self))
    end_frame_head (self);
  return n;
}

static void
keep_payload (RtTraceSide *self,
              const char  *bytes,
              gsize        length)
{
  GByteArray *into = is_control (self) ? self->control : self->content;
  gsize room = RT_TRACE_MAX_CONTENT - into->len;
  guint begin = into->len;

  g_byte_array_append (into, (const guint8 *) bytes, MIN (room, length));
  for (guint i = begin; i < into->len; i++)
    into->data[i] ^= self->mask[(self->n_masked + i - begin) % sizeof self->mask];
  self->n_masked += length;
  if (!is_control (self))
    self->n_content += length;
}

static gsize
read_payload (RtTraceSide *self,
              const char  *bytes,
              gsize        length)
{
  gsize n = MIN (length, self->left);

  rt_trace_side_take (self, get_kind (self), RT_TRACE_FORM_FRAMES, bytes, n);
  keep_payload (self, bytes, n);
  self->left -= n;
  if (self->left == 0)
    end_frame (self);
  return n;
}

/**
 * rt_trace_break_frames:
 * @self: a side whose connection has ended, or whose bytes make no sense any more
 *
 * Completes what frames are missing of.
 */
void
rt_trace_break_frames (RtTraceSide *self)
{
  drop_message (self);
}
