/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-pressure-words.h"

#include <glib/gi18n.h>

#include "lab/rt-format.h"

/**
 * rt_pressure_words_dup_queue:
 * @traffic: the counters of a peer, of a pattern or of all
 *
 * Returns: (transfer full): how many events wait, and how many bytes where any do
 */
char *
rt_pressure_words_dup_queue (const RtTraffic *traffic)
{
  g_autofree char *events = rt_format_count (traffic->outbox_events);
  g_autofree char *bytes = rt_format_bytes (traffic->outbox_bytes);

  return traffic->outbox_events > 0 ? g_strdup_printf ("%s · %s", events, bytes) : g_strdup (events);
}

/**
 * rt_pressure_words_dup_decisions:
 * @traffic: the counters of a peer, of a pattern or of all
 *
 * Returns: (transfer full) (nullable): what was decided, the weightiest first; %NULL where
 *   nothing had to be
 */
char *
rt_pressure_words_dup_decisions (const RtTraffic *traffic)
{
  const struct {
    guint64     n;
    const char *what;
  } decisions[] = {
    /* Translators: what happened because a reader did not keep up, after a number: “12 dropped”.
     * The words are short, for the column of a table; the last one is of who publishes. */
    { traffic->disconnected, NC_("decision", "disconnected") },
    { traffic->dropped, NC_("decision", "dropped") },
    { traffic->conflated, NC_("decision", "conflated") },
    { traffic->forgotten, NC_("decision", "forgotten") },
    { traffic->waits, NC_("decision", "refused") },
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++)
    {
      g_autofree char *n = rt_format_count (decisions[i].n);

      if (decisions[i].n == 0)
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append_printf (text, "%s %s", n, g_dpgettext2 (GETTEXT_PACKAGE, "decision", decisions[i].what));
    }

  return g_string_free (text, text->len == 0);
}
