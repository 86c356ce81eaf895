/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "bus/desk.h"

G_BEGIN_DECLS

/**
 * ConformanceEngine:
 * @name: the first part of the paths of its tests
 * @abilities: what it is to be able to do: each is exercised, all others have to be refused
 * @set_up: (nullable): once, before the first case; %FALSE: it is not to be had here, skip all
 * @tear_down: (nullable): once, after the last
 * @get_uri: where one connects; (transfer full). Called once a connection
 * @lacks: of them what the broker at hand, a simulation, cannot do though the engine can: skipped
 * @reason: why
 * @ages_from_arrival: the age of a message is not that of its birth, but how long the broker has it
 * @interrupt: (nullable): breaks all connections there are, for a moment
 *
 * What the conformance suite has to know of an engine.
 */
typedef struct {
  const char    *name;
  RtBusAbilities abilities;
  gboolean     (*set_up)    (void);
  void         (*tear_down) (void);
  char        *(*get_uri)   (void);
  gboolean       ages_from_arrival;
  void         (*interrupt) (void);
  RtBusAbilities lacks;
  const char    *reason;
} ConformanceEngine;

/* One case of it, given the engine. */
typedef void (*ConformanceCase) (const ConformanceEngine *engine);

/* The whole of main(): the same cases for each engine. */
int    conformance_run  (int                      *argc,
                         char                   ***argv,
                         const ConformanceEngine  *engine);
/* An open bus. (transfer full) */
RtBus *conformance_open (const ConformanceEngine  *engine);
/* Breaks its connection, and waits until there is another. */
void   conformance_interrupt (const ConformanceEngine *engine,
                              RtBus                   *bus);
/* A case for engines with all of @abilities. */
void   conformance_add  (const ConformanceEngine  *engine,
                         const char               *path,
                         RtBusAbilities            abilities,
                         ConformanceCase           function);

void   conformance_add_queue (const ConformanceEngine *engine);
void   conformance_add_log   (const ConformanceEngine *engine);

G_END_DECLS
