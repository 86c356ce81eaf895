/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-chart-marks.h"

#include "lab/rt-format.h"

#define SIZE 4
/* What happened at once is marked one below the other. */
#define STEP   (2 * SIZE + 3)
#define N_ROWS 4

/* Kinds differ in form, not in colour alone. */
static void
draw_form (cairo_t    *cr,
           RtMarkKind  kind,
           double      x,
           double      y)
{
  switch (kind)
    {
    case RT_MARK_CUT:
      cairo_move_to (cr, x - SIZE, y - SIZE);
      cairo_line_to (cr, x + SIZE, y + SIZE);
      cairo_move_to (cr, x - SIZE, y + SIZE);
      cairo_line_to (cr, x + SIZE, y - SIZE);
      cairo_stroke (cr);
      break;
    case RT_MARK_RESUMED:
      cairo_arc (cr, x, y, SIZE, 0, 2 * G_PI);
      cairo_stroke (cr);
      break;
    case RT_MARK_LOST:
      cairo_rectangle (cr, x - SIZE, y - SIZE, 2 * SIZE, 2 * SIZE);
      cairo_fill (cr);
      break;
    case RT_MARK_FAULT:
    default:
      cairo_move_to (cr, x - SIZE, y - SIZE);
      cairo_line_to (cr, x + SIZE, y - SIZE);
      cairo_line_to (cr, x, y + SIZE);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
}

static void
draw_mark (GtkWidget *chart,
           cairo_t   *cr,
           RtMark    *mark,
           double     x,
           guint      row)
{
  GtkStyleContext *style = gtk_widget_get_style_context (chart);
  gboolean good = rt_mark_get_kind (mark) == RT_MARK_RESUMED;
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (style, good ? "success_color" : "error_color", &color))
    gtk_style_context_get_color (style, &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, x, 2 * SIZE + row * STEP);
  cairo_line_to (cr, x, gtk_widget_get_height (chart));
  cairo_stroke (cr);
  cairo_set_line_width (cr, 2);
  draw_form (cr, rt_mark_get_kind (mark), x, SIZE + 1 + row * STEP);
}

/* Before 0: it is too old for the chart. */
static double
get_place (GtkWidget *chart,
           RtMark    *mark,
           gint64     end_us,
           double     second)
{
  return gtk_widget_get_width (chart) -
         MAX (end_us - rt_mark_get_when (mark), 0) / (double) G_USEC_PER_SEC * second;
}

/**
 * rt_chart_marks_append:
 * @chart: what is painted
 * @snapshot: to paint on
 * @marks: of #RtMark, the oldest first
 * @end_us: when the chart ends, monotonic, in µs
 * @second: how wide a second is, in logical pixels
 *
 * Paints those marks that are not too old for the chart; what came after its end is at its end.
 */
void
rt_chart_marks_append (GtkWidget   *chart,
                       GtkSnapshot *snapshot,
                       GListModel  *marks,
                       gint64       end_us,
                       double       second)
{
  double width = gtk_widget_get_width (chart);
  gboolean mirrored = gtk_widget_get_direction (chart) == GTK_TEXT_DIR_RTL;
  guint n = g_list_model_get_n_items (marks);
  double before = -G_MAXDOUBLE;
  guint row = 0;
  cairo_t *cr;

  if (n == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, gtk_widget_get_height (chart)));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RtMark) mark = g_list_model_get_item (marks, i);
      double x = get_place (chart, mark, end_us, second);

      if (x < 0)
        continue;
      row = x - before < STEP ? (row + 1) % N_ROWS : 0;
      before = x;
      draw_mark (chart, cr, mark, mirrored ? width - x : x, row);
    }
  cairo_destroy (cr);
}

/**
 * rt_chart_marks_dup_at:
 * @chart: what is painted
 * @marks: of #RtMark, the oldest first
 * @end_us: as for rt_chart_marks_append()
 * @second: likewise
 * @x: a place in @chart
 *
 * Returns: (transfer full) (nullable): when and what happened there, a line each; %NULL: nothing
 */
char *
rt_chart_marks_dup_at (GtkWidget  *chart,
                       GListModel *marks,
                       gint64      end_us,
                       double      second,
                       double      x)
{
  gboolean mirrored = gtk_widget_get_direction (chart) == GTK_TEXT_DIR_RTL;
  double place = mirrored ? gtk_widget_get_width (chart) - x : x;
  guint n = g_list_model_get_n_items (marks);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (RtMark) mark = g_list_model_get_item (marks, i);
      double at = get_place (chart, mark, end_us, second);

      if (at >= 0 && ABS (at - place) <= STEP)
        rt_chart_marks_append_words (text, mark);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * rt_chart_marks_append_words:
 * @text: lines
 * @mark: what happened
 *
 * Adds a line: when it was, the form that is painted, and what it is.
 */
void
rt_chart_marks_append_words (GString *text,
                             RtMark  *mark)
{
  static const char * const forms[] = {
    [RT_MARK_FAULT] = "▼",
    [RT_MARK_CUT] = "×",
    [RT_MARK_RESUMED] = "○",
    [RT_MARK_LOST] = "■",
  };
  g_autofree char *clock = rt_format_moment (rt_mark_get_when (mark), 0);

  g_string_append_printf (text, "%s%s  %s %s", text->len > 0 ? "\n" : "", clock,
                          forms[rt_mark_get_kind (mark)], rt_mark_get_words (mark));
}
