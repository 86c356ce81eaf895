/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-presets.h"
#include "lab/rt-report-private.h"

#define HARDLY 0.01 /* of the first */

/* A pattern of both results. */
typedef struct {
  RtResult *first;
  RtResult *second;
  guint     one;
  guint     another;
} Pair;

/* (transfer full) how much more or less the second is, with a sign; empty where that says nothing */
static char *
dup_difference (double first,
                double second)
{
  double percent = 100 * (second - first) / first;

  if (isnan (first) || isnan (second))
    return g_strdup ("");
  if (first == second)
    return g_strdup ("=");
  if (first == 0)
    return g_strdup ("");
  if (fabs (percent) < 0.05)
    return g_strdup ("±0 %");

  return g_strdup_printf (fabs (percent) < 10 ? "%+.1f %%" : "%+.0f %%", percent);
}

/* As many events for as many clients: else totals say nothing. */
static gboolean
did_as_much (const Pair *pair)
{
  for (guint figure = RT_FIGURE_CLIENTS; figure <= RT_FIGURE_PUBLISHED; figure++)
    if (rt_result_get_median (pair->first, pair->one, figure) != rt_result_get_median (pair->second, pair->another, figure))
      return FALSE;

  return TRUE;
}

/* What the second is at it: a word, or nothing where neither is better, or where the difference is less than
 * that between repetitions, or than anyone would feel. */
static const char *
get_verdict (const Pair *pair,
             RtFigure    figure)
{
  int better = rt_figure_get_info (figure)->better;
  RtSpread first;
  RtSpread second;

  rt_result_get_figure (pair->first, pair->one, figure, &first);
  rt_result_get_figure (pair->second, pair->another, figure, &second);
  if (better == 0 || first.n == 0 || second.n == 0 || (rt_figure_is_total (figure) && !did_as_much (pair)))
    return "";
  if ((first.lowest <= second.highest && second.lowest <= first.highest) ||
      fabs (second.median - first.median) < HARDLY * fabs (first.median))
    return "";

  return (second.median > first.median) == (better > 0) ? _("better") : _("worse");
}

static int
find_contestant (RtResult   *result,
                 const char *name)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;

  for (guint i = 0; i < contestants->len; i++)
    if (g_str_equal (((const RtContestant *) g_ptr_array_index (contestants, i))->name, name))
      return (int) i;

  return -1;
}

typedef void (*RowFunc) (GString    *text,
                         const char *title,
                         const char *first,
                         const char *second,
                         const char *difference,
                         const char *verdict);

static void
append_row_of_text (GString    *text,
                    const char *title,
                    const char *first,
                    const char *second,
                    const char *difference,
                    const char *verdict)
{
  const char *cells[] = { first, second, difference };
  const int widths[] = { 12, 12, 12 };

  rt_report_append_padded (text, title, -28);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    rt_report_append_padded (text, cells[i], widths[i]);
  if (*verdict != '\0')
    g_string_append_printf (text, "  %s", verdict);
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

static void
append_row_of_markdown (GString    *text,
                        const char *title,
                        const char *first,
                        const char *second,
                        const char *difference,
                        const char *verdict)
{
  g_string_append (text, "| ");
  rt_report_append_escaped (text, title);
  g_string_append_printf (text, " | %s | %s | %s | %s |\n", first, second, difference, verdict);
}

static void
append_figures (GString    *text,
                const Pair *pair,
                RowFunc     append_row)
{
  for (guint figure = 0; figure < RT_N_FIGURES; figure++)
    {
      double first = rt_result_get_median (pair->first, pair->one, figure);
      double second = rt_result_get_median (pair->second, pair->another, figure);
      g_autofree char *before = rt_report_number (figure, first);
      g_autofree char *after = rt_report_number (figure, second);
      g_autofree char *difference = dup_difference (first, second);

      if (!isnan (first) || !isnan (second))
        append_row (text, _(rt_figure_get_info (figure)->title), before, after, difference, get_verdict (pair, figure));
    }
}

/* Which result is which, and whether both did the same. */
static void
append_heading (GString  *text,
                RtResult *result,
                RtResult *other)
{
  RtResult *both[] = { result, other };
  g_auto (GStrv) changes = rt_plan_list_changes (rt_result_get_plan (result), rt_result_get_plan (other), FALSE);
  g_autofree char *list = g_strjoinv ("; ", changes);

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      const RtPlan *plan = rt_result_get_plan (both[i]);
      g_autofree char *words = rt_report_describe (both[i]);
      g_autofree char *machine = rt_report_machine (both[i]);
      g_autofree char *remarks = rt_report_remarks (both[i], NULL);

      g_string_append_printf (text, "%s: %s%s%s%s%s\n", i == 0 ? _("First") : _("Second"),
                              plan->title != NULL ? plan->title : "", plan->title != NULL ? ". " : "", words,
                              *machine != '\0' ? " " : "", machine);
      if (*remarks != '\0')
        g_string_append_printf (text, "%s\n", remarks);
    }
  if (*changes != NULL)
    {
      /* Translators: settings of an experiment, each with what it is in the second and what it was in the first */
      g_string_append_printf (text, _("The second was not set up as the first was: %s."), list);
      g_string_append_c (text, '\n');
    }
  g_string_append_printf (text, "%s\n", _("Medians. The difference is that of the second to the first."));
}

/* Those whom only one of them has. */
static void
append_alone (GString    *text,
              RtResult   *result,
              RtResult   *other,
              const char *format)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;

  for (guint i = 0; i < contestants->len; i++)
    {
      const char *name = ((const RtContestant *) g_ptr_array_index (contestants, i))->name;

      if (find_contestant (other, name) < 0)
        g_string_append_printf (text, "\n%s: %s\n", name, format);
    }
}

/**
 * rt_report_beside:
 * @result: a result
 * @other: another, to be laid beside it
 * @markdown: FALSE: for terminals
 *
 * Writes for each pattern that both have, by name, a table: each figure of the first and of the second, by
 * how many per cent it differs, and whether that is better or worse.
 *
 * Returns: (transfer full): the text; no line for a terminal is wider than %RT_REPORT_COLUMNS columns
 */
char *
rt_report_beside (RtResult *result,
                  RtResult *other,
                  gboolean  markdown)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  RowFunc append_row = markdown ? append_row_of_markdown : append_row_of_text;
  g_autoptr (GString) heading = g_string_new (NULL);
  g_autoptr (GString) alone = g_string_new (NULL);
  GString *text = g_string_new (NULL);

  append_heading (heading, result, other);
  rt_report_append_lines (text, heading->str, markdown);
  for (guint i = 0; i < contestants->len; i++)
    {
      const RtContestant *its = g_ptr_array_index (contestants, i);
      int another = find_contestant (other, its->name);

      if (another < 0)
        continue;
      g_string_append (text, markdown ? "\n## " : "\n");
      rt_report_append_lines (text, its->name, markdown);
      g_string_append_c (text, '\n');
      append_row (text, "", _("First"), _("Second"), _("Difference"), "");
      g_string_append (text, markdown ? "|---|---:|---:|---:|---|\n" : "");
      append_figures (text, &(Pair) { result, other, i, (guint) another }, append_row);
    }
  append_alone (alone, result, other, _("only the first has it."));
  append_alone (alone, other, result, _("only the second has it."));
  rt_report_append_lines (text, alone->str, markdown);

  return g_string_free (text, FALSE);
}
