/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "lab/rt-format.h"

/* Columns of how it was measured, as "experiment" names them in JSON. */
#define CONDITIONS \
  "events_per_second,payload_bytes,interval_ms,wait_ms,warm_up_s,connections_per_host,clients_per_host,seed,order," \
  "own_process,http2,faults,feed,burst,replay,machine,made"

/* By RtUnit, as they stand in files for programs. */
static const char * const units[] = { "", "B", "us" };

/* Everyone's medians: @value of @contestant, the @best and the @worst. */
static gboolean
find_ends (RtResult *result,
           RtFigure  figure,
           double   *best,
           double   *worst)
{
  guint n = 0;

  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    {
      RtSpread spread;

      rt_result_get_figure (result, i, figure, &spread);
      if (spread.n == 0)
        continue;
      *best = n == 0 ? spread.median : MIN (*best, spread.median);
      *worst = n == 0 ? spread.median : MAX (*worst, spread.median);
      n++;
    }
  if (rt_figure_get_info (figure)->better > 0)
    {
      double most = *worst;

      *worst = *best;
      *best = most;
    }

  return n > 1 && *best != *worst;
}

/* What grows with the clients says nothing of those who had fewer of them. */
gboolean
rt_figure_is_total (RtFigure figure)
{
  return figure >= RT_FIGURE_LOST && figure <= RT_FIGURE_SEGMENTS_OUT;
}

/* As many of each took part, among those that are compared. */
static gboolean
had_equal_clients (RtResult *result)
{
  double first = NAN;

  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    {
      double clients = rt_result_get_median (result, i, RT_FIGURE_CLIENTS);

      if (!isnan (first) && !isnan (clients) && clients != first)
        return FALSE;
      if (!isnan (clients))
        first = clients;
    }

  return TRUE;
}

/**
 * rt_report_rank:
 * @result: a result
 * @contestant: the place in the plan's contestants
 * @figure: what of it
 *
 * Returns: whether it is the best or the worst at it, of those that are compared; neither, where
 *   all are shown the same, less is no better than more, or it is a total of unequal numbers of clients
 */
RtRank
rt_report_rank (RtResult *result,
                guint     contestant,
                RtFigure  figure)
{
  RtSpread spread;
  double best = NAN;
  double worst = NAN;
  g_autofree char *its = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  rt_result_get_figure (result, contestant, figure, &spread);
  if (rt_figure_is_total (figure) && !had_equal_clients (result))
    return RT_RANK_NONE;
  if (rt_figure_get_info (figure)->better == 0 || spread.n == 0 || !find_ends (result, figure, &best, &worst))
    return RT_RANK_NONE;
  its = rt_report_number (figure, spread.median);
  first = rt_report_number (figure, best);
  last = rt_report_number (figure, worst);
  if (g_str_equal (first, last))
    return RT_RANK_NONE;
  if (g_str_equal (its, first))
    return RT_RANK_BEST;

  return g_str_equal (its, last) ? RT_RANK_WORST : RT_RANK_NONE;
}

/**
 * rt_report_number:
 * @figure: a figure
 * @value: of it, in its unit; NAN where it is not known
 *
 * Returns: (transfer full): the number with its unit, %RT_FORMAT_WIDTH characters at the most
 */
char *
rt_report_number (RtFigure figure,
                  double   value)
{
  switch (rt_figure_get_info (figure)->unit)
    {
    case RT_UNIT_BYTES: return rt_format_bytes (value);
    case RT_UNIT_US: return rt_format_duration_us (value);
    case RT_UNIT_COUNT:
    default: return rt_format_count (value);
    }
}

/* (transfer full) How often there was an event, as planned, or as it turned out where nobody planned it. */
static char *
dup_rate (RtResult *result)
{
  RtFeedRate feed;

  if (rt_result_get_plan (result)->rate_kind != RT_RATE_REPLAY)
    return g_strdup_printf ("%.15g", rt_result_get_plan (result)->rate);

  rt_result_get_feed (result, &feed);
  return feed.rate > 0 ? rt_format_plain (feed.rate, 3) : g_strdup (RT_FORMAT_UNKNOWN);
}

static char *
dup_size (RtResult *result)
{
  RtFeedRate feed;

  rt_result_get_feed (result, &feed);
  return rt_format_bytes (feed.rate > 0 ? feed.size : NAN);
}

/* (transfer full) that it was cancelled, and when; else nothing */
static char *
dup_end (RtResult *result)
{
  const RtRun *cut = NULL;
  g_autofree char *seconds = NULL;

  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);

      if (run->cut_short && (cut == NULL || run->elapsed_us > cut->elapsed_us))
        cut = run;
    }
  if (cut == NULL)
    return g_strdup ("");

  seconds = rt_format_plain ((double) MAX (cut->elapsed_us, 0) / G_USEC_PER_SEC, 3);
  /* Translators: begins with a space: after how many seconds, and which repetition */
  return g_strdup_printf (_(" Cancelled after %s s of repetition %u."), seconds, cut->repetition + 1);
}

/**
 * rt_report_describe:
 * @result: a result
 *
 * Returns: (transfer full): what its plan asks for, in a line; and whether that was cancelled
 */
char *
rt_report_describe (RtResult *result)
{
  static const char * const feeds[] = { N_("steady"), N_("Poisson"), N_("bursts"), N_("replayed") };
  const RtPlan *plan = rt_result_get_plan (result);
  g_autofree char *rate = dup_rate (result);
  g_autofree char *size = dup_size (result);
  g_autofree char *end = dup_end (result);
  g_autofree char *plan_words = NULL;

  plan_words = g_strdup_printf (
    /* Translators: what an experiment did: clients of each pattern, events a second (steady, Poisson,
     * bursts or replayed), the bytes of each, the seconds, how often */
    _("Clients: %u each. Events: %s/s (%s), %s each. Measured: %.15g s, %u×."), plan->n_clients, rate,
    _(feeds[plan->rate_kind]), size, plan->duration, plan->repeat);

  return g_strconcat (plan_words, end, NULL);
}

/* RFC 4180 section 2: what has a comma, a quote or a line end stands in quotes, and a quote twice. */
static void
append_field (GString    *csv,
              const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

static void
append_number (GString *csv,
               double   value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";

  if (!isnan (value))
    g_ascii_formatd (text, sizeof text, "%.15g", value);
  g_string_append_printf (csv, ",%s", text);
}

/* As files name it. */
static const char *
get_feed (JsonNode *experiment)
{
  return json_object_get_string_member (json_node_get_object (experiment), "feed");
}

/* (transfer full) the ends of all lines, by CONDITIONS */
static char *
dup_conditions (RtResult *result)
{
  const RtPlan *plan = rt_result_get_plan (result);
  g_autoptr (JsonNode) experiment = rt_plan_to_json (plan);
  GDateTime *made = rt_result_get_made (result);
  g_autofree char *burst = g_strdup_printf ("%u", plan->burst);
  g_autofree char *when = made != NULL ? g_date_time_format_iso8601 (made) : g_strdup ("");
  g_autofree char *faults = plan->faults != NULL ? g_strjoinv ("; ", plan->faults) : g_strdup ("");
  g_autofree char *machine = rt_report_machine (result);
  const char *words[] = { plan->order == RT_ORDER_APART ? "apart" : "together", plan->own_process ? "true" : "false",
                          plan->http2 ? "true" : "false", faults, get_feed (experiment), burst,
                          plan->replay != NULL ? plan->replay : "", machine, when };
  GString *csv = g_string_new (NULL);

  append_number (csv, plan->rate);
  append_number (csv, (double) plan->size);
  append_number (csv, plan->interval_ms);
  append_number (csv, plan->wait_ms);
  append_number (csv, plan->warm_up);
  append_number (csv, plan->per_host);
  append_number (csv, plan->host_clients);
  g_string_append_printf (csv, ",%" G_GUINT64_FORMAT, plan->seed);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_string_append_c (csv, ',');
      append_field (csv, words[i]);
    }

  return g_string_free (csv, FALSE);
}

/**
 * rt_report_csv:
 * @result: a result
 *
 * Writes a table for spreadsheets and programs: name, pattern, figure, unit, repetitions, and
 * median, lowest and highest of them, which are empty where nothing was measured; then the seconds that
 * were measured, and whether that was cancelled; and, the same in each line so that tables of several results
 * can be put together, how it was measured.
 *
 * Returns: (transfer full): the text, with CR LF (RFC 4180)
 */
char *
rt_report_csv (RtResult *result)
{
  GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  GString *csv = g_string_new ("name,pattern,figure,unit,repetitions,median,lowest,highest,seconds,cancelled," CONDITIONS "\r\n");
  g_autofree char *conditions = dup_conditions (result);

  for (guint i = 0; i < contestants->len * RT_N_FIGURES; i++)
    {
      const RtContestant *contestant = g_ptr_array_index (contestants, i / RT_N_FIGURES);
      const RtFigureInfo *info = rt_figure_get_info (i % RT_N_FIGURES);
      RtSpread spread;

      rt_result_get_figure (result, i / RT_N_FIGURES, i % RT_N_FIGURES, &spread);
      append_field (csv, contestant->name);
      g_string_append_c (csv, ',');
      append_field (csv, contestant->pattern);
      g_string_append_printf (csv, ",%s,%s,%u", info->path, units[info->unit], spread.n);
      append_number (csv, spread.median);
      append_number (csv, spread.lowest);
      append_number (csv, spread.highest);
      append_number (csv, rt_result_get_seconds (result, i / RT_N_FIGURES));
      g_string_append_printf (csv, ",%s%s\r\n",
                              rt_result_is_cut_short (result, i / RT_N_FIGURES) ? "true" : "false", conditions);
    }

  return g_string_free (csv, FALSE);
}
