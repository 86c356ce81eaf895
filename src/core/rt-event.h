/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define RT_TYPE_EVENT (rt_event_get_type ())

/**
 * RtEvent:
 *
 * One message: its number, the time of its birth, its type and its payload.
 * Immutable, reference counted, encoded at most once per wire format.
 * Not thread safe beyond its reference count: encode it, and let an encoded one go, on the
 * main loop.
 */
typedef struct _RtEvent RtEvent;

/**
 * RT_EVENT_MAX_ENCODED_BYTES:
 *
 * The bytes that all events of the process together keep encoded, beside their payload. The
 * encoding made last is kept whatever its size, and outboxes hold references of their own.
 */
#define RT_EVENT_MAX_ENCODED_BYTES (16 * 1024 * 1024)

/**
 * RT_PREV_NONE:
 *
 * The number before an event in a selection of types in which nothing came before
 * it. Unlike 0, for a reader who made no selection, it is written: as 0.
 */
#define RT_PREV_NONE G_MAXUINT64

/**
 * RtWireFormat:
 * @name: for people and tests
 * @encode: gives the bytes of one event. @prev is the number before it in the
 *   reader's selection of types, %RT_PREV_NONE where nothing came before in it,
 *   0 where the reader made none.
 * @measure: (nullable): how many of these bytes are payload; %NULL where it is the event's
 *   data as it is
 *
 * A way to write an event, known to the transport that speaks it.
 * Meant to be a static constant: its address identifies it.
 */
typedef struct {
  const char *name;
  GBytes *(*encode) (RtEvent *event, guint64 prev);
  gsize (*measure) (GBytes *encoded);
} RtWireFormat;

GType       rt_event_get_type     (void);
RtEvent    *rt_event_new          (guint64             seq,
                                   gint64              time_us,
                                   const char         *type,
                                   GBytes             *data);
RtEvent    *rt_event_ref          (RtEvent            *self);
void        rt_event_unref        (RtEvent            *self);
guint64     rt_event_get_seq      (RtEvent            *self);
gint64      rt_event_get_time     (RtEvent            *self);
const char *rt_event_get_type_name (RtEvent           *self);
GBytes     *rt_event_get_data     (RtEvent            *self);
gsize       rt_event_get_size     (RtEvent            *self);
/* (transfer none): valid until any event is encoded again or this one is freed */
GBytes     *rt_event_encode       (RtEvent            *self,
                                   const RtWireFormat *format,
                                   guint64             prev);
gsize       rt_event_get_encoded_bytes (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtEvent, rt_event_unref)

/* Times as they travel: RFC 3339, UTC, microseconds. */
#define RT_TIME_LENGTH 27
void        rt_time_format        (gint64              time_us,
                                   char                buffer[RT_TIME_LENGTH + 1]);
gboolean    rt_time_parse         (const char         *text,
                                   gint64             *time_us);

G_END_DECLS
