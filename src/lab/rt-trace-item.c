/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-trace-item-private.h"

#include "lab/rt-dissect.h"

enum {
  PROP_0,
  PROP_COMPLETE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtTraceItem, rt_trace_item, G_TYPE_OBJECT)

static void
rt_trace_item_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RtTraceItem *self = RT_TRACE_ITEM (object);

  switch (prop_id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->is_complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_trace_item_finalize (GObject *object)
{
  RtTraceItem *self = RT_TRACE_ITEM (object);

  g_free (self->summary);
  g_free (self->context.why);
  g_clear_pointer (&self->growing, g_byte_array_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_object (&self->answered);

  G_OBJECT_CLASS (rt_trace_item_parent_class)->finalize (object);
}

static void
rt_trace_item_class_init (RtTraceItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_trace_item_get_property;
  object_class->finalize = rt_trace_item_finalize;

  properties[PROP_COMPLETE] =
    g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_trace_item_init (RtTraceItem *self)
{
}

/**
 * rt_trace_item_new:
 * @kind: what it is, as far as that is known
 * @direction: which way it goes
 * @connection: on which connection
 * @now_us: when it begins, monotonic, in µs
 *
 * Returns: (transfer full): an item of which no byte has come yet
 */
RtTraceItem *
rt_trace_item_new (RtTraceKind      kind,
                   RtTraceDirection direction,
                   guint64          connection,
                   gint64           now_us)
{
  RtTraceItem *self = g_object_new (RT_TYPE_TRACE_ITEM, NULL);

  self->kind = kind;
  self->direction = direction;
  self->connection = connection;
  self->begin_us = now_us;
  self->end_us = now_us;
  return self;
}

/**
 * rt_trace_item_take:
 * @self: an item that is not complete
 * @bytes: its next bytes
 * @length: how many
 * @now_us: when they passed, monotonic, in µs
 *
 * Counts them, and keeps what there is room for.
 */
void
rt_trace_item_take (RtTraceItem *self,
                    const char  *bytes,
                    gsize        length,
                    gint64       now_us)
{
  gsize room;

  if (self->growing == NULL)
    self->growing = g_byte_array_new ();
  room = RT_TRACE_MAX_ITEM_BYTES - self->growing->len;
  g_byte_array_append (self->growing, (const guint8 *) bytes, MIN (room, length));
  self->size += length;
  self->end_us = now_us;
}

/**
 * rt_trace_item_set_summary:
 * @self: an item
 * @summary: (transfer full): what it is, in a few words
 *
 * Sets what rt_trace_item_get_summary() says.
 */
void
rt_trace_item_set_summary (RtTraceItem *self,
                           char        *summary)
{
  g_free (self->summary);
  self->summary = summary;
}

/**
 * rt_trace_item_complete:
 * @self: an item
 *
 * Nothing about it changes any more.
 */
void
rt_trace_item_complete (RtTraceItem *self)
{
  if (self->growing != NULL)
    self->bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->growing));
  self->is_complete = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

/**
 * rt_trace_item_get_kept:
 * @self: an item
 *
 * Returns: how many of its bytes it keeps
 */
gsize
rt_trace_item_get_kept (RtTraceItem *self)
{
  if (self->growing != NULL)
    return self->growing->len;
  return self->bytes != NULL ? g_bytes_get_size (self->bytes) : 0;
}

/**
 * rt_trace_item_get_id:
 * @self: an item
 *
 * Returns: its number in its trace
 */
guint64
rt_trace_item_get_id (RtTraceItem *self)
{
  return self->id;
}

/**
 * rt_trace_item_get_kind:
 * @self: an item
 *
 * Returns: what it is
 */
RtTraceKind
rt_trace_item_get_kind (RtTraceItem *self)
{
  return self->kind;
}

/**
 * rt_trace_item_get_direction:
 * @self: an item
 *
 * Returns: which way it goes
 */
RtTraceDirection
rt_trace_item_get_direction (RtTraceItem *self)
{
  return self->direction;
}

/**
 * rt_trace_item_get_connection:
 * @self: an item
 *
 * Returns: the number of its connection; 0 of a fault, which is of none
 */
guint64
rt_trace_item_get_connection (RtTraceItem *self)
{
  return self->connection;
}

/**
 * rt_trace_item_get_begin:
 * @self: an item
 *
 * Returns: when its first byte passed, monotonic, in µs
 */
gint64
rt_trace_item_get_begin (RtTraceItem *self)
{
  return self->begin_us;
}

/**
 * rt_trace_item_get_end:
 * @self: an item
 *
 * Returns: when its last byte passed, so far, monotonic, in µs
 */
gint64
rt_trace_item_get_end (RtTraceItem *self)
{
  return self->end_us;
}

/**
 * rt_trace_item_get_summary:
 * @self: an item
 *
 * Returns: (transfer none): what it is, in a few words; without what lets somebody in
 */
const char *
rt_trace_item_get_summary (RtTraceItem *self)
{
  return self->summary != NULL ? self->summary : "";
}

/**
 * rt_trace_item_get_is_empty:
 * @self: an item
 *
 * Returns: whether it is an answer without anything new
 */
gboolean
rt_trace_item_get_is_empty (RtTraceItem *self)
{
  return self->is_empty;
}

/**
 * rt_trace_item_get_complete:
 * @self: an item
 *
 * Returns: whether nothing about it changes any more
 */
gboolean
rt_trace_item_get_complete (RtTraceItem *self)
{
  return self->is_complete;
}

/**
 * rt_trace_item_get_cut_off:
 * @self: an item
 *
 * Returns: whether it ended before it was whole
 */
gboolean
rt_trace_item_get_cut_off (RtTraceItem *self)
{
  return self->is_cut_off;
}

/**
 * rt_trace_item_get_lost:
 * @self: an item
 *
 * Returns: whether it was lost on its way, on purpose
 */
gboolean
rt_trace_item_get_lost (RtTraceItem *self)
{
  return self->is_lost;
}

/**
 * rt_trace_item_get_size:
 * @self: an item
 *
 * Returns: how many bytes it was on the wire, above TCP, so far
 */
guint64
rt_trace_item_get_size (RtTraceItem *self)
{
  return self->size;
}

/**
 * rt_trace_item_get_payload:
 * @self: an item
 *
 * Returns: how many bytes of events' data it carried, as the client counts them; 0 while
 *   that is not known, -1 where it is more than is looked into
 */
gint64
rt_trace_item_get_payload (RtTraceItem *self)
{
  return self->payload;
}

/**
 * rt_trace_item_get_overhead:
 * @self: an item
 *
 * Returns: its bytes less its payload; -1 where that is not known
 */
gint64
rt_trace_item_get_overhead (RtTraceItem *self)
{
  return self->payload >= 0 ? (gint64) self->size - self->payload : -1;
}

/**
 * rt_trace_item_get_answered:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the request it answers, of a response
 */
RtTraceItem *
rt_trace_item_get_answered (RtTraceItem *self)
{
  return self->answered;
}

/**
 * rt_trace_item_get_bytes:
 * @self: an item
 *
 * Returns: (transfer full): its first %RT_TRACE_MAX_ITEM_BYTES bytes, exactly as on the
 *   wire; those that came so far
 */
GBytes *
rt_trace_item_get_bytes (RtTraceItem *self)
{
  if (self->bytes != NULL)
    return g_bytes_ref (self->bytes);
  return self->growing != NULL ? g_bytes_new (self->growing->data, self->growing->len)
                               : g_bytes_new (NULL, 0);
}

/**
 * rt_trace_item_dissect:
 * @self: an item
 *
 * Takes its bytes apart, those that are kept, each with where it is and what the standard
 * says of it. It is done anew each time.
 *
 * Returns: (transfer full): the whole item, with its parts
 */
RtTracePart *
rt_trace_item_dissect (RtTraceItem *self)
{
  return rt_dissect_item (self);
}
