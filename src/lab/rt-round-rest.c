/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-round-private.h"

#include "core/rt-priority.h"
#include "lab/rt-usage.h"

/* Long enough to tell what thousands of connections take that say nothing. */
#define REST_MS 500

typedef struct {
  RtRound       *round;
  RtRoundRested  then;
  gint64         began_us;
  gint64         cpu_us;
} Rest;

static gboolean
on_rested (gpointer user_data)
{
  Rest *rest = user_data;
  g_autoptr (RtRound) self = g_object_ref (rest->round);
  gint64 elapsed_us = g_get_monotonic_time () - rest->began_us;

  self->n_pending--;
  if (self->cut_short)
    rt_round_finish (self, NULL);
  else
    rest->then (self, (rt_usage_get_cpu () - rest->cpu_us) * G_USEC_PER_SEC / MAX (elapsed_us, 1));

  return G_SOURCE_REMOVE;
}

static void
rest_free (gpointer data)
{
  Rest *rest = data;

  g_object_unref (rest->round);
  g_free (rest);
}

void
rt_round_rest (RtRound       *self,
               RtRoundRested  then)
{
  g_autoptr (GSource) source = NULL;
  Rest *rest;

  if (!rt_round_is_alone (self))
    {
      then (self, -1);
      return;
    }

  rest = g_new (Rest, 1);
  *rest = (Rest) { g_object_ref (self), then, g_get_monotonic_time (), rt_usage_get_cpu () };
  self->n_pending++;
  source = g_timeout_source_new (REST_MS);
  g_source_set_priority (source, RT_PRIORITY_IO);
  g_source_set_callback (source, on_rested, rest, rest_free);
  g_source_attach (source, g_main_context_get_thread_default ());
}
