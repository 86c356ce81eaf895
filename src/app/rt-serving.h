/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-engine.h"
#include "rt-options.h"

G_BEGIN_DECLS

/**
 * RtServing:
 *
 * What the command line and the settings make of the servers. The command line is
 * stronger until the user changes the setting. Speed, limits, hosts, origins and the access
 * token hold at once; ports and who can reach them when the servers listen anew. What the channels
 * are shared over is chosen before an engine starts: another takes another engine.
 *
 * Property: "restart-needed" (boolean, read only): the servers do not listen as they
 * should, or could not listen · "speed" (double): how much faster than real time the stories run
 * Signals: "bus-changed" (): rt_serving_get_bus() is another · "share-anew" (): an engine is wanted
 * that shares its channels otherwise
 */
#define RT_TYPE_SERVING (rt_serving_get_type ())
G_DECLARE_FINAL_TYPE (RtServing, rt_serving, RT, SERVING, GObject)

RtServing *rt_serving_new        (GSettings       *settings,
                                  const RtOptions *options);
GSettings *rt_serving_get_settings (RtServing     *self);
/* Applies everything to @engine, from now on. %NULL: there is none. */
void       rt_serving_set_engine (RtServing       *self,
                                  RtEngine        *engine);
RtEngine  *rt_serving_get_engine (RtServing       *self);
/* Listens as it should; where it did already, anew: that ends every connection. */
gboolean   rt_serving_listen     (RtServing       *self,
                                  char           **notice,
                                  GError         **error);
gboolean   rt_serving_get_restart_needed (RtServing *self);
double     rt_serving_get_speed  (RtServing       *self);
void       rt_serving_set_speed  (RtServing       *self,
                                  double           speed);

/* Whose channels are shared. (transfer none) (nullable) */
RtBus     *rt_serving_get_bus    (RtServing       *self);
/* Why they are not, though they should be. (transfer none) (nullable) */
const char *rt_serving_get_bus_problem (RtServing *self);
/* Whether the ticker of its engine has caught up with a bus. */
gboolean   rt_serving_is_ready   (RtServing       *self);
/* @address NULL: they are not to be shared. It keeps no @password but in memory. */
void       rt_serving_set_bus    (RtServing       *self,
                                  GUri            *address,
                                  const char      *password);
/* @address with the password that was typed for it, or that the keyring has, if any. */
void       rt_serving_complete_async  (RtServing           *self,
                                       GUri                *address,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
GUri      *rt_serving_complete_finish (RtServing           *self,
                                       GAsyncResult        *result);
/* Has the engine, before it starts, share its channels if the settings say so. */
void       rt_serving_share_async     (RtServing           *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* FALSE: it was cancelled. */
gboolean   rt_serving_share_finish    (RtServing           *self,
                                       GAsyncResult        *result);

/* The key of the setting of a role's port. */
const char *rt_serving_get_port_key (RtPortRole    role);

G_END_DECLS
