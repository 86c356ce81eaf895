/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-race-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lab/rt-format.h"
#include "rt-contestant-group.h"
#include "rt-race-figure.h"
#include "widgets/rt-hue.h"
#include "widgets/rt-race-track.h"

struct _RtRaceRow {
  GtkBox        parent_instance;
  GtkLabel     *name;
  GtkLabel     *state;
  RtRaceTrack  *events_track;
  RtRaceTrack  *bytes_track;
  RtRaceFigure *events;
  RtRaceFigure *latency;
  RtRaceFigure *bytes;
  RtRaceFigure *behind;
  RtSight       sight;     /* that is shown */
  gboolean      had_turn;
  gboolean      is_alone;  /* others are in the middle of something else */
};

G_DEFINE_FINAL_TYPE (RtRaceRow, rt_race_row, GTK_TYPE_BOX)

static const char * const phases[] = {
  [RT_ROUND_OPENING] = N_("starting"),
  [RT_ROUND_CONNECTING] = N_("connecting"),
  [RT_ROUND_WARMING_UP] = N_("warming up"),
  [RT_ROUND_MEASURING] = N_("measuring"),
  [RT_ROUND_ENDING] = N_("collecting"),
};

static void
show_figures (RtRaceRow     *self,
              const RtSight *sight)
{
  const RtPulse *pulse = &sight->pulse;
  double behind = isnan (sight->had) ? NAN : round ((1 - sight->had) * (double) sight->published);

  rt_race_figure_take_value (self->events, rt_format_count ((double) pulse->events));
  rt_race_figure_take_value (self->bytes, rt_format_bytes ((double) pulse->bytes));
  rt_race_figure_take_value (self->behind, isnan (behind) ? g_strdup (RT_FORMAT_UNKNOWN) : rt_format_count (behind));
  /* Between two events it is what it was at the last one. */
  if (pulse->latency_us >= 0)
    rt_race_figure_take_value (self->latency, rt_format_duration_us ((double) pulse->latency_us));
}

/* Time alone moves nothing. */
static gboolean
has_news (RtRaceRow     *self,
          const RtSight *sight)
{
  return sight->published != self->sight.published || sight->pulse.events != self->sight.pulse.events ||
         sight->pulse.last != self->sight.pulse.last || sight->phase != self->sight.phase;
}

/**
 * rt_race_row_show:
 * @self: a row
 * @sight: what can be seen of its contestant
 *
 * Shows it; where it has moved on, so does the row.
 */
void
rt_race_row_show (RtRaceRow     *self,
                  const RtSight *sight)
{
  gtk_label_set_text (self->state, self->is_alone ? _(phases[sight->phase]) : "");
  self->had_turn = self->had_turn || sight->phase >= RT_ROUND_MEASURING;
  if (sight->phase < RT_ROUND_MEASURING || sight->pulse.at_us == 0)
    return;
  if (has_news (self, sight))
    rt_race_track_set (self->events_track, isnan (sight->had) ? 0 : sight->course * sight->had, sight->course);
  show_figures (self, sight);
  self->sight = *sight;
}

/**
 * rt_race_row_show_absent:
 * @self: a row
 * @is_later: whether its turn may still come, else it could not take part
 *
 * Says that its contestant does not run now. What it had when it was over stays.
 */
void
rt_race_row_show_absent (RtRaceRow *self,
                         gboolean   is_later)
{
  if (self->had_turn)
    /* Translators: of a pattern in a comparison: its run is over */
    gtk_label_set_text (self->state, _("measured"));
  else if (!is_later)
    gtk_label_set_text (self->state, _("could not take part"));
  else
    /* Translators: of a pattern in a comparison, where they run one after the other */
    gtk_label_set_text (self->state, self->is_alone ? _("waits for its turn") : "");
}

/**
 * rt_race_row_reset:
 * @self: a row
 *
 * Shows its contestant at the beginning again.
 */
void
rt_race_row_reset (RtRaceRow *self)
{
  RtRaceFigure *figures[] = { self->events, self->latency, self->bytes, self->behind };

  self->had_turn = FALSE;
  self->sight = (RtSight) { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    rt_race_figure_take_value (figures[i], g_strdup (RT_FORMAT_UNKNOWN));
  rt_race_track_set (self->events_track, 0, 0);
  rt_race_track_set (self->bytes_track, 0, 0);
}

/**
 * rt_race_row_get_bytes:
 * @self: a row
 *
 * Returns: what its contestant has put on the wire so far, both ways, bytes
 */
guint64
rt_race_row_get_bytes (RtRaceRow *self)
{
  return self->sight.pulse.bytes;
}

/**
 * rt_race_row_set_most:
 * @self: a row
 * @most: bytes that the full width stands for, 0: nobody has any
 *
 * Shows its bytes beside those of the others.
 */
void
rt_race_row_set_most (RtRaceRow *self,
                      guint64    most)
{
  double share = most > 0 ? (double) self->sight.pulse.bytes / (double) most : 0;

  rt_race_track_set (self->bytes_track, share, share);
}

static void
rt_race_row_class_init (RtRaceRowClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
add_head (RtRaceRow *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->name, 0);
  gtk_label_set_wrap (self->name, TRUE);
  gtk_label_set_wrap_mode (self->name, PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "heading");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->name));

  self->state = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->state), GTK_ALIGN_BASELINE);
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->state), "dim-label");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->state));
  gtk_box_append (GTK_BOX (self), head);
}

static RtRaceTrack *
add_track (GtkGrid    *grid,
           int         row,
           const char *words,
           const char *tooltip)
{
  GtkWidget *label = gtk_label_new (words);
  GtkWidget *track = rt_race_track_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_hexpand (track, TRUE);
  gtk_widget_set_tooltip_text (track, tooltip);
  gtk_grid_attach (grid, label, 0, row, 1, 1);
  gtk_grid_attach (grid, track, 1, row, 1, 1);

  return RT_RACE_TRACK (track);
}

static RtRaceFigure *
add_figure (GtkBox     *box,
            const char *caption,
            const char *tooltip)
{
  GtkWidget *figure = rt_race_figure_new (caption, tooltip);

  gtk_box_append (box, figure);

  return RT_RACE_FIGURE (figure);
}

static void
rt_race_row_init (RtRaceRow *self)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkBox *figures = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "part");
  add_head (self);

  gtk_grid_set_row_spacing (grid, 4);
  gtk_grid_set_column_spacing (grid, 9);
  self->events_track = add_track (grid, 0, _("Events"),
                                  _("How much of the feed the average client has got. Faded: published, and still on its way."));
  self->bytes_track = add_track (grid, 1, _("Bytes"), _("Beside the one that has sent the most so far."));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (grid));

  gtk_box_set_homogeneous (figures, TRUE);
  self->latency = add_figure (figures, _("Latency"),
                              _("From an event’s birth to the client’s hand: half of those that came a moment ago took no longer."));
  self->behind = add_figure (figures, _("Behind"), _("Events that were published and the average client has not got yet."));
  self->events = add_figure (figures, _("Events"), _("Delivered to all clients together since it is measured."));
  self->bytes = add_figure (figures, _("Bytes"), _("All above TCP, both ways, counted by the kernel, since it is measured."));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (figures));
}

/**
 * rt_race_row_new:
 * @contestant: who runs
 * @is_alone: whether others are in the middle of something else meanwhile
 *
 * Returns: (transfer floating): a row at its beginning
 */
GtkWidget *
rt_race_row_new (const RtContestant *contestant,
                 gboolean            is_alone)
{
  RtRaceRow *self = g_object_new (RT_TYPE_RACE_ROW, NULL);
  g_autofree char *label = rt_contestant_dup_label (contestant);

  self->is_alone = is_alone;
  gtk_label_set_text (self->name, label);
  rt_hue_apply (GTK_WIDGET (self->name), contestant->pattern);
  rt_hue_apply (GTK_WIDGET (self->events_track), contestant->pattern);
  rt_hue_apply (GTK_WIDGET (self->bytes_track), contestant->pattern);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  rt_race_row_reset (self);

  return GTK_WIDGET (self);
}
