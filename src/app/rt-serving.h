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
 * token hold at once; ports and who can reach them when the servers listen anew.
 *
 * Property: "restart-needed" (boolean, read only): the servers do not listen as they
 * should, or could not listen · "speed" (double): how much faster than real time the stories run
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

/* The key of the setting of a role's port. */
const char *rt_serving_get_port_key (RtPortRole    role);

G_END_DECLS
