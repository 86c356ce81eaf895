/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lab/rt-format.h"
#include "lab/rt-report-private.h"

#define LABEL  24                     /* columns of a figure's title */
#define COLUMN (RT_FORMAT_WIDTH + 2)  /* of a contestant: a space, a number, a mark */
#define BLOCK  ((RT_REPORT_COLUMNS - LABEL) / COLUMN)
#define LINES  5                      /* of a contestant's name */

/* What stands behind a number, by RtRank. */
static const char * const marks[] = { " ", "*", "!" };

static int
width_of (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

static int
measure (const char *text)
{
  int width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += width_of (g_utf8_get_char (c));

  return width;
}

/* As much of @text as fits into @columns, broken behind what joins words where that can be:
 * where the rest begins. */
static const char *
find_break (const char *text,
            int         columns)
{
  const char *joint = NULL;
  const char *c = text;

  for (int width = 0; *c != '\0' && width + width_of (g_utf8_get_char (c)) <= columns; c = g_utf8_next_char (c))
    {
      width += width_of (g_utf8_get_char (c));
      if (strchr ("-:, ", *c) != NULL)
        joint = c + 1;
    }

  return *c == '\0' || joint == NULL ? c : joint;
}

static void
append_padding (GString *text,
                int      columns)
{
  g_string_append_printf (text, "%*s", MAX (columns, 0), "");
}

static void
append_label (GString    *text,
              const char *label)
{
  const char *rest = label;
  int width = measure (label);

  if (width <= LABEL)
    {
      g_string_append (text, label);
      append_padding (text, LABEL - width);
      return;
    }
  for (width = 0; width + width_of (g_utf8_get_char (rest)) < LABEL; rest = g_utf8_next_char (rest))
    width += width_of (g_utf8_get_char (rest));
  g_string_append_len (text, label, rest - label);
  g_string_append (text, "…");
  append_padding (text, LABEL - width - 1);
}

static void
end_line (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

/* Names, each in a column, over as many lines as they need. */
static void
append_names (GString  *text,
              RtResult *result,
              guint     first,
              guint     end)
{
  const char *rests[BLOCK];

  for (guint i = first; i < end; i++)
    rests[i - first] = ((RtContestant *) g_ptr_array_index (rt_result_get_plan (result)->contestants, i))->name;
  for (guint line = 0; line < LINES; line++)
    {
      gboolean more = FALSE;

      append_padding (text, LABEL);
      for (guint i = 0; i < end - first; i++)
        {
          const char *next = find_break (rests[i], RT_FORMAT_WIDTH);
          g_autofree char *part = g_strndup (rests[i], next - rests[i]);

          append_padding (text, COLUMN - 1 - measure (part));
          g_string_append_printf (text, "%s ", part);
          rests[i] = next;
          more |= *next != '\0';
        }
      end_line (text);
      if (!more)
        break;
    }
}

static void
append_figure (GString  *text,
               RtResult *result,
               RtFigure  figure,
               guint     first,
               guint     end)
{
  append_label (text, _(rt_figure_get_info (figure)->title));
  for (guint i = first; i < end; i++)
    {
      g_autofree char *number = NULL;
      RtSpread spread;

      rt_result_get_figure (result, i, figure, &spread);
      number = rt_report_number (figure, spread.median);
      append_padding (text, COLUMN - 1 - measure (number));
      g_string_append_printf (text, "%s%s", number, marks[rt_report_rank (result, i, figure)]);
    }
  end_line (text);
}

/* Each sentence on lines that fit. */
static void
append_sentence (GString    *text,
                 const char *sentence)
{
  for (const char *rest = sentence; *rest != '\0';)
    {
      const char *next = measure (rest) <= RT_REPORT_COLUMNS ? strchr (rest, '\0')
                                                             : find_break (rest, RT_REPORT_COLUMNS);

      g_string_append_len (text, rest, next - rest);
      end_line (text);
      rest = next + strspn (next, " ");
    }
}

/* Lines of words, each on lines that fit. */
static void
wrap_lines (GString    *text,
            const char *lines)
{
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  for (guint i = 0; list[i] != NULL && (list[i + 1] != NULL || *list[i] != '\0'); i++)
    {
      append_sentence (text, list[i]);
      if (*list[i] == '\0')
        end_line (text);
    }
}

/* A blank line, and then @lines. */
static void
append_lines (GString    *text,
              const char *lines)
{
  if (*lines != '\0' && *lines != '\n')
    end_line (text);
  wrap_lines (text, lines);
}

void
rt_report_append_lines (GString    *text,
                        const char *lines,
                        gboolean    markdown)
{
  if (markdown)
    rt_report_append_paragraphs (text, lines);
  else
    wrap_lines (text, lines);
}

static void
append_part (GString    *text,
             const char *title,
             const char *lines)
{
  if (lines == NULL)
    return;
  end_line (text);
  append_sentence (text, title);
  append_lines (text, lines);
}

void
rt_report_append_padded (GString    *text,
                         const char *words,
                         int         columns)
{
  int spaces = ABS (columns) - measure (words);

  append_padding (text, columns > 0 ? spaces : 0);
  g_string_append (text, words);
  append_padding (text, columns < 0 ? spaces : 0);
}

/**
 * rt_report_text:
 * @result: a result
 * @needs: (nullable): what the recommendation goes by; %NULL: what the result says
 *
 * Writes a table for terminals: a line for each figure, a column for each contestant, the medians
 * of what was measured; then what to make of it. No line is wider than %RT_REPORT_COLUMNS columns.
 *
 * Returns: (transfer full): the text
 */
char *
rt_report_text (RtResult      *result,
                const RtNeeds *needs)
{
  const RtPlan *plan = rt_result_get_plan (result);
  g_autofree char *description = rt_report_describe (result);
  g_autofree char *answer = rt_report_answer (result, needs != NULL ? needs : rt_result_get_needs (result), "");
  g_autofree char *published = rt_report_published (result, "");
  g_autofree char *conditions = rt_report_conditions (result);
  g_autofree char *protocols = rt_report_protocols (result);
  g_autofree char *remarked = rt_report_remarks (result, NULL);
  g_auto (GStrv) remarks = g_strsplit (remarked, "\n", -1);
  GString *text = g_string_new (NULL);

  if (plan->title != NULL)
    append_sentence (text, plan->title);
  append_sentence (text, description);
  for (guint first = 0; first < plan->contestants->len; first += BLOCK)
    {
      guint end = MIN (first + BLOCK, plan->contestants->len);

      end_line (text);
      append_names (text, result, first, end);
      for (guint figure = 0; figure < RT_N_FIGURES; figure++)
        append_figure (text, result, figure, first, end);
    }
  end_line (text);
  append_sentence (text, _("Medians. * best, ! worst"));
  append_sentence (text, protocols != NULL ? protocols : "");
  for (guint i = 0; remarks[i] != NULL; i++)
    append_sentence (text, remarks[i]);
  append_lines (text, answer);
  append_part (text, _("As it was published"), published);
  append_part (text, _("Conditions"), conditions);

  return g_string_free (text, FALSE);
}
