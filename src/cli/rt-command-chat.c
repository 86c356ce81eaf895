/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>

#include "cli/rt-chat-run.h"
#include "cli/rt-values.h"
#include "core/rt-name.h"

#define DEFAULT_URL "ws://127.0.0.1:8080/channels/chat"

static char *name;
static gboolean json;
static char **rest;

static const GOptionEntry entries[] = {
  { "name", 0, 0, G_OPTION_ARG_STRING, &name,
    N_("Who you are in the room (default: your login name)"), N_("NAME") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON, one object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
read_name (RtChatOptions  *options,
           GError        **error)
{
  options->name = rt_name_check (name != NULL ? name : g_get_user_name (), error);
  if (options->name == NULL)
    g_prefix_error (error, "--name: ");

  return options->name != NULL;
}

static gboolean
read_options (RtChatOptions  *options,
              GError        **error)
{
  const char *text = rest != NULL ? rest[0] : DEFAULT_URL;
  g_autoptr (GUri) url = NULL;

  if (rest != NULL && rest[1] != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("One room at a time. Give one URL."));
      return FALSE;
    }

  options->json = json;
  options->has_name = name != NULL;
  url = rt_value_url (text, "ws", error);
  if (url == NULL)
    return FALSE;
  options->url = g_uri_to_string (url);

  return read_name (options, error);
}

static RtExit
rt_command_chat_run (const RtCommand  *command,
                     RtConsole        *console,
                     int               argc,
                     char            **argv)
{
  g_autoptr (RtChatRun) chat = NULL;
  g_autoptr (GError) error = NULL;
  RtChatOptions options = { 0 };
  RtExit status;

  if (!rt_command_parse (command, entries, &argc, &argv, &error) || !read_options (&options, &error))
    {
      g_free (options.url);
      return rt_command_misused (command, console, "%s", error->message);
    }

  chat = rt_chat_run_new (console, &options);
  rt_chat_run_start (chat);
  status = rt_console_run (console);

  g_clear_object (&chat);
  g_free (options.url);
  g_free (options.name);
  g_free (name);
  g_strfreev (rest);

  return status;
}

const RtCommand rt_command_chat = {
  .name = "chat",
  .arguments = N_("[URL]"),
  .summary = N_("Talk in a chat room"),
  .examples = N_(
    "What you type is said in the room, one message a line; what is said there is printed,\n"
    "what was said before you came in round brackets. Ctrl+D leaves. From a pipe, each line\n"
    "is a message, and it leaves after the last.\n"
    "\n"
    "Without a URL it is ws://127.0.0.1:8080/channels/chat, where “roundtrip-cli serve”\n"
    "listens. Any other path than /channels/… is a plain-text room, where nobody has a name\n"
    "of their own: ws://127.0.0.1:8080/, or a server of somebody else.\n"
    "\n"
    "Examples:\n"
    "  Talk, under a name of yours:\n"
    "    roundtrip-cli chat --name Ada\n"
    "  Say one thing from a script:\n"
    "    echo 'The build is done.' | roundtrip-cli chat --name builder\n"
    "  Read along in the plain-text room, as objects:\n"
    "    roundtrip-cli chat --json ws://127.0.0.1:8080/\n"
    "\n"
    "With --json each line is one {\"kind\":\"join\"|\"leave\"|\"say\",\"name\":…,\"text\":…,\n"
    "\"time\":…,\"history\":true|false}.\n"
    "\n"
    "Exit status: 0 when you left or the room closed in good order, 1 when it failed or\n"
    "something could not be said, 2 for wrong arguments."),
  .run = rt_command_chat_run,
};
