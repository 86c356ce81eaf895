/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-traffic-table.h"

#include <glib/gi18n.h>

#include "cli/rt-cells.h"
#include "lab/rt-format.h"
#include "patterns/rt-pattern.h"

/* In cells of the terminal. */
#define NAME_WIDTH 20
#define BOLD  "\033[1m"
#define PLAIN "\033[0m"

static char *
format_open (const RtTraffic *traffic)
{
  return rt_format_count (traffic->connections_open);
}

static char *
format_requests (const RtTraffic *traffic)
{
  return rt_format_count (traffic->requests);
}

static char *
format_empty (const RtTraffic *traffic)
{
  return rt_format_share (rt_traffic_get_empty_share (traffic));
}

static char *
format_events (const RtTraffic *traffic)
{
  return rt_format_count (traffic->events);
}

static char *
format_payload (const RtTraffic *traffic)
{
  return rt_format_bytes (rt_traffic_get_payload (traffic));
}

static char *
format_in (const RtTraffic *traffic)
{
  return rt_format_bytes (traffic->wire.bytes_in);
}

static char *
format_out (const RtTraffic *traffic)
{
  return rt_format_bytes (traffic->wire.bytes_out);
}

static char *
format_overhead (const RtTraffic *traffic)
{
  return rt_format_share (rt_traffic_get_overhead_share (traffic));
}

static char *
format_segments (const RtTraffic *traffic)
{
  return rt_format_count (traffic->wire.segments_in + traffic->wire.segments_out);
}

static char *
format_queue (const RtTraffic *traffic)
{
  return rt_format_count (traffic->outbox_events);
}

static char *
format_missed (const RtTraffic *traffic)
{
  return rt_format_count (traffic->dropped + traffic->conflated + traffic->forgotten);
}

/* @rank: the higher, the sooner it is left out. */
typedef struct {
  const char *title;
  guint       rank;
  char     *(*format) (const RtTraffic *traffic);
} Column;

static const Column table[] = {
  /* Translators: the titles of narrow columns, best with no more than nine letters */
  { NC_("column", "Open"), 8, format_open },
  { NC_("column", "Requests"), 2, format_requests },
  { NC_("column", "Empty"), 5, format_empty },
  { NC_("column", "Events"), 1, format_events },
  { NC_("column", "Payload"), 7, format_payload },
  { NC_("column", "In"), 3, format_in },
  { NC_("column", "Out"), 4, format_out },
  { NC_("column", "Overhead"), 6, format_overhead },
  { NC_("column", "Segments"), 9, format_segments },
  { NC_("column", "Queue"), 10, format_queue },
  { NC_("column", "Missed"), 11, format_missed },
};

static const char *
get_title (const Column *column)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "column", column->title);
}

/* With the space before it. */
static guint
get_width (const Column *column)
{
  return MAX (RT_FORMAT_WIDTH, rt_cells_of_text (get_title (column))) + 1;
}

static guint
get_highest_rank (guint columns)
{
  guint used = NAME_WIDTH;

  for (guint rank = 1; rank <= G_N_ELEMENTS (table); rank++)
    for (guint i = 0; i < G_N_ELEMENTS (table); i++)
      if (table[i].rank == rank)
        {
          used += get_width (&table[i]);
          if (used > columns)
            return rank - 1;
        }
  return G_N_ELEMENTS (table);
}

static void
append_spaces (GString *text,
               guint    n_spaces)
{
  for (guint i = 0; i < n_spaces; i++)
    g_string_append_c (text, ' ');
}

static void
append_cell (GString      *line,
             const Column *column,
             const char   *text)
{
  guint used = rt_cells_of_text (text);
  guint width = get_width (column);

  append_spaces (line, width > used ? width - used : 0);
  g_string_append (line, text);
}

static void
append_name (GString    *text,
             const char *name,
             guint       columns)
{
  guint width = MIN (columns, NAME_WIDTH);
  g_autofree char *start = rt_cells_shorten (name, width);

  g_string_append (text, start);
  append_spaces (text, width - rt_cells_of_text (start));
}

static void
append_titles (GString  *text,
               guint     columns,
               gboolean  colour)
{
  if (colour)
    g_string_append (text, BOLD);
  append_name (text, _("Pattern"), columns);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].rank <= get_highest_rank (columns))
      append_cell (text, &table[i], get_title (&table[i]));
  if (colour)
    g_string_append (text, PLAIN);
  g_string_append_c (text, '\n');
}

static void
append_row (GString         *text,
            const char      *name,
            const RtTraffic *traffic,
            guint            columns)
{
  append_name (text, name, columns);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].rank <= get_highest_rank (columns))
      {
        g_autofree char *cell = table[i].format (traffic);

        append_cell (text, &table[i], cell);
      }
  g_string_append_c (text, '\n');
}

static const char *
get_name (const char *id)
{
  const RtPattern *pattern = rt_patterns_lookup (id);

  if (g_str_equal (id, RT_LEDGER_OTHER))
    return C_("pattern", "Other"); /* Translators: what shows none of the patterns */

  return pattern != NULL ? _(pattern->name) : id;
}

/**
 * rt_traffic_table_list_patterns:
 * @ledger: the counters of a server
 *
 * Returns: (transfer container) (array zero-terminated=1): the names of the patterns, those
 *   of rt_patterns_list() first, then what else was counted
 */
const char **
rt_traffic_table_list_patterns (RtLedger *ledger)
{
  const RtPattern * const *patterns = rt_patterns_list ();
  const char * const *counted = rt_ledger_get_patterns (ledger);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; patterns[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) patterns[i]->id);
  for (guint i = 0; counted[i] != NULL; i++)
    if (rt_patterns_lookup (counted[i]) == NULL)
      g_ptr_array_add (names, (gpointer) counted[i]);
  g_ptr_array_add (names, NULL);

  return (const char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/**
 * rt_traffic_table_format:
 * @ledger: the counters of a server, settled
 * @columns: how many cells a line may have
 * @colour: whether emphasis may be used
 *
 * Returns: (transfer full): a line of titles, one for each pattern, and the sum
 */
char *
rt_traffic_table_format (RtLedger *ledger,
                         guint     columns,
                         gboolean  colour)
{
  GString *text = g_string_new (NULL);
  g_autofree const char **names = rt_traffic_table_list_patterns (ledger);
  g_auto (RtTraffic) all;

  rt_traffic_init (&all);
  append_titles (text, columns, colour);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const RtTraffic *traffic = rt_ledger_get (ledger, g_intern_string (names[i]));

      rt_traffic_add (&all, traffic);
      append_row (text, get_name (names[i]), traffic, columns);
    }
  append_row (text, _("All"), &all, columns);

  return g_string_free (text, FALSE);
}
