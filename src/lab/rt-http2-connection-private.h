/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-http2-connection.h"

#include <nghttp2/nghttp2.h>

#include "net/rt-poller.h"

G_BEGIN_DECLS

/* A connection is in two files: its TLS, reading and writing (rt-http2-connection.c), and what its
 * streams say (rt-http2-stream.c). */

struct _RtHttp2Connection {
  GSocketConnection  *socket;
  GIOStream          *tls;
  GCancellable       *shaking;    /* hands */
  const RtHttp2Hooks *hooks;
  gpointer            user_data;
  gpointer            data;
  nghttp2_session    *session;    /* NULL before hands are shaken */
  GHashTable         *streams;    /* a set of RtHttp2Stream, which it frees */
  GSource            *readable;
  GSource            *writable;   /* or NULL */
  GByteArray         *waiting;    /* for the socket */
  guint               n_written;  /* bytes of it */
  RtPoller           *poller;
  RtDeferred          flush;
  RtDeferred          end;        /* it is closed: who owns it is told in a turn of its own */
  RtWire              wire;
  gboolean            is_closed;
};

struct _RtHttp2Stream {
  RtHttp2Connection *connection;  /* (unowned) */
  gint32             id;
  char              *method;
  char              *path;
  GHashTable        *fields;
  gsize              n_field_bytes;
  GString           *waiting;     /* for nghttp2 */
  gsize              n_taken;     /* bytes of it */
  gboolean           is_last;     /* nothing follows what waits */
  gboolean           is_idle;     /* nghttp2 waits for more of it */
  gboolean           is_full;
  gpointer           data;
};

/* rt-http2-connection.c: in a turn of its own, with all that was said until then. */
void rt_http2_connection_flush     (RtHttp2Connection *self);

/* rt-http2-stream.c */
gboolean rt_http2_connection_begin (RtHttp2Connection *self);
void     rt_http2_stream_free      (gpointer           stream);

G_END_DECLS
