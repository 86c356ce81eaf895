/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-dissect-private.h"

#include <glib/gi18n.h>
#include <string.h>

static gsize
find (const RtDissect *self,
      gsize            begin,
      gsize            end,
      char             c)
{
  const char *found = memchr (self->bytes + begin, c, end - begin);

  return found != NULL ? (gsize) (found - self->bytes) : end;
}

/* RFC 9112 section 3: three words. */
static void
dissect_request_line (const RtDissect     *self,
                      RtTracePart         *whole,
                      const RtDissectLine *line)
{
  RtTracePart *part = rt_dissect_add_text (self, whole, _("Request line"), line->begin, line->end);
  gsize method_end = find (self, line->begin, line->end, ' ');
  gsize target = MIN (method_end + 1, line->end);
  gsize target_end = find (self, target, line->end, ' ');

  rt_trace_part_extend (part, line->next);
  rt_trace_part_set_remark (part, _("What is to be done with what (RFC 9112 section 3)."));
  rt_dissect_add_text (self, part, _("Method"), line->begin, method_end);
  rt_dissect_add_text (self, part, _("Target"), target, target_end);
  rt_dissect_add_text (self, part, _("Version"), MIN (target_end + 1, line->end), line->end);
}

/* RFC 9112 section 4. */
static void
dissect_status_line (const RtDissect     *self,
                     RtTracePart         *whole,
                     const RtDissectLine *line)
{
  RtTracePart *part = rt_dissect_add_text (self, whole, _("Status line"), line->begin, line->end);
  gsize version_end = find (self, line->begin, line->end, ' ');
  gsize status = MIN (version_end + 1, line->end);
  gsize status_end = find (self, status, line->end, ' ');

  rt_trace_part_extend (part, line->next);
  rt_trace_part_set_remark (part, _("How it went (RFC 9112 section 4)."));
  rt_dissect_add_text (self, part, _("Version"), line->begin, version_end);
  rt_dissect_add_text (self, part, _("Status"), status, status_end);
  rt_dissect_add_text (self, part, _("Reason phrase"), MIN (status_end + 1, line->end), line->end);
}

/**
 * rt_dissect_field:
 * @self: what is taken apart
 * @parent: what it is a part of
 * @line: a field line (RFC 9112 section 5), with the lines that go on with it
 *
 * Adds a field.
 */
void
rt_dissect_field (const RtDissect     *self,
                  RtTracePart         *parent,
                  const RtDissectLine *line)
{
  gsize colon = find (self, line->begin, line->end, ':');
  g_autofree char *name = g_strndup (self->bytes + line->begin, colon - line->begin);
  RtTracePart *part = rt_trace_part_add (parent, name, line->begin, line->next - line->begin);
  gsize value = MIN (colon + 1, line->end);

  while (value < line->end && strchr (" \t", self->bytes[value]) != NULL)
    value++;
  rt_trace_part_set_text (part, self->bytes + value, line->end - value);
  rt_trace_part_set_remark (part, rt_dissect_get_field_remark (name, strlen (name)));
}

/* RFC 9112 section 5.2: a line that begins with a blank goes on with the field before. */
static void
find_field (const RtDissect *self,
            gsize            offset,
            RtDissectLine   *line)
{
  RtDissectLine next;

  rt_dissect_find_line (self, offset, line);
  while (line->next < self->size && strchr (" \t", self->bytes[line->next]) != NULL && self->bytes[line->next] != '\0')
    {
      rt_dissect_find_line (self, line->next, &next);
      line->end = next.end;
      line->next = next.next;
    }
}

static void
add_blank_line (RtTracePart         *whole,
                const RtDissectLine *line,
                const char          *remark)
{
  RtTracePart *part = rt_trace_part_add (whole, _("Blank line"), line->begin, line->next - line->begin);

  rt_trace_part_set_remark (part, remark);
}

static gsize
dissect_first_line (const RtDissect *self,
                    RtTracePart     *whole)
{
  RtDissectLine line;

  rt_dissect_find_line (self, 0, &line);
  while (line.begin == line.end && line.next < self->size)
    {
      add_blank_line (whole, &line, _("May come before, and means nothing (RFC 9112 section 2.2)."));
      rt_dissect_find_line (self, line.next, &line);
    }
  if (self->item->direction == RT_TRACE_TO_SERVER)
    dissect_request_line (self, whole, &line);
  else
    dissect_status_line (self, whole, &line);
  return line.next;
}

/**
 * rt_dissect_head:
 * @self: what is taken apart
 * @whole: what it is a part of
 *
 * Adds the head of an HTTP message, line by line.
 *
 * Returns: where the body begins
 */
gsize
rt_dissect_head (const RtDissect *self,
                 RtTracePart     *whole)
{
  gsize offset = dissect_first_line (self, whole);

  while (offset < self->size)
    {
      RtDissectLine line;

      find_field (self, offset, &line);
      offset = line.next;
      if (line.begin == line.end)
        {
          add_blank_line (whole, &line, _("Ends the head (RFC 9112 section 2.1)."));
          break;
        }
      rt_dissect_field (self, whole, &line);
    }
  return offset;
}
