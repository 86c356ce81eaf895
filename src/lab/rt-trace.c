/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-private.h"

#include "lab/rt-trace-item-private.h"

enum {
  SIGNAL_COMPLETED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void rt_trace_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (RtTrace, rt_trace, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, rt_trace_model_init))

static GType
rt_trace_get_item_type (GListModel *model)
{
  return RT_TYPE_TRACE_ITEM;
}

static guint
rt_trace_get_n_items (GListModel *model)
{
  return RT_TRACE (model)->shelves[RT_TRACE_PLACE_SHOWN].items.length;
}

static gpointer
rt_trace_get_item (GListModel *model,
                   guint       position)
{
  RtTraceItem *item = g_queue_peek_nth (&RT_TRACE (model)->shelves[RT_TRACE_PLACE_SHOWN].items, position);

  return item != NULL ? g_object_ref (item) : NULL;
}

static void
rt_trace_model_init (GListModelInterface *iface)
{
  iface->get_item_type = rt_trace_get_item_type;
  iface->get_n_items = rt_trace_get_n_items;
  iface->get_item = rt_trace_get_item;
}

/* What waits too long is never shown. */
static void
rt_trace_trim_waiting (RtTrace *self)
{
  RtTraceShelf *waiting = &self->shelves[RT_TRACE_PLACE_WAITING];

  while (rt_trace_shelf_is_full (waiting, 0, 0))
    g_object_unref (rt_trace_shelf_pop (waiting));
}

static void
rt_trace_add (RtTrace     *self,
              RtTraceItem *item)
{
  item->id = ++self->last_id;
  rt_trace_shelf_push (&self->shelves[RT_TRACE_PLACE_WAITING], g_object_ref (item), RT_TRACE_PLACE_WAITING);
  rt_trace_trim_waiting (self);
}

static void
on_begun (RtTraceItem *item,
          gpointer     user_data)
{
  rt_trace_add (user_data, item);
}

static void
on_completed (RtTraceItem *item,
              gpointer     user_data)
{
  RtTrace *self = user_data;

  if (item->place != RT_TRACE_PLACE_NONE)
    self->shelves[item->place].n_bytes += rt_trace_item_get_kept (item);
  rt_trace_trim_waiting (self);
  g_signal_emit (self, signals[SIGNAL_COMPLETED], 0, item);
}

void
rt_trace_add_whole (RtTrace     *self,
                    RtTraceItem *item)
{
  rt_trace_add (self, item);
  rt_trace_item_complete (item);
  on_completed (item, self);
}

static void
rt_trace_dispose (GObject *object)
{
  rt_trace_follow (RT_TRACE (object), NULL);

  G_OBJECT_CLASS (rt_trace_parent_class)->dispose (object);
}

static void
rt_trace_finalize (GObject *object)
{
  RtTrace *self = RT_TRACE (object);

  g_hash_table_unref (self->connections);
  for (guint i = 0; i < RT_TRACE_N_PLACES; i++)
    rt_trace_shelf_clear (&self->shelves[i]);
  g_clear_pointer (&self->reading.last_body, g_bytes_unref);

  G_OBJECT_CLASS (rt_trace_parent_class)->finalize (object);
}

static void
rt_trace_class_init (RtTraceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rt_trace_dispose;
  object_class->finalize = rt_trace_finalize;

  signals[SIGNAL_COMPLETED] =
    g_signal_new ("completed", RT_TYPE_TRACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, RT_TYPE_TRACE_ITEM);
}

static void
rt_trace_init (RtTrace *self)
{
  self->connections = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                             (GDestroyNotify) rt_trace_connection_free);
}

/**
 * rt_trace_new:
 *
 * Returns: (transfer full): a trace of nothing so far
 */
RtTrace *
rt_trace_new (void)
{
  return g_object_new (RT_TYPE_TRACE, NULL);
}

/**
 * rt_trace_set_polls:
 * @self: a trace
 * @polls: whether the client polls
 * @is_empty_status: (nullable): which statuses tell it that there is nothing new, beside
 *   204 and 304
 *
 * Says how the client reads the bodies of its answers. One that polls counts of a
 * channel's answer the data of its events, and finds an answer empty that says again what
 * the last one said. Others, which is the default, count the body as it is.
 */
void
rt_trace_set_polls (RtTrace  *self,
                    gboolean  polls,
                    gboolean (*is_empty_status) (guint status))
{
  self->reading.polls = polls;
  self->reading.is_empty_status = is_empty_status;
}

/**
 * rt_trace_opened:
 * @self: a trace
 * @connection: a number of the caller's
 * @is_new: whether nothing has passed on it before
 *
 * A connection is there, as #RtTapHooks tell it. Of more than %RT_TRACE_MAX_CONNECTIONS at
 * once nothing is told. Of one that was there before it is guessed what passes on it, which
 * goes well where it is listened to from the beginning of a message.
 */
void
rt_trace_opened (RtTrace  *self,
                 guint64   connection,
                 gboolean  is_new)
{
  static const RtTraceHooks hooks = { on_begun, on_completed };
  RtTraceConnection *opened;

  if (g_hash_table_size (self->connections) == RT_TRACE_MAX_CONNECTIONS)
    return;
  self->last = MAX (self->last, connection);
  opened = rt_trace_connection_new (connection, is_new, &self->reading, &hooks, self);
  g_hash_table_replace (self->connections, g_memdup2 (&connection, sizeof connection), opened);
  rt_trace_connection_open (opened, g_get_monotonic_time ());
}

static void
rt_trace_feed (RtTrace          *self,
               guint64           number,
               RtTraceDirection  direction,
               const char       *bytes,
               gsize             length)
{
  RtTraceConnection *connection = g_hash_table_lookup (self->connections, &number);

  if (connection != NULL)
    rt_trace_connection_feed (connection, direction, bytes, length, g_get_monotonic_time ());
}

/**
 * rt_trace_received:
 * @self: a trace
 * @connection: the number of a connection that was opened
 * @bytes: what the client received, cut anywhere
 * @length: how many bytes
 *
 * Reads on what comes from the server.
 */
void
rt_trace_received (RtTrace    *self,
                   guint64     connection,
                   const char *bytes,
                   gsize       length)
{
  rt_trace_feed (self, connection, RT_TRACE_TO_CLIENT, bytes, length);
}

/**
 * rt_trace_sent:
 * @self: a trace
 * @connection: the number of a connection that was opened
 * @bytes: what the client sent, cut anywhere
 * @length: how many bytes
 *
 * Reads on what goes to the server.
 */
void
rt_trace_sent (RtTrace    *self,
               guint64     connection,
               const char *bytes,
               gsize       length)
{
  rt_trace_feed (self, connection, RT_TRACE_TO_SERVER, bytes, length);
}

/**
 * rt_trace_lost:
 * @self: a trace
 * @connection: the number of a connection that was opened
 * @bytes: what came and was thrown away on purpose, cut anywhere
 * @length: how many bytes
 *
 * Reads on what came from the server and nobody received: so it is for the rest of the
 * connection.
 */
void
rt_trace_lost (RtTrace    *self,
               guint64     connection,
               const char *bytes,
               gsize       length)
{
  RtTraceConnection *losing = g_hash_table_lookup (self->connections, &connection);

  if (losing != NULL)
    rt_trace_connection_lose (losing, RT_TRACE_TO_CLIENT);
  rt_trace_feed (self, connection, RT_TRACE_TO_CLIENT, bytes, length);
}

/**
 * rt_trace_closed:
 * @self: a trace
 * @connection: the number of a connection that was opened
 *
 * It ended: what is not complete never will be.
 */
void
rt_trace_closed (RtTrace *self,
                 guint64  connection)
{
  RtTraceConnection *closed = g_hash_table_lookup (self->connections, &connection);

  if (closed == NULL)
    return;
  rt_trace_connection_close (closed, g_get_monotonic_time ());
  g_hash_table_remove (self->connections, &connection);
}

/**
 * rt_trace_add_fault:
 * @self: a trace
 * @words: what was broken on purpose, for people
 * @when_us: monotonic, in µs
 *
 * Notes it between what passed.
 */
void
rt_trace_add_fault (RtTrace    *self,
                    const char *words,
                    gint64      when_us)
{
  g_autoptr (RtTraceItem) item = rt_trace_item_new (RT_TRACE_FAULT, RT_TRACE_NOWHERE, 0, when_us);

  rt_trace_item_set_summary (item, g_strdup (words));
  rt_trace_add_whole (self, item);
}
