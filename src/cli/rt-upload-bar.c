/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/rt-upload-bar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "cli/rt-cells.h"
#include "cli/rt-text-lines.h"
#include "lab/rt-format.h"

/* In cells of the terminal. */
#define NAME_WIDTH   24
#define LEAST_BAR    10
#define MOST_BAR     60
#define EIGHTHS      8

static void
append_figure (GString *figures,
               char    *figure,
               guint    columns)
{
  guint width = rt_cells_of_text (figures->str) + rt_cells_of_text (figure) + 3;

  if (figures->len == 0)
    g_string_append (figures, figure);
  else if (width <= columns)
    g_string_append_printf (figures, " · %s", figure);
  g_free (figure);
}

static char *
format_figures (const RtUploadReport *report,
                guint                 columns)
{
  GString *figures = g_string_new (NULL);

  if (report->share >= 0)
    append_figure (figures, rt_format_share (report->share), columns);
  if (report->received >= 0 && report->share < 0)
    append_figure (figures, rt_format_bytes (report->received), columns);
  if (report->rate >= 0)
    append_figure (figures, rt_format_rate (report->rate), columns);
  if (report->left >= 0)
    append_figure (figures, rt_format_left (report->left), columns);
  if (figures->len == 0)
    g_string_append (figures, _("waiting for the server"));

  return g_string_free (figures, FALSE);
}

/* Filled in eighths of a cell. */
static void
append_bar (GString *line,
            double   share,
            guint    width)
{
  static const char * const parts[EIGHTHS] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
  guint filled = (guint) (CLAMP (share, 0, 1) * width * EIGHTHS);
  guint n_cells = filled / EIGHTHS;

  for (guint i = 0; i < n_cells; i++)
    g_string_append (line, "█");
  g_string_append (line, parts[filled % EIGHTHS]);
  for (guint i = n_cells + (filled % EIGHTHS != 0); i < width; i++)
    g_string_append (line, "░");
  g_string_append (line, "  ");
}

/**
 * rt_upload_bar_format:
 * @name: what is uploaded, UTF-8
 * @report: what the server told so far
 * @columns: how wide the terminal is, in cells
 *
 * Returns: (transfer full): one line with its end, never as wide as the terminal, so that
 *   it does not wrap
 */
char *
rt_upload_bar_format (const char           *name,
                      const RtUploadReport *report,
                      guint                 columns)
{
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  guint room = columns > 1 ? columns - 1 : 1;
  g_autofree char *figures = format_figures (report, room);
  g_autofree char *fitting = rt_cells_shorten (figures, room);
  g_autofree char *short_name = NULL;
  guint left;

  rt_text_append_safe (safe, name, strlen (name));
  short_name = rt_cells_shorten (safe->str, NAME_WIDTH);
  left = room - rt_cells_of_text (fitting);
  if (left >= rt_cells_of_text (short_name) + 2 + LEAST_BAR + 2)
    {
      g_string_append_printf (line, "%s  ", short_name);
      left -= rt_cells_of_text (short_name) + 2;
    }
  if (report->share >= 0 && left >= LEAST_BAR + 2)
    append_bar (line, report->share, MIN (left - 2, MOST_BAR));
  g_string_append_printf (line, "%s\n", fitting);

  return g_string_free (g_steal_pointer (&line), FALSE);
}
