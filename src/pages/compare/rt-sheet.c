/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-sheet.h"

#include <glib/gi18n.h>

#include "rt-answer.h"
#include "rt-charts.h"
#include "rt-contestant-group.h"
#include "rt-projection.h"
#include "rt-result-words.h"

static void
add_head (RtPicture *self,
          RtResult  *result,
          RtResult  *other)
{
  g_autofree char *title = rt_result_dup_title (result);
  g_autofree char *conditions = rt_result_dup_conditions (result);
  g_autofree char *origin = rt_result_dup_origin (result);
  g_autofree char *beside = other != NULL ? rt_result_dup_beside (other) : NULL;
  g_autofree char *remarks = rt_result_dup_remarks (result);

  rt_picture_add_text (self, title, RT_PICTURE_TITLE, NULL);
  rt_picture_add_text (self, conditions, RT_PICTURE_BODY, NULL);
  if (*origin != '\0')
    rt_picture_add_text (self, origin, RT_PICTURE_NOTE, NULL);
  if (beside != NULL)
    rt_picture_add_text (self, beside, RT_PICTURE_BODY, NULL);
  if (*remarks != '\0')
    rt_picture_add_text (self, remarks, RT_PICTURE_BODY, NULL);
}

static void
add_sentences (RtPicture  *self,
               const char *title,
               GPtrArray  *sentences)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (sentences->len == 0)
    return;
  for (guint i = 0; i < sentences->len; i++)
    g_string_append_printf (text, i > 0 ? "\n%s" : "%s", (const char *) g_ptr_array_index (sentences, i));
  if (title != NULL)
    rt_picture_add_text (self, title, RT_PICTURE_STRONG, NULL);
  rt_picture_add_text (self, text->str, RT_PICTURE_BODY, NULL);
}

/* What ends with a line feed has no empty line below it. */
static void
add_lines (RtPicture       *self,
           const char      *title,
           RtPictureLetters letters,
           char            *lines)
{
  g_strchomp (lines);
  if (*lines == '\0')
    return;
  rt_picture_add_text (self, title, letters, NULL);
  rt_picture_add_text (self, lines, RT_PICTURE_BODY, NULL);
}

static void
add_answer (RtPicture     *self,
            RtResult      *result,
            const RtNeeds *needs)
{
  g_autofree char *title = NULL;
  g_autoptr (RtAdvice) advice = rt_result_dup_advice (result, needs, &title);
  g_autofree char *matters = rt_needs_describe (needs, "• ");
  const RtContestant *its = NULL;

  if (advice == NULL)
    return;
  if (advice->contestant != RT_ADVICE_NOBODY)
    its = g_ptr_array_index (rt_result_get_plan (result)->contestants, advice->contestant);
  rt_picture_add_text (self, title, RT_PICTURE_HEADING, its != NULL ? its->pattern : NULL);
  add_sentences (self, NULL, advice->reasons);
  add_lines (self, _("What matters"), RT_PICTURE_STRONG, matters);
  add_sentences (self, _("What would change it"), advice->changes);
  add_sentences (self, _("What numbers cannot tell"), advice->beyond);
}

/* The first row of the table, which says whose columns they are. */
static void
add_names (RtPicture *self,
           RtResult  *result)
{
  const GPtrArray *contestants = rt_result_get_plan (result)->contestants;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  RtPictureCell cells[RT_PICTURE_MAX_COLUMNS] = { { .text = "", .letters = RT_PICTURE_BODY } };
  guint n = MIN (contestants->len, RT_PICTURE_MAX_COLUMNS - 1);

  for (guint i = 0; i < n; i++)
    {
      const RtContestant *its = g_ptr_array_index (contestants, i);
      char *title = rt_contestant_dup_title (its);
      char *options = rt_contestant_dup_options (its);

      g_ptr_array_add (kept, title);
      g_ptr_array_add (kept, options);
      cells[i + 1] = (RtPictureCell) { title, *options != '\0' ? options : NULL, its->pattern, RT_PICTURE_STRONG };
    }
  rt_picture_add_cells (self, cells, n + 1);
}

static void
add_figure (RtPicture *self,
            RtResult  *result,
            RtResult  *other,
            RtFigure   figure)
{
  RtPictureCell cells[RT_PICTURE_MAX_COLUMNS] = { { .text = _(rt_figure_get_info (figure)->title), .letters = RT_PICTURE_BODY } };
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  guint n = MIN (rt_result_get_plan (result)->contestants->len, RT_PICTURE_MAX_COLUMNS - 1);

  for (guint i = 0; i < n; i++)
    {
      char *below;
      char *number = rt_result_dup_number (result, other, i, figure, &below);
      gboolean is_ranked = rt_report_rank (result, i, figure) != RT_RANK_NONE;

      g_ptr_array_add (kept, number);
      g_ptr_array_add (kept, below);
      cells[i + 1] = (RtPictureCell) { number, below, NULL, is_ranked ? RT_PICTURE_STRONG : RT_PICTURE_BODY };
    }
  rt_picture_add_cells (self, cells, n + 1);
}

static void
add_figures (RtPicture *self,
             RtResult  *result,
             RtResult  *other)
{
  rt_picture_add_text (self, _("Figures"), RT_PICTURE_HEADING, NULL);
  add_names (self, result);
  for (RtFigure figure = 0; figure < RT_N_FIGURES; figure++)
    add_figure (self, result, other, figure);
  rt_picture_add_text (self, _("Medians. ✓ best, ! worst"), RT_PICTURE_NOTE, NULL);
}

static void
add_projected (const char         *title,
               const char         *hue,
               const char * const *cells,
               guint               n_cells,
               gpointer            user_data)
{
  RtPictureCell row[RT_PICTURE_MAX_COLUMNS] = { { title, NULL, hue, RT_PICTURE_STRONG } };

  for (guint i = 0; i < n_cells; i++)
    row[i + 1] = (RtPictureCell) { cells[i], NULL, NULL, RT_PICTURE_BODY };
  rt_picture_add_cells (user_data, row, n_cells + 1);
}

static void
add_projection (RtPicture *self,
                RtResult  *result)
{
  g_autofree char *basis = rt_projection_dup_basis (result);

  if (!rt_projection_is_known (result))
    return;
  rt_picture_add_text (self, _("With more clients"), RT_PICTURE_HEADING, NULL);
  rt_projection_foreach (result, add_projected, self);
  rt_picture_add_text (self, basis, RT_PICTURE_NOTE, NULL);
}

/**
 * rt_sheet_new:
 * @result: what was measured
 * @other: (nullable): what it is laid beside
 * @needs: what matters beyond it
 * @style: how it looks
 *
 * Returns: (transfer full): what the page shows, on one sheet
 */
RtPicture *
rt_sheet_new (RtResult          *result,
              RtResult          *other,
              const RtNeeds     *needs,
              const RtPlotStyle *style)
{
  RtPicture *self = rt_picture_new (style);
  g_autoptr (GPtrArray) plots = rt_charts_new (result, other, needs);
  g_autofree char *published = rt_report_published (result, "• ");
  g_autofree char *conditions = rt_report_conditions (result);

  add_head (self, result, other);
  add_answer (self, result, needs);
  add_figures (self, result, other);
  if (plots->len > 0)
    rt_picture_add_text (self, _("Charts"), RT_PICTURE_HEADING, NULL);
  rt_picture_add_plots (self, plots);
  add_projection (self, result);
  if (published != NULL)
    add_lines (self, _("As it was published"), RT_PICTURE_HEADING, published);
  add_lines (self, _("Conditions"), RT_PICTURE_HEADING, conditions);

  return self;
}
