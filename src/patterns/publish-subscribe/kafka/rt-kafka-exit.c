/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-exit.h"

#include <stdlib.h>

#define TIMEOUT_MS 3000

static GMutex lock;
static GCond removed;
static guint n_handles;

static void
wait (void)
{
  gint64 until = g_get_monotonic_time () + TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;

  g_mutex_lock (&lock);
  while (n_handles > 0 && g_cond_wait_until (&removed, &lock, until))
    continue;
  g_mutex_unlock (&lock);
}

void
rt_kafka_exit_add (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, atexit (wait) == 0 ? 1 : 2);

  g_mutex_lock (&lock);
  n_handles++;
  g_mutex_unlock (&lock);
}

void
rt_kafka_exit_renew (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, atexit (wait) == 0 ? 1 : 2);
}

void
rt_kafka_exit_remove (void)
{
  g_mutex_lock (&lock);
  n_handles--;
  g_cond_broadcast (&removed);
  g_mutex_unlock (&lock);
}
