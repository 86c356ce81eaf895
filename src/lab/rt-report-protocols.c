/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-report.h"

#include <glib/gi18n.h>

static const char *
get_protocol (RtResult *result,
              guint     contestant)
{
  for (guint i = 0; i < rt_result_get_n_runs (result); i++)
    {
      const RtRun *run = rt_result_get_run (result, i);

      if (run->contestant == contestant && run->protocol != NULL)
        return run->protocol;
    }

  return NULL;
}

/* (transfer full) the names of those that ran over @protocol */
static char *
join_names (RtResult   *result,
            const char *protocol)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < contestants->len; i++)
    if (g_strcmp0 (get_protocol (result, i), protocol) == 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              ((const RtContestant *) g_ptr_array_index (contestants, i))->name);

  return g_strdup (names->str);
}

/**
 * rt_report_protocols:
 * @result: a result
 *
 * Says what was negotiated where any contestant ran over HTTP/2, for then not all had the same.
 *
 * Returns: (transfer full) (nullable): a sentence or two
 */
char *
rt_report_protocols (RtResult *result)
{
  g_autofree char *over_2 = join_names (result, RT_RUN_HTTP2);
  g_autofree char *over_1 = join_names (result, RT_RUN_HTTP1);

  if (*over_2 == '\0')
    return NULL;
  if (*over_1 == '\0')
    /* Translators: names of patterns */
    return g_strdup_printf (_("Over HTTP/2 and TLS, whose bytes are counted: %s."), over_2);

  /* Translators: names of patterns, twice */
  return g_strdup_printf (_("Over HTTP/2 and TLS, whose bytes are counted: %s. Over HTTP/1.1 without TLS, because it cannot "
                            "run on HTTP/2 here: %s."), over_2, over_1);
}
