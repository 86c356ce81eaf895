/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-console.h"

#include <glib-unix.h>
#include <signal.h>
#include <unistd.h>

struct _RtConsole {
  GObject    parent_instance;

  GMainLoop *loop;
  RtOutput  *output;
  RtOutput  *errors;
  RtExit     status;
  gboolean   interrupted;
  gboolean   draining;
  gboolean   impatient;
  gboolean   quitting;
  gsize      last_waiting;
  guint      sigint_id;
  guint      sigterm_id;
};

enum {
  SIGNAL_INTERRUPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtConsole, rt_console, G_TYPE_OBJECT)

static gboolean
on_signal (gpointer user_data)
{
  RtConsole *self = user_data;

  if (self->interrupted || self->draining)
    {
      self->impatient = TRUE;
      rt_console_quit (self, RT_EXIT_FAILED);
    }
  else
    {
      self->interrupted = TRUE;
      g_signal_emit (self, signals[SIGNAL_INTERRUPTED], 0);
    }

  return G_SOURCE_CONTINUE;
}

static void
rt_console_finalize (GObject *object)
{
  RtConsole *self = RT_CONSOLE (object);

  g_source_remove (self->sigint_id);
  g_source_remove (self->sigterm_id);
  g_object_unref (self->output);
  g_object_unref (self->errors);
  g_main_loop_unref (self->loop);

  G_OBJECT_CLASS (rt_console_parent_class)->finalize (object);
}

static void
rt_console_class_init (RtConsoleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_console_finalize;

  signals[SIGNAL_INTERRUPTED] = g_signal_new ("interrupted", RT_TYPE_CONSOLE, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rt_console_init (RtConsole *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);
  self->output = rt_output_new (STDOUT_FILENO);
  self->errors = rt_output_new (STDERR_FILENO);
  self->sigint_id = g_unix_signal_add (SIGINT, on_signal, self);
  self->sigterm_id = g_unix_signal_add (SIGTERM, on_signal, self);
}

/**
 * rt_console_new:
 *
 * Returns: (transfer full): the process's console; make one
 */
RtConsole *
rt_console_new (void)
{
  return g_object_new (RT_TYPE_CONSOLE, NULL);
}

/**
 * rt_console_get_output:
 *
 * Returns: (transfer none): standard output
 */
RtOutput *
rt_console_get_output (RtConsole *self)
{
  return self->output;
}

/**
 * rt_console_get_errors:
 *
 * Returns: (transfer none): standard error
 */
RtOutput *
rt_console_get_errors (RtConsole *self)
{
  return self->errors;
}

/**
 * rt_console_say:
 * @format: a sentence without a line's end
 *
 * Tells the user something on standard error.
 */
void
rt_console_say (RtConsole  *self,
                const char *format,
                ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  rt_output_printf (self->errors, "%s\n", text);
}

/**
 * rt_console_progress:
 * @format: a sentence without a line's end
 *
 * Tells how things go, on standard error, if that is a terminal.
 */
void
rt_console_progress (RtConsole  *self,
                     const char *format,
                     ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!rt_output_is_terminal (self->errors))
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  rt_output_printf (self->errors, "%s\n", text);
}

/**
 * rt_console_error:
 * @format: what happened, to what, and what to do next
 *
 * Tells of a failure on standard error.
 */
void
rt_console_error (RtConsole  *self,
                  const char *format,
                  ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  rt_output_printf (self->errors, "%s: %s\n", g_get_prgname (), text);
}

/**
 * rt_console_run:
 *
 * Runs the main loop until rt_console_quit().
 *
 * Returns: what it was given
 */
RtExit
rt_console_run (RtConsole *self)
{
  if (!self->quitting)
    g_main_loop_run (self->loop);

  return self->status;
}

/**
 * rt_console_quit:
 * @status: how the process ends; the worst of several calls counts
 *
 * Ends rt_console_run(), now or as soon as it begins.
 */
void
rt_console_quit (RtConsole *self,
                 RtExit     status)
{
  self->status = MAX (self->status, status);
  self->quitting = TRUE;
  g_main_loop_quit (self->loop);
}

static gsize
get_waiting (RtConsole *self)
{
  return rt_output_get_waiting (self->output) + rt_output_get_waiting (self->errors);
}

/* Who reads nothing keeps a process that is told to end only so long. */
static gboolean
on_no_progress (gpointer user_data)
{
  RtConsole *self = user_data;
  gsize waiting = get_waiting (self);

  if (self->interrupted && waiting == self->last_waiting)
    self->impatient = TRUE;
  self->last_waiting = waiting;

  return G_SOURCE_CONTINUE;
}

/**
 * rt_console_drain:
 * @status: how the process would end
 *
 * Runs the main loop until standard output and error took everything or their readers are
 * gone. When the user has interrupted it, no longer than their readers go on reading, or
 * until the user interrupts it again.
 *
 * Returns: @status, or %RT_EXIT_FAILED when something printed was not taken
 */
RtExit
rt_console_drain (RtConsole *self,
                  RtExit     status)
{
  guint progress_id = g_timeout_add (RT_CONSOLE_PATIENCE_MS, on_no_progress, self);

  self->draining = TRUE;
  while (!self->impatient && get_waiting (self) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (progress_id);

  return get_waiting (self) > 0 ? MAX (status, RT_EXIT_FAILED) : status;
}
