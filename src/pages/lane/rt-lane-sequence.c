/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-lane-sequence.h"

#include <glib/gi18n.h>

#include "widgets/rt-hue.h"
#include "widgets/rt-sequence.h"

struct _RtLaneSequence {
  AdwBin           parent_instance;
  RtPlayback      *playback;
  RtSequence      *sequence;
  GtkStack        *stack;
  GtkToggleButton *pause;
  GtkToggleButton *sizes;
  GtkLabel        *more;
};

G_DEFINE_FINAL_TYPE (RtLaneSequence, rt_lane_sequence, ADW_TYPE_BIN)

enum {
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rt_lane_sequence_show_more (RtLaneSequence *self)
{
  guint n_more = MIN (rt_playback_get_n_more (self->playback), G_MAXUINT);
  gboolean paused = rt_playback_get_paused (self->playback);
  g_autofree char *words = NULL;

  if (paused)
    /* Translators: so many messages came while the picture was paused */
    words = g_strdup_printf (ngettext ("%u more", "%u more", n_more), n_more);
  if (g_strcmp0 (gtk_label_get_text (self->more), words != NULL ? words : "") != 0)
    gtk_label_set_text (self->more, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->more), paused);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sequence.forward", !paused || n_more > 0);
}

static void
rt_lane_sequence_show_paused (RtLaneSequence *self)
{
  gboolean paused = rt_playback_get_paused (self->playback);
  const char *words = paused ? _("Go on live (Space)") : _("Pause (Space)");

  gtk_button_set_icon_name (GTK_BUTTON (self->pause), paused ? "media-playback-start-symbolic"
                                                             : "media-playback-pause-symbolic");
  gtk_toggle_button_set_active (self->pause, paused);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->pause), words);
  if (!paused)
    rt_sequence_follow (self->sequence);
  rt_lane_sequence_show_more (self);
}

/* Shows what is played back, as far as it is now; nobody sees what is not mapped. */
static void
rt_lane_sequence_refresh (RtLaneSequence *self)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (rt_playback_get_model (self->playback)));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  gtk_stack_set_visible_child_name (self->stack, n_items > 0 ? "sequence" : "nothing");
  rt_sequence_update (self->sequence, rt_playback_take_completed (self->playback),
                      rt_playback_get_now (self->playback));
}

static void
on_changed (RtLaneSequence *self)
{
  rt_lane_sequence_show_more (self);
  rt_lane_sequence_refresh (self);
}

static void
rt_lane_sequence_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (rt_lane_sequence_parent_class)->map (widget);
  rt_lane_sequence_refresh (RT_LANE_SEQUENCE (widget));
}

static void
on_pause (RtLaneSequence *self)
{
  rt_playback_set_paused (self->playback, gtk_toggle_button_get_active (self->pause));
}

static void
on_sizes (RtLaneSequence *self)
{
  rt_sequence_set_sizes (self->sequence, gtk_toggle_button_get_active (self->sizes));
}

static void
on_activate (RtLaneSequence *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
on_step (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  rt_playback_step (RT_LANE_SEQUENCE (widget)->playback, g_str_equal (action, "sequence.forward"));
}

static void
on_toggle_pause (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  RtPlayback *playback = RT_LANE_SEQUENCE (widget)->playback;

  rt_playback_set_paused (playback, !rt_playback_get_paused (playback));
}

/* Forward is where the button for it is. */
static void
add_keys (GtkWidgetClass *widget_class)
{
  gboolean mirrored = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "sequence.pause", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0,
                                       mirrored ? "sequence.back" : "sequence.forward", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, 0,
                                       mirrored ? "sequence.forward" : "sequence.back", NULL);
}

static void
rt_lane_sequence_dispose (GObject *object)
{
  RtLaneSequence *self = RT_LANE_SEQUENCE (object);

  g_clear_object (&self->playback);

  G_OBJECT_CLASS (rt_lane_sequence_parent_class)->dispose (object);
}

static void
rt_lane_sequence_class_init (RtLaneSequenceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_lane_sequence_dispose;
  widget_class->map = rt_lane_sequence_map;

  signals[SIGNAL_ACTIVATE] =
    g_signal_new ("activate", RT_TYPE_LANE_SEQUENCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "sequence.forward", NULL, on_step);
  gtk_widget_class_install_action (widget_class, "sequence.back", NULL, on_step);
  gtk_widget_class_install_action (widget_class, "sequence.pause", NULL, on_toggle_pause);
  add_keys (widget_class);

  g_type_ensure (RT_TYPE_SEQUENCE);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-lane-sequence.ui");
  gtk_widget_class_bind_template_child (widget_class, RtLaneSequence, sequence);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSequence, stack);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSequence, pause);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSequence, sizes);
  gtk_widget_class_bind_template_child (widget_class, RtLaneSequence, more);
  gtk_widget_class_bind_template_callback (widget_class, on_pause);
  gtk_widget_class_bind_template_callback (widget_class, on_sizes);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
}

static void
rt_lane_sequence_init (RtLaneSequence *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_lane_sequence_set_playback:
 * @self: a lane's sequence diagram that has none yet
 * @playback: what is shown
 *
 * Sets what is shown.
 */
void
rt_lane_sequence_set_playback (RtLaneSequence *self,
                               RtPlayback     *playback)
{
  g_set_object (&self->playback, playback);
  rt_sequence_set_model (self->sequence, rt_playback_get_model (playback));
  g_signal_connect_object (playback, "notify::paused", G_CALLBACK (rt_lane_sequence_show_paused), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (playback, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  rt_lane_sequence_show_paused (self);
}

/**
 * rt_lane_sequence_set_pattern:
 * @self: a lane's sequence diagram
 * @pattern: the id of a pattern
 *
 * Gives it the hue of @pattern, and follows what is said from now on.
 */
void
rt_lane_sequence_set_pattern (RtLaneSequence *self,
                              const char     *pattern)
{
  rt_hue_apply (GTK_WIDGET (self->sequence), pattern);
  rt_sequence_follow (self->sequence);
}
