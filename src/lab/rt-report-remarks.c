/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report.h"

#include <glib/gi18n.h>

static void
append_remark (GString     *text,
               const RtRun *run,
               const char  *name)
{
  const char *remark = run->remark != NULL ? run->remark : "";

  if (text->len > 0)
    g_string_append_c (text, '\n');
  if (run->kept_up)
    /* Translators: the name of a pattern, which repetition, what is to be known of it */
    g_string_append_printf (text, _("%s, repetition %u: %s"), name, run->repetition + 1, remark);
  else
    /* Translators: the name of a pattern, which repetition, why */
    g_string_append_printf (text, _("Not compared: %s, repetition %u. %s"), name, run->repetition + 1, remark);
}

/* Of those whose counts are compared. */
static void
append_by_chance (GString    *text,
                  RtResult   *result,
                  guint       contestant,
                  const char *name)
{
  gboolean by_chance = FALSE;

  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);

      by_chance |= run->contestant == contestant && run->kept_up && run->by_chance && !run->cut_short;
    }
  if (!by_chance)
    return;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  /* Translators: the name of a pattern */
  g_string_append_printf (text, _("%s: with the same seed its counts can differ from run to run. Not the schedule alone "
                                  "decided which event came in which answer: something was broken on purpose, waits "
                                  "ended, connections were few, or events came faster than one can ask again."), name);
}

/**
 * rt_report_remarks:
 * @result: a result
 * @names: (nullable): what the contestants are to be called, by number; %NULL: by their names
 *
 * Says which runs are not compared and why, what else is to be known of a run, and whose counts
 * need not be the same again. That it was cancelled rt_report_describe() says.
 *
 * Returns: (transfer full): lines; empty where there is nothing to say
 */
char *
rt_report_remarks (RtResult           *result,
                   const char * const *names)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);
      const RtContestant *contestant = g_ptr_array_index (contestants, run->contestant);

      if (!run->kept_up || run->remark != NULL)
        append_remark (text, run, names != NULL ? names[run->contestant] : contestant->name);
    }
  for (guint i = 0; i < contestants->len; i++)
    append_by_chance (text, result, i,
                      names != NULL ? names[i] : ((const RtContestant *) g_ptr_array_index (contestants, i))->name);

  return g_string_free (text, FALSE);
}
