/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "lab/rt-format.h"

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

/**
 * rt_report_rank:
 * @result: a result
 * @contestant: the place in the plan's contestants
 * @figure: what of it
 *
 * Returns: whether it is the best or the worst at it, of those that are compared; neither, where
 *   all are the same or less is no better than more
 */
RtRank
rt_report_rank (RtResult *result,
                guint     contestant,
                RtFigure  figure)
{
  RtSpread spread;
  double best = NAN;
  double worst = NAN;

  rt_result_get_figure (result, contestant, figure, &spread);
  if (rt_figure_get_info (figure)->better == 0 || spread.n == 0 || !find_ends (result, figure, &best, &worst))
    return RT_RANK_NONE;
  if (spread.median == best)
    return RT_RANK_BEST;

  return spread.median == worst ? RT_RANK_WORST : RT_RANK_NONE;
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

/**
 * rt_report_describe:
 * @plan: a plan
 *
 * Returns: (transfer full): what it asks for, in a line
 */
char *
rt_report_describe (const RtPlan *plan)
{
  static const char * const feeds[] = { N_("steady"), N_("Poisson"), N_("bursts"), N_("replayed") };
  g_autofree char *size = rt_format_bytes ((double) plan->size);

  return g_strdup_printf (
    /* Translators: what an experiment did: clients of each pattern, events a second (steady, Poisson,
     * bursts or replayed), the bytes of each, the seconds, how often */
    _("Clients: %u each. Events: %.15g/s (%s), %s each. Measured: %.15g s, %u×."), plan->n_clients, plan->rate,
    _(feeds[plan->rate_kind]), size, plan->duration, plan->repeat);
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

/**
 * rt_report_csv:
 * @result: a result
 *
 * Writes a table for spreadsheets and programs: name, pattern, figure, unit, repetitions, and
 * median, lowest and highest of them, which are empty where nothing was measured.
 *
 * Returns: (transfer full): the text, with CR LF (RFC 4180)
 */
char *
rt_report_csv (RtResult *result)
{
  GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  GString *csv = g_string_new ("name,pattern,figure,unit,repetitions,median,lowest,highest\r\n");

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
      g_string_append (csv, "\r\n");
    }

  return g_string_free (csv, FALSE);
}
