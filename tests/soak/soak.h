/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "../patterns/served.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/* How many events, how many a second, and what chance begins with, where the environment
 * (SOAK_EVENTS, SOAK_RATE, SOAK_SEED) says nothing else. */
#define SOAK_EVENTS 10000
#define SOAK_RATE   2000

#define SOAK_N_READERS 4

typedef struct _Soak Soak;

/* One client, and what it handed out. */
typedef struct {
  Soak     *soak;
  RtClient *client;
  guint64   last;        /* the highest number */
  guint64   delivered;   /* those not marked as repeated */
  guint64   lost;        /* as it was told */
  guint64   repeated;
} Reader;

/* A real engine that publishes numbered events, and one client of each pattern that reads
 * them through a proxy which cuts its connections. */
struct _Soak {
  Served       served;
  RtChannel   *channel;
  guint64      base;         /* the number before the first */
  guint64      n_events;
  guint64      n_published;
  guint        rate;
  gint64       began_us;
  GSource     *publishing;
  guint32      seed;
  GRand       *rand;
  GSubprocess *proxy;
  guint16      port;
  gboolean     resume;
  gboolean     forgets;
  guint        retry_ms;     /* how long clients stay away */
  Reader       readers[SOAK_N_READERS];
  GSource     *restarting;   /* the server's next end, or beginning */
  guint        n_restarts;
};

void soak_init              (Soak     *self,
                             gboolean  resume);
/* The channel remembers the last 100 events alone. */
void soak_forget            (Soak     *self);
/* From now on the server ends and begins again. */
void soak_restart_server    (Soak     *self);
/* Publishes all events and waits until everybody knows of each of them. */
void soak_run               (Soak     *self);
void soak_clear             (Soak     *self);

G_END_DECLS
