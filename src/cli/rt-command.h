/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"

G_BEGIN_DECLS

/**
 * RtCommand:
 * @name: as it is typed
 * @arguments: what follows the options, for the usage line; %NULL nothing
 * @summary: what it does, in one line, to be translated
 * @examples: for the end of its help, to be translated
 * @describe: more for its help, known only when it runs (transfer full); %NULL nothing
 * @run: does it; @argv[0] is the command's name
 *
 * A subcommand of roundtrip-cli: one static constant a file, listed in
 * rt-commands.c.
 */
typedef struct _RtCommand RtCommand;
struct _RtCommand {
  const char *name;
  const char *arguments;
  const char *summary;
  const char *examples;
  char     *(*describe) (void);
  RtExit    (*run) (const RtCommand  *command,
                    RtConsole        *console,
                    int               argc,
                    char            **argv);
};

extern const RtCommand rt_command_serve;
extern const RtCommand rt_command_watch;
extern const RtCommand rt_command_publish;
extern const RtCommand rt_command_upload;
extern const RtCommand rt_command_chat;
extern const RtCommand rt_command_compare;
/* For this program alone: in no list. */
extern const RtCommand rt_command_clients;

/* %NULL at the end. */
const RtCommand * const *rt_commands_list    (void);
const RtCommand         *rt_commands_lookup  (const char       *name);
/* The command whose name is closest to @name. */
const RtCommand         *rt_commands_suggest (const char       *name);

/* Takes the options out of @argv; with --help prints help and exits. */
gboolean                 rt_command_parse    (const RtCommand    *self,
                                              const GOptionEntry *entries,
                                              int                *argc,
                                              char             ***argv,
                                              GError            **error);
/* Says @error and how to get help. Returns: RT_EXIT_USAGE */
RtExit                   rt_command_misused  (const RtCommand  *self,
                                              RtConsole        *console,
                                              const char       *format,
                                              ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
