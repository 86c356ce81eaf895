/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-command.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/rt-compare-settings.h"
#include "cli/rt-compare.h"
#include "cli/rt-values.h"
#include "lab/rt-assertion.h"
#include "lab/rt-presets.h"
#include "lab/rt-result-file.h"

static RtCompareSettings settings;
static char *preset;
static gboolean brief;
static gboolean show;
static char *format;
static gboolean json;
static char *output;
static char *port;
static char *matters;
static char **sentences;
static char **rest;

static const GOptionEntry entries[] = {
  { "preset", 0, 0, G_OPTION_ARG_STRING, &preset, N_("Repeat what was published"), N_("NAME") },
  { "brief", 0, 0, G_OPTION_ARG_NONE, &brief, N_("As short as the preset can be"), NULL },
  { "show", 0, 0, G_OPTION_ARG_NONE, &show, N_("Report FILE, or how two differ, and run nothing"), NULL },
  { "patterns", 0, 0, G_OPTION_ARG_STRING, &settings.patterns, N_("What takes part, see below"), N_("A,B") },
  { "clients", 0, 0, G_OPTION_ARG_STRING, &settings.clients, N_("Clients of each (default 10)"), N_("N") },
  { "rate", 0, 0, G_OPTION_ARG_STRING, &settings.rate, N_("Events a second (default 1)"), N_("N") },
  { "feed", 0, 0, G_OPTION_ARG_STRING, &settings.feed, N_("steady (default), poisson or bursts"), N_("KIND") },
  { "burst", 0, 0, G_OPTION_ARG_STRING, &settings.burst, N_("Events of a burst (default 10)"), N_("N") },
  { "replay", 0, 0, G_OPTION_ARG_FILENAME, &settings.replay, N_("Events as “watch --json” printed them"), N_("FILE") },
  { "size", 0, 0, G_OPTION_ARG_STRING, &settings.size, N_("Bytes of an event (default 64)"), N_("BYTES") },
  { "duration", 0, 0, G_OPTION_ARG_STRING, &settings.duration, N_("How long to measure (default 10)"), N_("SECONDS") },
  { "warm-up", 0, 0, G_OPTION_ARG_STRING, &settings.warm_up,
    N_("Warm-up, not measured (default 1)"), N_("SECONDS") },
  { "interval", 0, 0, G_OPTION_ARG_STRING, &settings.interval, N_("Between polls (default 1)"), N_("SECONDS") },
  { "wait", 0, 0, G_OPTION_ARG_STRING, &settings.wait, N_("How long a poll is held (default 30)"), N_("SECONDS") },
  { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &settings.faults,
    N_("Break something at the clients, as in “watch”"), N_("FAULT") },
  { "connections-per-host", 0, 0, G_OPTION_ARG_STRING, &settings.per_host,
    N_("Limit for clients of one host; a browser: 6"), N_("N") },
  { "clients-per-host", 0, 0, G_OPTION_ARG_STRING, &settings.host_clients, N_("Clients of one host (default 1)"), N_("N") },
  { "order", 0, 0, G_OPTION_ARG_STRING, &settings.order, N_("together (default) or apart"), N_("ORDER") },
  { "own-process", 0, 0, G_OPTION_ARG_NONE, &settings.own_process, N_("Give the clients a process of their own"), NULL },
  { "http2", 0, 0, G_OPTION_ARG_NONE, &settings.http2, N_("HTTP/2 over TLS, for what can run on it"), NULL },
  { "repeat", 0, 0, G_OPTION_ARG_STRING, &settings.repeat, N_("How often (default once)"), N_("N") },
  { "seed", 0, 0, G_OPTION_ARG_STRING, &settings.seed, N_("What chance begins with (default 1)"), N_("N") },
  { "port", 0, 0, G_OPTION_ARG_STRING, &port, N_("Where the server listens, to look at it"), N_("N") },
  { "title", 0, 0, G_OPTION_ARG_STRING, &settings.title, N_("What it is called in the report"), N_("TEXT") },
  { "matters", 0, 0, G_OPTION_ARG_STRING, &matters, N_("What the recommendation goes by, see below"), N_("A,B") },
  { "assert", 0, 0, G_OPTION_ARG_STRING_ARRAY, &sentences, N_("Fail unless that is so"), N_("SENTENCE") },
  { "format", 0, 0, G_OPTION_ARG_STRING, &format, N_("text, json, csv, markdown; else by --output"), N_("FORMAT") },
  { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("The same as --format json"), NULL },
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &output, N_("Where the report goes"), N_("FILE") },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
  G_OPTION_ENTRY_NULL
};

static GAsyncResult *loaded;
static gboolean interrupted;

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  loaded = g_object_ref (result);
}

static void
on_interrupted (RtConsole *console)
{
  interrupted = TRUE;
}

/* What says why a file cannot be read names it already. */
static gboolean
names_file (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

/* A saved result, to be shown, or to be done again. */
static RtResult *
load_result (const char  *path,
             GError     **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  GError *reason = NULL;
  RtResult *result;

  /* Nothing else goes on yet that could wait for it. A file from afar may never come. */
  rt_result_load_async (file, NULL, on_loaded, NULL);
  while (loaded == NULL && !interrupted)
    g_main_context_iteration (NULL, TRUE);
  if (loaded == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, path);
      return NULL;
    }
  result = rt_result_load_finish (loaded, &reason);
  g_clear_object (&loaded);
  if (result == NULL && names_file (reason))
    g_propagate_error (error, reason);
  else if (result == NULL)
    g_propagate_prefixed_error (error, reason, "%s: ", path);

  return result;
}

/* What is typed instead of the file's patterns may name a folder, the file may not. */
static gboolean
check_loaded (RtResult  *result,
              GError   **error)
{
  return show || settings.patterns != NULL || rt_plan_check_foreign (rt_result_get_plan (result), error);
}

static gboolean
check_show (GError **error)
{
  static const RtCompareSettings none;

  if (!show || (rest != NULL && memcmp (&settings, &none, sizeof none) == 0))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       _("--show takes a FILE, and no settings: nothing is run."));

  return FALSE;
}

static gboolean
check_brief (GError **error)
{
  if (!brief || preset != NULL)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       _("--brief shortens a preset: name one with --preset."));

  return FALSE;
}

static RtPlan *
make_preset (GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint place = 0;
  const RtPreset *found = rt_presets_lookup (preset, &place);

  if (found != NULL)
    return rt_preset_make_plan (found, place, brief);

  for (guint i = 0; rt_presets_list ()[i] != NULL; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", rt_presets_list ()[i]->id);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: an option, what was typed for it, and what it takes */
               _("%s: “%s” is none of %s."), "--preset", preset, names->str);

  return NULL;
}

/* Another result, with what is read from it. */
static gboolean
load_beside (RtCompareOptions  *options,
             GError           **error)
{
  if (rest == NULL || rest[1] == NULL)
    return TRUE;
  if (matters != NULL || sentences != NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("Of two results --show tells what differs: --matters and --assert are for one."));
      return FALSE;
    }
  options->beside = load_result (rest[1], error);

  return options->beside != NULL;
}

static RtPlan *
read_plan (RtCompareOptions  *options,
           GError           **error)
{
  g_autoptr (RtResult) result = NULL;

  if (rest != NULL && (preset != NULL || g_strv_length (rest) > (show ? 2 : 1)))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _("It takes one file (with --show: one or two), or a preset, or neither."));
      return NULL;
    }
  if (!check_brief (error) || !check_show (error) || !load_beside (options, error))
    return NULL;
  if (rest != NULL)
    {
      result = load_result (rest[0], error);
      if (result == NULL || !check_loaded (result, error))
        return NULL;
      options->shown = show ? g_object_ref (result) : NULL;
      options->needs = *rt_result_get_needs (result);
      return rt_plan_copy (rt_result_get_plan (result));
    }

  return preset != NULL ? make_preset (error) : rt_plan_new ();
}

/* By RtCompareFormat. */
static const char * const formats[] = { "text", "json", "csv", "markdown" };

/* What the name of --output promises; -1: nothing. */
static int
find_suffix (void)
{
  static const struct { const char *suffix; RtCompareFormat format; } suffixes[] = {
    { RT_RESULT_SUFFIX, RT_COMPARE_JSON }, { ".json", RT_COMPARE_JSON }, { ".csv", RT_COMPARE_CSV },
    { ".md", RT_COMPARE_MARKDOWN }, { ".markdown", RT_COMPARE_MARKDOWN },
  };

  for (guint i = 0; output != NULL && i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (output, suffixes[i].suffix))
      return (int) suffixes[i].format;

  return -1;
}

static gboolean
check_suffix (const RtCompareOptions  *options,
              GError                 **error)
{
  int promised = find_suffix ();

  if (promised < 0 || promised == (int) options->format)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               /* Translators: a file name; what it promises, and what was asked for: “json” */
               _("--output: “%s” is a name for %s, not for %s: change the name, or leave the format out."), output,
               formats[promised], formats[options->format]);

  return FALSE;
}

/* Programs have both results already. */
static gboolean
check_beside (const RtCompareOptions  *options,
              GError                 **error)
{
  if (options->beside == NULL || options->format == RT_COMPARE_TEXT || options->format == RT_COMPARE_MARKDOWN)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _("Two results are laid beside each other as %s or %s, not as %s."), formats[RT_COMPARE_TEXT],
               formats[RT_COMPARE_MARKDOWN], formats[options->format]);

  return FALSE;
}

static gboolean
read_format (RtCompareOptions  *options,
             GError           **error)
{
  if (format == NULL)
    {
      options->format = json ? RT_COMPARE_JSON : (RtCompareFormat) MAX (find_suffix (), (int) RT_COMPARE_TEXT);
      return check_suffix (options, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i], format))
      {
        options->format = (RtCompareFormat) i;
        return check_suffix (options, error);
      }

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%s: “%s” is none of %s."), "--format", format,
               "text, json, csv, markdown");

  return FALSE;
}

static gboolean
read_options (RtCompareOptions  *options,
              GError           **error)
{
  gint64 number = 0;

  options->plan = read_plan (options, error);
  if (options->plan == NULL || !rt_compare_settings_apply (&settings, options->plan, error) ||
      (matters != NULL && !rt_needs_parse (matters, &options->needs, error)) ||
      !rt_value_number ("--port", port, 0, G_MAXUINT16, &number, error) || !read_format (options, error) ||
      !check_beside (options, error) || !rt_compare_options_take_sentences (options, sentences, error))
    return FALSE;

  options->port = (guint16) number;
  if (output != NULL)
    options->output = g_file_new_for_commandline_arg (output);

  return TRUE;
}

static void
clear_options (RtCompareOptions *options)
{
  g_clear_object (&options->shown);
  g_clear_object (&options->beside);
  g_clear_pointer (&options->plan, rt_plan_free);
  g_clear_pointer (&options->assertions, g_ptr_array_unref);
  g_clear_object (&options->output);
  rt_compare_settings_clear (&settings);
  g_free (preset);
  g_free (format);
  g_free (output);
  g_free (port);
  g_free (matters);
  g_strfreev (sentences);
  g_strfreev (rest);
}

static RtExit
rt_command_compare_run (const RtCommand  *command,
                        RtConsole        *console,
                        int               argc,
                        char            **argv)
{
  g_autoptr (RtCompare) compare = NULL;
  g_autoptr (GError) error = NULL;
  RtCompareOptions options = { 0 };
  RtExit status;

  g_signal_connect (console, "interrupted", G_CALLBACK (on_interrupted), NULL);
  if (!rt_command_parse (command, entries, &argc, &argv, &error) || !read_options (&options, &error))
    {
      status = interrupted ? RT_EXIT_FAILED : rt_command_misused (command, console, "%s", error->message);
    }
  else if (!rt_compare_options_check_output (&options, &error))
    {
      rt_console_error (console, "%s", error->message);
      status = RT_EXIT_FAILED;
    }
  else
    {
      compare = rt_compare_new (console, &options);
      rt_compare_start (compare);
      status = rt_console_run (console);
      g_clear_object (&compare);
    }
  clear_options (&options);

  return status;
}

static char *
describe (void)
{
  g_autofree char *words = rt_needs_describe_words ();
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "--matters:\n%s\n%s", words, _("Presets:"));
  for (guint i = 0; rt_presets_list ()[i] != NULL; i++)
    g_string_append_printf (text, "\n  %-20s %s", rt_presets_list ()[i]->id, _(rt_presets_list ()[i]->title));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

const RtCommand rt_command_compare = {
  .name = "compare",
  .arguments = N_("[FILE [OTHER]]"),
  .summary = N_("Send the same events through several patterns and report what each costs"),
  .examples = N_(
    "FILE is a report in JSON (.roundtrip): what it says is done again; with --show\n"
    "it is printed, or how OTHER differs from it. A pattern can have options:\n"
    "interval=SECONDS, wait=SECONDS, etag=no, resume=no, bus=URL, name=WORD.\n"
    "\n"
    "Examples:\n"
    "  A hundred clients, five events a second, each pattern alone on the machine:\n"
    "    roundtrip-cli compare --clients 100 --rate 5 --order apart --own-process\n"
    "  Two ways to poll, and keep the report to show and to repeat:\n"
    "    roundtrip-cli compare --patterns short-polling,long-polling:wait=10 \\\n"
    "        --repeat 5 --output polling.roundtrip\n"
    "    roundtrip-cli compare polling.roundtrip --seed 2\n"
    "    roundtrip-cli compare --show polling.roundtrip --format markdown\n"
    "    roundtrip-cli compare --show before.roundtrip after.roundtrip\n"
    "  For continuous integration:\n"
    "    roundtrip-cli compare --patterns websocket \\\n"
    "        --assert 'websocket.latency_us.p99 < 5ms'\n"
    "    roundtrip-cli compare --preset abril-2017 --brief --assert published\n"
    "\n"
    "Exit status: 0 when it was measured; 1 when nothing was, or what was asserted is\n"
    "not so; 2 for wrong arguments. Interrupted, it reports what was measured. To be\n"
    "beyond a preset's tolerance is a failure only with --assert published; a preset\n"
    "whose set-up is changed has no tolerance."),
  .describe = describe,
  .run = rt_command_compare_run,
};
