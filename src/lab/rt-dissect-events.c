/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Lines go on across the framing of chunks. */
typedef struct {
  const RtDissect *dissect;
  RtTracePart     *whole;
  RtTracePart     *line;          /* being read; NULL: between lines */
  GString         *text;          /* what it says so far, without framing */
  gboolean         after_return;  /* a line feed still belongs to the line before */
} Reader;

static const struct {
  const char *name;
  const char *remark;
} fields[] = {
  { "data", N_("A line of the event’s data (WHATWG HTML section 9.2.6).") },
  { "event", N_("The event’s type (WHATWG HTML section 9.2.6).") },
  { "id", N_("Where the client is in the stream: it says so in Last-Event-ID (WHATWG HTML section 9.2.6).") },
  { "retry", N_("So many milliseconds to wait before connecting again (WHATWG HTML section 9.2.6).") },
};

static const char *
get_remark (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (fields[i].name, name) == 0)
      return _(fields[i].remark);
  return _("A field that the standard does not know (WHATWG HTML section 9.2.6).");
}

/* "Parsing an event stream" and "Interpreting an event stream", WHATWG HTML sections 9.2.5
 * and 9.2.6. */
static void
describe_line (Reader *self)
{
  char *text = self->text->str;
  gsize length = self->text->len;
  char *colon = memchr (text, ':', length);
  char *value = colon != NULL ? colon + 1 : text + length;

  if (length == 0)
    {
      rt_trace_part_set_name (self->line, _("Blank line"));
      rt_trace_part_set_remark (self->line, _("Ends the event (WHATWG HTML section 9.2.6)."));
      return;
    }
  if (colon == text)
    {
      rt_trace_part_set_name (self->line, _("Comment"));
      rt_trace_part_set_text (self->line, value, length - 1);
      rt_trace_part_set_remark (self->line, _("Means nothing, and keeps the connection alive (WHATWG HTML section 9.2.7)."));
      return;
    }
  if (colon != NULL)
    *colon = '\0';
  if (*value == ' ' && value < text + length)
    value++;
  rt_trace_part_set_name (self->line, text);
  rt_trace_part_set_text (self->line, value, (gsize) (text + length - value));
  rt_trace_part_set_remark (self->line, get_remark (text));
}

static void
end_line (Reader *self)
{
  describe_line (self);
  g_string_truncate (self->text, 0);
  self->line = NULL;
}

static void
read_byte (Reader *self,
           gsize   offset)
{
  char c = self->dissect->bytes[offset];

  if (self->after_return && c == '\n' && self->line != NULL)
    {
      rt_trace_part_extend (self->line, offset + 1);
      end_line (self);
      self->after_return = FALSE;
      return;
    }
  if (self->after_return && self->line != NULL)
    end_line (self);
  if (self->line == NULL)
    self->line = rt_trace_part_add (self->whole, "", offset, 0);
  rt_trace_part_extend (self->line, offset + 1);
  self->after_return = c == '\r';
  if (c == '\n')
    end_line (self);
  else if (c != '\r')
    g_string_append_c (self->text, c);
}

static void
read_lines (Reader *self,
            gsize   begin,
            gsize   end)
{
  for (gsize i = begin; i < end; i++)
    read_byte (self, i);
}

/* From one chunk to the next. Returns where that begins. */
static gsize
read_chunk (Reader  *self,
            gsize    offset,
            guint64  left)
{
  const RtDissect *dissect = self->dissect;
  RtDissectLine line;
  gsize end;

  if (left == 0)
    {
      rt_dissect_find_line (dissect, offset, &line);
      rt_dissect_chunk_size (dissect, self->whole, &line, &left);
      offset = line.next;
      if (left == 0)
        {
          rt_dissect_trailer (dissect, self->whole, offset);
          return dissect->size;
        }
    }
  end = left < dissect->size - offset ? offset + (gsize) left : dissect->size;
  read_lines (self, offset, end);
  if (end == dissect->size)
    return end;
  rt_dissect_find_line (dissect, end, &line);
  rt_trace_part_add (self->whole, _("End of chunk"), end, line.next - end);
  return line.next;
}

/**
 * rt_dissect_events:
 * @self: what is taken apart
 * @whole: what it is a part of
 *
 * Adds a part of an event stream, line by line, with the framing of the chunks that it
 * came in.
 */
void
rt_dissect_events (const RtDissect *self,
                   RtTracePart     *whole)
{
  Reader reader = { .dissect = self, .whole = whole };
  guint64 left = self->item->context.chunk_left;
  gsize offset = 0;

  reader.text = g_string_new (NULL);
  if (self->item->context.body != RT_TRACE_BODY_CHUNKED)
    read_lines (&reader, 0, self->size);
  else
    for (; offset < self->size; left = 0)
      offset = read_chunk (&reader, offset, left);
  if (reader.line != NULL)
    end_line (&reader);
  g_string_free (reader.text, TRUE);
}
