/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * rt_dissect_find_line:
 * @self: what is taken apart
 * @offset: where a line begins
 * @line: (out caller-allocates): the line
 *
 * Finds where a line ends, in a line feed, before which a carriage return may be.
 *
 * Returns: %FALSE where no line end comes; @line is all that is left then
 */
gboolean
rt_dissect_find_line (const RtDissect *self,
                      gsize            offset,
                      RtDissectLine   *line)
{
  const char *begin = self->bytes + offset;
  const char *newline = offset < self->size ? memchr (begin, '\n', self->size - offset) : NULL;

  *line = (RtDissectLine) { offset, self->size, self->size };
  if (newline == NULL)
    return FALSE;
  line->next = (gsize) (newline + 1 - self->bytes);
  line->end = line->next - (newline > begin && newline[-1] == '\r' ? 2 : 1);
  return TRUE;
}

/**
 * rt_dissect_add_text:
 * @self: what is taken apart
 * @parent: what it is a part of
 * @name: what it is
 * @begin: where it begins
 * @end: where it ends
 *
 * Returns: (transfer none): a part whose value is its bytes
 */
RtTracePart *
rt_dissect_add_text (const RtDissect *self,
                     RtTracePart     *parent,
                     const char      *name,
                     gsize            begin,
                     gsize            end)
{
  RtTracePart *part = rt_trace_part_add (parent, name, begin, end - begin);

  rt_trace_part_set_text (part, self->bytes + begin, end - begin);
  return part;
}

/* RFC 8446 section 5.1. */
static void
dissect_record (const RtDissect *self,
                RtTracePart     *whole)
{
  RtTracePart *part;

  rt_trace_part_set_remark (whole, _("Encrypted: only the two ends can read it (RFC 8446 section 5.1)."));
  if (self->size < 5)
    return;
  part = rt_trace_part_add (whole, _("Type"), 0, 1);
  rt_trace_part_set_value (part, "%u", (guint8) self->bytes[0]);
  part = rt_trace_part_add (whole, _("Version"), 1, 2);
  rt_trace_part_set_value (part, "%u.%u", (guint8) self->bytes[1], (guint8) self->bytes[2]);
  part = rt_trace_part_add (whole, _("Length"), 3, 2);
  rt_trace_part_set_value (part, "%u", (guint) (guint8) self->bytes[3] << 8 | (guint8) self->bytes[4]);
  if (self->size > 5)
    rt_trace_part_add (whole, _("Encrypted bytes"), 5, self->size - 5);
}

/* What made sense, and what does not. */
static void
dissect_unknown (const RtDissect *self,
                 RtTracePart     *whole)
{
  gsize stopped_at = MIN (self->item->context.stopped_at, self->size);
  RtTracePart *part;

  if (stopped_at > 0)
    rt_dissect_add_text (self, whole, _("Before"), 0, stopped_at);
  if (stopped_at == self->size)
    return;
  part = rt_dissect_add_text (self, whole, _("Not understood"), stopped_at, self->size);
  rt_trace_part_set_remark (part, self->item->context.why);
}

static void
dissect_http (const RtDissect *self,
              RtTracePart     *whole)
{
  gsize offset = rt_dissect_head (self, whole);

  rt_dissect_handshake (self, whole);
  if (offset < self->size)
    rt_dissect_body (self, whole, offset);
}

static void
dissect (const RtDissect *self,
         RtTracePart     *whole)
{
  switch (self->item->context.form)
    {
    case RT_TRACE_FORM_HTTP:
      dissect_http (self, whole);
      break;
    case RT_TRACE_FORM_EVENTS:
      rt_dissect_events (self, whole);
      break;
    case RT_TRACE_FORM_FRAMES:
      rt_dissect_frames (self, whole);
      break;
    case RT_TRACE_FORM_RECORD:
      dissect_record (self, whole);
      break;
    case RT_TRACE_FORM_UNKNOWN:
      dissect_unknown (self, whole);
      break;
    case RT_TRACE_FORM_NONE:
    default:
      break;
    }
}

static void
tell_missing (const RtDissect *self,
              RtTracePart     *whole)
{
  guint64 n = self->item->size - self->size;
  RtTracePart *part;

  if (n == 0)
    return;
  part = rt_trace_part_add (whole, _("Not kept"), self->size, 0);
  rt_trace_part_set_value (part, ngettext ("%d more byte", "%d more bytes", (gulong) n), (int) MIN (n, G_MAXINT));
}

/**
 * rt_dissect_item:
 * @item: an item
 *
 * Takes its bytes apart, those that are kept: the head and the body of an HTTP message
 * (RFC 9112), the lines of an event (WHATWG HTML section 9.2), the frames of a message
 * (RFC 6455 section 5).
 *
 * Returns: (transfer full): the whole item, of the name of its summary
 */
RtTracePart *
rt_dissect_item (RtTraceItem *item)
{
  g_autoptr (GBytes) bytes = rt_trace_item_get_bytes (item);
  RtDissect self = { .item = item };
  RtTracePart *whole;

  self.bytes = g_bytes_get_data (bytes, &self.size);
  whole = rt_trace_part_new (rt_trace_item_get_summary (item), 0, self.size);
  if (self.size > 0)
    dissect (&self, whole);
  tell_missing (&self, whole);
  return whole;
}
