/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "cli/rt-command.h"
#include "core/rt-locale.h"
#include "net/rt-types.h"
#include "patterns/rt-uri.h"

static gboolean show_version;

static const GOptionEntry entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, &show_version, N_("Print the version and exit"), NULL },
  G_OPTION_ENTRY_NULL
};

/* A descriptor that is closed would be given to the next socket, and what is
 * printed would go there. */
static void
open_standard_streams (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);

  if (fd >= 0)
    close (fd);
}

/* Where nobody chose a locale, as in a container, text is UTF-8 all the same. */
static void
choose_utf8 (void)
{
  static const char * const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      const char *value = g_getenv (variables[i]);

      if (value != NULL && *value != '\0')
        return;
    }

  g_setenv ("LC_CTYPE", "C.UTF-8", TRUE);
}

static char *
list_commands (void)
{
  const RtCommand * const *commands = rt_commands_list ();
  g_autoptr (GString) list = g_string_new (_("Commands:"));

  for (guint i = 0; commands[i] != NULL; i++)
    g_string_append_printf (list, "\n  %-9s %s", commands[i]->name, _(commands[i]->summary));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static GOptionContext *
create_context (void)
{
  GOptionContext *context = g_option_context_new (_("COMMAND"));
  g_autofree char *list = list_commands ();
  const char *purpose = _("Runs communication patterns for real and counts what each costs.");
  g_autofree char *summary = g_strdup_printf ("%s\n\n%s", purpose, list);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, _(
    "Examples:\n"
    "  In one terminal, start the servers; in another, look at the ticker:\n"
    "    roundtrip-cli serve\n"
    "    roundtrip-cli watch http://127.0.0.1:2000/channels/ticker\n"
    "  Publish a message to a channel of your own:\n"
    "    roundtrip-cli publish http://127.0.0.1:2000/channels/news '{\"hello\": \"world\"}'\n"
    "  Upload a file, slowly enough to watch it arrive, and talk to others:\n"
    "    roundtrip-cli upload --limit 500000 song.flac\n"
    "    roundtrip-cli chat --name Ada\n"
    "\n"
    "“roundtrip-cli COMMAND --help” tells more about a command."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  /* What follows the command is the command's. */
  g_option_context_set_strict_posix (context, TRUE);

  return context;
}

static RtExit
say_how (RtConsole      *console,
         GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

  rt_console_error (console, _("It needs a command."));
  rt_console_say (console, "\n%s", g_strchomp (help));

  return RT_EXIT_USAGE;
}

static RtExit
run_command (RtConsole  *console,
             int         argc,
             char      **argv)
{
  const RtCommand *command = rt_commands_lookup (argv[0]);
  const RtCommand *meant;

  if (command != NULL)
    return command->run (command, console, argc, argv);

  meant = rt_commands_suggest (argv[0]);
  if (meant != NULL)
    rt_console_error (console, _("There is no command “%s”. Did you mean “%s”?"), argv[0], meant->name);
  else
    rt_console_error (console, _("There is no command “%s”."), argv[0]);
  rt_console_say (console, _("“%s --help” lists the commands."), g_get_prgname ());

  return RT_EXIT_USAGE;
}

static RtExit
run (RtConsole  *console,
     int         argc,
     char      **argv)
{
  g_autoptr (GOptionContext) context = create_context ();
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      /* Translators: a sentence without its full stop */
      rt_console_error (console, _("%s."), error->message);
      rt_console_say (console, _("“%s --help” lists the commands."), g_get_prgname ());
      return RT_EXIT_USAGE;
    }
  if (show_version)
    {
      rt_output_printf (rt_console_get_output (console), "%s %s\n", g_get_prgname (), PACKAGE_VERSION);
      return RT_EXIT_DONE;
    }
  if (argc < 2)
    return say_how (console, context);

  return run_command (console, argc - 1, argv + 1);
}

/* Everybody on this machine can read the arguments of a process: a password in them is covered, and
 * what is read from now on is a copy. */
static GStrv
hide_passwords (int    argc,
                char **argv)
{
  char **copy = g_new0 (char *, argc + 1);

  for (int i = 0; i < argc; i++)
    {
      copy[i] = g_strdup (argv[i]);
      rt_uri_cover_passwords (argv[i]);
    }

  return copy;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (RtConsole) console = NULL;
  g_auto (GStrv) copy = hide_passwords (argc, argv);
  /* Those that are taken out of it stay the copy's. */
  g_autofree char **arguments = g_memdup2 (copy, (gsize) (argc + 1) * sizeof *copy);
  RtExit status;

  open_standard_streams ();
  signal (SIGPIPE, SIG_IGN);
  rt_types_init ();
  choose_utf8 ();
  rt_locale_init ();
  g_set_prgname ("roundtrip-cli");

  console = rt_console_new ();
  status = run (console, argc, arguments);

  return rt_console_drain (console, status);
}
