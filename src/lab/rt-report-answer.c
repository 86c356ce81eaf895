/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"
#include "lab/rt-report-private.h"

const guint rt_report_projected[RT_REPORT_N_PROJECTED] = { 1000, 10000, 100000 };

static void
append_lines (GString    *text,
              GPtrArray  *sentences,
              const char *bullet)
{
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, "%s%s\n", bullet, (const char *) g_ptr_array_index (sentences, i));
}

/* With bullets it is Markdown, and so are the headings. */
static void
append_heading (GString    *text,
                const char *title,
                const char *bullet)
{
  g_string_append_printf (text, "\n%s%s\n\n", *bullet != '\0' ? "## " : "", title);
}

static void
append_part (GString    *text,
             const char *title,
             GPtrArray  *sentences,
             const char *bullet)
{
  if (sentences->len == 0)
    return;
  append_heading (text, title, bullet);
  append_lines (text, sentences, bullet);
}

static const char *
get_name (RtResult      *result,
          const RtNeeds *needs,
          guint          contestant)
{
  const RtContestant *its = g_ptr_array_index (rt_result_get_plan (result)->contestants, contestant);

  return needs->names != NULL ? needs->names[contestant] : its->name;
}

static void
append_advice (GString       *text,
               RtResult      *result,
               const RtNeeds *needs,
               const char    *bullet)
{
  g_autoptr (RtAdvice) advice = rt_advice_new (result, needs);
  g_autofree char *matters = rt_needs_describe (needs, bullet);

  if (advice->contestant == RT_ADVICE_NOBODY)
    g_string_append (text, _("No pattern can be recommended."));
  else
    /* Translators: the name of a pattern */
    g_string_append_printf (text, _("Recommended: %s"), get_name (result, needs, (guint) advice->contestant));
  g_string_append (text, "\n\n");
  append_lines (text, advice->reasons, bullet);
  append_heading (text, _("What matters"), bullet);
  g_string_append (text, matters);
  append_part (text, _("What would change it"), advice->changes, bullet);
  append_part (text, _("What numbers cannot tell"), advice->beyond, bullet);
}

static void
append_projection (GString            *text,
                   const char         *name,
                   const RtProjection *projection,
                   const char         *bullet)
{
  g_autofree char *rate = rt_format_rate (projection->bytes);
  g_autofree char *memory = rt_format_bytes (projection->memory);
  g_autofree char *cores = isnan (projection->cores) ? g_strdup (RT_FORMAT_UNKNOWN)
                                                     : rt_format_number (projection->cores, 3);

  if (isnan (projection->bytes) && isnan (projection->cores) && isnan (projection->memory))
    return;
  if (isnan (projection->cores) && isnan (projection->memory))
    {
      /* Translators: the name of a pattern, how many clients; what they would cost: bytes a second */
      g_string_append_printf (text, _("%s%s, %u clients: %s.\n"), bullet, name, projection->n_clients, rate);
      return;
    }

  /* Translators: the name of a pattern, how many clients; what they would cost: bytes a second, processor
   * cores, memory */
  g_string_append_printf (text, _("%s%s, %u clients: %s, %s cores, %s of memory."), bullet, name,
                          projection->n_clients, rate, cores, memory);
  g_string_append_c (text, '\n');
}

static void
append_projections (GString       *text,
                    RtResult      *result,
                    const RtNeeds *needs,
                    const char    *bullet)
{
  const RtPlan *plan = rt_result_get_plan (result);
  gboolean begun = FALSE;

  for (guint i = 0; i < plan->contestants->len; i++)
    {
      RtProjection projection;
      RtCost cost;

      if (!rt_cost_measure (result, i, &cost))
        continue;
      for (guint n = 0; n < RT_REPORT_N_PROJECTED; n++)
        {
          rt_cost_project (&cost, rt_report_projected[n], &projection);
          if (!begun)
            {
              g_autofree char *basis = rt_projection_dup_basis (result);

              append_heading (text, _("With more clients"), bullet);
              g_string_append_printf (text, "%s\n\n", basis);
              begun = TRUE;
            }
          append_projection (text, get_name (result, needs, i), &projection, bullet);
        }
    }
}

/**
 * rt_report_answer:
 * @result: a result
 * @needs: what is known of the workload beyond the plan
 * @bullet: what each line begins with
 *
 * Says which pattern is recommended and why, and what more clients would cost.
 *
 * Returns: (transfer full): lines; none where nothing was measured
 */
char *
rt_report_answer (RtResult      *result,
                  const RtNeeds *needs,
                  const char    *bullet)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < rt_result_get_plan (result)->contestants->len; i++)
    n += rt_result_is_comparable (result, i) ? 1 : 0;
  if (n > 1)
    append_advice (text, result, needs, bullet);
  /* Markdown has a table of them. */
  if (n > 0 && *bullet == '\0')
    append_projections (text, result, needs, bullet);

  return g_string_free (text, FALSE);
}
