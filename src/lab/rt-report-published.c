/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-presets.h"
#include "lab/rt-report.h"

static void
append_number (GString           *text,
               const RtPublished *published,
               RtResult          *result,
               gboolean           changed,
               const char        *bullet)
{
  double value = rt_published_measure (published, result);
  g_autofree char *theirs = rt_published_format (published, published->value);
  g_autofree char *ours = rt_published_format (published, value);
  g_autofree char *least = rt_published_format (published, published->least);
  g_autofree char *most = rt_published_format (published, published->most);

  g_string_append (text, bullet);
  if (changed || isnan (value) || rt_published_fits (published, value))
    /* Translators: the name of a pattern, what was measured of it, two numbers */
    g_string_append_printf (text, _("%s, %s: published %s, measured %s."), published->contestant, _(published->what),
                            theirs, ours);
  else
    /* Translators: the name of a pattern, what was measured of it, two numbers, and from where to where it should be */
    g_string_append_printf (text, _("%s, %s: published %s, measured %s, expected from %s to %s."),
                            published->contestant, _(published->what), theirs, ours, least, most);
  if (published->n_clients > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _("With %u clients."), published->n_clients);
    }
  if (!changed && !isnan (value) && published->difference != NULL && !g_str_equal (theirs, ours))
    g_string_append_printf (text, " %s", _(published->difference));
  g_string_append_c (text, '\n');
}

/**
 * rt_report_changes:
 * @result: a result
 *
 * Returns: (transfer full) (nullable): that the set-up of the preset was changed, which settings, and what
 *   that means; %NULL where nothing was
 */
char *
rt_report_changes (RtResult *result)
{
  g_auto (GStrv) changes = rt_preset_list_changes (rt_result_get_plan (result), FALSE);
  g_autofree char *list = g_strjoinv ("; ", changes);

  if (*changes == NULL)
    return NULL;

  /* Translators: settings of an experiment, each with what it is and what it was */
  return g_strdup_printf (_("The set-up was changed (%s): what was published stands beside it, but is no measure of it, "
                            "and no tolerance holds."), list);
}

/**
 * rt_report_published:
 * @result: a result
 * @bullet: what each number's line begins with
 *
 * Lays what was published beside what was measured, where the plan began as a preset's.
 *
 * Returns: (transfer full) (nullable): lines, or %NULL where nothing was published
 */
char *
rt_report_published (RtResult   *result,
                     const char *bullet)
{
  const RtPlan *plan = rt_result_get_plan (result);
  guint index = 0;
  const RtPreset *preset = plan->preset != NULL ? rt_presets_lookup (plan->preset, &index) : NULL;
  g_autofree char *changes = rt_report_changes (result);
  GString *text;

  if (preset == NULL)
    return NULL;

  text = g_string_new (NULL);
  if (*preset->source != '\0')
    g_string_append_printf (text, "%s\n", preset->source);
  g_string_append_printf (text, "%s\n", _(preset->setup));
  if (changes != NULL)
    g_string_append_printf (text, "%s\n", changes);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < preset->n_published; i++)
    if (preset->published[i].plan == index)
      append_number (text, &preset->published[i], result, changes != NULL, bullet);

  return g_string_free (text, FALSE);
}
