/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-hub.h"
#include "lab/rt-bridge.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtEngine:
 *
 * The whole of a Roundtrip without its face: hub, server with the routes of all
 * patterns, stories. What the application and roundtrip-cli serve both start.
 */
#define RT_TYPE_ENGINE (rt_engine_get_type ())
G_DECLARE_FINAL_TYPE (RtEngine, rt_engine, RT, ENGINE, GObject)

#define RT_DEFAULT_PORT_MAIN   2000
#define RT_DEFAULT_PORT_CHAT   8080
#define RT_DEFAULT_PORT_STREAM 8888

/* How much faster than real time, at the least and at the most. */
#define RT_MIN_SPEED 0.001
#define RT_MAX_SPEED 100000.0

RtEngine  *rt_engine_new          (GFile               *state_dir);
RtHub     *rt_engine_get_hub      (RtEngine            *self);
RtServer  *rt_engine_get_server   (RtEngine            *self);
void       rt_engine_set_speed    (RtEngine            *self,
                                   double               speed);
/* As rt_limits_set() of its server's, heeded by the stories as well. */
void       rt_engine_set_limit    (RtEngine            *self,
                                   RtLimitKind          kind,
                                   guint64              value);
void       rt_engine_set_max_upload (RtEngine          *self,
                                     guint64            bytes);
/* Before it is started: shares its channels over a bus. FALSE with %RT_BUS_ERROR. */
gboolean   rt_engine_set_bus      (RtEngine            *self,
                                   const char          *uri,
                                   GError             **error);
/* (transfer none) (nullable) */
RtBridge  *rt_engine_get_bridge   (RtEngine            *self);
/* Before it is started: another that exists from then on. */
void       rt_engine_add_channel  (RtEngine            *self,
                                   const char          *name);
void       rt_engine_start_async  (RtEngine            *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean   rt_engine_start_finish (RtEngine            *self,
                                   GAsyncResult        *result,
                                   GError             **error);
void       rt_engine_stop_async   (RtEngine            *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean   rt_engine_stop_finish  (RtEngine            *self,
                                   GAsyncResult        *result,
                                   GError             **error);

G_END_DECLS
