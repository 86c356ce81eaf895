/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "widgets/rt-race-track.h"

#include "widgets/rt-hue.h"
#include "widgets/rt-motion.h"

#define HEIGHT    10
#define FRONT     2     /* the line where it could be */
#define ROOM      0.10  /* of the letters' colour: the way itself */
#define MOTION_US (220 * 1000)

typedef struct {
  double reached;
  double front;
} Place;

struct _RtRaceTrack {
  GtkWidget parent_instance;
  Place     from;    /* where it was shown when it was told the last time */
  Place     to;
  RtMotion  motion;
};

G_DEFINE_FINAL_TYPE (RtRaceTrack, rt_race_track, GTK_TYPE_WIDGET)

/* Fast, then slower: it arrives. */
static Place
get_place (RtRaceTrack *self)
{
  double left = 1 - rt_motion_get_progress (&self->motion);
  double gone = 1 - left * left;

  return (Place) {
    self->from.reached + (self->to.reached - self->from.reached) * gone,
    self->from.front + (self->to.front - self->from.front) * gone,
  };
}

static void
paint_stretch (RtRaceTrack   *self,
               GtkSnapshot   *snapshot,
               double         from,
               double         to,
               const GdkRGBA *color)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  double x = is_rtl ? width - to : from;

  if (to > from)
    gtk_snapshot_append_color (snapshot, color,
                               &GRAPHENE_RECT_INIT ((float) x, 0, (float) (to - from), HEIGHT));
}

static void
rt_race_track_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  RtRaceTrack *self = RT_RACE_TRACK (widget);
  Place place = get_place (self);
  double width = gtk_widget_get_width (widget);
  double reached = width * place.reached;
  double front = width * place.front;
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, HEIGHT);
  GskRoundedRect outline;
  GdkRGBA full;
  GdkRGBA faded;
  GdkRGBA room;

  rt_hue_get (widget, &full, &faded);
  room = full;
  room.alpha *= ROOM;
  gsk_rounded_rect_init_from_rect (&outline, &bounds, HEIGHT / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  paint_stretch (self, snapshot, 0, width, &room);
  paint_stretch (self, snapshot, reached, front, &faded);
  paint_stretch (self, snapshot, 0, reached, &full);
  if (place.front > 0 && place.front < 1)
    paint_stretch (self, snapshot, MAX (front - FRONT, 0), front, &full);
  gtk_snapshot_pop (snapshot);
}

static void
rt_race_track_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 48 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : HEIGHT;
}

static void
rt_race_track_dispose (GObject *object)
{
  rt_motion_end (&RT_RACE_TRACK (object)->motion);

  G_OBJECT_CLASS (rt_race_track_parent_class)->dispose (object);
}

static void
rt_race_track_class_init (RtRaceTrackClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_race_track_dispose;
  widget_class->snapshot = rt_race_track_snapshot;
  widget_class->measure = rt_race_track_measure;
  gtk_widget_class_set_css_name (widget_class, "racetrack");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rt_race_track_init (RtRaceTrack *self)
{
  self->motion.length_us = MOTION_US;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

/**
 * rt_race_track_new:
 *
 * Returns: (transfer floating): a track at whose beginning all are
 */
GtkWidget *
rt_race_track_new (void)
{
  return g_object_new (RT_TYPE_RACE_TRACK, NULL);
}

/**
 * rt_race_track_set:
 * @self: a track
 * @reached: how far it has come, 0 to 1
 * @front: how far it could have, no less
 *
 * Tells it where it is. Where that is news it moves there; back to the beginning it goes at once.
 */
void
rt_race_track_set (RtRaceTrack *self,
                   double       reached,
                   double       front)
{
  Place to = { CLAMP (reached, 0, 1), CLAMP (front, 0, 1) };

  if (to.reached == self->to.reached && to.front == self->to.front)
    return;
  self->from = get_place (self);
  self->to = to;
  if (to.front >= self->from.front)
    rt_motion_begin (&self->motion, GTK_WIDGET (self));
  else
    rt_motion_end (&self->motion);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rt_race_track_get:
 * @self: a track
 *
 * Returns: how far it has come, 0 to 1
 */
double
rt_race_track_get (RtRaceTrack *self)
{
  return self->to.reached;
}
