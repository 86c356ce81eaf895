/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-job-strip-private.h"

#include <glib/gi18n.h>

enum {
  PROP_0,
  PROP_QUEUE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtJobStrip, rt_job_strip, GTK_TYPE_WIDGET)

static void
rt_job_strip_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 2 * RT_JOB_STRIP_WIDTH + RT_JOB_STRIP_MORE : RT_JOB_STRIP_HEIGHT + 4;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 6 * RT_JOB_STRIP_WIDTH + RT_JOB_STRIP_MORE : RT_JOB_STRIP_HEIGHT + 4;
}

/* There is more room, or less: what is shown is laid out when it is set next. */
static void
rt_job_strip_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  RT_JOB_STRIP (widget)->total = -1;
}

static void
rt_job_strip_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_QUEUE:
      RT_JOB_STRIP (object)->queue = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_job_strip_dispose (GObject *object)
{
  rt_motion_end (&RT_JOB_STRIP (object)->motion);

  G_OBJECT_CLASS (rt_job_strip_parent_class)->dispose (object);
}

static void
rt_job_strip_finalize (GObject *object)
{
  g_array_unref (RT_JOB_STRIP (object)->chips);

  G_OBJECT_CLASS (rt_job_strip_parent_class)->finalize (object);
}

static void
rt_job_strip_class_init (RtJobStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = rt_job_strip_set_property;
  object_class->dispose = rt_job_strip_dispose;
  object_class->finalize = rt_job_strip_finalize;
  widget_class->snapshot = rt_job_strip_snapshot;
  widget_class->measure = rt_job_strip_measure;
  widget_class->size_allocate = rt_job_strip_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "jobs");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  properties[PROP_QUEUE] =
    g_param_spec_boolean ("queue", NULL, NULL, FALSE,
                          G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_job_strip_init (RtJobStrip *self)
{
  self->chips = g_array_new (FALSE, FALSE, sizeof (RtJobChip));
  self->progress = -1;
  self->motion.length_us = RT_JOB_STRIP_MOVE_US;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static const RtJobChip *
find (GArray  *chips,
      guint64  serial)
{
  for (guint i = 0; i < chips->len; i++)
    if (g_array_index (chips, RtJobChip, i).job.serial == serial)
      return &g_array_index (chips, RtJobChip, i);

  return NULL;
}

/* From the side where they come in to where they go. */
static GArray *
lay_out (RtJobStrip       *self,
         const RtQueueJob *jobs,
         guint             n_jobs,
         double            t)
{
  GArray *chips = g_array_new (FALSE, FALSE, sizeof (RtJobChip));
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double room = width - RT_JOB_STRIP_MORE;
  double used = 0;

  for (guint i = 0; i < n_jobs && used + rt_job_strip_get_width (&jobs[i]) <= room; i++)
    {
      const RtJobChip *before = find (self->chips, jobs[i].serial);
      RtJobChip chip = { jobs[i] };

      chip.to = self->queue ? width - used - rt_job_strip_get_width (&jobs[i]) : used;
      chip.is_new = before == NULL || before->leaving;
      chip.from = !chip.is_new ? before->from + (before->to - before->from) * t
                               : self->queue ? MAX (chip.to - RT_JOB_STRIP_WIDTH, 0) : chip.to + RT_JOB_STRIP_WIDTH;
      used += rt_job_strip_get_width (&jobs[i]) + RT_JOB_STRIP_GAP;
      g_array_append_val (chips, chip);
    }

  return chips;
}

/* Those that were there and are no more: they fade towards where they went. */
static void
keep_leaving (RtJobStrip *self,
              GArray     *chips,
              double      t)
{
  guint n_before = self->chips->len;

  for (guint i = 0; i < n_before; i++)
    {
      RtJobChip chip = g_array_index (self->chips, RtJobChip, i);

      if ((chip.leaving && t > 0.5) || find (chips, chip.job.serial) != NULL)
        continue;
      if (!chip.leaving)
        {
          chip.from = chip.from + (chip.to - chip.from) * t;
          chip.to = chip.from + (self->queue ? RT_JOB_STRIP_WIDTH : -RT_JOB_STRIP_WIDTH / 2.0);
        }
      chip.leaving = TRUE;
      chip.is_new = FALSE;
      g_array_append_val (chips, chip);
    }
}

static gboolean
is_moving (GArray *chips)
{
  for (guint i = 0; i < chips->len; i++)
    {
      const RtJobChip *chip = &g_array_index (chips, RtJobChip, i);

      if (chip->is_new || chip->leaving || chip->from != chip->to)
        return TRUE;
    }

  return FALSE;
}

static void
say (RtJobStrip *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < self->n_shown; i++)
    {
      const RtQueueJob *job = &g_array_index (self->chips, RtJobChip, i).job;

      g_string_append (words, i > 0 ? ", " : "");
      if (job->number >= 0)
        g_string_append_printf (words, "%" G_GINT64_FORMAT, job->number);
      else
        g_string_append (words, "?");
      if (job->redelivered)
        /* Translators: of a job with a number, which is before this */
        g_string_append_printf (words, " %s", _("redelivered"));
    }
  if (self->total > self->n_shown)
    g_string_append_printf (words, " +%" G_GINT64_FORMAT, self->total - self->n_shown);
  if (words->len == 0)
    g_string_append (words, _("empty"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->str, -1);
}

static gboolean
is_same (RtJobStrip       *self,
         const RtQueueJob *jobs,
         guint             n_jobs,
         gint64            total)
{
  if (self->total != total || self->n_shown > n_jobs || (self->n_shown < n_jobs && self->n_shown == 0))
    return FALSE;

  for (guint i = 0; i < self->n_shown; i++)
    {
      const RtQueueJob *job = &g_array_index (self->chips, RtJobChip, i).job;

      if (job->serial != jobs[i].serial || job->kept != jobs[i].kept || job->redelivered != jobs[i].redelivered)
        return FALSE;
    }

  return TRUE;
}

/**
 * rt_job_strip_set_jobs:
 * @self: a strip
 * @jobs: (array length=n_jobs): the first of them
 * @n_jobs: how many of them there are in @jobs
 * @total: how many there are
 * @progress: how far somebody is with the first that is not kept, 0 to 1; -1: nobody is
 *
 * Shows jobs instead of those it shows. Where animations are wanted, they move.
 */
void
rt_job_strip_set_jobs (RtJobStrip       *self,
                       const RtQueueJob *jobs,
                       guint             n_jobs,
                       gint64            total,
                       double            progress)
{
  double t = rt_job_strip_get_progress (self);
  GArray *chips;
  gboolean moves;

  g_return_if_fail (RT_IS_JOB_STRIP (self));

  moves = rt_motion_is_wanted (GTK_WIDGET (self));
  if (self->progress != progress)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->progress = progress;
  if (is_same (self, jobs, n_jobs, total))
    return;

  chips = lay_out (self, jobs, n_jobs, moves ? t : 1);
  self->n_shown = chips->len;
  self->total = total;
  if (moves)
    keep_leaving (self, chips, t);
  g_array_unref (self->chips);
  self->chips = chips;
  say (self);
  if (moves && is_moving (chips))
    rt_motion_begin (&self->motion, GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rt_job_strip_set_slots:
 * @self: a strip
 * @n_slots: how many there is room for in somebody's hand
 *
 * Shows the room that is not taken.
 */
void
rt_job_strip_set_slots (RtJobStrip *self,
                        guint       n_slots)
{
  g_return_if_fail (RT_IS_JOB_STRIP (self));

  if (self->n_slots == n_slots)
    return;

  self->n_slots = n_slots;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
