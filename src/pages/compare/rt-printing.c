/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-printing.h"

#include <pango/pangocairo.h>

/* Points; the report has lines of 80 characters. */
#define LETTERS 9
#define SCALE   0.55 /* of the pictures, whose letters are for screens */
#define GAP     28

typedef struct {
  GPtrArray   *lines;   /* of the report */
  RtPicture   *picture;
  guint        per_page;
  guint        n_text;  /* pages of text */
  GArray      *rows;    /* of the picture's rows: on which page after the text each is */
} Job;

static void
job_free (gpointer  data,
          GClosure *closure)
{
  Job *job = data;

  g_ptr_array_unref (job->lines);
  g_array_unref (job->rows);
  rt_picture_free (job->picture);
  g_free (job);
}

static PangoLayout *
new_layout (GtkPrintContext *context)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *font = pango_font_description_from_string ("monospace");

  pango_font_description_set_size (font, LETTERS * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);

  return layout;
}

/* As many rows of pictures on a page as it has room for. */
static guint
place_rows (Job    *job,
            double  width,
            double  height)
{
  double y = 0;
  guint page = 0;

  g_array_set_size (job->rows, 0);
  for (guint row = 0; row < rt_picture_get_n_rows (job->picture); row++)
    {
      double its = rt_picture_measure_row (job->picture, row, width);

      if (y > 0 && y + its > height)
        {
          page++;
          y = 0;
        }
      y += its + GAP;
      g_array_append_val (job->rows, page);
    }

  return job->rows->len > 0 ? page + 1 : 0;
}

static void
on_begin (GtkPrintOperation *operation,
          GtkPrintContext   *context,
          Job               *job)
{
  g_autoptr (PangoLayout) layout = new_layout (context);
  double height = gtk_print_context_get_height (context);
  int line_height;
  guint n_pictures;

  pango_layout_set_text (layout, "X", -1);
  pango_layout_get_size (layout, NULL, &line_height);
  job->per_page = MAX (1, (guint) (height / ((double) line_height / PANGO_SCALE)));
  job->n_text = (job->lines->len + job->per_page - 1) / job->per_page;
  n_pictures = place_rows (job, gtk_print_context_get_width (context) / SCALE, height / SCALE);
  gtk_print_operation_set_n_pages (operation, (int) (job->n_text + n_pictures));
}

static void
draw_text (GtkPrintContext *context,
           const Job       *job,
           guint            page)
{
  g_autoptr (PangoLayout) layout = new_layout (context);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = page * job->per_page; i < MIN ((page + 1) * job->per_page, job->lines->len); i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (job->lines, i));
  pango_layout_set_text (layout, text->str, -1);
  pango_cairo_show_layout (gtk_print_context_get_cairo_context (context), layout);
}

static void
draw_pictures (GtkPrintContext *context,
               const Job       *job,
               guint            page)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context) / SCALE;

  cairo_scale (cr, SCALE, SCALE);
  for (guint row = 0; row < job->rows->len; row++)
    {
      if (g_array_index (job->rows, guint, row) != page)
        continue;
      rt_picture_paint_row (job->picture, row, cr, width);
      cairo_translate (cr, 0, rt_picture_measure_row (job->picture, row, width) + GAP);
    }
}

static void
on_draw (GtkPrintOperation *operation,
         GtkPrintContext   *context,
         int                page,
         Job               *job)
{
  if ((guint) page < job->n_text)
    draw_text (context, job, (guint) page);
  else
    draw_pictures (context, job, (guint) page - job->n_text);
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
 * @title: what it is called in the printer's queue
 * @text: a report, lines of it
 * @picture: what comes after it
 *
 * Asks where to, and prints, without waiting for it.
 */
void
rt_printing_run (GtkWindow       *parent,
                 const char      *title,
                 const char      *text,
                 const RtPicture *picture)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  Job *job = g_new0 (Job, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  job->lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; lines[i] != NULL; i++)
    g_ptr_array_add (job->lines, g_strdup (lines[i]));
  job->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  job->picture = rt_picture_copy (picture);
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin), job);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw), job, job_free, 0);
  g_signal_connect_object (operation, "done", G_CALLBACK (on_done), parent, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error);
}
