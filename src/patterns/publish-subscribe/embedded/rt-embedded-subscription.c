/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/publish-subscribe/embedded/rt-embedded-subscription.h"

struct _RtEmbeddedSubscription {
  RtBusSubscription   parent_instance;
  RtEmbeddedConsumer *consumer;   /* of this connection, or NULL */
  GArray             *positions;  /* of gint64: of a log without a group, after what was acknowledged */
  GArray             *lives;      /* of guint: of which log of its name what came last of each partition was; 0 nothing */
  guint               life;
};

G_DEFINE_FINAL_TYPE (RtEmbeddedSubscription, rt_embedded_subscription, RT_TYPE_BUS_SUBSCRIPTION)

static RtEmbeddedSession *
get_session (RtBusSubscription *subscription)
{
  return rt_embedded_bus_get_session (rt_bus_subscription_get_bus (subscription));
}

static void
push (RtBusSubscription *subscription,
      RtEmbeddedOp       op)
{
  RtEmbeddedSubscription *self = RT_EMBEDDED_SUBSCRIPTION (subscription);
  RtEmbeddedSession *session = get_session (subscription);

  if (self->consumer == NULL || session == NULL)
    return;

  op.consumer = rt_embedded_consumer_ref (self->consumer);
  rt_embedded_session_push (session, op);
}

static void
drop_consumer (RtEmbeddedSubscription *self)
{
  if (self->consumer != NULL)
    self->consumer->owner = NULL;
  g_clear_pointer (&self->consumer, rt_embedded_consumer_unref);
}

static void
begin (RtBusSubscription *subscription)
{
  RtEmbeddedSubscription *self = RT_EMBEDDED_SUBSCRIPTION (subscription);
  const RtBusSubscribing *how = rt_bus_subscription_get_how (subscription);
  RtEmbeddedConsumer *consumer = g_new0 (RtEmbeddedConsumer, 1);

  drop_consumer (self);
  g_atomic_ref_count_init (&consumer->ref_count);
  consumer->owner = subscription;
  consumer->target = rt_bus_target_copy (rt_bus_subscription_get_target (subscription));
  consumer->group = g_strdup (how->group);
  consumer->prefetch = how->prefetch;
  consumer->from = how->from;
  consumer->only = how->partition;
  consumer->positions = g_array_copy (self->positions);
  self->consumer = consumer;
  push (subscription, (RtEmbeddedOp) { RT_EMBEDDED_BEGIN });
}

static void
lost (RtBusSubscription *subscription)
{
  drop_consumer (RT_EMBEDDED_SUBSCRIPTION (subscription));
}

static void
end (RtBusSubscription *subscription)
{
  push (subscription, (RtEmbeddedOp) { RT_EMBEDDED_END });
  drop_consumer (RT_EMBEDDED_SUBSCRIPTION (subscription));
}

static void
note_position (RtEmbeddedSubscription *self,
               int                     partition,
               gint64                  position)
{
  const gint64 unknown = -1;

  while (self->positions->len <= (guint) partition)
    g_array_append_val (self->positions, unknown);
  g_array_index (self->positions, gint64, partition) = position;
}

static void
acknowledge (RtBusSubscription *subscription,
             RtBusDelivery     *delivery)
{
  if (delivery->partition >= 0 && rt_bus_subscription_get_how (subscription)->group == NULL)
    note_position (RT_EMBEDDED_SUBSCRIPTION (subscription), delivery->partition, delivery->offset + 1);
  push (subscription, (RtEmbeddedOp) { RT_EMBEDDED_ACKNOWLEDGE, .handle = delivery->handle,
                                       .partition = delivery->partition, .position = delivery->offset });
}

static void
reject (RtBusSubscription *subscription,
        RtBusDelivery     *delivery,
        gboolean           requeue)
{
  push (subscription, (RtEmbeddedOp) { RT_EMBEDDED_REJECT, .handle = delivery->handle, .requeue = requeue });
}

static void
seek (RtBusSubscription *subscription,
      int                partition,
      gint64             offset,
      GTask             *task)
{
  guint64 tag = rt_embedded_session_call (get_session (subscription), task);

  push (subscription, (RtEmbeddedOp) { RT_EMBEDDED_SEEK, .tag = tag, .partition = partition, .position = offset });
}

static void
seek_time (RtBusSubscription *subscription,
           gint64             time_us,
           GTask             *task)
{
  guint64 tag = rt_embedded_session_call (get_session (subscription), task);

  push (subscription, (RtEmbeddedOp) { RT_EMBEDDED_SEEK_TIME, .tag = tag, .partition = -1, .position = time_us });
}

/* Where the worker has it read from now, in one partition or in all. */
void
rt_embedded_subscription_placed (RtEmbeddedSubscription *self,
                                 GArray                 *positions,
                                 int                     partition)
{
  for (guint i = 0; positions != NULL && i < positions->len; i++)
    if (partition < 0 || partition == (int) i)
      note_position (self, (int) i, g_array_index (positions, gint64, i));
}

/* Whether it is the first of its partition that comes of another log than before. */
static gboolean
is_anew (RtEmbeddedSubscription *self,
         int                     partition)
{
  const guint none = 0;
  guint before;

  while (self->lives->len <= (guint) partition)
    g_array_append_val (self->lives, none);
  before = g_array_index (self->lives, guint, partition);
  g_array_index (self->lives, guint, partition) = self->life;

  return before != none && before != self->life;
}

void
rt_embedded_subscription_delivered (RtEmbeddedSubscription *self,
                                    RtBusDelivery          *delivery)
{
  RtBusSubscription *subscription = RT_BUS_SUBSCRIPTION (self);
  const RtBusSubscribing *how = rt_bus_subscription_get_how (subscription);
  gboolean automatic = how->automatic;

  if (delivery->partition >= 0)
    delivery->anew = is_anew (self, delivery->partition);
  g_object_ref (self);
  rt_bus_subscription_deliver (subscription, delivery);
  if (automatic)
    acknowledge (subscription, delivery);
  g_object_unref (self);
}

void
rt_embedded_subscription_ended (RtEmbeddedSubscription *self,
                                const GError           *error)
{
  drop_consumer (self);
  /* One that is made anew is another one, and is read from its beginning. */
  for (guint i = 0; i < self->positions->len; i++)
    g_array_index (self->positions, gint64, i) = 0;
  self->life++;
  rt_bus_subscription_failed (RT_BUS_SUBSCRIPTION (self), error, FALSE);
}

static void
rt_embedded_subscription_finalize (GObject *object)
{
  RtEmbeddedSubscription *self = RT_EMBEDDED_SUBSCRIPTION (object);

  drop_consumer (self);
  g_array_unref (self->positions);
  g_array_unref (self->lives);

  G_OBJECT_CLASS (rt_embedded_subscription_parent_class)->finalize (object);
}

static void
rt_embedded_subscription_class_init (RtEmbeddedSubscriptionClass *klass)
{
  RtBusSubscriptionClass *subscription_class = RT_BUS_SUBSCRIPTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_embedded_subscription_finalize;
  subscription_class->begin = begin;
  subscription_class->lost = lost;
  subscription_class->end = end;
  subscription_class->acknowledge = acknowledge;
  subscription_class->reject = reject;
  subscription_class->seek = seek;
  subscription_class->seek_time = seek_time;
}

static void
rt_embedded_subscription_init (RtEmbeddedSubscription *self)
{
  self->positions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lives = g_array_new (FALSE, FALSE, sizeof (guint));
  self->life = 1;
}
