/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-trimmer.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* Milliseconds from the leaving of so many to the giving back: by then it is free. */
#define SOON_MS 5

/* Seconds from the leaving of the last of them to each time that it is tried again.
 * Connections linger for a moment; GLib before 2.76 keeps what it was given back for a
 * quarter of a minute itself; and the last who left are remembered for a minute, amid pages
 * of those who are not. */
static const guint delays[] = { 3, 17, 45 };

struct _RtTrimmer {
  RtPoller     *poller;
  RtPollerTimer soon;
  RtPollerTimer later;
  guint         peak;    /* connections, since so many left last */
  guint         n_done;  /* of the delays */
};

/* Of 1,000 connections that had begun a request that took 4 ms of processor time at once, for
 * 18 MiB; in 16 parts as they leave 1 ms each, 1.6 ms at most. In a thread it was no better
 * than at once: the loop's own, which allocates from the same arena, was held up by it. */
static void
trim (void)
{
#ifdef __GLIBC__
  malloc_trim (0);
#endif
}

static void
trim_soon (gpointer user_data)
{
  trim ();
}

static void
trim_later (gpointer user_data)
{
  RtTrimmer *self = user_data;

  trim ();
  if (++self->n_done < G_N_ELEMENTS (delays))
    rt_poller_start_timer (self->poller, &self->later, delays[self->n_done] * 1000);
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
  self->soon.func = trim_soon;
  self->later.func = trim_later;
  self->later.user_data = self;

  return self;
}

/**
 * rt_trimmer_free:
 * @self: (transfer full): a trimmer
 */
void
rt_trimmer_free (RtTrimmer *self)
{
  rt_poller_stop_timer (self->poller, &self->soon);
  rt_poller_stop_timer (self->poller, &self->later);
  rt_poller_unref (self->poller);
  g_free (self);
}

/**
 * rt_trimmer_note:
 * @self: a trimmer
 * @n_open: how many connections are open
 *
 * Tells how many there are, each time that changes. Where %RT_TRIMMER_STEP have left, their
 * memory is given back, a little at a time while a crowd leaves; and again in a few seconds
 * when what was kept for a while is free as well.
 */
void
rt_trimmer_note (RtTrimmer *self,
                 guint      n_open)
{
  self->peak = MAX (self->peak, n_open);
  if (self->peak - n_open < RT_TRIMMER_STEP)
    return;

  self->peak = n_open;
  self->n_done = 0;
  if (!self->soon.queued)
    rt_poller_start_timer (self->poller, &self->soon, SOON_MS);
  rt_poller_start_timer (self->poller, &self->later, delays[0] * 1000);
}
