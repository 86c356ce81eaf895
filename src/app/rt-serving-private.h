/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-serving.h"

G_BEGIN_DECLS

/* Its files: how it follows the settings (rt-serving.c), listens (-listen.c), and shares channels
 * over a bus (-bus.c). */

struct _RtServing {
  GObject    parent_instance;
  GSettings *settings;           /* (nullable) */
  RtOptions  options;            /* what the settings do not say */
  RtEngine  *engine;             /* (nullable) */
  int        ports[RT_N_PORTS];  /* as they were wanted when it last listened */
  gboolean   is_open;            /* likewise */
  char      *token;              /* likewise; connections that it let in stay open */
  char     **channels;           /* (nullable): what is chosen for those of the engine */
  guint16    taken[RT_N_PORTS];  /* where any port was wanted: those it had */
  gboolean   is_asked;           /* it should listen */
  gboolean   listens;            /* and does */
  gboolean   restart_needed;
  char      *bus_problem;        /* (nullable): why the channels are not shared that should be */
  char      *bus_password;       /* (nullable): as it was typed, for this address: */
  char      *bus_address;        /* (nullable) */
};

/* Finds out whether the servers listen as they should, and notifies. */
void rt_serving_compare       (RtServing *self);
/* Forgets what was typed for a bus. */
void rt_serving_forget_bus    (RtServing *self);

G_END_DECLS
