/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/rt-traffic.h"

G_BEGIN_DECLS

/* Requests of one connection that can be under way at once (RFC 9113 section 6.5.2). */
#define RT_HTTP2_MAX_STREAMS     256
/* Bytes of a request's fields, with their names. */
#define RT_HTTP2_MAX_FIELD_BYTES (16 * 1024)
/* With so many bytes waiting for a reader its stream takes no more. */
#define RT_HTTP2_MAX_WAITING     (256 * 1024)

/**
 * RtHttp2Connection:
 *
 * The server's end of a connection with HTTP/2 (RFC 9113) over TLS: nghttp2 on GIO's TLS. libsoup's
 * own server ends an answer with the last chunk it has, so that an event stream ends with its first
 * event. Requests have no body here.
 */
typedef struct _RtHttp2Connection RtHttp2Connection;

/**
 * RtHttp2Stream:
 *
 * A request of such a connection, and its answer.
 */
typedef struct _RtHttp2Stream RtHttp2Stream;

/**
 * RtHttp2Hooks:
 * @request: the request is whole; it is answered now or later
 * @writable: what waited for the reader is less than %RT_HTTP2_MAX_WAITING again
 * @gone: the stream is over, answered or not: nothing of it may be touched afterwards
 * @closed: the connection is closed, after all its streams: free it
 *
 * Who answers.
 */
typedef struct {
  void (*request)  (RtHttp2Stream     *stream,
                    gpointer           user_data);
  void (*writable) (RtHttp2Stream     *stream,
                    gpointer           user_data);
  void (*gone)     (RtHttp2Stream     *stream,
                    gpointer           user_data);
  void (*closed)   (RtHttp2Connection *connection,
                    gpointer           user_data);
} RtHttp2Hooks;

RtHttp2Connection *rt_http2_connection_new         (GSocketConnection  *connection,
                                                    GTlsCertificate    *certificate,
                                                    const RtHttp2Hooks *hooks,
                                                    gpointer            user_data,
                                                    GError            **error);
/* As if they were gone; nothing is served any more. */
void               rt_http2_connection_end_streams (RtHttp2Connection  *self);
/* Closes it at once; no hook is called. */
void               rt_http2_connection_free        (RtHttp2Connection  *self);
/* What the kernel counted, TLS included: now, or last before the close. */
void               rt_http2_connection_read_wire   (RtHttp2Connection  *self,
                                                    RtWire             *wire);
/* For who answers: what it likes to keep with the connection. */
void               rt_http2_connection_set_data    (RtHttp2Connection  *self,
                                                    gpointer            data);
gpointer           rt_http2_connection_get_data    (RtHttp2Connection  *self);

RtHttp2Connection *rt_http2_stream_get_connection  (RtHttp2Stream      *self);
const char        *rt_http2_stream_get_method      (RtHttp2Stream      *self);
/* With the query. */
const char        *rt_http2_stream_get_path        (RtHttp2Stream      *self);
/* @name: in small letters. (nullable) */
const char        *rt_http2_stream_get_field       (RtHttp2Stream      *self,
                                                    const char         *name);
void               rt_http2_stream_set_data        (RtHttp2Stream      *self,
                                                    gpointer            data);
gpointer           rt_http2_stream_get_data        (RtHttp2Stream      *self);
/* @fields: names and values in turn, NULL at the end. Once. */
void               rt_http2_stream_respond         (RtHttp2Stream      *self,
                                                    guint               status,
                                                    const char * const *fields,
                                                    GBytes             *body);
/* An answer that goes on until the stream is gone: what is pushed follows. */
void               rt_http2_stream_begin           (RtHttp2Stream      *self,
                                                    guint               status,
                                                    const char * const *fields);
/* FALSE: enough is waiting, nothing was taken. */
gboolean           rt_http2_stream_push            (RtHttp2Stream      *self,
                                                    GBytes             *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtHttp2Connection, rt_http2_connection_free)

G_END_DECLS
