/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "cli/rt-upload-run.h"
#include "cli/rt-values.h"

#define DEFAULT_URL  "http://127.0.0.1:2000/upload"
#define UPLOAD_ROUTE "/upload"

static char *via;
static char *limit_text;
static gboolean json;
static char **rest;

static const GOptionEntry entries[] = {
  { "via", 0, 0, G_OPTION_ARG_STRING, &via,
    N_("How the progress comes back: sse (default) or websocket"), N_("PATTERN") },
  { "limit", 0, 0, G_OPTION_ARG_STRING, &limit_text,
    N_("Send no more than that, so that one can watch"), N_("BYTES_A_SECOND") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON, one object a line"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static gboolean
read_via (RtUploadOptions  *options,
          GError          **error)
{
  options->via_websocket = g_strcmp0 (via, "websocket") == 0;
  if (via == NULL || options->via_websocket || g_str_equal (via, "sse"))
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("--via takes “sse” or “websocket”, not “%s”."), via);

  return FALSE;
}

/* The address of a server alone means its upload route. */
static gboolean
read_url (RtUploadOptions  *options,
          const char       *text,
          GError          **error)
{
  g_autoptr (GUri) url = rt_value_url (text, "http", error);
  g_autoptr (GUri) route = NULL;

  if (url == NULL)
    return FALSE;
  if (rt_url_is_websocket (url))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("A file goes to an http or https URL, not to “%s”. --via websocket is how the progress comes back."),
                   text);
      return FALSE;
    }

  if (g_str_equal (g_uri_get_path (url), "") || g_str_equal (g_uri_get_path (url), "/"))
    route = soup_uri_copy (url, SOUP_URI_PATH, UPLOAD_ROUTE, SOUP_URI_NONE);
  options->url = g_uri_to_string (route != NULL ? route : url);

  return TRUE;
}

static gboolean
read_options (RtUploadOptions  *options,
              GError          **error)
{
  gint64 limit = 0;

  if (rest == NULL || (rest[1] != NULL && rest[2] != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           rest == NULL ? _("What is to be uploaded? Give a file, or - for standard input.")
                                        : _("One file at a time can be uploaded, to one URL."));
      return FALSE;
    }

  options->json = json;
  if (!read_via (options, error) ||
      !rt_value_number ("--limit", limit_text, 1, G_MAXINT64, &limit, error) ||
      !read_url (options, rest[1] != NULL ? rest[1] : DEFAULT_URL, error))
    return FALSE;

  options->limit = limit;
  if (!g_str_equal (rest[0], "-"))
    options->file = g_file_new_for_commandline_arg (rest[0]);

  return TRUE;
}

static RtExit
rt_command_upload_run (const RtCommand  *command,
                       RtConsole        *console,
                       int               argc,
                       char            **argv)
{
  g_autoptr (RtUploadRun) upload = NULL;
  g_autoptr (GError) error = NULL;
  RtUploadOptions options = { 0 };
  RtExit status;

  if (!rt_command_parse (command, entries, &argc, &argv, &error) || !read_options (&options, &error))
    return rt_command_misused (command, console, "%s", error->message);

  upload = rt_upload_run_new (console, &options);
  rt_upload_run_start (upload);
  status = rt_console_run (console);

  g_clear_object (&upload);
  g_clear_object (&options.file);
  g_free (options.url);
  g_free (via);
  g_free (limit_text);
  g_strfreev (rest);

  return status;
}

const RtCommand rt_command_upload = {
  .name = "upload",
  .arguments = N_("FILE [URL]"),
  .summary = N_("Send a file to a server and watch it arrive"),
  .examples = N_(
    "FILE goes over HTTP, in one request that streams it; a dash is standard input. On a\n"
    "terminal a bar shows how much has arrived: not what was sent, but what the server\n"
    "says it has, by server-sent events or by WebSocket. In the end the name, id, size,\n"
    "SHA-256 and type are printed as the server has them.\n"
    "\n"
    "Without a URL it is http://127.0.0.1:2000/upload, where “roundtrip-cli serve” listens.\n"
    "On another machine its token goes into the URL: http://HOST:2000/upload?token=TOKEN.\n"
    "\n"
    "Examples:\n"
    "  Upload a file, slowly enough to watch, and its progress by WebSocket:\n"
    "    roundtrip-cli upload song.flac\n"
    "    roundtrip-cli upload --limit 500000 --via websocket song.flac\n"
    "  What another program writes:\n"
    "    tar -c music | roundtrip-cli upload -\n"
    "  For a program to read:\n"
    "    roundtrip-cli upload --json song.flac http://127.0.0.1:2000/upload\n"
    "\n"
    "With --json each word of the server about the progress is one\n"
    "{\"kind\":\"progress\",\"progress\":PERCENT,\"received\":BYTES,…}; the last line is\n"
    "{\"kind\":\"complete\",\"id\":…,\"size\":…,\"sha256\":…} or {\"kind\":\"failed\",…}.\n"
    "\n"
    "Exit status: 0 when the server has it all; 1 when it was refused, failed or you ended\n"
    "it; 2 for wrong arguments."),
  .run = rt_command_upload_run,
};
