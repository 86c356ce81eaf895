/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-subscription-private.h"

#include <glib/gi18n.h>

static void
start_move (RtKafkaSubscription *self,
            RtKafkaMoveKind      kind,
            RtKafkaPartitions   *partitions,
            gint64               time_us,
            GAsyncReadyCallback  callback,
            GTask               *task)
{
  RtKafkaMove *move = rt_kafka_move_new (kind, self->consumer, self->reader, rt_kafka_subscription_get_topic (self),
                                         rt_kafka_subscription_get_how (self), partitions);

  /* Whoever reads next is to find what was acknowledged. */
  rt_kafka_subscription_store_acknowledged (self);
  rt_kafka_reader_pause (self->reader);
  self->moving = TRUE;
  move->time_us = time_us;
  move->task = task;
  move->epoch = ++self->epoch;
  rt_kafka_move_run (move, callback, g_object_ref (self));
}

/* NULL: it was overtaken. */
static RtKafkaMove *
end_move (RtKafkaSubscription  *self,
          GAsyncResult         *result,
          GError              **error)
{
  RtKafkaMove *move = g_task_get_task_data (G_TASK (result));

  g_task_propagate_boolean (G_TASK (result), error);
  if (move->epoch != self->epoch || self->consumer == NULL)
    return NULL;

  self->moving = FALSE;
  rt_kafka_handle_wake (self->consumer);
  /* It is read again, from where it goes on. */
  if (move->done)
    rt_kafka_reader_discard (self->reader);
  rt_kafka_reader_go_on (self->reader);

  return move;
}

static void
resumed (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtKafkaSubscription) self = user_data;
  g_autoptr (GError) error = NULL;
  RtKafkaMove *move = end_move (self, result, &error);

  if (move == NULL)
    return;

  if (error == NULL)
    rt_kafka_places_move (self->places, move->partitions, FALSE);
  else
    rt_kafka_subscription_fail (self, error);
}

static void
took (GObject      *source,
      GAsyncResult *result,
      gpointer      user_data)
{
  g_autoptr (RtKafkaSubscription) self = user_data;
  g_autoptr (GError) error = NULL;
  RtKafkaMove *move = end_move (self, result, &error);
  g_autoptr (GArray) partitions = NULL;

  if (move == NULL)
    return;

  if (error != NULL)
    {
      rt_kafka_subscription_fail (self, error);
      return;
    }

  rt_kafka_places_set (self->places, move->partitions);
  self->has_place = TRUE;
  partitions = rt_kafka_places_list (self->places);
  rt_bus_subscription_assign (RT_BUS_SUBSCRIPTION (self), partitions);
}

static void
gave_up (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtKafkaSubscription) self = user_data;

  end_move (self, result, NULL);
}

static void
lose_partitions (RtKafkaSubscription *self)
{
  g_autoptr (RtKafkaPartitions) none = rd_kafka_topic_partition_list_new (0);
  g_autoptr (GArray) partitions = g_array_new (FALSE, FALSE, sizeof (int));

  start_move (self, RT_KAFKA_MOVE_GIVE_UP, NULL, 0, gave_up, NULL);
  rt_kafka_places_set (self->places, none);
  self->has_place = FALSE;
  rt_bus_subscription_assign (RT_BUS_SUBSCRIPTION (self), partitions);
}

void
rt_kafka_subscription_take_rebalance (RtKafkaSubscription *self,
                                      rd_kafka_event_t    *event)
{
  const RtKafkaPartitions *partitions = rd_kafka_event_topic_partition_list (event);

  if (rd_kafka_event_error (event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
    start_move (self, RT_KAFKA_MOVE_TAKE, rd_kafka_topic_partition_list_copy (partitions), 0, took, NULL);
  else
    lose_partitions (self);
}

void
rt_kafka_subscription_go_on (RtKafkaSubscription *self)
{
  g_autoptr (RtKafkaPartitions) places = NULL;

  if (self->has_place)
    places = rt_kafka_places_get (self->places, rt_kafka_subscription_get_topic (self), -1);
  if (places != NULL)
    start_move (self, RT_KAFKA_MOVE_RESUME, g_steal_pointer (&places), 0, resumed, NULL);
  else if (rt_kafka_subscription_get_how (self)->group == NULL)
    start_move (self, RT_KAFKA_MOVE_TAKE, NULL, 0, took, NULL);
  else
    rt_kafka_handle_wake (self->consumer);
}

static void
sought (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (RtKafkaSubscription) self = user_data;
  g_autoptr (GTask) task = ((RtKafkaMove *) g_task_get_task_data (G_TASK (result)))->task;
  GError *error = NULL;
  RtKafkaMove *move = end_move (self, result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else if (move == NULL)
    g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_FAILED,
                             _("The partitions were shared out anew meanwhile: try again."));
  else
    {
      for (int i = 0; i < move->partitions->cnt; i++)
        rt_bus_subscription_forget (RT_BUS_SUBSCRIPTION (self), move->partitions->elems[i].partition);
      rt_kafka_places_move (self->places, move->partitions, TRUE);
      g_task_return_boolean (task, TRUE);
    }
}

static void
start_seek (RtKafkaSubscription *self,
            RtKafkaMoveKind      kind,
            int                  partition,
            gint64               position,
            GTask               *task)
{
  RtKafkaPartitions *places = NULL;

  if (self->has_place && !self->moving)
    places = rt_kafka_places_get (self->places, rt_kafka_subscription_get_topic (self), partition);
  if (places == NULL)
    {
      g_task_return_new_error (task, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND,
                               _("This consumer does not have that partition now."));
      g_object_unref (task);
      return;
    }

  for (int i = 0; i < places->cnt; i++)
    places->elems[i].offset = position;
  start_move (self, kind, places, position, sought, task);
}

void
rt_kafka_subscription_seek (RtBusSubscription *subscription,
                            int                partition,
                            gint64             offset,
                            GTask             *task)
{
  start_seek (RT_KAFKA_SUBSCRIPTION (subscription), RT_KAFKA_MOVE_SEEK, partition, offset, task);
}

void
rt_kafka_subscription_seek_time (RtBusSubscription *subscription,
                                 gint64             time_us,
                                 GTask             *task)
{
  start_seek (RT_KAFKA_SUBSCRIPTION (subscription), RT_KAFKA_MOVE_TIME, -1, time_us, task);
}
