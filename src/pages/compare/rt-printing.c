/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-printing.h"

#include <pango/pangocairo.h>

#define SCALE  0.62 /* of a sheet whose letters are for screens */
#define MARGIN 12   /* millimetres, around all of it */
#define FOOT   18   /* points, for the number of the page */

typedef struct {
  RtPicture *picture;
  char      *title;
  GArray    *pages;    /* of each of the picture's rows: on which it is */
} Job;

static void
job_free (gpointer  data,
          GClosure *closure)
{
  Job *job = data;

  g_array_unref (job->pages);
  rt_picture_unref (job->picture);
  g_free (job->title);
  g_free (job);
}

static double
get_width (GtkPrintContext *context)
{
  return gtk_print_context_get_width (context) / SCALE;
}

/* How high @row is with what it is not to be parted from. */
static double
measure_kept (const Job *job,
              guint      row,
              double     width)
{
  double height = rt_picture_measure_row (job->picture, row, width);

  while (rt_picture_keeps_row (job->picture, row) && row + 1 < rt_picture_get_n_rows (job->picture))
    height += rt_picture_measure_row (job->picture, ++row, width);

  return height;
}

/* As many rows on a page as it has room for. Returns: how many pages that is */
static guint
place_rows (Job    *job,
            double  width,
            double  height)
{
  double y = 0;
  guint page = 0;

  g_array_set_size (job->pages, 0);
  for (guint row = 0; row < rt_picture_get_n_rows (job->picture); row++)
    {
      if (y > 0 && y + measure_kept (job, row, width) > height)
        {
          page++;
          y = 0;
        }
      y += rt_picture_measure_row (job->picture, row, width);
      g_array_append_val (job->pages, page);
    }

  return page + 1;
}

static void
on_begin (GtkPrintOperation *operation,
          GtkPrintContext   *context,
          Job               *job)
{
  double height = (gtk_print_context_get_height (context) - FOOT) / SCALE;

  gtk_print_operation_set_n_pages (operation, (int) place_rows (job, get_width (context), height));
}

/* What is on the desk of a colleague tells what it belongs to. */
static void
draw_foot (GtkPrintContext *context,
           const Job       *job,
           guint            page)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint n_pages = g_array_index (job->pages, guint, job->pages->len - 1) + 1;
  g_autofree char *number = g_strdup_printf ("%u / %u", page + 1, n_pages);
  g_autofree char *text = g_strconcat (job->title, " · Roundtrip · ", number, NULL);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *font = pango_font_description_from_string ("sans 7");
  int height;

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_size (layout, NULL, &height);
  cairo_set_source_rgb (cr, 0.4, 0.4, 0.4);
  cairo_move_to (cr, 0, gtk_print_context_get_height (context) - (double) height / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
}

static void
on_draw (GtkPrintOperation *operation,
         GtkPrintContext   *context,
         int                page,
         Job               *job)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = get_width (context);

  cairo_save (cr);
  cairo_scale (cr, SCALE, SCALE);
  for (guint row = 0; row < job->pages->len; row++)
    {
      if (g_array_index (job->pages, guint, row) != (guint) page)
        continue;
      cairo_save (cr);
      rt_picture_paint_row (job->picture, row, cr, width);
      cairo_restore (cr);
      cairo_translate (cr, 0, rt_picture_measure_row (job->picture, row, width));
    }
  cairo_restore (cr);
  draw_foot (context, job, (guint) page);
}

static GtkPageSetup *
new_page_setup (void)
{
  GtkPageSetup *setup = gtk_page_setup_new ();

  gtk_page_setup_set_top_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, MARGIN, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, MARGIN, GTK_UNIT_MM);

  return setup;
}

static void
on_done (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         GtkWindow               *parent)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.warn", "s", error->message);
}

/**
 * rt_printing_run:
 * @parent: the window
 * @title: what it is called in the printer's queue, and below each page
 * @picture: what to print, row by row
 *
 * Asks where to, and prints, without waiting for it.
 */
void
rt_printing_run (GtkWindow  *parent,
                 const char *title,
                 RtPicture  *picture)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = new_page_setup ();
  g_autoptr (GError) error = NULL;
  Job *job = g_new0 (Job, 1);

  job->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  job->picture = rt_picture_ref (picture);
  job->title = g_strdup (title);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), job);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw), job, job_free, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_done), parent, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error);
}
