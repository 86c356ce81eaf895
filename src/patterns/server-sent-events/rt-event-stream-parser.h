/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line, or the data of one event, may be this long unless set otherwise. */
#define RT_EVENT_STREAM_DEFAULT_LIMIT (1024 * 1024)

typedef enum {
  RT_EVENT_STREAM_ERROR_TOO_LONG,  /* a line or an event passes the limit */
} RtEventStreamError;
#define RT_EVENT_STREAM_ERROR (rt_event_stream_error_quark ())
GQuark rt_event_stream_error_quark (void);

/**
 * RtStreamEvent:
 * @type: "message" where the stream named none
 * @data: its lines with a line feed between them
 * @last_event_id: the last event ID string, perhaps empty, perhaps of an earlier event
 * @has_id: whether this event itself carried it
 *
 * One event as the stream dispatches it; valid during the call.
 */
typedef struct {
  const char *type;
  GBytes     *data;
  const char *last_event_id;
  gboolean    has_id;
} RtStreamEvent;

/**
 * RtEventStreamHandler:
 * @event: one event is complete. Returns %FALSE to throw away the rest of the input.
 * @retry: the stream asks for another reconnection time, in ms
 * @field: a field the standard does not know, to be ignored or understood. @value
 *   ends with a NUL that @length leaves out.
 * @block_ended: after each blank line, whether it made an event or not: what @field
 *   told belongs to the next event from here on
 *
 * What is called for what a parser finds. Each may be %NULL.
 */
typedef struct {
  gboolean (*event)       (const RtStreamEvent *event,
                           gpointer             user_data);
  void     (*retry)       (guint                ms,
                           gpointer             user_data);
  void     (*field)       (const char          *name,
                           const char          *value,
                           gsize                length,
                           gpointer             user_data);
  void     (*block_ended) (gpointer             user_data);
} RtEventStreamHandler;

/**
 * RtEventStreamParser:
 *
 * The codec of server-sent events, read side: HTML standard, sections 9.2.5
 * "Parsing an event stream" and 9.2.6 "Interpreting an event stream".
 */
typedef struct _RtEventStreamParser RtEventStreamParser;

RtEventStreamParser *rt_event_stream_parser_new       (const RtEventStreamHandler *handler,
                                                       gpointer                    user_data);
void                 rt_event_stream_parser_free      (RtEventStreamParser        *self);
void                 rt_event_stream_parser_set_limit (RtEventStreamParser        *self,
                                                       gsize                       limit);
gboolean             rt_event_stream_parser_feed      (RtEventStreamParser        *self,
                                                       gconstpointer               data,
                                                       gsize                       length,
                                                       GError                    **error);
void                 rt_event_stream_parser_restart   (RtEventStreamParser        *self);
const char          *rt_event_stream_parser_get_last_event_id (RtEventStreamParser *self);
void                 rt_event_stream_parser_set_last_event_id (RtEventStreamParser *self,
                                                               const char          *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtEventStreamParser, rt_event_stream_parser_free)

G_END_DECLS
