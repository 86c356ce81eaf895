/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-queue-desk-private.h"

/* How often the clock is asked. */
#define N_BETWEEN 16

/* A job in hand. */
typedef struct {
  RtBusDelivery *delivery;
  RtQueueEntry  *entry;
} Held;

struct _RtQueueWorker {
  GObject            parent_instance;
  RtQueueDesk       *desk;          /* (unowned) outlives it, or rt_queue_worker_leave() was called */
  RtBus             *bus;
  RtBusSubscription *subscription;
  guint              number;
  GQueue             kept;          /* looked at, and not acknowledged */
  GQueue             todo;
  GList             *again;         /* of those kept: the next to be looked at again */
  gint64             worked_us;     /* on the job at hand */
  guint64            acknowledged;
};

enum {
  PROP_0,
  PROP_NUMBER,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RtQueueWorker, rt_queue_worker, G_TYPE_OBJECT)

static void
free_held (Held *held)
{
  rt_bus_delivery_unref (held->delivery);
  g_free (held);
}

/* Last first, so that they are in order at the head of the queue. */
static void
return_all (RtQueueWorker *self,
            GQueue        *hand)
{
  Held *held;

  while ((held = g_queue_pop_tail (hand)) != NULL)
    {
      rt_queue_jobs_return (self->desk->jobs, held->entry);
      free_held (held);
    }
}

static void
drop_hand (RtQueueWorker *self)
{
  self->again = NULL;
  self->worked_us = 0;
  return_all (self, &self->todo);
  return_all (self, &self->kept);
}

static void
rt_queue_worker_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, RT_QUEUE_WORKER (object)->number);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
rt_queue_worker_dispose (GObject *object)
{
  rt_queue_worker_leave (RT_QUEUE_WORKER (object));

  G_OBJECT_CLASS (rt_queue_worker_parent_class)->dispose (object);
}

static void
rt_queue_worker_class_init (RtQueueWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rt_queue_worker_get_property;
  object_class->dispose = rt_queue_worker_dispose;

  properties[PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rt_queue_worker_init (RtQueueWorker *self)
{
}

static void
on_delivered (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  RtQueueWorker *self = user_data;
  RtTraffic *counters = rt_desk_get_counters (RT_DESK (self->desk));
  Held *held = g_new0 (Held, 1);
  gboolean is_new;

  held->delivery = rt_bus_delivery_ref (delivery);
  held->entry = rt_queue_jobs_deliver (self->desk->jobs, delivery, &is_new);
  g_queue_push_tail (&self->todo, held);
  if (is_new)
    counters->unique++;
  else
    counters->duplicate++;
}

/* The broker has taken back what was in hand. */
static void
on_active (RtQueueWorker *self)
{
  const GError *error = rt_bus_subscription_get_error (self->subscription);

  if (rt_bus_subscription_is_active (self->subscription))
    return;

  drop_hand (self);
  if (error != NULL && rt_bus_get_state (self->bus) == RT_BUS_OPEN &&
      (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED) ||
       g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS)))
    {
      g_autoptr (GError) copy = g_error_copy (error);

      rt_desk_fail (RT_DESK (self->desk), copy);
    }
}

RtQueueWorker *
rt_queue_worker_new (RtQueueDesk  *desk,
                     RtBus        *bus,
                     guint         number,
                     GError      **error)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (RtQueueWorker) self = g_object_new (RT_TYPE_QUEUE_WORKER, NULL);

  self->desk = desk;
  self->number = number;
  self->bus = g_object_ref (bus);
  how.prefetch = desk->prefetch;
  self->subscription = rt_bus_subscribe (bus, desk->target, &how, error);
  if (self->subscription == NULL)
    return NULL;

  rt_bus_subscription_set_delivered (self->subscription, on_delivered, self, NULL);
  g_signal_connect_object (self->subscription, "notify::active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);

  return g_steal_pointer (&self);
}

void
rt_queue_worker_leave (RtQueueWorker *self)
{
  if (self->subscription != NULL)
    {
      rt_bus_subscription_set_delivered (self->subscription, NULL, NULL, NULL);
      g_signal_handlers_disconnect_by_data (self->subscription, self);
      drop_hand (self);
    }
  g_clear_object (&self->subscription);
  g_clear_object (&self->bus);
}

RtBus *
rt_queue_worker_get_bus (RtQueueWorker *self)
{
  return self->bus;
}

static gboolean
is_time_up (gint64 deadline_us,
            guint *n_done)
{
  return ++*n_done % N_BETWEEN == 0 && g_get_monotonic_time () > deadline_us;
}

/* Whether it has left the hand. */
static gboolean
look_at (RtQueueWorker *self,
         Held          *held)
{
  RtQueueDesk *desk = self->desk;

  if (rt_ack_rule_takes (desk->rule, held->delivery))
    {
      if (rt_bus_subscription_acknowledge (self->subscription, held->delivery))
        self->acknowledged++;
    }
  else if (desk->kind == RT_QUEUE_DEAD_LETTERS)
    {
      if (rt_bus_subscription_reject (self->subscription, held->delivery, FALSE, NULL))
        desk->rejected++;
    }
  else
    return FALSE;

  rt_queue_jobs_done (desk->jobs, held->entry);
  free_held (held);

  return TRUE;
}

static void
work_on_todo (RtQueueWorker *self,
              gint64         deadline_us,
              guint         *n_done)
{
  gint64 work_us = self->desk->work_ms * G_GINT64_CONSTANT (1000);

  while (!g_queue_is_empty (&self->todo) && self->worked_us >= work_us)
    {
      Held *held = g_queue_pop_head (&self->todo);

      self->worked_us -= work_us;
      if (!look_at (self, held))
        {
          rt_queue_entry_keep (held->entry);
          g_queue_push_tail (&self->kept, held);
        }
      if (is_time_up (deadline_us, n_done))
        break;
    }
  if (g_queue_is_empty (&self->todo))
    self->worked_us = 0;
}

static void
look_again (RtQueueWorker *self,
            gint64         deadline_us,
            guint         *n_done)
{
  while (self->again != NULL)
    {
      GList *link = self->again;

      self->again = link->next;
      if (look_at (self, link->data))
        g_queue_delete_link (&self->kept, link);
      if (is_time_up (deadline_us, n_done))
        break;
    }
}

void
rt_queue_worker_work (RtQueueWorker *self,
                      gint64         elapsed_us,
                      gint64         deadline_us)
{
  guint n_done = 0;

  look_again (self, deadline_us, &n_done);
  if (g_queue_is_empty (&self->todo))
    return;

  self->worked_us += elapsed_us;
  work_on_todo (self, deadline_us, &n_done);
}

void
rt_queue_worker_reconsider (RtQueueWorker *self)
{
  self->again = self->kept.head;
}

/**
 * rt_queue_worker_get_number:
 * @self: a consumer
 *
 * Returns: its name, from 1; no two of a desk ever have the same
 */
guint
rt_queue_worker_get_number (RtQueueWorker *self)
{
  g_return_val_if_fail (RT_IS_QUEUE_WORKER (self), 0);

  return self->number;
}

/**
 * rt_queue_worker_get_n_held:
 * @self: a consumer
 *
 * Returns: how many jobs it holds, unacknowledged
 */
guint
rt_queue_worker_get_n_held (RtQueueWorker *self)
{
  return self->kept.length + self->todo.length;
}

/**
 * rt_queue_worker_get_acknowledged:
 * @self: a consumer
 *
 * Returns: how many it acknowledged
 */
guint64
rt_queue_worker_get_acknowledged (RtQueueWorker *self)
{
  return self->acknowledged;
}

/**
 * rt_queue_worker_is_active:
 * @self: a consumer
 *
 * Returns: whether the broker has it
 */
gboolean
rt_queue_worker_is_active (RtQueueWorker *self)
{
  return self->subscription != NULL && rt_bus_subscription_is_active (self->subscription);
}

/**
 * rt_queue_worker_get_progress:
 * @self: a consumer
 *
 * Returns: how far it is with the job at hand, 0 to 1; -1: it has none
 */
double
rt_queue_worker_get_progress (RtQueueWorker *self)
{
  gint64 work_us = self->subscription != NULL ? self->desk->work_ms * G_GINT64_CONSTANT (1000) : 0;

  if (g_queue_is_empty (&self->todo) || work_us == 0)
    return -1;

  return CLAMP ((double) self->worked_us / work_us, 0, 1);
}

static guint
list (GQueue     *hand,
      RtQueueJob *jobs,
      guint       n,
      guint       max)
{
  for (GList *l = hand->head; l != NULL && n < max; l = l->next)
    jobs[n++] = *rt_queue_entry_get_job (((Held *) l->data)->entry);

  return n;
}

/**
 * rt_queue_worker_list:
 * @self: a consumer
 * @jobs: (out caller-allocates) (array length=max): where to put them
 * @max: how many at the most
 *
 * Lists the jobs in its hand: those it keeps, then those it has not looked at.
 *
 * Returns: how many there are in @jobs
 */
guint
rt_queue_worker_list (RtQueueWorker *self,
                      RtQueueJob    *jobs,
                      guint          max)
{
  return list (&self->todo, jobs, list (&self->kept, jobs, 0, max), max);
}
