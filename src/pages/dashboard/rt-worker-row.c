/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-worker-row.h"

#include <glib/gi18n.h>

#include "rt-job-strip.h"
#include "widgets/rt-hue.h"

struct _RtWorkerRow {
  GtkBox         parent_instance;
  GtkLabel      *name;
  RtJobStrip    *hand;
  GtkLabel      *count;
  GtkButton     *kill;
  RtQueueDesk   *desk;
  RtQueueWorker *worker;
};

G_DEFINE_FINAL_TYPE (RtWorkerRow, rt_worker_row, GTK_TYPE_BOX)

static void
on_kill (RtWorkerRow *self)
{
  rt_queue_desk_kill (self->desk, self->worker);
}

static void
rt_worker_row_dispose (GObject *object)
{
  RtWorkerRow *self = RT_WORKER_ROW (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->worker);

  G_OBJECT_CLASS (rt_worker_row_parent_class)->dispose (object);
}

static void
rt_worker_row_class_init (RtWorkerRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rt_worker_row_dispose;

  g_type_ensure (RT_TYPE_JOB_STRIP);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/roundtrip/rt-worker-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RtWorkerRow, name);
  gtk_widget_class_bind_template_child (widget_class, RtWorkerRow, hand);
  gtk_widget_class_bind_template_child (widget_class, RtWorkerRow, count);
  gtk_widget_class_bind_template_child (widget_class, RtWorkerRow, kill);
  gtk_widget_class_bind_template_callback (widget_class, on_kill);
}

static void
rt_worker_row_init (RtWorkerRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rt_worker_row_new:
 * @desk: a desk
 * @worker: one of its consumers
 * @pattern: the id of the pattern whose hue it has
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rt_worker_row_new (RtQueueDesk   *desk,
                   RtQueueWorker *worker,
                   const char    *pattern)
{
  RtWorkerRow *self = g_object_new (RT_TYPE_WORKER_ROW, NULL);
  guint number = rt_queue_worker_get_number (worker);
  g_autofree char *name = g_strdup_printf ("%u", number);
  /* Translators: a consumer of a queue, with its number */
  g_autofree char *words = g_strdup_printf (_("Consumer %u"), number);
  /* Translators: a consumer of a queue, with its number */
  g_autofree char *kill = g_strdup_printf (_("Kill consumer %u: what it holds goes back into the queue"), number);

  self->desk = g_object_ref (desk);
  self->worker = g_object_ref (worker);
  gtk_label_set_text (self->name, name);
  rt_hue_apply (GTK_WIDGET (self->hand), pattern);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->hand), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->kill), kill);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->kill), GTK_ACCESSIBLE_PROPERTY_LABEL, kill, -1);
  rt_worker_row_refresh (self);

  return GTK_WIDGET (self);
}

/**
 * rt_worker_row_refresh:
 * @self: a row
 *
 * Shows what the consumer holds now, and how many it has acknowledged.
 */
void
rt_worker_row_refresh (RtWorkerRow *self)
{
  RtQueueJob jobs[RT_JOB_STRIP_MAX_JOBS];
  guint prefetch;
  guint n_jobs = rt_queue_worker_list (self->worker, jobs, G_N_ELEMENTS (jobs));
  g_autofree char *count = g_strdup_printf ("✓ %" G_GUINT64_FORMAT, rt_queue_worker_get_acknowledged (self->worker));

  g_object_get (self->desk, "prefetch", &prefetch, NULL);
  rt_job_strip_set_slots (self->hand, prefetch);
  rt_job_strip_set_jobs (self->hand, jobs, n_jobs, rt_queue_worker_get_n_held (self->worker),
                         rt_queue_worker_get_progress (self->worker));
  if (g_strcmp0 (gtk_label_get_text (self->count), count) != 0)
    gtk_label_set_text (self->count, count);
  gtk_widget_set_opacity (GTK_WIDGET (self->name), rt_queue_worker_is_active (self->worker) ? 1 : 0.75);
}
