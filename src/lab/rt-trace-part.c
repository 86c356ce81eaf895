/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-part.h"

struct _RtTracePart {
  GObject     parent_instance;
  char       *name;
  char       *value;
  char       *remark;
  gsize       offset;
  gsize       length;
  GListStore *parts;     /* NULL while it has none */
};

G_DEFINE_FINAL_TYPE (RtTracePart, rt_trace_part, G_TYPE_OBJECT)

static void
rt_trace_part_finalize (GObject *object)
{
  RtTracePart *self = RT_TRACE_PART (object);

  g_free (self->name);
  g_free (self->value);
  g_free (self->remark);
  g_clear_object (&self->parts);

  G_OBJECT_CLASS (rt_trace_part_parent_class)->finalize (object);
}

static void
rt_trace_part_class_init (RtTracePartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_trace_part_finalize;
}

static void
rt_trace_part_init (RtTracePart *self)
{
}

/**
 * rt_trace_part_new:
 * @name: what it is
 * @offset: where it begins in the item's bytes
 * @length: how many bytes it is long
 *
 * Returns: (transfer full): a part that says nothing yet
 */
RtTracePart *
rt_trace_part_new (const char *name,
                   gsize       offset,
                   gsize       length)
{
  RtTracePart *self = g_object_new (RT_TYPE_TRACE_PART, NULL);

  self->name = g_utf8_make_valid (name, -1);
  self->value = g_strdup ("");
  self->offset = offset;
  self->length = length;
  return self;
}

/**
 * rt_trace_part_add:
 * @self: a part
 * @name: what its next part is
 * @offset: where that begins in the item's bytes
 * @length: how many bytes it is long
 *
 * Returns: (transfer none): the last part of @self, which says nothing yet
 */
RtTracePart *
rt_trace_part_add (RtTracePart *self,
                   const char  *name,
                   gsize        offset,
                   gsize        length)
{
  g_autoptr (RtTracePart) part = rt_trace_part_new (name, offset, length);

  if (self->parts == NULL)
    self->parts = g_list_store_new (RT_TYPE_TRACE_PART);
  g_list_store_append (self->parts, part);
  return part;
}

static gboolean
append_character (GString    *text,
                  const char *at,
                  const char *end,
                  const char **next)
{
  gunichar c = g_utf8_get_char_validated (at, end - at);

  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      g_string_append_printf (text, "\\x%02X", (guchar) *at);
      *next = at + 1;
    }
  else if (!g_unichar_isprint (c))
    {
      *next = g_utf8_next_char (at);
      for (; at < *next; at++)
        g_string_append_printf (text, "\\x%02X", (guchar) *at);
    }
  else
    {
      g_string_append_unichar (text, c);
      *next = g_utf8_next_char (at);
    }
  return *next < end;
}

/**
 * rt_trace_part_set_text:
 * @self: a part
 * @bytes: what it says, as on the wire
 * @length: how many bytes
 *
 * Sets its value to what @bytes are as text, at most %RT_TRACE_PART_MAX_VALUE characters of
 * it. What is not UTF-8, and what would not be seen, is written as `\x0A`.
 */
void
rt_trace_part_set_text (RtTracePart *self,
                        const char  *bytes,
                        gsize        length)
{
  GString *text = g_string_new (NULL);
  const char *at = bytes;
  gboolean more = length > 0;

  for (guint n = 0; more && n < RT_TRACE_PART_MAX_VALUE; n++)
    more = append_character (text, at, bytes + length, &at);
  if (more)
    g_string_append (text, "…");
  g_free (self->value);
  self->value = g_string_free (text, FALSE);
}

/**
 * rt_trace_part_set_value:
 * @self: a part
 * @format: of printf()
 * @...: its arguments
 *
 * Sets what it says.
 */
void
rt_trace_part_set_value (RtTracePart *self,
                         const char  *format,
                         ...)
{
  va_list args;

  va_start (args, format);
  g_free (self->value);
  self->value = g_strdup_vprintf (format, args);
  va_end (args);
}

/**
 * rt_trace_part_set_remark:
 * @self: a part
 * @remark: a short sentence for people
 *
 * Sets what is to be known about it.
 */
void
rt_trace_part_set_remark (RtTracePart *self,
                          const char  *remark)
{
  g_free (self->remark);
  self->remark = g_strdup (remark);
}

/**
 * rt_trace_part_get_name:
 * @self: a part
 *
 * Returns: (transfer none): what it is, for people or, of a field, its name on the wire
 */
const char *
rt_trace_part_get_name (RtTracePart *self)
{
  return self->name;
}

/**
 * rt_trace_part_get_value:
 * @self: a part
 *
 * Returns: (transfer none): what it says, perhaps nothing
 */
const char *
rt_trace_part_get_value (RtTracePart *self)
{
  return self->value;
}

/**
 * rt_trace_part_get_remark:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): what is to be known about it
 */
const char *
rt_trace_part_get_remark (RtTracePart *self)
{
  return self->remark;
}

/**
 * rt_trace_part_get_offset:
 * @self: a part
 *
 * Returns: where it begins in the item's bytes
 */
gsize
rt_trace_part_get_offset (RtTracePart *self)
{
  return self->offset;
}

/**
 * rt_trace_part_get_length:
 * @self: a part
 *
 * Returns: of how many bytes it is; 0 for what follows from others
 */
gsize
rt_trace_part_get_length (RtTracePart *self)
{
  return self->length;
}

/**
 * rt_trace_part_get_parts:
 * @self: a part
 *
 * Returns: (transfer none) (nullable): what it consists of, of #RtTracePart
 */
GListModel *
rt_trace_part_get_parts (RtTracePart *self)
{
  return self->parts != NULL ? G_LIST_MODEL (self->parts) : NULL;
}
