/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-result-words.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"
#include "rt-contestant-group.h"

/* What stands before a number, by RtRank; a sign each, so that it takes no colour to tell them. */
static const char * const marks[] = { "", "✓ ", "! " };

static const RtContestant *
get_contestant (RtResult *result,
                guint     index)
{
  return g_ptr_array_index (rt_result_get_plan (result)->contestants, index);
}

static char **
dup_names (RtResult  *result,
           char    *(*dup_name) (const RtContestant *))
{
  guint n = rt_result_get_plan (result)->contestants->len;
  char **names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = dup_name (get_contestant (result, i));

  return names;
}

/**
 * rt_result_dup_title:
 * @result: a result
 *
 * Returns: (transfer full): what it is called
 */
char *
rt_result_dup_title (RtResult *result)
{
  const RtPlan *plan = rt_result_get_plan (result);

  return g_strdup (plan->title != NULL ? plan->title : _("Comparison"));
}

/**
 * rt_result_dup_origin:
 * @result: a result
 *
 * Returns: (transfer full): when it was, in local time, and on what processor
 */
char *
rt_result_dup_origin (RtResult *result)
{
  GDateTime *made = rt_result_get_made (result);
  g_autoptr (GDateTime) here = made != NULL ? g_date_time_to_local (made) : NULL;
  g_autofree char *when = here != NULL ? g_date_time_format (here, "%x %X") : g_strdup ("");
  JsonNode *machine = rt_result_get_machine (result);
  JsonObject *object = machine != NULL ? json_node_get_object (machine) : NULL;
  const char *cpu = object != NULL ? json_object_get_string_member_with_default (object, "cpu", "") : "";

  return g_strjoin (*when != '\0' && *cpu != '\0' ? " · " : "", when, cpu, NULL);
}

/**
 * rt_result_dup_remarks:
 * @result: a result
 *
 * Returns: (transfer full): lines; empty where there is nothing to say
 */
char *
rt_result_dup_remarks (RtResult *result)
{
  g_auto (GStrv) titles = dup_names (result, rt_contestant_dup_title);

  return rt_report_remarks (result, (const char * const *) titles);
}

/**
 * rt_result_dup_conditions:
 * @result: a result
 *
 * Returns: (transfer full): what was asked for, and over which protocols it ran
 */
char *
rt_result_dup_conditions (RtResult *result)
{
  g_autofree char *description = rt_report_describe (result);
  g_autofree char *protocols = rt_report_protocols (result);

  return g_strconcat (description, protocols != NULL ? "\n" : "", protocols, NULL);
}

/**
 * rt_result_dup_beside:
 * @other: a result that another is laid beside
 *
 * Returns: (transfer full): what the smaller numbers are of
 */
char *
rt_result_dup_beside (RtResult *other)
{
  g_autofree char *description = rt_report_describe (other);
  g_autofree char *origin = rt_result_dup_origin (other);

  /* Translators: what another experiment did, then when and on what */
  return g_strdup_printf (_("Beside it, below each number, with how much more or less it is: %s %s"), description, origin);
}

static gboolean
find_other (RtResult *result,
            RtResult *other,
            guint     contestant,
            RtFigure  figure,
            RtSpread *spread)
{
  const RtPlan *plan = other != NULL ? rt_result_get_plan (other) : NULL;

  for (guint i = 0; plan != NULL && i < plan->contestants->len; i++)
    if (g_str_equal (get_contestant (other, i)->name, get_contestant (result, contestant)->name))
      {
        rt_result_get_figure (other, i, figure, spread);
        return spread->n > 0;
      }

  return FALSE;
}

static char *
dup_below (RtResult       *result,
           RtResult       *other,
           guint           contestant,
           RtFigure        figure,
           const RtSpread *spread)
{
  g_autofree char *lowest = rt_report_number (figure, spread->lowest);
  g_autofree char *highest = rt_report_number (figure, spread->highest);
  RtSpread its;

  if (find_other (result, other, contestant, figure, &its))
    {
      g_autofree char *number = rt_report_number (figure, its.median);
      double percent = spread->n > 0 && spread->median != 0 ? round ((its.median / spread->median - 1) * 100) : 0;

      if (percent == 0)
        return g_steal_pointer (&number);
      /* Translators: what another result has, and how much more or less that is, in per cent */
      return g_strdup_printf (_("%s (%+.0f %%)"), number, percent);
    }
  if (other != NULL)
    return g_strdup (RT_FORMAT_UNKNOWN);

  return spread->n > 1 && spread->lowest != spread->highest ? g_strdup_printf ("%s – %s", lowest, highest) : NULL;
}

/**
 * rt_result_dup_number:
 * @result: a result
 * @other: (nullable): what it is compared with, contestant by contestant of the same name
 * @contestant: the place in its contestants
 * @figure: what to tell
 * @below: (out) (transfer full) (nullable): how far repetitions were apart, or what @other has
 *
 * Returns: (transfer full): the median, with a sign where it is the best or the worst
 */
char *
rt_result_dup_number (RtResult  *result,
                      RtResult  *other,
                      guint      contestant,
                      RtFigure   figure,
                      char     **below)
{
  g_autofree char *number = NULL;
  RtSpread spread;

  rt_result_get_figure (result, contestant, figure, &spread);
  number = rt_report_number (figure, spread.median);
  *below = dup_below (result, other, contestant, figure, &spread);

  return g_strconcat (marks[rt_report_rank (result, contestant, figure)], number, NULL);
}

/**
 * rt_result_count_comparable:
 * @result: a result
 *
 * Returns: how many of its contestants kept up, and are compared
 */
guint
rt_result_count_comparable (RtResult *result)
{
  guint n = 0;

  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    n += rt_result_is_comparable (result, i) ? 1 : 0;

  return n;
}

/**
 * rt_result_dup_advice:
 * @result: a result
 * @needs: what matters beyond it
 * @title: (out) (transfer full): who is recommended, in words
 *
 * Returns: (transfer full) (nullable): the advice; %NULL, and @title is not set, where fewer than two
 *   can be compared
 */
RtAdvice *
rt_result_dup_advice (RtResult       *result,
                      const RtNeeds  *needs,
                      char          **title)
{
  g_auto (GStrv) names = dup_names (result, rt_contestant_dup_label);
  const RtNeeds named = { needs->staleness, needs->traits, needs->pays_for, (const char * const *) names };
  RtAdvice *advice;

  if (rt_result_count_comparable (result) < 2)
    return NULL;
  advice = rt_advice_new (result, &named);
  *title = advice->contestant == RT_ADVICE_NOBODY ? g_strdup (_("No pattern can be recommended."))
                                                  : g_strdup_printf (_("Recommended: %s"), names[advice->contestant]);

  return advice;
}
