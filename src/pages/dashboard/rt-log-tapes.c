/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-log-tapes-private.h"

#include <glib/gi18n.h>
#include <math.h>

G_DEFINE_FINAL_TYPE (RtLogTapes, rt_log_tapes, GTK_TYPE_WIDGET)

static void
rt_log_tapes_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  guint n_tapes = MAX (RT_LOG_TAPES (widget)->n_tapes, RT_LOG_N_PARTITIONS);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = n_tapes * (RT_LOG_TAPES_FLAG + RT_LOG_TAPES_TAPE + RT_LOG_TAPES_GAP);
  else
    {
      *minimum = RT_LOG_TAPES_NAME + RT_LOG_TAPES_NUMBER + 100;
      *natural = RT_LOG_TAPES_NAME + RT_LOG_TAPES_NUMBER + 200;
    }
}

static void
rt_log_tapes_dispose (GObject *object)
{
  rt_motion_end (&RT_LOG_TAPES (object)->motion);
  g_clear_object (&RT_LOG_TAPES (object)->desk);

  G_OBJECT_CLASS (rt_log_tapes_parent_class)->dispose (object);
}

static void
rt_log_tapes_class_init (RtLogTapesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_log_tapes_dispose;
  widget_class->snapshot = rt_log_tapes_snapshot;
  widget_class->measure = rt_log_tapes_measure;
  gtk_widget_class_set_css_name (widget_class, "tapes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rt_log_tapes_init (RtLogTapes *self)
{
  self->motion.length_us = RT_LOG_TAPES_MOVE_US;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * rt_log_tapes_set_desk:
 * @self: tapes that have no desk yet
 * @desk: whose log they show
 *
 * Sets the desk.
 */
void
rt_log_tapes_set_desk (RtLogTapes *self,
                       RtLogDesk  *desk)
{
  g_return_if_fail (self->desk == NULL);

  self->desk = g_object_ref (desk);
}

static void
take_names (RtLogTapes *self)
{
  GListModel *groups = rt_log_desk_get_groups (self->desk);

  self->n_groups = MIN (g_list_model_get_n_items (groups), RT_LOG_MAX_GROUPS);
  for (guint i = 0; i < self->n_groups; i++)
    {
      g_autoptr (RtLogGroup) group = g_list_model_get_item (groups, i);

      self->names[i] = rt_log_group_get_name (group)[0];
    }
}

static void
take_tape (RtLogTapes           *self,
           guint                 index,
           const RtLogPartition *partition)
{
  RtLogPosition positions[RT_LOG_MAX_GROUPS];
  guint n_positions = rt_log_desk_get_positions (self->desk, index, positions, RT_LOG_MAX_GROUPS);
  RtLogTape *tape = &self->to[index];

  self->partitions[index] = partition->partition;
  *tape = (RtLogTape) { partition->first, partition->next, partition->eaten };
  for (guint i = 0; i < RT_LOG_MAX_GROUPS; i++)
    {
      self->members[index][i] = i < n_positions ? positions[i].member : 0;
      tape->offsets[i] = i < n_positions ? positions[i].offset : -1;
    }
}

static void
say (RtLogTapes *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < self->n_tapes; i++)
    {
      const RtLogTape *tape = &self->to[i];

      /* Translators: a partition of a log, its number, and the offsets between which it is kept */
      g_string_append_printf (words, _("Partition %d: %.0f to %.0f"), self->partitions[i], tape->first, tape->next);
      for (guint g = 0; g < self->n_groups; g++)
        if (tape->offsets[g] >= 0)
          g_string_append_printf (words, ", %c %.0f", self->names[g], tape->offsets[g]);
      g_string_append (words, ". ");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->str, -1);
}

/* Where a reader is in what is shown, 0 to 1; -1: nowhere. */
static double
place (const RtLogTape *tape,
       guint            group)
{
  double span = MAX (tape->next - tape->first, RT_LOG_TAPES_MIN_SPAN);

  return tape->offsets[group] < 0 ? -1 : 1 - (tape->next - tape->offsets[group]) / span;
}

/* Message by message a reader only goes on, which a step shows as well as any motion: what has
 * to be seen moving is that one is rewound, or catches up. */
static gboolean
does_leap (RtLogTapes      *self,
           const RtLogTape *before)
{
  for (guint i = 0; i < self->n_tapes; i++)
    for (guint g = 0; g < self->n_groups; g++)
      {
        double from = place (&before[i], g);
        double to = place (&self->to[i], g);

        if (from >= 0 && to >= 0 && fabs (to - from) > RT_LOG_TAPES_LEAP)
          return TRUE;
      }

  return FALSE;
}

/* Takes what the desk says now. Returns whether anything that is drawn is another. */
static gboolean
take (RtLogTapes *self)
{
  const RtLogTapes before = *self;
  guint n_partitions;
  const RtLogPartition *partitions = rt_log_desk_get_partitions (self->desk, &n_partitions);

  self->n_tapes = MIN (n_partitions, RT_LOG_TAPES_MAX_TAPES);
  take_names (self);
  for (guint i = 0; i < self->n_tapes; i++)
    take_tape (self, i, &partitions[i]);

  return self->n_tapes != before.n_tapes || self->n_groups != before.n_groups ||
         memcmp (self->to, before.to, sizeof before.to) != 0 ||
         memcmp (self->members, before.members, sizeof before.members) != 0 ||
         memcmp (self->names, before.names, sizeof before.names) != 0;
}

void
rt_log_tapes_refresh (RtLogTapes *self)
{
  double t = rt_log_tapes_get_progress (self);
  guint n_before = self->n_tapes;
  RtLogTape before[RT_LOG_TAPES_MAX_TAPES];
  RtLogTape shown[RT_LOG_TAPES_MAX_TAPES];

  for (guint i = 0; i < RT_LOG_TAPES_MAX_TAPES; i++)
    shown[i] = rt_log_tapes_get_tape (self, i, t);
  memcpy (before, self->to, sizeof before);
  if (!take (self))
    return;

  if (self->n_tapes != n_before)
    {
      memcpy (self->from, self->to, sizeof shown);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  else if (does_leap (self, before))
    {
      memcpy (self->from, shown, sizeof shown);
      rt_motion_begin (&self->motion, GTK_WIDGET (self));
    }
  say (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
