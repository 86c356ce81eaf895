/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-log-tapes-private.h"

#include <math.h>

#include "lab/rt-format.h"
#include "widgets/rt-hue.h"

double
rt_log_tapes_get_progress (RtLogTapes *self)
{
  return rt_motion_get_progress (&self->motion);
}

static double
between (double from,
         double to,
         double t)
{
  return from < 0 || to < 0 ? to : from + (to - from) * t;
}

RtLogTape
rt_log_tapes_get_tape (RtLogTapes *self,
          guint       index,
          double      t)
{
  const RtLogTape *from = &self->from[index];
  const RtLogTape *to = &self->to[index];
  RtLogTape tape = {
    between (from->first, to->first, t),
    between (from->next, to->next, t),
    between (from->eaten, to->eaten, t),
  };

  for (guint i = 0; i < RT_LOG_MAX_GROUPS; i++)
    tape.offsets[i] = between (from->offsets[i], to->offsets[i], t);

  return tape;
}

/* How messages become pixels. */
typedef struct {
  double   low;
  double   span;
  double   x;
  double   width;
  GdkRGBA  full;
  GdkRGBA  faded;
  GdkRGBA  text;
} Scale;

static void
get_scale (RtLogTapes *self,
           double      t,
           Scale      *scale)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double low = G_MAXDOUBLE;
  double high = 0;

  for (guint i = 0; i < self->n_tapes; i++)
    {
      RtLogTape tape = rt_log_tapes_get_tape (self, i, t);

      low = MIN (low, tape.first);
      high = MAX (high, tape.next);
    }
  scale->span = MAX (RT_LOG_TAPES_MIN_SPAN, (high - low) * 1.15);
  scale->low = MAX (high - scale->span, 0);
  scale->x = RT_LOG_TAPES_NAME;
  scale->width = MAX (gtk_widget_get_width (widget) - RT_LOG_TAPES_NAME - RT_LOG_TAPES_NUMBER, 1);
  rt_hue_get (widget, &scale->full, &scale->faded);
  gtk_style_context_get_color (gtk_widget_get_style_context (gtk_widget_get_parent (widget)), &scale->text);
}

static double
to_x (const Scale *scale,
      double       offset)
{
  return scale->x + scale->width * CLAMP ((offset - scale->low) / scale->span, 0, 1);
}

/* Its width. @end: it ends at @x. */
static double
draw_text (RtLogTapes    *self,
           GtkSnapshot   *snapshot,
           const char    *text,
           double         x,
           double         y,
           gboolean       end,
           const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();
  int width;

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, &width, NULL);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (end ? x - width : x, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);

  return width;
}

/* What retention has eaten is dots, what is kept is full, a message is seen where there is room. */
static void
draw_tape (GtkSnapshot *snapshot,
           const Scale *scale,
           const RtLogTape  *tape,
           double       y)
{
  double x_first = to_x (scale, tape->first);
  double x_next = to_x (scale, tape->next);
  double cell = scale->width / scale->span;
  GdkRGBA gap = scale->text;

  gap.alpha *= 0.25f;
  for (double x = to_x (scale, tape->first - tape->eaten); x < x_first - 2; x += 5)
    gtk_snapshot_append_color (snapshot, &gap, &GRAPHENE_RECT_INIT (x, y + RT_LOG_TAPES_TAPE / 2.0f - 1, 2, 2));
  gtk_snapshot_append_color (snapshot, &gap,
                             &GRAPHENE_RECT_INIT (x_next, y + RT_LOG_TAPES_TAPE / 2.0f, scale->x + scale->width - x_next, 1));
  if (x_next <= x_first)
    return;

  if (cell < RT_LOG_TAPES_MIN_CELL)
    {
      gtk_snapshot_append_color (snapshot, &scale->faded, &GRAPHENE_RECT_INIT (x_first, y, x_next - x_first, RT_LOG_TAPES_TAPE));
      return;
    }
  for (double offset = floor (MAX (tape->first, scale->low)); offset < tape->next; offset++)
    {
      double x = MAX (to_x (scale, offset), x_first);
      double end = MIN (to_x (scale, offset + 1), x_next) - 1;

      if (end > x)
        gtk_snapshot_append_color (snapshot, &scale->faded, &GRAPHENE_RECT_INIT (x, y, end - x, RT_LOG_TAPES_TAPE));
    }
}

/* What a group has read is below its flag, to the left. Flags that would cover one another move aside. */
static void
draw_flags (RtLogTapes  *self,
            GtkSnapshot *snapshot,
            const Scale *scale,
            const RtLogTape  *tape,
            guint        index,
            double       y)
{
  gboolean drawn[RT_LOG_MAX_GROUPS] = { FALSE };
  double room = scale->x + scale->width + RT_LOG_TAPES_NUMBER / 2.0;

  for (guint n = 0; n < self->n_groups; n++)
    {
      guint last = self->n_groups;
      char label[16];
      double x;
      double end;

      for (guint i = 0; i < self->n_groups; i++)
        if (!drawn[i] && tape->offsets[i] >= 0 && (last == self->n_groups || tape->offsets[i] > tape->offsets[last]))
          last = i;
      if (last == self->n_groups)
        return;

      drawn[last] = TRUE;
      if (self->members[index][last] > 0)
        g_snprintf (label, sizeof label, "%c%u", self->names[last], self->members[index][last]);
      else
        g_snprintf (label, sizeof label, "%c", self->names[last]);
      x = to_x (scale, tape->offsets[last]);
      end = MIN (x + 8, room);
      room = end - draw_text (self, snapshot, label, end, y, TRUE, &scale->text) - 3;
      gtk_snapshot_append_color (snapshot, &scale->full, &GRAPHENE_RECT_INIT (x - 1, y + RT_LOG_TAPES_FLAG - 3, 2, RT_LOG_TAPES_TAPE + 5));
    }
}

void
rt_log_tapes_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  RtLogTapes *self = RT_LOG_TAPES (widget);
  double t = rt_log_tapes_get_progress (self);
  Scale scale;

  if (self->n_tapes == 0)
    return;

  get_scale (self, t, &scale);
  for (guint i = 0; i < self->n_tapes; i++)
    {
      RtLogTape tape = rt_log_tapes_get_tape (self, i, t);
      double y = i * (RT_LOG_TAPES_FLAG + RT_LOG_TAPES_TAPE + RT_LOG_TAPES_GAP);
      g_autofree char *name = g_strdup_printf ("%d", self->partitions[i]);
      g_autofree char *next = rt_format_count (self->to[i].next);

      draw_text (self, snapshot, name, 0, y + RT_LOG_TAPES_FLAG - 2, FALSE, &scale.text);
      draw_tape (snapshot, &scale, &tape, y + RT_LOG_TAPES_FLAG);
      draw_flags (self, snapshot, &scale, &tape, i, y);
      draw_text (self, snapshot, next, gtk_widget_get_width (widget), y + RT_LOG_TAPES_FLAG - 2, TRUE, &scale.text);
    }
}
