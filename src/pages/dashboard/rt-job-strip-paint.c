/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-job-strip-private.h"

#include "widgets/rt-hue.h"

double
rt_job_strip_get_width (const RtQueueJob *job)
{
  return job->redelivered ? RT_JOB_STRIP_WIDER : RT_JOB_STRIP_WIDTH;
}

double
rt_job_strip_get_progress (RtJobStrip *self)
{
  double t = rt_motion_get_progress (&self->motion);

  return 1 - (1 - t) * (1 - t) * (1 - t);
}

static void
draw_text (RtJobStrip    *self,
           GtkSnapshot   *snapshot,
           const char    *text,
           double         x,
           double         width,
           const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  int text_width;
  int text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + (width - text_width) / 2.0f,
                                                          (gtk_widget_get_height (GTK_WIDGET (self)) - text_height) / 2.0f));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static char *
dup_label (const RtQueueJob *job)
{
  const char *mark = job->redelivered ? "↺" : "";

  return job->number >= 0 ? g_strdup_printf ("%s%" G_GINT64_FORMAT, mark, job->number) : g_strdup_printf ("%s?", mark);
}

static gboolean
is_light (const GdkRGBA *color)
{
  return 0.299 * color->red + 0.587 * color->green + 0.114 * color->blue > 0.6;
}

/* What somebody has looked at and keeps is full, what he is at fills up, and the rest is outlined. */
static void
draw_chip (RtJobStrip  *self,
           GtkSnapshot *snapshot,
           const RtJobChip  *chip,
           double       x,
           double       filled)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA black = { 0, 0, 0, 1 };
  float width = rt_job_strip_get_width (&chip->job);
  float y = (gtk_widget_get_height (GTK_WIDGET (self)) - RT_JOB_STRIP_HEIGHT) / 2.0f;
  g_autofree char *label = dup_label (&chip->job);
  GskRoundedRect outline;
  GdkRGBA full, faded, text;

  rt_hue_get (GTK_WIDGET (self), &full, &faded);
  faded.alpha *= 0.5f;
  gtk_style_context_get_color (gtk_widget_get_style_context (gtk_widget_get_parent (GTK_WIDGET (self))), &text);
  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, y, width, RT_JOB_STRIP_HEIGHT), RT_JOB_STRIP_RADIUS);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, chip->job.kept ? &full : &faded, &outline.bounds);
  if (filled > 0)
    gtk_snapshot_append_color (snapshot, &faded, &GRAPHENE_RECT_INIT (x, y, width * filled, RT_JOB_STRIP_HEIGHT));
  gtk_snapshot_pop (snapshot);
  if (!chip->job.kept)
    gtk_snapshot_append_border (snapshot, &outline, (const float[]) { 1, 1, 1, 1 },
                                (const GdkRGBA[]) { full, full, full, full });
  draw_text (self, snapshot, label, x, width, !chip->job.kept ? &text : is_light (&full) ? &black : &white);
}

static void
draw_more (RtJobStrip  *self,
           GtkSnapshot *snapshot)
{
  g_autofree char *label = NULL;
  GdkRGBA color;
  gboolean left = self->queue;

  if (self->total <= self->n_shown)
    return;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    left = !left;

  label = g_strdup_printf ("+%" G_GINT64_FORMAT, self->total - self->n_shown);
  gtk_style_context_get_color (gtk_widget_get_style_context (gtk_widget_get_parent (GTK_WIDGET (self))), &color);
  draw_text (self, snapshot, label, left ? 0 : gtk_widget_get_width (GTK_WIDGET (self)) - RT_JOB_STRIP_MORE, RT_JOB_STRIP_MORE, &color);
}

/* A queue is a pipe, a hand has room for so many. */
static void
draw_ground (RtJobStrip  *self,
             GtkSnapshot *snapshot)
{
  float width = gtk_widget_get_width (GTK_WIDGET (self));
  float height = gtk_widget_get_height (GTK_WIDGET (self));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (gtk_widget_get_parent (GTK_WIDGET (self))), &color);
  color.alpha *= 0.25f;
  if (self->queue)
    {
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, width, 1));
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, height - 1, width, 1));
    }
  for (guint i = 0; i < self->n_slots && (i + 1) * (RT_JOB_STRIP_WIDTH + RT_JOB_STRIP_GAP) <= width - RT_JOB_STRIP_MORE + RT_JOB_STRIP_GAP; i++)
    {
      float x = i * (RT_JOB_STRIP_WIDTH + RT_JOB_STRIP_GAP);
      GskRoundedRect outline;

      if (rtl)
        x = width - x - RT_JOB_STRIP_WIDTH;
      gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, (height - RT_JOB_STRIP_HEIGHT) / 2, RT_JOB_STRIP_WIDTH, RT_JOB_STRIP_HEIGHT), RT_JOB_STRIP_RADIUS);
      gtk_snapshot_append_border (snapshot, &outline, (const float[]) { 1, 1, 1, 1 },
                                  (const GdkRGBA[]) { color, color, color, color });
    }
}

void
rt_job_strip_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  RtJobStrip *self = RT_JOB_STRIP (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double t = rt_job_strip_get_progress (self);
  gboolean at_work = self->progress >= 0;

  draw_ground (self, snapshot);
  for (guint i = 0; i < self->chips->len; i++)
    {
      const RtJobChip *chip = &g_array_index (self->chips, RtJobChip, i);
      double x = chip->from + (chip->to - chip->from) * t;
      double opacity = chip->leaving ? 1 - t : chip->is_new ? t : 1;
      gboolean first = at_work && !chip->leaving && !chip->job.kept && !self->queue;

      if (opacity <= 0)
        continue;
      if (rtl)
        x = gtk_widget_get_width (widget) - x - rt_job_strip_get_width (&chip->job);
      gtk_snapshot_push_opacity (snapshot, opacity);
      draw_chip (self, snapshot, chip, x, first ? self->progress : 0);
      gtk_snapshot_pop (snapshot);
      at_work = at_work && !first;
    }
  draw_more (self, snapshot);
}
