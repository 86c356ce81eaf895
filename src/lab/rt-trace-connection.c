/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-connection-private.h"

#include <glib/gi18n.h>

static void
side_init (RtTraceSide       *self,
           RtTraceConnection *connection,
           RtTraceDirection   direction)
{
  self->connection = connection;
  self->direction = direction;
  self->head = g_string_new (NULL);
  self->content = g_byte_array_new ();
  self->control = g_byte_array_new ();
  self->is_fresh = TRUE;
  rt_trace_side_start (self);
}

static void
side_clear (RtTraceSide *self)
{
  g_clear_object (&self->item);
  g_clear_object (&self->message);
  g_clear_pointer (&self->events, rt_trace_events_free);
  g_string_free (self->head, TRUE);
  g_byte_array_unref (self->content);
  g_byte_array_unref (self->control);
}

/**
 * rt_trace_connection_new:
 * @number: what its items call it
 * @is_new: whether nothing has passed on it before; otherwise it is guessed what does
 * @reading: how its answers' bodies are understood; outlives it
 * @hooks: who is told; a static constant
 * @user_data: for @hooks
 *
 * Returns: (transfer full): a connection of which nothing was seen yet
 */
RtTraceConnection *
rt_trace_connection_new (guint64             number,
                         gboolean            is_new,
                         RtTraceReading     *reading,
                         const RtTraceHooks *hooks,
                         gpointer            user_data)
{
  RtTraceConnection *self = g_new0 (RtTraceConnection, 1);

  self->number = number;
  self->is_new = is_new;
  self->reading = reading;
  self->hooks = hooks;
  self->user_data = user_data;
  g_queue_init (&self->asked);
  side_init (&self->sides[0], self, RT_TRACE_TO_SERVER);
  side_init (&self->sides[1], self, RT_TRACE_TO_CLIENT);
  return self;
}

/**
 * rt_trace_connection_free:
 * @self: (transfer full): a connection
 *
 * Forgets it. Items that were not complete never will be.
 */
void
rt_trace_connection_free (RtTraceConnection *self)
{
  side_clear (&self->sides[0]);
  side_clear (&self->sides[1]);
  g_queue_clear_full (&self->asked, (GDestroyNotify) rt_trace_asked_free);
  g_free (self);
}

static void
tell (RtTraceConnection *self,
      RtTraceKind        kind,
      const char        *summary)
{
  g_autoptr (RtTraceItem) item = rt_trace_item_new (kind, RT_TRACE_NOWHERE, self->number, self->now_us);

  rt_trace_item_set_summary (item, g_strdup (summary));
  self->hooks->begun (item, self->user_data);
  rt_trace_item_complete (item);
  self->hooks->completed (item, self->user_data);
}

/**
 * rt_trace_connection_open:
 * @self: a connection
 * @now_us: monotonic, in µs
 *
 * Tells that it is open.
 */
void
rt_trace_connection_open (RtTraceConnection *self,
                          gint64             now_us)
{
  self->now_us = now_us;
  tell (self, RT_TRACE_OPEN, self->is_new ? _("connection opened") : _("connection opened earlier: cut it to see how it begins"));
}

/**
 * rt_trace_connection_feed:
 * @self: a connection
 * @direction: which way @bytes went
 * @bytes: what passed, cut anywhere
 * @length: how many bytes
 * @now_us: when, monotonic, in µs
 *
 * Reads on.
 */
void
rt_trace_connection_feed (RtTraceConnection *self,
                          RtTraceDirection   direction,
                          const char        *bytes,
                          gsize              length,
                          gint64             now_us)
{
  RtTraceSide *side = &self->sides[direction == RT_TRACE_TO_SERVER ? 0 : 1];

  self->now_us = now_us;
  while (length > 0)
    {
      gsize n = side->read (side, bytes, length);

      bytes += n;
      length -= n;
    }
}

/**
 * rt_trace_connection_lose:
 * @self: a connection
 * @direction: one way of it
 *
 * From here on what comes that way is thrown away on purpose.
 */
void
rt_trace_connection_lose (RtTraceConnection *self,
                          RtTraceDirection   direction)
{
  self->sides[direction == RT_TRACE_TO_SERVER ? 0 : 1].is_lost = TRUE;
}

static void
side_break (RtTraceSide *self)
{
  rt_trace_break_frames (self);
  if (self->item != NULL)
    rt_trace_break_body (self);
}

/**
 * rt_trace_connection_close:
 * @self: a connection
 * @now_us: when it ended, monotonic, in µs
 *
 * Completes what is not complete, and tells that it is closed.
 */
void
rt_trace_connection_close (RtTraceConnection *self,
                           gint64             now_us)
{
  self->now_us = now_us;
  side_break (&self->sides[0]);
  side_break (&self->sides[1]);
  tell (self, RT_TRACE_CLOSE, _("connection closed"));
}

static void
on_begun (RtTraceItem *item,
          gpointer     user_data)
{
  GPtrArray *items = user_data;

  item->id = items->len + 1;
  g_ptr_array_add (items, g_object_ref (item));
}

static void
on_completed (RtTraceItem *item,
              gpointer     user_data)
{
}

/**
 * rt_trace_split:
 * @pieces: (array length=n_pieces): what was read and written, in order
 * @n_pieces: how many
 * @is_new: whether the first of them is the first of the connection
 * @polls: how answers are read, see #RtTraceReading
 *
 * Reads a whole connection at once: from bytes alone to items. Their times are 0.
 *
 * Returns: (transfer full) (element-type RtTraceItem): its items, in the order in which it
 *   was known what they are; from its opening to its close
 */
GPtrArray *
rt_trace_split (const RtTracePiece *pieces,
                gsize               n_pieces,
                gboolean            is_new,
                gboolean            polls)
{
  static const RtTraceHooks hooks = { on_begun, on_completed };
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  RtTraceReading reading = { .polls = polls };
  g_autoptr (RtTraceConnection) connection = rt_trace_connection_new (1, is_new, &reading, &hooks, items);

  rt_trace_connection_open (connection, 0);
  for (gsize i = 0; i < n_pieces; i++)
    rt_trace_connection_feed (connection, pieces[i].direction, pieces[i].bytes, pieces[i].length, 0);
  rt_trace_connection_close (connection, 0);
  g_clear_pointer (&reading.last_body, g_bytes_unref);
  return items;
}
