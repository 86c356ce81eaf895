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
/* (transfer full) */
char *engine_fixture_dup_uri   (EngineFixture *self,
                                const char    *path);

G_END_DECLS
