/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-part.h"

#include <string.h>

/* Of a name that somebody else chose so many characters are told. */
#define MAX_NAME 100

struct _RtTracePart {
  GObject      parent_instance;
  char        *name;
  char        *value;
  char        *remark;
  gsize        offset;
  gsize        length;
  GListStore  *parts;     /* NULL while it has none */
  RtTracePart *unlisted;  /* the last that there was no room for */
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
  g_clear_object (&self->unlisted);

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

/* At most @max characters. (transfer full) */
static char *
dup_shown (const char *bytes,
           gsize       length,
           guint       max)
{
  GString *text = g_string_new (NULL);
  const char *at = bytes;
  gboolean more = length > 0;

  for (guint n = 0; more && n < max; n++)
    more = append_character (text, at, bytes + length, &at);
  if (more)
    g_string_append (text, "…");
  return g_string_free (text, FALSE);
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

  self->name = dup_shown (name, strlen (name), MAX_NAME);
  self->value = g_strdup ("");
  self->offset = offset;
  self->length = length;
  return self;
}

/* The last part says that there are more. */
static void
tell_more (RtTracePart *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->parts));
  g_autoptr (RtTracePart) last = g_list_model_get_item (G_LIST_MODEL (self->parts), n - 1);

  rt_trace_part_set_name (last, "…");
  rt_trace_part_set_value (last, "…");
}

/**
 * rt_trace_part_add:
 * @self: a part
 * @name: what its next part is
 * @offset: where that begins in the item's bytes
 * @length: how many bytes it is long
 *
 * Of more than %RT_TRACE_PART_MAX_PARTS parts the last that has room says that there are
 * more, and the others are not listed.
 *
 * Returns: (transfer none): the last part of @self, which says nothing yet; valid until the
 *   next is added
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
  if (g_list_model_get_n_items (G_LIST_MODEL (self->parts)) < RT_TRACE_PART_MAX_PARTS)
    {
      g_list_store_append (self->parts, part);
      return part;
    }
  if (self->unlisted == NULL)
    tell_more (self);
  g_set_object (&self->unlisted, part);
  return part;
}

/**
 * rt_trace_part_set_name:
 * @self: a part
 * @name: what it is
 *
 * Sets what it is called.
 */
void
rt_trace_part_set_name (RtTracePart *self,
                        const char  *name)
{
  g_free (self->name);
  self->name = dup_shown (name, strlen (name), MAX_NAME);
}

/**
 * rt_trace_part_extend:
 * @self: a part
 * @end: an offset in the item's bytes, not before its own
 *
 * Has it end before @end.
 */
void
rt_trace_part_extend (RtTracePart *self,
                      gsize        end)
{
  self->length = end - self->offset;
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
  g_free (self->value);
  self->value = dup_shown (bytes, length, RT_TRACE_PART_MAX_VALUE);
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
