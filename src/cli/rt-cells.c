/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-cells.h"

/* Wide ones of East Asia take two, those that join the one before none. */
static guint
cells_of (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;

  return g_unichar_iswide (c) ? 2 : 1;
}

/**
 * rt_cells_of_text:
 * @text: valid UTF-8
 *
 * Returns: the sum over its characters
 */
guint
rt_cells_of_text (const char *text)
{
  guint cells = 0;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    cells += cells_of (g_utf8_get_char (text));

  return cells;
}

/**
 * rt_cells_shorten:
 * @text: valid UTF-8
 * @width: how many cells there are, at least 1
 *
 * Returns: (transfer full): @text, or as much of its beginning as fits and an ellipsis
 */
char *
rt_cells_shorten (const char *text,
                  guint       width)
{
  const char *end = text;
  guint used = 1;

  if (rt_cells_of_text (text) <= width)
    return g_strdup (text);

  while (used + cells_of (g_utf8_get_char (end)) <= width)
    {
      used += cells_of (g_utf8_get_char (end));
      end = g_utf8_next_char (end);
    }

  return g_strdup_printf ("%.*s…", (int) (end - text), text);
}
