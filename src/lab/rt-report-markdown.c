/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/rt-report.h"

/* What would be read as markup, and what ends a cell. */
static void
append_escaped (GString    *text,
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
      append_escaped (text, ((RtContestant *) g_ptr_array_index (contestants, i))->name);
      g_string_append (text, " |");
    }
  g_string_append (text, "\n|---|");
  for (guint i = 0; i < contestants->len; i++)
    g_string_append (text, "---:|");
  for (guint figure = 0; figure < RT_N_FIGURES; figure++)
    {
      g_string_append (text, "\n| ");
      append_escaped (text, _(rt_figure_get_info (figure)->title));
      g_string_append (text, " |");
      for (guint i = 0; i < contestants->len; i++)
        {
          g_autofree char *cell = dup_cell (result, i, figure);

          g_string_append_printf (text, " %s |", cell);
        }
    }
  g_string_append (text, "\n");
}

static void
append_machine (GString  *text,
                RtResult *result)
{
  JsonNode *machine = rt_result_get_machine (result);
  JsonObject *object = machine != NULL ? json_node_get_object (machine) : NULL;
  const char *cpu = object != NULL ? json_object_get_string_member_with_default (object, "cpu", NULL) : NULL;
  const char *kernel = object != NULL ? json_object_get_string_member_with_default (object, "kernel", NULL) : NULL;

  if (cpu == NULL && kernel == NULL)
    return;
  g_string_append (text, "\n");
  append_escaped (text, cpu != NULL ? cpu : "");
  g_string_append (text, cpu != NULL && kernel != NULL ? ", " : "");
  append_escaped (text, kernel != NULL ? kernel : "");
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

      append_escaped (name, ((const RtContestant *) g_ptr_array_index (contestants, i))->name);
      g_strv_builder_add (names, name->str);
    }

  return g_strv_builder_end (names);
}

/* A paragraph for each line. */
static void
append_paragraphs (GString    *text,
                   const char *lines)
{
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_string_append (text, "\n");
      append_escaped (text, list[i]);
      g_string_append (text, "\n");
    }
}

/**
 * rt_report_markdown:
 * @result: a result
 * @needs: (nullable): what is known of the workload beyond the plan
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
  static const RtNeeds none;
  const RtPlan *plan = rt_result_get_plan (result);
  RtNeeds named = needs != NULL ? *needs : none;
  g_auto (GStrv) names = dup_names (result);
  g_autofree char *description = rt_report_describe (result);
  g_autofree char *answer = NULL;
  g_autofree char *published = rt_report_published (result, "- ");
  g_autofree char *protocols = rt_report_protocols (result);
  g_autofree char *remarks = rt_report_remarks (result, NULL);
  GString *text = g_string_new (NULL);

  named.names = (const char * const *) names;
  answer = rt_report_answer (result, &named, "- ");
  if (plan->title != NULL)
    {
      g_string_append (text, "# ");
      append_escaped (text, plan->title);
      g_string_append (text, "\n\n");
    }
  g_string_append_printf (text, "%s\n\n", description);
  append_table (text, result);
  g_string_append_printf (text, "\n%s\n", _("Medians (lowest – highest). **Best**, *worst*."));
  if (protocols != NULL)
    append_paragraphs (text, protocols);
  append_paragraphs (text, remarks);
  append_machine (text, result);
  if (*answer != '\0')
    g_string_append_printf (text, "\n%s", answer);
  if (published != NULL)
    g_string_append_printf (text, "\n%s", published);

  return g_string_free (text, FALSE);
}
