/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-readers-line.h"

#include <glib/gi18n.h>

#include "cli/rt-traffic-table.h"
#include "lab/rt-format.h"
#include "lab/rt-pressure-words.h"

static void
add_all (RtLedger  *ledger,
         RtTraffic *all)
{
  g_autofree const char **patterns = rt_traffic_table_list_patterns (ledger);

  for (guint i = 0; patterns[i] != NULL; i++)
    rt_traffic_add (all, rt_ledger_get (ledger, g_intern_string (patterns[i])));
}

static void
append (GString *line,
        char    *words)
{
  g_string_append_printf (line, "%s%s", line->len > 0 ? ", " : "", words);
  g_free (words);
}

/**
 * rt_readers_line_format:
 * @ledger: the counters of a server
 * @live: whether what waits is told as well
 *
 * Returns: (transfer full): what waits for readers, what was decided about those that do not
 *   keep up, and what had not been sent to those whose connection ended, in a line; "" where
 *   there is nothing to tell
 */
char *
rt_readers_line_format (RtLedger *ledger,
                        gboolean  live)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *queue = NULL;
  g_autofree char *left = NULL;
  char *decisions;
  g_auto (RtTraffic) all;

  rt_traffic_init (&all);
  add_all (ledger, &all);
  queue = rt_pressure_words_dup_queue (&all);
  left = rt_format_count (all.left);
  decisions = rt_pressure_words_dup_decisions (&all);

  if (live && all.outbox_events > 0)
    /* Translators: a number of events and their size, which wait for readers */
    append (line, g_strdup_printf (_("%s waiting"), queue));
  if (decisions != NULL)
    append (line, decisions);
  if (all.left > 0)
    /* Translators: a number of events that readers were not given before their connection ended */
    append (line, g_strdup_printf (_("%s not given before they left"), left));
  if (line->len == 0)
    return g_strdup ("");

  /* Translators: a list of what happened because readers did not keep up, “1 disconnected, 12 dropped” */
  return g_strdup_printf (_("Readers: %s\n"), line->str);
}
