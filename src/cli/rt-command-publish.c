/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>

#include "cli/rt-post-publisher.h"
#include "cli/rt-publish.h"
#include "cli/rt-values.h"
#include "cli/rt-websocket-publisher.h"
#include "core/rt-selection.h"

static char *type;
static char **headers;
static gboolean string;
static gboolean keep_going;
static char *retry_text;
static gint64 retries;
static gboolean idempotent;
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

static RtPublisher *
create_publisher (GError **error)
{
  g_autoptr (GUri) url = rt_value_url (rest[0], "http", error);
  const char * const *fields = (const char * const *) headers;

  if (url == NULL)
    return NULL;
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

  publisher = create_publisher (&error);
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
    "Examples:\n"
    "  One message, and one that is plain text:\n"
    "    roundtrip-cli publish http://127.0.0.1:2000/channels/news '{\"hello\": \"world\"}'\n"
    "    roundtrip-cli publish --string http://127.0.0.1:2000/channels/news 'Hello, world'\n"
    "  Every line of a file, printing a line of JSON for each that is safe:\n"
    "    roundtrip-cli publish --json http://127.0.0.1:2000/channels/news < events.jsonl\n"
    "  The same over one WebSocket:\n"
    "    roundtrip-cli publish --json ws://127.0.0.1:2000/channels/news < events.jsonl\n"
    "\n"
    "With --json one {\"kind\":\"confirmed\",\"seq\":NUMBER} is printed for each message once the\n"
    "server has it. A WebSocket does not say numbers, and confirms all messages at the\n"
    "end, when the server has answered the closing handshake.\n"
    "\n"
    "Exit status: 0 when everything was published or you ended it, 1 when something was\n"
    "refused or failed, 2 for wrong arguments."),
  .run = rt_command_publish_run,
};
