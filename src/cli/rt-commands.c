/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>
#include <string.h>

static const RtCommand * const commands[] = {
  &rt_command_serve,
  &rt_command_watch,
  &rt_command_publish,
  &rt_command_upload,
  &rt_command_chat,
  &rt_command_compare,
  NULL,
};

#define MAX_NAME_LENGTH 32

/**
 * rt_commands_list:
 *
 * Returns: (transfer none): the subcommands in the order of the help, %NULL at the end
 */
const RtCommand * const *
rt_commands_list (void)
{
  return commands;
}

/**
 * rt_commands_lookup:
 * @name: as it was typed
 *
 * Returns: (transfer none) (nullable): the subcommand of that name
 */
const RtCommand *
rt_commands_lookup (const char *name)
{
  for (guint i = 0; commands[i] != NULL; i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];

  return g_str_equal (rt_command_clients.name, name) ? &rt_command_clients : NULL;
}

/* Levenshtein's distance: how many letters to insert, drop or replace. */
static guint
distance (const char *a,
          const char *b)
{
  guint row[MAX_NAME_LENGTH + 1];
  gsize length = MIN (strlen (b), MAX_NAME_LENGTH);

  for (guint j = 0; j <= length; j++)
    row[j] = j;

  for (guint i = 1; i <= strlen (a); i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= length; j++)
        {
          guint replaced = diagonal + (a[i - 1] != b[j - 1]);

          diagonal = row[j];
          row[j] = MIN (replaced, MIN (row[j], row[j - 1]) + 1);
        }
    }

  return row[length];
}

/**
 * rt_commands_suggest:
 * @name: what was typed, not the name of a subcommand
 *
 * Returns: (transfer none) (nullable): the subcommand that was most likely meant, being
 *   begun or mistyped by @name; %NULL when half of its letters differ or more
 */
const RtCommand *
rt_commands_suggest (const char *name)
{
  const RtCommand *nearest = NULL;
  guint least = G_MAXUINT;

  for (guint i = 0; commands[i] != NULL; i++)
    {
      gboolean begun = *name != '\0' && g_str_has_prefix (commands[i]->name, name);
      guint d = begun ? 0 : distance (commands[i]->name, name);

      if (d < least && d * 2 < strlen (commands[i]->name))
        {
          least = d;
          nearest = commands[i];
        }
    }

  return nearest;
}

/**
 * rt_command_parse:
 * @entries: the options it knows
 * @argc: (inout): number of @argv
 * @argv: (inout): its arguments, the name first
 *
 * Takes the options out of @argv. With --help it prints the help and the process
 * exits with 0.
 *
 * Returns: %FALSE with @error, in G_OPTION_ERROR, for options it does not know
 */
gboolean
rt_command_parse (const RtCommand     *self,
                  const GOptionEntry  *entries,
                  int                 *argc,
                  char              ***argv,
                  GError             **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (self->arguments != NULL ? _(self->arguments) : NULL);
  g_autofree char *program = g_strdup (g_get_prgname ());
  g_autofree char *name = g_strdup_printf ("%s %s", program, self->name);
  g_autofree char *details = self->describe != NULL ? self->describe () : g_strdup ("");
  g_autofree char *summary = g_strdup_printf ("%s%s%s", _(self->summary), *details != '\0' ? "\n\n" : "", details);
  gboolean parsed;

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, _(self->examples));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  /* The usage line of the help begins with the program's name. */
  g_set_prgname (name);
  parsed = g_option_context_parse (context, argc, argv, error);
  g_set_prgname (program);

  return parsed;
}

/**
 * rt_command_misused:
 * @format: what is wrong
 *
 * Tells the user what is wrong with the arguments and where to read how it is right.
 *
 * Returns: %RT_EXIT_USAGE
 */
RtExit
rt_command_misused (const RtCommand *self,
                    RtConsole       *console,
                    const char      *format,
                    ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  rt_console_error (console, "%s", text);
  rt_console_say (console, _("“%s %s --help” shows how to use it."), g_get_prgname (), self->name);

  return RT_EXIT_USAGE;
}
