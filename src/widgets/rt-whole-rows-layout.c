/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-whole-rows-layout.h"

struct _RtWholeRowsLayout {
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (RtWholeRowsLayout, rt_whole_rows_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
rt_whole_rows_layout_get_request_mode (GtkLayoutManager *manager,
                                       GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* (transfer none): the list in @scroller, which puts a viewport around it */
static GtkWidget *
get_list (GtkScrolledWindow *scroller)
{
  return gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (scroller)));
}

/* How high each row of @list is in @width; the sum of all is in @sum. */
static GArray *
measure_rows (GtkWidget *list,
              int        width,
              int       *sum)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (int));

  *sum = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      int least, height;

      if (!gtk_widget_should_layout (row))
        continue;
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, MAX (width, least), &height, NULL, NULL, NULL);
      g_array_append_val (rows, height);
      *sum += height;
    }
  return rows;
}

/* What does not fit gets a scroll bar, which leaves less room for words: rows get higher. */
static GArray *
measure_scrolled_rows (GtkScrolledWindow *scroller,
                       int                width)
{
  int bar, sum;

  gtk_widget_measure (gtk_scrolled_window_get_vscrollbar (scroller), GTK_ORIENTATION_HORIZONTAL, -1,
                      NULL, &bar, NULL, NULL);
  return measure_rows (get_list (scroller), width - bar, &sum);
}

static int
get_height (GtkScrolledWindow *scroller,
            int                width,
            int                height)
{
  int sum;
  g_autoptr (GArray) rows = measure_rows (get_list (scroller), width, &sum);

  if (sum <= height)
    return height;
  g_clear_pointer (&rows, g_array_unref);
  rows = measure_scrolled_rows (scroller, width);
  return rt_whole_rows_layout_get_height ((const int *) rows->data, rows->len, height);
}

static void
rt_whole_rows_layout_measure (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              GtkOrientation    orientation,
                              int               for_size,
                              int              *minimum,
                              int              *natural,
                              int              *minimum_baseline,
                              int              *natural_baseline)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);
  g_autoptr (GArray) rows = NULL;

  gtk_widget_measure (scroller, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL || for_size < 0)
    return;
  rows = measure_scrolled_rows (GTK_SCROLLED_WINDOW (scroller), for_size);
  if (rows->len > 0)
    *minimum = CLAMP (g_array_index (rows, int, 0), *minimum, *natural);
}

static void
rt_whole_rows_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               int               width,
                               int               height,
                               int               baseline)
{
  GtkWidget *scroller = gtk_widget_get_first_child (widget);
  int least;

  gtk_widget_measure (scroller, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  gtk_widget_size_allocate (scroller,
                            &(GtkAllocation) {
                              0, 0, width,
                              MAX (get_height (GTK_SCROLLED_WINDOW (scroller), width, height), least)
                            }, -1);
}

static void
rt_whole_rows_layout_class_init (RtWholeRowsLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = rt_whole_rows_layout_get_request_mode;
  layout_class->measure = rt_whole_rows_layout_measure;
  layout_class->allocate = rt_whole_rows_layout_allocate;
}

static void
rt_whole_rows_layout_init (RtWholeRowsLayout *self)
{
}

/**
 * rt_whole_rows_layout_get_height:
 * @rows: (array length=n_rows): how high each row is
 * @n_rows: how many there are
 * @height: the room there is
 *
 * Returns: how much of @height the rows take that fit whole; all of it where the first one
 *   does not
 */
int
rt_whole_rows_layout_get_height (const int *rows,
                                 gsize      n_rows,
                                 int        height)
{
  int whole = 0;

  for (gsize i = 0; i < n_rows && whole + rows[i] <= height; i++)
    whole += rows[i];
  return whole > 0 ? whole : height;
}
