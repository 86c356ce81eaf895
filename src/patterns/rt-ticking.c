/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-ticking.h"

static void
wait_for_next (RtTicking *self)
{
  gint64 left = self->due_us - g_get_monotonic_time ();

  rt_poller_start_timer (self->poller, &self->timer, (guint) ((MAX (left, 0) + 999) / 1000));
}

/* What could not be called in its time is left out. */
static void
on_due (gpointer user_data)
{
  RtTicking *self = user_data;
  gint64 interval_us = self->interval_ms * G_TIME_SPAN_MILLISECOND;
  gint64 late_us = g_get_monotonic_time () - self->due_us;

  self->due_us += interval_us * (1 + MAX (late_us, 0) / interval_us);
  wait_for_next (self);
  self->func (self->user_data);
}

void
rt_ticking_init (RtTicking *self,
                 void     (*func) (gpointer user_data),
                 gpointer   user_data)
{
  *self = (RtTicking) { .func = func, .user_data = user_data };
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->timer.func = on_due;
  self->timer.user_data = self;
}

void
rt_ticking_clear (RtTicking *self)
{
  rt_ticking_stop (self);
  g_clear_pointer (&self->poller, rt_poller_unref);
}

void
rt_ticking_start (RtTicking *self,
                  guint      interval_ms,
                  guint      first_ms)
{
  self->interval_ms = MAX (interval_ms, 1);
  self->due_us = g_get_monotonic_time () + first_ms * G_TIME_SPAN_MILLISECOND;
  wait_for_next (self);
}

void
rt_ticking_stop (RtTicking *self)
{
  self->interval_ms = 0;
  rt_poller_stop_timer (self->poller, &self->timer);
}

gboolean
rt_ticking_is_running (RtTicking *self)
{
  return self->interval_ms > 0;
}
