/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-http2-server.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtArena:
 *
 * A server of an experiment's own, with one channel for all contestants and nothing else:
 * `/channels/feed`, and for those that no channel serves `/latest`, which answers with the data of
 * the latest event. It listens on loopback alone, and its numbers begin at 1.
 * Nobody is sent away for being silent.
 */
typedef struct _RtArena RtArena;

#define RT_ARENA_PATH   "/channels/feed"
#define RT_ARENA_LATEST "/latest"

RtArena  *rt_arena_new           (void);
void      rt_arena_free          (RtArena             *self);
/* @port: 0 takes a free one */
void      rt_arena_open_async    (RtArena             *self,
                                  guint16              port,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean  rt_arena_open_finish   (RtArena             *self,
                                  GAsyncResult        *result,
                                  GError             **error);
/* (transfer full) */
char     *rt_arena_dup_uri       (RtArena             *self,
                                  const char          *path);
RtServer *rt_arena_get_server    (RtArena             *self);
/* The same over HTTP/2 and TLS, made on first use; NULL with an error. (transfer none) */
RtHttp2Server *rt_arena_get_http2 (RtArena            *self,
                                  GError             **error);
/* Its number; 0 where it could not be. */
guint64   rt_arena_publish       (RtArena             *self,
                                  const char          *type,
                                  GBytes              *data,
                                  gint64               time_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtArena, rt_arena_free)

G_END_DECLS
