/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-engine.h"
#include "lab/rt-lane.h"

G_BEGIN_DECLS

/* A real engine on a free port, and a lane of each of the patterns that push, which
 * stands still. */
typedef struct {
  RtEngine *engine;
  char     *base;      /* "http://127.0.0.1:2000/" */
  RtLane   *sse;
  RtLane   *websocket;
} EngineFixture;

void  engine_fixture_set_up    (EngineFixture *self,
                                gconstpointer  unused);
/* Proves that lanes and engine are finalised. */
void  engine_fixture_tear_down (EngineFixture *self,
                                gconstpointer  unused);
/* g_test_run() with a cache folder of its own, where an engine keeps uploads. Before any
 * engine is made. */
int   engine_fixture_run       (void);
/* Has the server listen on another port, as a restart with other settings does: that ends
 * every connection. The lanes are told. */
void  engine_fixture_move      (EngineFixture *self);
/* (transfer full) */
char *engine_fixture_dup_uri   (EngineFixture *self,
                                const char    *path);

G_END_DECLS
