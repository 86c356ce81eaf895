/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-limits-line.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/rt-cells.h"
#include "lab/rt-format.h"

#define INDENT "  "

/* Starts a new line where @word would not fit. */
static void
append_word (GString    *text,
             guint      *used,
             guint       columns,
             const char *word)
{
  guint width = rt_cells_of_text (word) + 1;

  if (*used + width > columns)
    {
      g_string_append (text, "\n" INDENT);
      *used = strlen (INDENT);
    }
  else
    {
      g_string_append_c (text, ' ');
      *used += 1;
    }
  g_string_append (text, word);
  *used += width - 1;
}

/**
 * rt_limits_line_format:
 * @limits: the limits of a server
 * @columns: how many cells a line may have
 *
 * Returns: (transfer full): which limits struck and how often, in lines; "" where none did
 */
char *
rt_limits_line_format (RtLimits *limits,
                       guint     columns)
{
  GString *text = g_string_new (NULL);
  guint used = 0;

  for (guint i = 0; i < RT_N_LIMITS; i++)
    {
      g_autofree char *count = NULL;
      g_autofree char *word = NULL;

      if (rt_limits_get_hits (limits, i) == 0)
        continue;
      if (text->len == 0)
        {
          /* Translators: names of limits follow, and how often each struck */
          g_string_append (text, _("Refused:"));
          used = rt_cells_of_text (text->str);
        }
      count = rt_format_count (rt_limits_get_hits (limits, i));
      word = g_strdup_printf ("%s %s", rt_limit_get_info (i)->name, count);
      append_word (text, &used, columns, word);
    }
  if (text->len > 0)
    g_string_append_c (text, '\n');

  return g_string_free (text, FALSE);
}
