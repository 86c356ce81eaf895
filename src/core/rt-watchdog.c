/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-watchdog.h"

#include <errno.h>
#include <execinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define TICK_SIGNAL (SIGRTMIN + 4)
/* What the watchdog itself puts on the stack: its handler, and the kernel's trampoline. */
#define OWN_FRAMES  2

/* While a turn of the loop is under way a timer interrupts its thread again and again, and
 * sees what is being dispatched: the same source twice in a turn is the same dispatch. GLib
 * has no hook around a dispatch; this needs none. */
typedef struct {
  GMainContext   *context;
  GPollFunc       poll;
  RtWatchdogFunc  func;
  gpointer        user_data;
  gint64          budget_us;
  timer_t         timer;
  GSource        *source;       /* (unowned): never followed */
  gint64          wall_begin;
  gint64          cpu_begin;
  long            waits_begin;
  GSource        *culprit;      /* (unowned): of this turn */
  RtOverrun       overrun;      /* its */
} Watchdog;

static Watchdog watchdog;

static gint64
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static long
count_waits (void)
{
  struct rusage usage;

  getrusage (RUSAGE_THREAD, &usage);

  return usage.ru_nvcsw;
}

static void
begin_dispatch (GSource *source,
                gint64   wall,
                gint64   cpu)
{
  watchdog.source = source;
  watchdog.wall_begin = wall;
  watchdog.cpu_begin = cpu;
  watchdog.waits_begin = count_waits ();
}

/* Only what may be done in a signal handler: no memory is taken. */
static void
note_overrun (GSource *source,
              gint64   wall,
              gint64   cpu)
{
  RtOverrun *overrun = &watchdog.overrun;
  const char *name = g_source_get_name (source);
  gint64 cpu_us = cpu - watchdog.cpu_begin;
  gboolean waited = count_waits () > watchdog.waits_begin;

  /* Somebody else had the processor: nobody's fault here. */
  if (cpu_us < watchdog.budget_us && !waited)
    return;
  if (watchdog.culprit == NULL)
    {
      watchdog.culprit = source;
      strncpy (overrun->source, name != NULL ? name : "", sizeof overrun->source - 1);
      overrun->n_frames = backtrace (overrun->frames, RT_WATCHDOG_MAX_FRAMES);
    }
  /* Of several in a turn the first is told, with its own figures. */
  if (watchdog.culprit != source)
    return;
  overrun->wall_us = wall - watchdog.wall_begin;
  overrun->cpu_us = cpu_us;
  overrun->waited = waited;
}

static void
on_tick (int number)
{
  int saved_errno = errno;
  GSource *source = g_main_current_source ();
  gint64 wall = read_clock (CLOCK_MONOTONIC);
  gint64 cpu = read_clock (CLOCK_THREAD_CPUTIME_ID);

  if (source == NULL || source != watchdog.source)
    begin_dispatch (source, wall, cpu);
  else if (wall - watchdog.wall_begin >= watchdog.budget_us)
    note_overrun (source, wall, cpu);
  errno = saved_errno;
}

static void
set_timer (long interval_us)
{
  struct itimerspec spec = {
    .it_interval.tv_nsec = interval_us * 1000,
    .it_value.tv_nsec = interval_us * 1000,
  };

  timer_settime (watchdog.timer, 0, &spec, NULL);
}

/* Between the end of one turn and the beginning of the next. */
static int
poll_watched (GPollFD *fds,
              guint    n_fds,
              int      timeout)
{
  int ready;

  set_timer (0);
  watchdog.source = NULL;
  if (watchdog.culprit != NULL)
    {
      watchdog.culprit = NULL;
      watchdog.func (&watchdog.overrun, watchdog.user_data);
      memset (&watchdog.overrun, 0, sizeof watchdog.overrun);
    }
  ready = watchdog.poll (fds, n_fds, timeout);
  set_timer (RT_WATCHDOG_TICK_US);

  return ready;
}

/**
 * rt_watchdog_start:
 * @budget_us: how long a dispatch may take, in µs
 * @func: called for each that takes longer, once the turn of the loop it was in is over
 * @user_data: for @func
 *
 * Watches the default main context, whose loop has to run in the calling thread. A dispatch
 * is told that used up its budget in processor time, or gave the processor up by itself
 * meanwhile; not one that others kept from the processor. Of several in one turn the first
 * is told.
 *
 * Returns: %FALSE where the system gives no timer, or it watches already
 */
gboolean
rt_watchdog_start (gint64         budget_us,
                   RtWatchdogFunc func,
                   gpointer       user_data)
{
  struct sigaction action = { .sa_handler = on_tick, .sa_flags = SA_RESTART };
  struct sigevent event = {
    .sigev_notify = SIGEV_THREAD_ID,
    .sigev_signo = TICK_SIGNAL,
    ._sigev_un._tid = gettid (),
  };

  g_return_val_if_fail (func != NULL, FALSE);

  if (watchdog.func != NULL)
    return FALSE;
  if (timer_create (CLOCK_MONOTONIC, &event, &watchdog.timer) != 0)
    return FALSE;

  /* Both take memory the first time. */
  backtrace (watchdog.overrun.frames, RT_WATCHDOG_MAX_FRAMES);
  g_main_current_source ();
  sigaction (TICK_SIGNAL, &action, NULL);
  watchdog.func = func;
  watchdog.user_data = user_data;
  watchdog.budget_us = budget_us;
  watchdog.context = g_main_context_ref (g_main_context_default ());
  watchdog.poll = g_main_context_get_poll_func (watchdog.context);
  g_main_context_set_poll_func (watchdog.context, poll_watched);

  return TRUE;
}

/**
 * rt_watchdog_stop:
 *
 * Watches no longer.
 */
void
rt_watchdog_stop (void)
{
  if (watchdog.func == NULL)
    return;

  timer_delete (watchdog.timer);
  signal (TICK_SIGNAL, SIG_IGN);
  g_main_context_set_poll_func (watchdog.context, watchdog.poll);
  g_main_context_unref (watchdog.context);
  memset (&watchdog, 0, sizeof watchdog);
}

/**
 * rt_overrun_to_string:
 * @self: a dispatch that took too long
 *
 * Returns: (transfer full): what it was and what it did when its time was up, some lines
 */
char *
rt_overrun_to_string (const RtOverrun *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int first = MIN (OWN_FRAMES, self->n_frames);
  char **symbols = backtrace_symbols ((void *const *) self->frames + first, self->n_frames - first);

  g_string_append_printf (text, "A dispatch of “%s” took %.1f ms, %.1f ms of them on the processor%s:",
                          *self->source != '\0' ? self->source : "a source without a name",
                          self->wall_us / 1000.0, self->cpu_us / 1000.0,
                          self->waited ? ", and waited" : "");
  for (int i = 0; symbols != NULL && i < self->n_frames - first; i++)
    g_string_append_printf (text, "\n  %s", symbols[i]);
  free (symbols);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
warn (const RtOverrun *overrun,
      gpointer         user_data)
{
  g_autofree char *text = rt_overrun_to_string (overrun);

  g_printerr ("%s\n", text);
}

/**
 * rt_watchdog_init:
 *
 * In a debug build: where the environment variable ROUNDTRIP_WATCHDOG is set, to a number of
 * ms or to nothing for %RT_WATCHDOG_BUDGET_US, names every dispatch that takes longer on
 * standard error. In other builds, and without the variable, does nothing.
 */
void
rt_watchdog_init (void)
{
#ifdef RT_DEBUG
  const char *text = g_getenv ("ROUNDTRIP_WATCHDOG");
  double ms = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  if (text != NULL)
    rt_watchdog_start (ms > 0 ? ms * 1000 : RT_WATCHDOG_BUDGET_US, warn, NULL);
#else
  (void) warn;
#endif
}
