/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/rt-channel.h"
#include "core/rt-traffic.h"

G_BEGIN_DECLS

/**
 * RtHttp2Server:
 *
 * One channel over HTTP/2 and TLS on 127.0.0.1, for an experiment: polling, long polling and event
 * streams at `/channels/feed` as RtServer has them, and the latest event at `/latest`. Nothing of
 * HTTP/1.1 is answered, so that whoever was answered spoke HTTP/2.
 */
typedef struct _RtHttp2Server RtHttp2Server;

/* (transfer full); %NULL with a #GIOErrorEnum or #GTlsError */
RtHttp2Server   *rt_http2_server_new             (RtChannel            *channel,
                                                  GError              **error);
void             rt_http2_server_free            (RtHttp2Server        *self);
/* @path: with its slash. (transfer full) */
char            *rt_http2_server_dup_uri         (RtHttp2Server        *self,
                                                  const char           *path);
/* What its clients know it by. (transfer none) */
GTlsCertificate *rt_http2_server_get_certificate (RtHttp2Server        *self);
/* What it counted for a pattern, the kernel's counters as of now. (transfer none) */
const RtTraffic *rt_http2_server_measure         (RtHttp2Server        *self,
                                                  const char           *pattern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtHttp2Server, rt_http2_server_free)

G_END_DECLS
