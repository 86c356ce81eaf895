/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-output.h"

G_BEGIN_DECLS

/**
 * RtConsole:
 *
 * What a subcommand has of the world around it: standard output and error,
 * SIGINT and SIGTERM, and the one main loop.
 */
#define RT_TYPE_CONSOLE (rt_console_get_type ())
G_DECLARE_FINAL_TYPE (RtConsole, rt_console, RT, CONSOLE, GObject)

typedef enum {
  RT_EXIT_DONE = 0,
  RT_EXIT_FAILED = 1,
  RT_EXIT_USAGE = 2,
} RtExit;

/* How long standard output may take nothing after an interruption. */
#define RT_CONSOLE_PATIENCE_MS 2000

/* Signal "interrupted" (): the user wants it to end. Once; when it is said a
 * second time, or while what was printed is being taken, the loop ends at once. */

RtConsole *rt_console_new             (void);
RtOutput  *rt_console_get_output      (RtConsole  *self);
RtOutput  *rt_console_get_errors      (RtConsole  *self);
/* A line on standard error, always; and only where a person reads it. */
void       rt_console_say             (RtConsole  *self,
                                       const char *format,
                                       ...) G_GNUC_PRINTF (2, 3);
void       rt_console_progress        (RtConsole  *self,
                                       const char *format,
                                       ...) G_GNUC_PRINTF (2, 3);
/* An error on standard error, with the program's name. */
void       rt_console_error           (RtConsole  *self,
                                       const char *format,
                                       ...) G_GNUC_PRINTF (2, 3);
RtExit     rt_console_run             (RtConsole  *self);
void       rt_console_quit            (RtConsole  *self,
                                       RtExit      status);
/* Runs the loop until everything printed was taken. Returns: how the process ends */
RtExit     rt_console_drain           (RtConsole  *self,
                                       RtExit      status);

G_END_DECLS
