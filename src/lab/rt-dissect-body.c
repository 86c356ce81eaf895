/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>

/**
 * rt_dissect_chunk_size:
 * @self: what is taken apart
 * @parent: what it is a part of
 * @line: the line before a chunk
 * @size: (out): how long the chunk is
 *
 * Adds the line, with the size that it says.
 */
void
rt_dissect_chunk_size (const RtDissect     *self,
                       RtTracePart         *parent,
                       const RtDissectLine *line,
                       guint64             *size)
{
  RtTracePart *part = rt_trace_part_add (parent, _("Chunk size"), line->begin, line->next - line->begin);
  g_autofree char *text = g_strndup (self->bytes + line->begin, line->end - line->begin);
  g_autofree char *shown = g_utf8_make_valid (text, -1);

  *size = g_ascii_strtoull (text, NULL, 16);
  rt_trace_part_set_value (part, "%s = %" G_GUINT64_FORMAT, shown, *size);
  rt_trace_part_set_remark (part, *size > 0 ? _("In hexadecimal digits (RFC 9112 section 7.1).")
                                            : _("A chunk of size 0 ends the body (RFC 9112 section 7.1)."));
}

/* The data and the line end after them. Returns where the next chunk begins. */
static gsize
dissect_chunk_data (const RtDissect *self,
                    RtTracePart     *chunk,
                    gsize            offset,
                    guint64          size)
{
  gsize end = size < self->size - offset ? offset + (gsize) size : self->size;
  RtDissectLine line;

  if (end > offset)
    rt_dissect_add_text (self, chunk, _("Chunk data"), offset, end);
  if (end == self->size)
    return end;
  rt_dissect_find_line (self, end, &line);
  rt_trace_part_add (chunk, _("End of chunk"), end, line.next - end);
  return line.next;
}

/**
 * rt_dissect_trailer:
 * @self: what is taken apart
 * @whole: what it is a part of
 * @offset: behind the last chunk
 *
 * Adds the fields after a body, and the blank line that ends it all (RFC 9112 section
 * 7.1.2).
 */
void
rt_dissect_trailer (const RtDissect *self,
                    RtTracePart     *whole,
                    gsize            offset)
{
  RtDissectLine line;

  while (offset < self->size)
    {
      rt_dissect_find_line (self, offset, &line);
      if (line.begin < line.end)
        rt_dissect_field (self, whole, &line);
      else
        rt_trace_part_add (whole, _("Blank line"), line.begin, line.next - line.begin);
      offset = line.next;
    }
}

static void
dissect_chunks (const RtDissect *self,
                RtTracePart     *whole,
                gsize            offset)
{
  guint64 size = 1;

  while (offset < self->size && size > 0)
    {
      RtTracePart *chunk = rt_trace_part_add (whole, _("Chunk"), offset, 0);
      RtDissectLine line;

      rt_dissect_find_line (self, offset, &line);
      rt_dissect_chunk_size (self, chunk, &line, &size);
      offset = size > 0 ? dissect_chunk_data (self, chunk, line.next, size) : line.next;
      rt_trace_part_extend (chunk, offset);
    }
  rt_dissect_trailer (self, whole, offset);
}

/**
 * rt_dissect_body:
 * @self: what is taken apart
 * @whole: what it is a part of
 * @offset: where the body begins
 *
 * Adds the body of an HTTP message (RFC 9112 section 6).
 */
void
rt_dissect_body (const RtDissect *self,
                 RtTracePart     *whole,
                 gsize            offset)
{
  RtTracePart *part;

  if (self->item->context.body == RT_TRACE_BODY_CHUNKED)
    {
      part = rt_trace_part_add (whole, _("Body"), offset, self->size - offset);
      rt_trace_part_set_remark (part, _("In chunks: each says how long it is (RFC 9112 section 7.1)."));
      dissect_chunks (self, part, offset);
      return;
    }
  part = rt_dissect_add_text (self, whole, _("Body"), offset, self->size);
  rt_trace_part_set_remark (part, self->item->context.body == RT_TRACE_BODY_LENGTH
                                  ? _("As long as Content-Length says (RFC 9112 section 6.2).")
                                  : _("Ends with the connection (RFC 9112 section 6.3)."));
}
