/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-queue-desk-private.h"

#include <glib/gi18n.h>

enum {
  PROP_0,
  PROP_N_PRODUCERS,
  PROP_N_WORKERS,
  PROP_RATE,
  PROP_PREFETCH,
  PROP_WORK_MS,
  PROP_KIND,
  PROP_RULE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtQueueDesk, rt_queue_desk, RT_TYPE_DESK)

static const struct {
  const char    *queue;
  RtBusAbilities needs;
} kinds[RT_QUEUE_N_KINDS] = {
  [RT_QUEUE_PLAIN] = { "jobs", RT_BUS_CAN_QUEUE },
  [RT_QUEUE_PRIORITIES] = { "jobs-priority", RT_BUS_CAN_PRIORITY },
  [RT_QUEUE_DEAD_LETTERS] = { "jobs-rejecting", RT_BUS_CAN_DEAD_LETTER },
};

#define DEAD_QUEUE "jobs-dead"

/* What is in no setting of the number is 0 in the table. */
static guint *
get_number (RtQueueDesk *self,
            guint        prop_id)
{
  switch (prop_id)
    {
    case PROP_N_PRODUCERS:
      return &self->n_producers;
    case PROP_N_WORKERS:
      return &self->n_workers;
    case PROP_RATE:
      return &self->rate;
    case PROP_PREFETCH:
      return &self->prefetch;
    case PROP_WORK_MS:
      return &self->work_ms;
    default:
      return NULL;
    }
}

static void
rt_queue_desk_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RtQueueDesk *self = RT_QUEUE_DESK (object);

  if (prop_id == PROP_RULE)
    g_value_set_string (value, rt_queue_desk_get_rule (self));
  else if (prop_id == PROP_KIND)
    g_value_set_uint (value, self->kind);
  else if (get_number (self, prop_id) != NULL)
    g_value_set_uint (value, *get_number (self, prop_id));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
make_targets (RtQueueDesk *self)
{
  g_clear_pointer (&self->target, rt_bus_target_free);
  g_clear_pointer (&self->dead, rt_bus_target_free);
  self->target = rt_bus_target_new (RT_BUS_QUEUE, kinds[self->kind].queue);
  if (self->kind == RT_QUEUE_PRIORITIES)
    self->target->max_priority = RT_BUS_MAX_PRIORITY;
  if (self->kind != RT_QUEUE_DEAD_LETTERS)
    return;

  self->dead = rt_bus_target_new (RT_BUS_QUEUE, DEAD_QUEUE);
  self->target->dead_letter = g_strdup (DEAD_QUEUE);
}

static void
forget (RtQueueDesk *self)
{
  rt_queue_desk_drop_jobs (self);
  self->jobs = rt_queue_jobs_new ();
  self->tie = g_rc_box_new0 (RtQueueTie);
  self->tie->jobs = self->jobs;
  self->ready = self->unacknowledged = self->dead_lettered = -1;
}

static void
set_kind (RtQueueDesk *self,
          RtQueueKind  kind)
{
  if (self->kind == kind)
    return;

  rt_desk_rest (RT_DESK (self));
  self->kind = kind;
  make_targets (self);
  forget (self);
  rt_desk_go_on (RT_DESK (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
  g_object_notify (G_OBJECT (self), "address");
}

/* Each consumer subscribes with it, so they come anew. */
static void
renew_workers (RtQueueDesk *self)
{
  guint n_workers = self->n_workers;

  if (!self->declared)
    return;

  self->n_workers = 0;
  rt_queue_desk_adjust (self);
  self->n_workers = n_workers;
}

static void
rt_queue_desk_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RtQueueDesk *self = RT_QUEUE_DESK (object);
  guint *number = get_number (self, prop_id);

  if (prop_id == PROP_KIND)
    set_kind (self, g_value_get_uint (value));
  else if (number == NULL)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else if (*number != g_value_get_uint (value))
    {
      *number = g_value_get_uint (value);
      if (prop_id == PROP_PREFETCH)
        renew_workers (self);
      rt_queue_desk_adjust (self);
      g_object_notify_by_pspec (object, pspec);
    }
}

static void
clear (RtDesk *desk)
{
  RtQueueDesk *self = RT_QUEUE_DESK (desk);

  forget (self);
  self->rejected = 0;
}

static RtBusTarget *
make_target (RtDesk         *desk,
             RtBusAbilities  abilities)
{
  return rt_bus_target_copy (RT_QUEUE_DESK (desk)->target);
}

static void
rt_queue_desk_finalize (GObject *object)
{
  RtQueueDesk *self = RT_QUEUE_DESK (object);

  rt_ack_rule_unref (self->rule);
  rt_queue_desk_drop_jobs (self);
  rt_bus_target_free (self->target);
  g_clear_pointer (&self->dead, rt_bus_target_free);
  g_array_unref (self->producers);
  g_object_unref (self->workers);

  G_OBJECT_CLASS (rt_queue_desk_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_N_PRODUCERS] =
    g_param_spec_uint ("n-producers", NULL, NULL, 0, RT_QUEUE_MAX_PRODUCERS, 1, writable);
  properties[PROP_N_WORKERS] = g_param_spec_uint ("n-workers", NULL, NULL, 0, RT_QUEUE_MAX_WORKERS, 2, writable);
  properties[PROP_RATE] = g_param_spec_uint ("rate", NULL, NULL, 0, RT_QUEUE_MAX_RATE, 1, writable);
  properties[PROP_PREFETCH] = g_param_spec_uint ("prefetch", NULL, NULL, 1, RT_QUEUE_MAX_PREFETCH, 5, writable);
  properties[PROP_WORK_MS] = g_param_spec_uint ("work-ms", NULL, NULL, 0, RT_QUEUE_MAX_WORK_MS, 500, writable);
  properties[PROP_KIND] = g_param_spec_uint ("kind", NULL, NULL, 0, RT_QUEUE_N_KINDS - 1, 0, writable);
  properties[PROP_RULE] = g_param_spec_string ("rule", NULL, NULL, RT_QUEUE_DEFAULT_RULE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_queue_desk_class_init (RtQueueDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtDeskClass *desk_class = RT_DESK_CLASS (klass);

  object_class->get_property = rt_queue_desk_get_property;
  object_class->set_property = rt_queue_desk_set_property;
  object_class->finalize = rt_queue_desk_finalize;
  desk_class->id = "queue";
  desk_class->name = N_("Queue");
  desk_class->sentence = N_("One consumer gets each job, and acknowledges it.");
  desk_class->default_uri = "embedded:jobs";
  desk_class->needs = RT_BUS_CAN_QUEUE;
  desk_class->missing = N_("This bus has no queues, only logs.");
  desk_class->make_target = make_target;
  desk_class->begin = rt_queue_desk_begin;
  desk_class->end = rt_queue_desk_end;
  desk_class->tick = rt_queue_desk_tick;
  desk_class->measure = rt_queue_desk_measure;
  desk_class->clear = clear;
  install_properties (object_class);
}

static void
rt_queue_desk_init (RtQueueDesk *self)
{
  self->n_producers = 1;
  self->n_workers = 2;
  self->rate = 1;
  self->prefetch = 5;
  self->work_ms = 500;
  self->rule = rt_ack_rule_new (RT_QUEUE_DEFAULT_RULE, NULL);
  self->producers = g_array_new (FALSE, FALSE, sizeof (RtQueueProducer));
  self->workers = g_list_store_new (RT_TYPE_QUEUE_WORKER);
  make_targets (self);
  forget (self);
}

/**
 * rt_queue_desk_new:
 *
 * Returns: (transfer full): a desk that stands still, on the embedded bus
 */
RtQueueDesk *
rt_queue_desk_new (void)
{
  return g_object_new (RT_TYPE_QUEUE_DESK, NULL);
}

/**
 * rt_queue_desk_set_rule:
 * @self: a desk
 * @text: which jobs are acknowledged, see #RtAckRule
 * @error: return location
 *
 * Sets the rule, also for what consumers hold already.
 *
 * Returns: %FALSE with %RT_ACK_RULE_ERROR, in words for people; the rule is as it was
 */
gboolean
rt_queue_desk_set_rule (RtQueueDesk  *self,
                        const char   *text,
                        GError      **error)
{
  GListModel *workers;
  RtAckRule *rule;

  g_return_val_if_fail (RT_IS_QUEUE_DESK (self), FALSE);

  rule = rt_ack_rule_new (text, error);
  if (rule == NULL)
    return FALSE;

  rt_ack_rule_unref (self->rule);
  self->rule = rule;
  workers = G_LIST_MODEL (self->workers);
  for (guint i = 0; i < g_list_model_get_n_items (workers); i++)
    {
      g_autoptr (RtQueueWorker) worker = g_list_model_get_item (workers, i);

      rt_queue_worker_reconsider (worker);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RULE]);

  return TRUE;
}

/**
 * rt_queue_desk_get_rule:
 * @self: a desk
 *
 * Returns: (transfer none): the rule in force, as it was typed
 */
const char *
rt_queue_desk_get_rule (RtQueueDesk *self)
{
  return rt_ack_rule_get_text (self->rule);
}

gboolean
rt_queue_desk_can (RtQueueDesk *self,
                   RtQueueKind  kind)
{
  RtBusAbilities needs = RT_BUS_CAN_QUEUE | kinds[kind].needs;

  return (rt_desk_get_abilities (RT_DESK (self)) & needs) == needs;
}

/**
 * rt_queue_desk_get_queue:
 * @self: a desk
 *
 * Returns: (transfer none): the name of its queue
 */
const char *
rt_queue_desk_get_queue (RtQueueDesk *self)
{
  return kinds[self->kind].queue;
}

/**
 * rt_queue_desk_get_kind:
 * @self: a desk
 *
 * Returns: what kind of queue that is
 */
RtQueueKind
rt_queue_desk_get_kind (RtQueueDesk *self)
{
  return self->kind;
}

/**
 * rt_queue_desk_get_workers:
 * @self: a desk
 *
 * Returns: (transfer none): of #RtQueueWorker
 */
GListModel *
rt_queue_desk_get_workers (RtQueueDesk *self)
{
  return G_LIST_MODEL (self->workers);
}

guint
rt_queue_desk_list (RtQueueDesk *self,
                    RtQueueJob  *jobs,
                    guint        max)
{
  return rt_queue_jobs_list (self->jobs, jobs, max);
}

guint
rt_queue_desk_count_held (RtQueueDesk *self)
{
  GListModel *workers = G_LIST_MODEL (self->workers);
  guint n_held = 0;

  for (guint i = 0; i < g_list_model_get_n_items (workers); i++)
    {
      g_autoptr (RtQueueWorker) worker = g_list_model_get_item (workers, i);

      n_held += rt_queue_worker_get_n_held (worker);
    }

  return n_held;
}

/**
 * rt_queue_desk_get_figures:
 * @self: a desk
 * @figures: (out caller-allocates): where to put them
 *
 * Tells what was counted, and what the broker said last of now; of a broker that does not say how much is
 * unacknowledged, what the consumers of the desk hold; once it stopped, with what they gave back then.
 */
void
rt_queue_desk_get_figures (RtQueueDesk    *self,
                           RtQueueFigures *figures)
{
  gint64 known = rt_queue_jobs_get_n_ready (self->jobs);
  RtBusTally tally;

  rt_desk_get_tally (RT_DESK (self), &tally);
  *figures = (RtQueueFigures) {
    .ready = self->control != NULL || self->ready < 0 ? self->ready : MAX (self->ready, known),
    .unacknowledged = self->unacknowledged >= 0 ? self->unacknowledged : rt_queue_desk_count_held (self),
    .acknowledged = tally.acknowledged,
    .redelivered = tally.redelivered,
    .dead_lettered = self->dead_lettered,
    .published = tally.published,
    .confirmed = tally.confirmed,
    .failed = tally.failed,
    .full = self->ready >= RT_QUEUE_MAX_READY,
  };
}
