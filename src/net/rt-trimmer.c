/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-trimmer.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Seconds from the leaving of a crowd to each time that memory is given back. Connections
 * linger for a moment; GLib before 2.76 keeps what it was given back for a quarter of a
 * minute itself; and the last who left are remembered for a minute, amid pages of those
 * who are not. */
static const guint delays[] = { 3, 17, 45 };

struct _RtTrimmer {
  RtPoller     *poller;
  RtPollerTimer timer;
  guint         peak;    /* connections, since the last crowd left */
  guint         n_done;  /* of the delays */
};

/* The one thing here that may take longer than a turn of the loop should: 8 ms of processor
 * time for each 1,000 connections that left, once, and under 1 ms where there is nothing to
 * give back. In a thread it was no better: the loop's own thread, which allocates from the
 * same arena, was held up again and again for more than 4 ms meanwhile. */
static void
trim (gpointer user_data)
{
  RtTrimmer *self = user_data;

#ifdef __GLIBC__
  malloc_trim (0);
#endif
  if (++self->n_done < G_N_ELEMENTS (delays))
    rt_poller_start_timer (self->poller, &self->timer, delays[self->n_done] * 1000);
}

/**
 * rt_trimmer_new:
 *
 * Returns: (transfer full): a trimmer, in the thread-default main context
 */
RtTrimmer *
rt_trimmer_new (void)
{
  RtTrimmer *self = g_new0 (RtTrimmer, 1);

  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = trim;
  self->timer.user_data = self;

  return self;
}

/**
 * rt_trimmer_free:
 * @self: (transfer full): a trimmer
 */
void
rt_trimmer_free (RtTrimmer *self)
{
  rt_poller_stop_timer (self->poller, &self->timer);
  rt_poller_unref (self->poller);
  g_free (self);
}

/**
 * rt_trimmer_note:
 * @self: a trimmer
 * @n_open: how many connections are open
 *
 * Tells how many there are, each time that changes. Where a crowd has left, memory is
 * given back in a few seconds, and again when what was kept for a while is free as well.
 */
void
rt_trimmer_note (RtTrimmer *self,
                 guint      n_open)
{
  self->peak = MAX (self->peak, n_open);
  if (self->peak - n_open < RT_TRIMMER_CROWD)
    return;

  self->peak = n_open;
  self->n_done = 0;
  rt_poller_start_timer (self->poller, &self->timer, delays[0] * 1000);
}
