/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-poll-strip.h"

#include <glib/gi18n.h>

#include "widgets/rt-hue.h"

#define STEP       8
#define TICK       5
#define HEIGHT     14
#define EMPTY_SIZE 5

struct _RtPollStrip {
  GtkWidget parent_instance;
  gboolean  empty[RT_POLL_STRIP_MAX_POLLS];
  guint     first;
  guint     length;
  gboolean  dirty;
};

G_DEFINE_FINAL_TYPE (RtPollStrip, rt_poll_strip, GTK_TYPE_WIDGET)

/* Through cairo: GSK 4.8 cannot compare two border nodes, and prints that it cannot. */
static void
draw_tick (cairo_t  *cr,
           double    x,
           gboolean  empty)
{
  if (empty)
    {
      cairo_rectangle (cr, x + 0.5, HEIGHT - EMPTY_SIZE + 0.5, TICK - 1, EMPTY_SIZE - 1);
      cairo_stroke (cr);
    }
  else
    {
      cairo_rectangle (cr, x, 0, TICK, HEIGHT);
      cairo_fill (cr);
    }
}

static void
rt_poll_strip_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  RtPollStrip *self = RT_POLL_STRIP (widget);
  int width = gtk_widget_get_width (widget);
  GdkRGBA full, faded;
  cairo_t *cr;

  if (self->length == 0)
    return;
  rt_hue_get (widget, &full, &faded);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, HEIGHT));
  gdk_cairo_set_source_rgba (cr, &full);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < self->length; i++)
    {
      guint index = (self->first + self->length - 1 - i) % RT_POLL_STRIP_MAX_POLLS;
      int x = width - (int) (i + 1) * STEP + (STEP - TICK);

      if (x < 0)
        break;
      if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
        x = width - x - TICK;
      draw_tick (cr, x, self->empty[index]);
    }
  cairo_destroy (cr);
}

static void
rt_poll_strip_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  gboolean horizontal = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = horizontal ? 5 * STEP : HEIGHT;
  *natural = horizontal ? RT_POLL_STRIP_MAX_POLLS * STEP : HEIGHT;
}

static void
rt_poll_strip_class_init (RtPollStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = rt_poll_strip_snapshot;
  widget_class->measure = rt_poll_strip_measure;
  gtk_widget_class_set_css_name (widget_class, "pollstrip");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rt_poll_strip_init (RtPollStrip *self)
{
}

/**
 * rt_poll_strip_add:
 * @self: a strip
 * @empty: whether the answer carried nothing new
 *
 * Adds a poll. The oldest goes when there are %RT_POLL_STRIP_MAX_POLLS.
 */
void
rt_poll_strip_add (RtPollStrip *self,
                   gboolean     empty)
{
  if (self->length == RT_POLL_STRIP_MAX_POLLS)
    self->first = (self->first + 1) % RT_POLL_STRIP_MAX_POLLS;
  else
    self->length++;
  self->empty[(self->first + self->length - 1) % RT_POLL_STRIP_MAX_POLLS] = empty;
  self->dirty = TRUE;
}

/**
 * rt_poll_strip_update:
 * @self: a strip
 *
 * Shows what was added since the last time.
 */
void
rt_poll_strip_update (RtPollStrip *self)
{
  g_autofree char *words = NULL;
  guint n_empty = 0;

  if (!self->dirty)
    return;
  self->dirty = FALSE;
  for (guint i = 0; i < self->length; i++)
    n_empty += self->empty[(self->first + i) % RT_POLL_STRIP_MAX_POLLS];
  /* Translators: so many of the last so many polls were answered with nothing */
  words = g_strdup_printf (_("Empty answers: %u of the last %u"), n_empty, self->length);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rt_poll_strip_clear:
 * @self: a strip
 *
 * Forgets all polls, and shows none.
 */
void
rt_poll_strip_clear (RtPollStrip *self)
{
  self->length = 0;
  self->dirty = TRUE;
  rt_poll_strip_update (self);
}
