/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>

#include "cli/rt-bus-options.h"
#include "cli/rt-password.h"
#include "cli/rt-values.h"
#include "cli/rt-watch.h"
#include "patterns/rt-uri.h"

#define MAX_INTERVAL_SECONDS 86400.0
#define MIN_INTERVAL_SECONDS 0.001

static char *pattern_id;
static char *interval_text;
static char *count_text;
static char *after_text;
static gboolean no_resume;
static char **headers;
static char **faults;
static char *group;
static char *from;
static char *prefetch;
static char *ack;
static char *exchange;
static char *routing_key;
static char **declares;
static gboolean json;
static gboolean trace;
static gboolean bytes;
static char **rest;

static const GOptionEntry entries[] = {
  { "pattern", 0, 0, G_OPTION_ARG_STRING, &pattern_id,
    N_("Communicate by this pattern instead of finding out"), N_("PATTERN") },
  { "interval", 0, 0, G_OPTION_ARG_STRING, &interval_text,
    N_("Wait so long between two short polls (default 1)"), N_("SECONDS") },
  { "count", 0, 0, G_OPTION_ARG_STRING, &count_text, N_("End after N events"), "N" },
  { "after", 0, 0, G_OPTION_ARG_STRING, &after_text,
    N_("Begin after event number N; 0 is everything remembered"), "N" },
  { "no-resume", 0, 0, G_OPTION_ARG_NONE, &no_resume,
    N_("After a lost connection leave what was missed"), NULL },
  { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &headers,
    N_("Send this field with each request; may be given several times"), N_("'NAME: VALUE'") },
  { "trace", 0, 0, G_OPTION_ARG_NONE, &trace,
    N_("Tell each exchange on the connections, with its size"), NULL },
  { "bytes", 0, 0, G_OPTION_ARG_NONE, &bytes, N_("The same, with its bytes taken apart"), NULL },
  { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults,
    N_("Break something on purpose; repeatable"), N_("FAULT") },
  { "group", 0, 0, G_OPTION_ARG_STRING, &group,
    N_("Read a topic as a member of this consumer group"), N_("NAME") },
  { "from", 0, 0, G_OPTION_ARG_STRING, &from,
    N_("Read a topic from beginning, end (default) or an offset"), N_("POSITION") },
  { "prefetch", 0, 0, G_OPTION_ARG_STRING, &prefetch,
    N_("Take at most N unacknowledged messages (default 100)"), "N" },
  { "ack", 0, 0, G_OPTION_ARG_STRING, &ack,
    N_("Acknowledge always, never or by a rule, like 'number == 7'"), N_("RULE") },
  { "exchange", 0, 0, G_OPTION_ARG_STRING, &exchange,
    N_("Bind the queue to this exchange"), N_("NAME") },
  { "routing-key", 0, 0, G_OPTION_ARG_STRING, &routing_key,
    N_("Bind the queue with this key"), N_("KEY") },
  { "declare", 0, 0, G_OPTION_ARG_STRING_ARRAY, &declares,
    N_("How it is to be, such as max-priority=9; repeatable"), N_("KEY=VALUE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON, one object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static char *
list_patterns (const char *separator)
{
  const RtPattern * const *patterns = rt_patterns_list ();
  GString *list = g_string_new (NULL);

  for (guint i = 0; patterns[i] != NULL; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? separator : "", patterns[i]->id);

  return g_string_free (list, FALSE);
}

static char *
describe_patterns (void)
{
  g_autofree char *list = list_patterns ("\n  ");

  return g_strdup_printf ("%s\n  %s", _("Patterns:"), list);
}

static const RtPattern *
read_pattern (const char  *id,
              GError     **error)
{
  const RtPattern *pattern = rt_patterns_lookup (id);
  g_autofree char *list = NULL;

  if (pattern != NULL)
    return pattern;

  list = list_patterns (", ");
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("There is no pattern “%s”. --pattern takes one of: %s."), id, list);

  return NULL;
}

static gboolean
read_numbers (RtWatchOptions  *options,
              GError         **error)
{
  double interval = 1;
  gint64 count = 0;

  options->after = -1;
  if (!rt_value_decimal ("--interval", interval_text, MIN_INTERVAL_SECONDS, MAX_INTERVAL_SECONDS, &interval, error) ||
      !rt_value_number ("--count", count_text, 1, G_MAXINT64, &count, error) ||
      !rt_value_number ("--after", after_text, 0, G_MAXINT64, &options->after, error))
    return FALSE;

  options->interval_ms = interval * 1000 + 0.5;
  options->count = count;

  return TRUE;
}

/* Their times count from here. */
static gboolean
read_faults (RtWatchOptions  *options,
             GError         **error)
{
  g_autoptr (RtFaults) read = faults != NULL ? rt_faults_new_for_client () : NULL;

  if (read != NULL)
    rt_faults_set_encrypted (read, rt_uri_is_encrypted (g_uri_get_scheme (options->url)));
  for (guint i = 0; faults != NULL && faults[i] != NULL; i++)
    {
      if (!rt_faults_add (read, faults[i], error))
        {
          g_prefix_error (error, "--fault: ");
          return FALSE;
        }
    }
  options->faults = g_steal_pointer (&read);

  return TRUE;
}

static gboolean
read_ack (RtWatchOptions  *options,
          GError         **error)
{
  options->never = g_strcmp0 (ack, "never") == 0;
  if (ack == NULL || options->never || g_str_equal (ack, "always"))
    return TRUE;

  options->rule = rt_ack_rule_new (ack, error);
  if (options->rule == NULL)
    g_prefix_error (error, "--ack: ");

  return options->rule != NULL;
}

static gboolean
read_url (RtWatchOptions  *options,
          GError         **error)
{
  const RtBusOption bus_options[] = {
    { "--group", "group", group },
    { "--from", "from", from },
    { "--prefetch", "prefetch", prefetch },
    { "--ack", NULL, ack },
    { "--exchange", "exchange", exchange },
    { "--routing-key", "routing-key", routing_key },
  };
  g_autoptr (GUri) url = rt_value_url (rest[0], "http", error);

  if (url != NULL)
    options->url = rt_bus_options_apply (url, bus_options, G_N_ELEMENTS (bus_options),
                                         (const char * const *) declares, error);

  return options->url != NULL;
}

static gboolean
read_options (RtWatchOptions  *options,
              GError         **error)
{
  if (rest == NULL || rest[1] != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "%s",
                   rest == NULL ? _("What is to be watched? Give a URL.") : _("One URL at a time can be watched."));
      return FALSE;
    }

  options->json = json;
  options->no_resume = no_resume;
  options->trace = trace;
  options->bytes = bytes;
  options->headers = (const char * const *) headers;
  if (!read_numbers (options, error) || !rt_value_check_headers (options->headers, error))
    return FALSE;
  if (pattern_id != NULL && (options->pattern = read_pattern (pattern_id, error)) == NULL)
    return FALSE;

  return read_url (options, error) && read_ack (options, error) && read_faults (options, error);
}

static RtExit
rt_command_watch_run (const RtCommand  *command,
                      RtConsole        *console,
                      int               argc,
                      char            **argv)
{
  g_autoptr (RtWatch) watch = NULL;
  g_autoptr (GError) error = NULL;
  RtWatchOptions options = { 0 };
  RtExit status;

  if (!rt_command_parse (command, entries, &argc, &argv, &error) || !read_options (&options, &error))
    return rt_command_misused (command, console, "%s", error->message);

  status = RT_EXIT_DONE;
  if (rt_password_complete (console, &options.url))
    {
      watch = rt_watch_new (console, &options);
      rt_watch_start (watch);
      status = rt_console_run (console);
    }

  g_clear_object (&watch);
  g_uri_unref (options.url);
  g_clear_object (&options.faults);
  g_clear_pointer (&options.rule, rt_ack_rule_unref);
  g_strfreev (headers);
  g_strfreev (faults);
  g_strfreev (declares);
  g_strfreev (rest);

  return status;
}

const RtCommand rt_command_watch = {
  .name = "watch",
  .arguments = N_("URL"),
  .summary = N_("Show the events of a URL as they come"),
  .examples = N_(
    "Each event is one line: when it was born (or came, where that is not known), its\n"
    "number, its type and its data. The last line is the total. Ctrl+C ends it.\n"
    "\n"
    "Without --pattern a ws or wss URL is opened as a WebSocket, and an http or https URL\n"
    "is asked for an event stream; where the answer is something else, it is polled.\n"
    "Without --after, polls of a channel begin with all that it remembers, of which no\n"
    "latency is taken; streams begin with what comes next. A poll that gets the same\n"
    "answer as before has no event.\n"
    "\n"
    "A queue is amqp://USER@HOST/VHOST/QUEUE or embedded:NAME, a topic\n"
    "kafka://HOST:PORT/TOPIC or embedded:NAME?kind=log. What does not exist begins with it.\n"
    "Messages of a queue are acknowledged, and gone, once they were printed; with --ack those\n"
    "that a rule takes: a question about a message's JSON, in SQL.\n"
    "Of a topic --from says where to begin; a --group that read before goes on where it was\n"
    "instead. An offset beyond the end begins with what comes next.\n"
    "A broker's password comes from the keyring or is asked for in a terminal; else write\n"
    "amqp://USER:PASSWORD@HOST/VHOST/QUEUE. Without USER it is RabbitMQ's own guest.\n"
    "\n"
    "Examples:\n"
    "  The ticker of a Roundtrip on this machine, and only its next ten events:\n"
    "    roundtrip-cli watch http://127.0.0.1:2000/channels/ticker\n"
    "    roundtrip-cli watch --count 10 http://127.0.0.1:2000/channels/ticker\n"
    "  Only the events of some types:\n"
    "    roundtrip-cli watch 'http://127.0.0.1:2000/channels/news?types=sport,weather'\n"
    "  The ticker by asking twice a second:\n"
    "    roundtrip-cli watch --pattern short-polling --interval 0.5 \\\n"
    "      http://127.0.0.1:2000/channels/ticker\n"
    "  Another server, with a field of yours, for a program to read:\n"
    "    roundtrip-cli watch --json --header 'Authorization: Bearer SECRET' \\\n"
    "      https://example.org/events\n"
    "  A queue, of which only what a rule takes is acknowledged, and a topic:\n"
    "    roundtrip-cli watch --ack 'number == 7' amqp://localhost/%2F/jobs\n"
    "    roundtrip-cli watch --group g --from beginning kafka://localhost:9092/news\n"
    "\n"
    "Exit status: 0 when the count was reached, you ended it or the server did in good\n"
    "order; 1 when it failed; 2 for wrong arguments."),
  .describe = describe_patterns,
  .run = rt_command_watch_run,
};
