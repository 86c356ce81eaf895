/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>

static gsize
read_lost (RtTraceSide *self,
           const char  *bytes,
           gsize        length)
{
  rt_trace_side_take (self, RT_TRACE_OPAQUE, RT_TRACE_FORM_UNKNOWN, bytes, length);
  if (!self->is_begun)
    rt_trace_side_begin (self, RT_TRACE_OPAQUE, g_strdup (_("not understood")));
  return length;
}

/**
 * rt_trace_side_get_other:
 * @self: a side
 *
 * Returns: (transfer none): the other one of its connection
 */
RtTraceSide *
rt_trace_side_get_other (RtTraceSide *self)
{
  RtTraceSide *first = self->connection->sides;

  return self == first ? first + 1 : first;
}

/**
 * rt_trace_side_start:
 * @self: a side
 *
 * What comes next is a new HTTP message.
 */
void
rt_trace_side_start (RtTraceSide *self)
{
  self->read = rt_trace_read_start;
  self->left = 0;
  self->status = 0;
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->events, rt_trace_events_free);
  g_string_truncate (self->head, 0);
}

/**
 * rt_trace_side_take:
 * @self: a side
 * @kind: what it is, as far as that is known
 * @form: how it is to be taken apart
 * @bytes: what passed
 * @length: how many bytes
 *
 * Adds @bytes to the item that is being read, or makes one.
 */
void
rt_trace_side_take (RtTraceSide *self,
                    RtTraceKind  kind,
                    RtTraceForm  form,
                    const char  *bytes,
                    gsize        length)
{
  if (self->item == NULL)
    {
      self->item = rt_trace_item_new (kind, self->direction, self->connection->number,
                                      self->connection->now_us);
      self->item->context.form = form;
      self->is_begun = FALSE;
    }
  self->item->is_lost |= self->is_lost;
  rt_trace_item_take (self->item, bytes, length, self->connection->now_us);
}

/**
 * rt_trace_side_begin:
 * @self: a side that reads an item
 * @kind: what it turned out to be
 * @summary: (transfer full): in a few words
 *
 * Tells of the item, of which more may come.
 */
void
rt_trace_side_begin (RtTraceSide *self,
                     RtTraceKind  kind,
                     char        *summary)
{
  self->item->kind = kind;
  rt_trace_item_set_summary (self->item, summary);
  self->is_begun = TRUE;
  self->connection->hooks->begun (self->item, self->connection->user_data);
}

/**
 * rt_trace_side_finish:
 * @self: a side that reads an item that was told of
 *
 * Completes the item; what comes next is another.
 */
void
rt_trace_side_finish (RtTraceSide *self)
{
  g_autoptr (RtTraceItem) item = g_steal_pointer (&self->item);

  self->is_begun = FALSE;
  rt_trace_item_complete (item);
  self->connection->hooks->completed (item, self->connection->user_data);
}

/**
 * rt_trace_side_cut_off:
 * @self: a side
 *
 * Completes the item that is being read, if there is one, which is not whole.
 */
void
rt_trace_side_cut_off (RtTraceSide *self)
{
  if (self->item == NULL)
    return;
  self->item->is_cut_off = TRUE;
  if (!self->is_begun)
    {
      GByteArray *kept = self->item->growing;

      rt_trace_side_begin (self, self->item->kind,
                           rt_trace_dup_words ((const char *) kept->data, kept->len));
    }
  rt_trace_side_finish (self);
}

/**
 * rt_trace_side_lose:
 * @self: a side
 * @why: why what comes next makes no sense, for people
 *
 * All that comes from here on is one item that nobody reads. An item that was not told of
 * yet becomes it.
 */
void
rt_trace_side_lose (RtTraceSide *self,
                    const char  *why)
{
  if (self->is_begun)
    rt_trace_side_cut_off (self);
  self->read = read_lost;
  g_clear_pointer (&self->events, rt_trace_events_free);
  rt_trace_side_take (self, RT_TRACE_OPAQUE, RT_TRACE_FORM_UNKNOWN, NULL, 0);
  self->item->context.form = RT_TRACE_FORM_UNKNOWN;
  self->item->context.stopped_at = self->item->size;
  self->item->context.why = g_strdup (why);
  /* Translators: of bytes, and why */
  rt_trace_side_begin (self, RT_TRACE_OPAQUE, g_strdup_printf (_("not understood: %s"), why));
}

/**
 * rt_trace_side_keep:
 * @self: a side
 * @bytes: the next bytes of a body or message, without framing
 * @length: how many
 *
 * Keeps them to be looked into, if that is not too much.
 */
void
rt_trace_side_keep (RtTraceSide *self,
                    const char  *bytes,
                    gsize        length)
{
  gsize room = RT_TRACE_MAX_CONTENT - self->content->len;

  g_byte_array_append (self->content, (const guint8 *) bytes, MIN (room, length));
  self->n_content += length;
}

/**
 * rt_trace_side_count:
 * @self: a side that reads an item
 * @payload: bytes of events' data in it, -1 unknown
 * @is_empty: whether it is an answer without anything new
 *
 * Notes what the item carried. Data that were repaired may have become longer than they
 * were on the wire: no more counts than came.
 */
void
rt_trace_side_count (RtTraceSide *self,
                     gint64       payload,
                     gboolean     is_empty)
{
  self->item->payload = self->item->is_lost ? 0 : MIN (payload, (gint64) self->item->size);
  self->item->is_empty = is_empty;
}

/**
 * rt_trace_dup_words:
 * @bytes: as on the wire
 * @length: how many
 *
 * Returns: (transfer full): their first %RT_TRACE_MAX_SUMMARY characters, fit to be shown
 */
char *
rt_trace_dup_words (const char *bytes,
                    gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (length > 0 ? bytes : "", MIN (length, 4 * RT_TRACE_MAX_SUMMARY));
  GString *words = g_string_new (NULL);
  guint n = 0;
  const char *at;

  for (at = valid; *at != '\0' && n < RT_TRACE_MAX_SUMMARY; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (words, g_unichar_isprint (c) ? c : ' ');
    }
  if (*at != '\0' || length > 4 * RT_TRACE_MAX_SUMMARY)
    g_string_append (words, "…");
  return g_string_free (words, FALSE);
}
