/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/rt-report-private.h"

/* What would be read as markup, and what ends a cell. */
void
rt_report_append_escaped (GString    *text,
                          const char *words)
{
  for (const char *c = words; *c != '\0'; c++)
    {
      if (strchr ("\\`*_{}[]<>#|!~&", *c) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *c);
    }
}

static char *
dup_cell (RtResult *result,
          guint     contestant,
          RtFigure  figure)
{
  g_autofree char *median = NULL;
  RtRank rank = rt_report_rank (result, contestant, figure);
  const char *mark = rank == RT_RANK_BEST ? "**" : rank == RT_RANK_WORST ? "*" : "";
  RtSpread spread;

  rt_result_get_figure (result, contestant, figure, &spread);
  median = rt_report_number (figure, spread.median);
  if (spread.n > 1 && spread.lowest != spread.highest)
    {
      g_autofree char *lowest = rt_report_number (figure, spread.lowest);
      g_autofree char *highest = rt_report_number (figure, spread.highest);

      return g_strdup_printf ("%s%s%s (%s – %s)", mark, median, mark, lowest, highest);
    }

  return g_strdup_printf ("%s%s%s", mark, median, mark);
}

static void
append_table (GString  *text,
              RtResult *result)
{
  GPtrArray *contestants = rt_result_get_plan (result)->contestants;

  g_string_append (text, "| |");
  for (guint i = 0; i < contestants->len; i++)
    {
      g_string_append_c (text, ' ');
      rt_report_append_escaped (text, ((RtContestant *) g_ptr_array_index (contestants, i))->name);
      g_string_append (text, " |");
    }
  g_string_append (text, "\n|---|");
  for (guint i = 0; i < contestants->len; i++)
    g_string_append (text, "---:|");
  for (guint figure = 0; figure < RT_N_FIGURES; figure++)
    {
      g_string_append (text, "\n| ");
      rt_report_append_escaped (text, _(rt_figure_get_info (figure)->title));
      g_string_append (text, " |");
      for (guint i = 0; i < contestants->len; i++)
        {
          g_autofree char *cell = dup_cell (result, i, figure);

          g_string_append_printf (text, " %s |", cell);
        }
    }
  g_string_append (text, "\n");
}

/* (transfer full) names that are no markup, by number, and NULL at the end */
static char **
dup_names (RtResult *result)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < contestants->len; i++)
    {
      g_autoptr (GString) name = g_string_new (NULL);

      rt_report_append_escaped (name, ((const RtContestant *) g_ptr_array_index (contestants, i))->name);
      g_strv_builder_add (names, name->str);
    }

  return g_strv_builder_end (names);
}

/* Nothing between them: what follows one without an empty line is of the same paragraph. */
void
rt_report_append_paragraphs (GString    *text,
                             const char *lines)
{
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      {
        g_string_append (text, text->len > 0 && !g_str_has_suffix (text->str, " ") ? "\n" : "");
        rt_report_append_escaped (text, list[i]);
        g_string_append_c (text, '\n');
      }
}

static void
append_list (GString    *text,
             const char *title,
             const char *lines)
{
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  g_string_append_printf (text, "\n## %s\n\n", title);
  for (guint i = 0; list[i] != NULL && *list[i] != '\0'; i++)
    {
      g_string_append (text, "- ");
      rt_report_append_escaped (text, list[i]);
      g_string_append_c (text, '\n');
    }
}

/* What to make of it. @needs->names are no markup. */
static void
append_answer (GString       *text,
               RtResult      *result,
               const RtNeeds *needs)
{
  g_autofree char *answer = rt_report_answer (result, needs, "- ");
  g_autofree char *published = rt_report_published (result, "- ");

  if (*answer != '\0')
    g_string_append_printf (text, "\n## %s\n\n%s", _("Answer"), answer);
  rt_report_append_map (text, result, needs);
  rt_report_append_projections (text, result, needs);
  if (published != NULL)
    g_string_append_printf (text, "\n## %s\n\n%s", _("As it was published"), published);
}

/**
 * rt_report_markdown:
 * @result: a result
 * @needs: (nullable): what the recommendation goes by; %NULL: what the result says
 *
 * Writes a table for documents and tickets: medians, and in parentheses the lowest and the
 * highest of the repetitions; then what to make of it.
 *
 * Returns: (transfer full): the text
 */
char *
rt_report_markdown (RtResult      *result,
                    const RtNeeds *needs)
{
  const RtPlan *plan = rt_result_get_plan (result);
  RtNeeds named = needs != NULL ? *needs : *rt_result_get_needs (result);
  g_auto (GStrv) names = dup_names (result);
  g_autofree char *description = rt_report_describe (result);
  g_autofree char *conditions = rt_report_conditions (result);
  g_autofree char *protocols = rt_report_protocols (result);
  g_autofree char *remarks = rt_report_remarks (result, NULL);
  GString *text = g_string_new (NULL);

  named.names = (const char * const *) names;
  if (plan->title != NULL)
    {
      g_string_append (text, "# ");
      rt_report_append_escaped (text, plan->title);
      g_string_append (text, "\n\n");
    }
  g_string_append_printf (text, "%s\n\n", description);
  append_table (text, result);
  g_string_append_printf (text, "\n%s\n", _("Medians (lowest – highest). **Best**, *worst*."));
  rt_report_append_paragraphs (text, protocols != NULL ? protocols : "");
  rt_report_append_paragraphs (text, remarks);
  append_answer (text, result, &named);
  append_list (text, _("Conditions"), conditions);

  return g_string_free (text, FALSE);
}
