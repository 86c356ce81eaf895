/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>

#include "cli/rt-faults-line.h"
#include "cli/rt-password.h"
#include "cli/rt-serve.h"
#include "cli/rt-values.h"
#include "lab/rt-channel-words.h"
#include "lab/rt-engine.h"
#include "net/rt-token.h"

static char *port_texts[RT_N_PORTS];
static char *speed_text;
static gboolean json;
static gboolean listen_all;
static char *token;
static char **channels;
static char **hosts;
static char **origins;
static char **limits;
static char **faults;
static char *bus;
static char **rest;

static const GOptionEntry entries[] = {
  { "port", 0, 0, G_OPTION_ARG_STRING, &port_texts[RT_PORT_MAIN],
    N_("Main port (default 2000); 0 takes a free one"), "N" },
  { "chat-port", 0, 0, G_OPTION_ARG_STRING, &port_texts[RT_PORT_CHAT],
    N_("Port of the chat room (default 8080)"), "N" },
  { "stream-port", 0, 0, G_OPTION_ARG_STRING, &port_texts[RT_PORT_STREAM],
    N_("Port of the event stream (default 8888)"), "N" },
  { "speed", 0, 0, G_OPTION_ARG_STRING, &speed_text,
    N_("Run X times as fast as real time (default 1)"), "X" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print the totals as JSON"), NULL },
  { "channel", 0, 0, G_OPTION_ARG_STRING_ARRAY, &channels,
    N_("What happens to readers that do not keep up; repeatable"), N_("NAME=POLICY") },
  { "listen-all", 0, 0, G_OPTION_ARG_NONE, &listen_all,
    N_("Let other machines in, with the access token"), NULL },
  { "token", 0, 0, G_OPTION_ARG_STRING, &token,
    N_("The access token (default: a new one, printed)"), N_("TOKEN") },
  { "allow-host", 0, 0, G_OPTION_ARG_STRING_ARRAY, &hosts,
    N_("Answer to this name or address too; repeatable"), N_("HOST") },
  { "allow-origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &origins,
    N_("Let pages of this origin ask too; repeatable"), N_("ORIGIN") },
  { "limit", 0, 0, G_OPTION_ARG_STRING_ARRAY, &limits,
    N_("Take more or less of something than usual; repeatable"), N_("NAME=VALUE") },
  { "bus", 0, 0, G_OPTION_ARG_STRING, &bus,
    N_("Share the channels over this bus; see below"), N_("URL") },
  { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults,
    N_("Break something on purpose; repeatable"), N_("FAULT") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
read_ports (RtServeOptions  *options,
            GError         **error)
{
  for (guint role = 0; role < RT_N_PORTS; role++)
    {
      gint64 port = options->ports[role];

      if (!rt_value_number (rt_serve_ports[role].option, port_texts[role], 0, G_MAXUINT16, &port, error))
        return FALSE;
      options->ports[role] = port;

      for (guint other = 0; other < role; other++)
        if (port != 0 && options->ports[other] == port)
          {
            g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _("%s and %s are both %u: each needs a port of its own."),
                         rt_serve_ports[other].option, rt_serve_ports[role].option, (guint) port);
            return FALSE;
          }
    }

  return TRUE;
}

static gboolean
check_token (GError **error)
{
  if (token == NULL)
    return TRUE;
  if (!listen_all)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("--token is for other machines; add --listen-all to let them in."));
  else if (!rt_token_is_good (token))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("--token takes %d to %d letters, digits and any of -._~+/=."), RT_TOKEN_MIN_LENGTH, RT_TOKEN_MAX_LENGTH);
  else
    return TRUE;

  return FALSE;
}

static gboolean
check_lists (GError **error)
{
  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    if (!rt_access_is_host (hosts[i]))
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _("--allow-host takes a name or an address without scheme and port, not “%s”."), hosts[i]);
        return FALSE;
      }
  for (guint i = 0; origins != NULL && origins[i] != NULL; i++)
    if (!rt_access_is_origin (origins[i]))
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _("--allow-origin takes an origin like https://example.org:8443, not “%s”."), origins[i]);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check_limits (GError **error)
{
  for (guint i = 0; limits != NULL && limits[i] != NULL; i++)
    {
      g_autoptr (GError) reason = NULL;
      g_autofree char *list = NULL;
      RtLimitKind kind;
      guint64 value;

      if (rt_limit_parse (limits[i], &kind, &value, &reason))
        continue;
      if (!g_error_matches (reason, RT_LIMIT_ERROR, RT_LIMIT_ERROR_NAME))
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--limit: %s", reason->message);
          return FALSE;
        }
      list = g_strchomp (rt_limit_describe_all (TRUE));
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: an error follows, which is a sentence, and in lines of their own what could be said */
                   _("--limit: %s These can be set:\n%s"), reason->message, list);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_channels (GError **error)
{
  for (guint i = 0; channels != NULL && channels[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      RtChannelSettings settings;

      if (!rt_channel_words_parse (channels[i], &name, &settings, error))
        {
          g_prefix_error (error, "--channel: ");
          return FALSE;
        }
    }

  return TRUE;
}

/* Whether this build has it is for serve to say. */
static gboolean
check_bus (GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (RtBus) made = bus != NULL ? rt_bus_new (bus, &reason) : NULL;

  if (!g_error_matches (reason, RT_BUS_ERROR, RT_BUS_ERROR_INVALID))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--bus: %s", reason->message);

  return FALSE;
}

static char *
describe_limits (void)
{
  g_autofree char *list = g_strchomp (rt_limit_describe_all (FALSE));

  /* Translators: the names follow, in lines of their own */
  return g_strdup_printf (_("Limits, with what they are unless --limit says otherwise:\n%s"), list);
}

static gboolean
read_options (RtServeOptions  *options,
              GError         **error)
{
  if (rest != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("serve takes options only, not “%s”."), rest[0]);
      return FALSE;
    }
  options->json = json;
  options->listen_all = listen_all;
  options->token = token;
  options->channels = channels;
  options->hosts = hosts;
  options->origins = origins;
  options->limits = limits;
  options->faults = faults;
  options->bus = bus;

  return check_token (error) && check_bus (error) && check_lists (error) && check_channels (error) &&
         check_limits (error) && rt_faults_line_check (faults, error) && read_ports (options, error) &&
         rt_value_decimal ("--speed", speed_text, RT_MIN_SPEED, RT_MAX_SPEED, &options->speed, error);
}

static RtExit
rt_command_serve_run (const RtCommand  *command,
                      RtConsole        *console,
                      int               argc,
                      char            **argv)
{
  g_autoptr (RtServe) serve = NULL;
  g_autoptr (GError) error = NULL;
  RtServeOptions options = {
    .ports = { RT_DEFAULT_PORT_MAIN, RT_DEFAULT_PORT_CHAT, RT_DEFAULT_PORT_STREAM },
    .speed = 1,
  };
  RtExit status;

  if (!rt_command_parse (command, entries, &argc, &argv, &error) || !read_options (&options, &error))
    return rt_command_misused (command, console, "%s", error->message);

  status = RT_EXIT_DONE;
  if (rt_password_complete_text (console, &bus))
    {
      options.bus = bus;
      serve = rt_serve_new (console, &options);
      rt_serve_start (serve);
      status = rt_console_run (console);
    }

  g_clear_object (&serve);
  for (guint role = 0; role < RT_N_PORTS; role++)
    g_free (port_texts[role]);
  g_free (speed_text);
  g_free (token);
  g_strfreev (channels);
  g_strfreev (hosts);
  g_strfreev (origins);
  g_strfreev (limits);
  g_strfreev (faults);

  return status;
}

const RtCommand rt_command_serve = {
  .name = "serve",
  .arguments = NULL,
  .summary = N_("Run the servers on this machine, for clients of any kind"),
  .examples = N_(
    "Prints the address of each port, one a line, and then, on a terminal, what each\n"
    "pattern costs, live. Ctrl+C ends it and prints the totals.\n"
    "\n"
    "Only this machine can connect. With --listen-all others can, who show the access\n"
    "token: they send “Authorization: Bearer TOKEN”, or add ?token=TOKEN to the URL.\n"
    "\n"
    "Readers that do not keep up cost nobody else anything. --channel NAME=POLICY says\n"
    "what happens to them: drop-oldest (they miss the oldest events, and are told how many;\n"
    "this is usual), keep-latest (they miss all but the latest; the ticker's way),\n"
    "disconnect (they come back and go on), or wait (who publishes is refused meanwhile).\n"
    "More can be added: ,events=N and ,bytes=N may wait for each reader, and ,memory=N\n"
    "events are remembered, 100 at least.\n"
    "\n"
    "What --fault breaks on purpose is KIND[=VALUE][@START[+DURATION]]: cut=5s,\n"
    "cut-after=10, stop=3s@10s, refuse@10s+5s, status=503, limit=10000 (bytes a second),\n"
    "delay=100ms~20ms, stall, swallow=10, duplicate=10, lose-answer=3. A time without ms, s\n"
    "or m is in seconds: delay=100 is 100 s. Each that struck is counted in the live table\n"
    "and in the totals.\n"
    "\n"
    "Servers of one --bus share their channels, with the same numbers everywhere. It is\n"
    "amqp://USER@HOST:PORT/VHOST, kafka://HOST:PORT or embedded:NAME, without a queue or\n"
    "topic; the line “bus …” says which it is.\n"
    "\n"
    "Examples:\n"
    "  Start, and look at the ticker from another terminal:\n"
    "    roundtrip-cli serve\n"
    "    roundtrip-cli watch http://127.0.0.1:2000/channels/ticker\n"
    "    curl http://127.0.0.1:2000/channels/ticker\n"
    "  On free ports, ten times as fast, for a script:\n"
    "    roundtrip-cli serve --port 0 --chat-port 0 --stream-port 0 --speed 10 --json\n"
    "  With a channel whose readers miss no event but may be sent away:\n"
    "    roundtrip-cli serve --channel orders=disconnect,events=500\n"
    "  With every connection cut after ten events: who watches goes on where it was\n"
    "    roundtrip-cli serve --fault cut-after=10\n"
    "  Two servers that share their channels:\n"
    "    roundtrip-cli serve --bus amqp://localhost/%2F\n"
    "    roundtrip-cli serve --bus amqp://localhost/%2F --port 0 --chat-port 0 --stream-port 0\n"
    "  For other machines; the line “token …” says what they need:\n"
    "    roundtrip-cli serve --listen-all\n"
    "    curl -H 'Authorization: Bearer TOKEN' http://192.0.2.1:2000/channels/ticker\n"
    "\n"
    "Exit status: 0 when you ended it, 1 when it could not listen, 2 for wrong arguments."),
  .describe = describe_limits,
  .run = rt_command_serve_run,
};
