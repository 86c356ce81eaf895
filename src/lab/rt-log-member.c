/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-log-desk-private.h"

/* How often the clock is asked. */
#define N_BETWEEN 16

/* A consumer of a log, with a connection of its own and what it was given and has not worked on. */
struct _RtLogMember {
  GObject            parent_instance;
  RtLogGroup        *group;          /* (unowned) outlives it, or rt_log_member_leave() was called */
  RtBus             *bus;
  RtBusSubscription *subscription;
  guint              number;
  GArray            *partitions;     /* of int: what it has; NULL: all */
  GQueue             todo;           /* of RtBusDelivery */
  gint64             worked_us;      /* on the message at hand */
};

G_DEFINE_FINAL_TYPE (RtLogMember, rt_log_member, G_TYPE_OBJECT)

static void
rt_log_member_dispose (GObject *object)
{
  rt_log_member_leave (RT_LOG_MEMBER (object));

  G_OBJECT_CLASS (rt_log_member_parent_class)->dispose (object);
}

static void
rt_log_member_class_init (RtLogMemberClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rt_log_member_dispose;
}

static void
rt_log_member_init (RtLogMember *self)
{
}

void
rt_log_member_forget (RtLogMember *self)
{
  g_queue_clear_full (&self->todo, (GDestroyNotify) rt_bus_delivery_unref);
  self->worked_us = 0;
}

static void
on_delivered (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  RtLogMember *self = user_data;

  g_queue_push_tail (&self->todo, rt_bus_delivery_ref (delivery));
  rt_log_group_delivered (self->group, delivery);
}

/* What it was given of partitions that others have now is theirs. */
static void
on_assigned (RtLogMember *self,
             GArray      *partitions)
{
  g_clear_pointer (&self->partitions, g_array_unref);
  self->partitions = g_array_copy (partitions);
  for (GList *l = self->todo.head; l != NULL;)
    {
      GList *next = l->next;
      RtBusDelivery *delivery = l->data;

      if (!rt_bus_is_assigned (self->partitions, delivery->partition))
        {
          rt_bus_delivery_unref (delivery);
          g_queue_delete_link (&self->todo, l);
        }
      l = next;
    }
  rt_log_group_moved (self->group);
}

static void
on_active (RtLogMember *self)
{
  const GError *error = rt_bus_subscription_get_error (self->subscription);

  if (rt_bus_subscription_is_active (self->subscription))
    return;

  rt_log_member_forget (self);
  if (rt_log_group_is_shared (self->group))
    g_clear_pointer (&self->partitions, g_array_unref);
  rt_log_group_moved (self->group);
  if (g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_UNSUPPORTED) ||
      g_error_matches (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS))
    {
      g_autoptr (GError) copy = g_error_copy (error);

      rt_desk_fail (RT_DESK (rt_log_group_get_desk (self->group)), copy);
    }
}

RtLogMember *
rt_log_member_new (RtLogGroup *group,
                   guint       number)
{
  RtLogDesk *desk = rt_log_group_get_desk (group);
  g_autofree char *id = rt_log_group_dup_id (group);
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (RtLogMember) self = NULL;
  g_autoptr (GError) error = NULL;
  RtBus *bus = rt_desk_add_bus (RT_DESK (desk));

  if (bus == NULL)
    return NULL;

  self = g_object_new (RT_TYPE_LOG_MEMBER, NULL);
  self->group = group;
  self->number = number;
  self->bus = g_object_ref (bus);
  how.group = id;
  how.from = rt_log_group_get_from (group);
  self->subscription = rt_bus_subscribe (bus, desk->target, &how, &error);
  if (self->subscription == NULL)
    {
      rt_desk_fail (RT_DESK (desk), error);
      return NULL;
    }

  rt_bus_subscription_set_delivered (self->subscription, on_delivered, self, NULL);
  g_signal_connect_object (self->subscription, "assigned", G_CALLBACK (on_assigned), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subscription, "notify::active", G_CALLBACK (on_active), self, G_CONNECT_SWAPPED);

  return g_steal_pointer (&self);
}

void
rt_log_member_leave (RtLogMember *self)
{
  rt_log_member_forget (self);
  g_clear_pointer (&self->partitions, g_array_unref);
  if (self->subscription != NULL)
    {
      rt_bus_subscription_set_delivered (self->subscription, NULL, NULL, NULL);
      g_signal_handlers_disconnect_by_data (self->subscription, self);
    }
  g_clear_object (&self->subscription);
  g_clear_object (&self->bus);
}

/* It takes leave, so that the others need not wait for it. */
void
rt_log_member_drop (RtLogMember *self)
{
  g_autoptr (RtBus) bus = g_object_ref (self->bus);
  g_autoptr (RtBusSubscription) subscription = g_object_ref (self->subscription);
  RtDesk *desk = RT_DESK (rt_log_group_get_desk (self->group));

  rt_log_member_leave (self);
  rt_bus_subscription_close (subscription);
  rt_desk_drop_bus (desk, bus);
}

guint
rt_log_member_get_number (RtLogMember *self)
{
  return self->number;
}

gboolean
rt_log_member_has (RtLogMember *self,
                   int          partition)
{
  if (self->partitions != NULL)
    return rt_bus_is_assigned (self->partitions, partition);

  return !rt_log_group_is_shared (self->group) && rt_bus_subscription_is_active (self->subscription);
}

RtBusSubscription *
rt_log_member_get_subscription (RtLogMember *self)
{
  return self->subscription;
}

void
rt_log_member_work (RtLogMember *self,
                    gint64       elapsed_us,
                    gint64       deadline_us)
{
  gint64 work_us = rt_log_group_get_desk (self->group)->work_ms * G_GINT64_CONSTANT (1000);

  if (g_queue_is_empty (&self->todo))
    return;

  self->worked_us += elapsed_us;
  for (guint n = 1; !g_queue_is_empty (&self->todo) && self->worked_us >= work_us; n++)
    {
      g_autoptr (RtBusDelivery) delivery = g_queue_pop_head (&self->todo);

      self->worked_us -= work_us;
      if (rt_bus_subscription_acknowledge (self->subscription, delivery))
        rt_log_group_worked (self->group, delivery);
      if (n % N_BETWEEN == 0 && g_get_monotonic_time () > deadline_us)
        break;
    }
  if (g_queue_is_empty (&self->todo))
    self->worked_us = 0;
}
