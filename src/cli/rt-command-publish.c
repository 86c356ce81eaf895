/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>

#include "cli/rt-bus-options.h"
#include "cli/rt-bus-publisher.h"
#include "cli/rt-password.h"
#include "cli/rt-post-publisher.h"
#include "cli/rt-publish.h"
#include "cli/rt-values.h"
#include "cli/rt-websocket-publisher.h"
#include "core/rt-selection.h"
#include "patterns/publish-subscribe/rt-bus-message.h"

static char *type;
static char **headers;
static gboolean string;
static gboolean keep_going;
static char *retry_text;
static gint64 retries;
static gboolean idempotent;
static char *key;
static char *routing_key;
static char *exchange;
static char *priority_text;
static char *ttl_text;
static gboolean persistent;
static gboolean transient;
static char **declares;
static gboolean json;
static char **rest;

static const GOptionEntry entries[] = {
  { "type", 0, 0, G_OPTION_ARG_STRING, &type,
    N_("Publish events of this type (default “message”)"), N_("NAME") },
  { "string", 0, 0, G_OPTION_ARG_NONE, &string,
    N_("Each message is plain text: publish it as a JSON string"), NULL },
  { "header", 0, 0, G_OPTION_ARG_STRING_ARRAY, &headers,
    N_("Send this field with each request; may be given several times"), N_("'NAME: VALUE'") },
  { "keep-going", 0, 0, G_OPTION_ARG_NONE, &keep_going,
    N_("Go on after a message that is refused"), NULL },
  { "retry", 0, 0, G_OPTION_ARG_STRING, &retry_text,
    N_("Send again what got no answer, N times at most"), "N" },
  { "idempotent", 0, 0, G_OPTION_ARG_NONE, &idempotent,
    N_("Send an Idempotency-Key: what is sent again is published once"), NULL },
  { "key", 0, 0, G_OPTION_ARG_STRING, &key,
    N_("Give messages to a topic this key: equal ones stay in order"), N_("KEY") },
  { "routing-key", 0, 0, G_OPTION_ARG_STRING, &routing_key,
    N_("Publish with this routing key; the queue is bound with it"), N_("KEY") },
  { "exchange", 0, 0, G_OPTION_ARG_STRING, &exchange,
    N_("Publish to this exchange, with the queue bound to it"), N_("NAME") },
  { "priority", 0, 0, G_OPTION_ARG_STRING, &priority_text,
    N_("Publish with this priority, 0 to 9; needs max-priority"), "N" },
  { "ttl", 0, 0, G_OPTION_ARG_STRING, &ttl_text,
    N_("Have messages to a queue expire after so long"), N_("MILLISECONDS") },
  { "persistent", 0, 0, G_OPTION_ARG_NONE, &persistent,
    N_("Messages to a queue survive the broker (default)"), NULL },
  { "transient", 0, 0, G_OPTION_ARG_NONE, &transient,
    N_("Messages to a queue need not survive the broker"), NULL },
  { "declare", 0, 0, G_OPTION_ARG_STRING_ARRAY, &declares,
    N_("How it is to be, such as max-priority=9; repeatable"), N_("KEY=VALUE") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON, one object a message that is safe"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
check_arguments (GError **error)
{
  const char *problem = NULL;

  if (rest == NULL)
    problem = _("Where is it to be published? Give a URL.");
  else if (rest[1] != NULL && rest[2] != NULL)
    problem = _("One message at a time: quote BODY, or give one a line on standard input.");
  else if (type != NULL && !rt_type_name_is_valid (type))
    problem = _("--type takes a name of at most 64 letters, digits and “._-”.");

  if (problem != NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, problem);

  retries = idempotent ? RT_POST_PUBLISHER_RETRIES : 0;

  return problem == NULL &&
         rt_value_number ("--retry", retry_text, 0, RT_POST_PUBLISHER_MAX_RETRIES, &retries, error) &&
         rt_value_check_headers ((const char * const *) headers, error);
}

/* With what the options say of the queue or topic. */
static GUri *
read_url (GError **error)
{
  const RtBusOption options[] = {
    { "--key", NULL, key },
    { "--routing-key", "routing-key", routing_key },
    { "--exchange", "exchange", exchange },
    { "--priority", NULL, priority_text },
    { "--ttl", NULL, ttl_text },
    { "--persistent", NULL, persistent ? "" : NULL },
    { "--transient", NULL, transient ? "" : NULL },
  };
  g_autoptr (GUri) url = rt_value_url (rest[0], "http", error);

  if (url == NULL)
    return NULL;

  return rt_bus_options_apply (url, options, G_N_ELEMENTS (options), (const char * const *) declares, error);
}

static const char *
find_bus_problem (void)
{
  if (retries > 0)
    return _("A bus is given again by itself what it did not confirm: use --retry and --idempotent with an http or "
             "https URL.");
  if (headers != NULL)
    return _("A bus takes no header fields: use --header with an http, https, ws or wss URL.");
  if (persistent && transient)
    return _("Either --persistent or --transient: what is not to survive the broker is transient.");
  if (key != NULL && routing_key != NULL)
    return _("Either --key, for a topic, or --routing-key, for an exchange.");

  return NULL;
}

static RtPublisher *
create_bus_publisher (RtConsole  *console,
                      GUri       *url,
                      GError    **error)
{
  const char *problem = find_bus_problem ();
  RtBusPublishing how = { type, key != NULL ? key : routing_key, 0, -1, transient };
  g_autoptr (GUri) complete = NULL;
  gint64 priority = 0;

  if (problem != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, problem);
      return NULL;
    }
  if (!rt_value_number ("--priority", priority_text, 0, RT_BUS_MAX_PRIORITY, &priority, error) ||
      !rt_value_number ("--ttl", ttl_text, 0, G_MAXINT64, &how.ttl_ms, error))
    return NULL;

  how.priority = (guint) priority;
  complete = g_uri_ref (url);
  if (!rt_password_complete (console, &complete))
    return NULL;

  return rt_bus_publisher_new (console, complete, &how);
}

static RtPublisher *
create_publisher (RtConsole  *console,
                  GError    **error)
{
  g_autoptr (GUri) url = read_url (error);
  const char * const *fields = (const char * const *) headers;

  if (url == NULL)
    return NULL;
  if (rt_url_is_bus (url))
    return create_bus_publisher (console, url, error);
  if (!rt_url_is_websocket (url))
    {
      RtPublisher *publisher = rt_post_publisher_new (url, type, fields);

      rt_post_publisher_set_retries (RT_POST_PUBLISHER (publisher), retries, idempotent);
      return publisher;
    }
  if (retries > 0)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("A WebSocket message has no answer of its own: use --retry and --idempotent with an http or https URL."));
      return NULL;
    }
  if (type == NULL)
    return rt_websocket_publisher_new (url, fields);

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("A WebSocket message has no type of its own: use --type with an http or https URL."));

  return NULL;
}

static gboolean
read_body (RtPublishOptions  *options,
           GError           **error)
{
  g_autoptr (GBytes) checked = NULL;

  options->string = string;
  options->once = idempotent;
  options->keep_going = keep_going;
  options->json = json;
  if (rest[1] == NULL)
    return TRUE;

  options->body = g_bytes_new (rest[1], strlen (rest[1]));
  checked = rt_publish_prepare (options, options->body, error);
  if (checked == NULL)
    g_prefix_error (error, "%s: ", _("BODY"));

  return checked != NULL;
}

static RtExit
rt_command_publish_run (const RtCommand  *command,
                        RtConsole        *console,
                        int               argc,
                        char            **argv)
{
  g_autoptr (RtPublisher) publisher = NULL;
  g_autoptr (RtPublish) publish = NULL;
  g_autoptr (GError) error = NULL;
  RtPublishOptions options = { 0 };
  RtExit status;

  if (!rt_command_parse (command, entries, &argc, &argv, &error) || !check_arguments (&error))
    return rt_command_misused (command, console, "%s", error->message);

  publisher = create_publisher (console, &error);
  if (publisher == NULL && error == NULL)
    return RT_EXIT_DONE;
  /* What a WebSocket carries is between its two ends; events are JSON. */
  options.check_json = publisher != NULL && RT_IS_POST_PUBLISHER (publisher);
  if (publisher == NULL || !read_body (&options, &error))
    return rt_command_misused (command, console, "%s", error->message);

  publish = rt_publish_new (console, publisher, &options);
  rt_publish_start (publish);
  status = rt_console_run (console);

  g_clear_object (&publish);
  g_clear_pointer (&options.body, g_bytes_unref);
  g_free (type);
  g_free (retry_text);
  g_strfreev (headers);
  g_strfreev (declares);
  g_strfreev (rest);

  return status;
}

const RtCommand rt_command_publish = {
  .name = "publish",
  .arguments = N_("URL [BODY]"),
  .summary = N_("Publish BODY, or each line of standard input, to a URL"),
  .examples = N_(
    "A message to an http or https URL is one POST and must be JSON; --string makes JSON\n"
    "of plain text. A message to a ws or wss URL is one text message, as it is. Lines are\n"
    "published in order, each after the one before was taken. A BODY that begins with a\n"
    "dash goes after “--”.\n"
    "\n"
    "A queue is amqp://USER@HOST/VHOST/QUEUE or embedded:NAME, a topic\n"
    "kafka://HOST:PORT/TOPIC or embedded:NAME?kind=log. A message to it is sent as it is,\n"
    "many at a time. What does not exist begins with it.\n"
    "A broker's password comes from the keyring or is asked for in a terminal; else write\n"
    "amqp://USER:PASSWORD@HOST/VHOST/QUEUE. Without USER it is RabbitMQ's own guest.\n"
    "\n"
    "Examples:\n"
    "  One message, and one that is plain text:\n"
    "    roundtrip-cli publish http://127.0.0.1:2000/channels/news '{\"hello\": \"world\"}'\n"
    "    roundtrip-cli publish --string http://127.0.0.1:2000/channels/news 'Hello, world'\n"
    "  Every line of a file, printing a line of JSON for each that is safe:\n"
    "    roundtrip-cli publish --json http://127.0.0.1:2000/channels/news < events.jsonl\n"
    "  The same over one WebSocket, which a channel that exists can open:\n"
    "    roundtrip-cli publish --json ws://127.0.0.1:2000/channels/news < events.jsonl\n"
    "  A job for a queue, and a line of a topic:\n"
    "    roundtrip-cli publish --declare max-priority=9 --priority 5 \\\n"
    "      amqp://localhost/%2F/urgent '{\"number\": 7}'\n"
    "    roundtrip-cli publish --key ada kafka://localhost:9092/news '{\"hello\": \"Ada\"}'\n"
    "\n"
    "With --json one {\"kind\":\"confirmed\",\"seq\":NUMBER} is printed for each message once the\n"
    "server has it. A WebSocket does not say numbers, and confirms all messages at the\n"
    "end, when the server has answered the closing handshake.\n"
    "\n"
    "Exit status: 0 when everything was published or you ended it, 1 when something was\n"
    "refused or failed, 2 for wrong arguments."),
  .run = rt_command_publish_run,
};
