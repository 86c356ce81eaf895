/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-bus-private.h"

#include "patterns/publish-subscribe/kafka/rt-kafka-admin.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-conf.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-offsets.h"

gboolean
rt_kafka_bus_check (RtBus   *bus,
                    GError **error)
{
  RtKafkaSockets *sockets = rt_kafka_bus_get_sockets (RT_KAFKA_BUS (bus));
  rd_kafka_conf_t *conf = rt_kafka_conf_new_consumer (rt_bus_get_guri (bus), sockets, NULL, 0, error);

  if (conf == NULL)
    return FALSE;

  rd_kafka_conf_destroy (conf);

  return TRUE;
}

RtBusAbilities
rt_kafka_bus_get_abilities (RtBus *bus)
{
  return RT_BUS_CAN_LOG | RT_BUS_CAN_PARTITIONS | RT_BUS_CAN_GROUP | RT_BUS_CAN_SEEK | RT_BUS_CAN_SEEK_TIME |
         RT_BUS_CAN_RETENTION;
}

/* What a thread needs, so that nothing of the bus is touched there. */
typedef struct {
  RtKafkaHandle *handle;
  RtBusTarget   *target;
  char          *group;
} Call;

static void
free_call (gpointer data)
{
  Call *self = data;

  rt_kafka_handle_unref (self->handle);
  rt_bus_target_free (self->target);
  g_free (self->group);
  g_free (self);
}

static void
declare_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  Call *call = data;
  GError *error = NULL;

  if (rt_kafka_admin_create (rt_kafka_handle_get (call->handle), call->target, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remove_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  Call *call = data;
  GError *error = NULL;

  if (rt_kafka_admin_delete (rt_kafka_handle_get (call->handle), call->target, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static GArray *
measure (Call    *call,
         GError **error)
{
  rd_kafka_t *kafka = rt_kafka_handle_get (call->handle);
  g_autoptr (RtKafkaPartitions) partitions = rt_kafka_offsets_list (kafka, call->target->name, error);
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) next = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *measured;

  if (partitions == NULL || !rt_kafka_offsets_get_bounds (kafka, partitions, first, next, error))
    return NULL;

  for (int i = 0; i < partitions->cnt; i++)
    partitions->elems[i].offset = -1;
  if (call->group != NULL && !rt_kafka_admin_get_committed (kafka, call->group, partitions, error))
    return NULL;

  measured = g_array_new (FALSE, FALSE, sizeof (RtBusPartition));
  for (int i = 0; i < partitions->cnt; i++)
    {
      RtBusPartition one = {
        .partition = partitions->elems[i].partition,
        .first = g_array_index (first, gint64, i),
        .next = g_array_index (next, gint64, i),
        .committed = MAX (partitions->elems[i].offset, -1),
        .ready = -1,
        .unacknowledged = -1,
      };

      g_array_append_val (measured, one);
    }

  return measured;
}

static void
measure_in_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  GError *error = NULL;
  GArray *measured = measure (data, &error);

  if (measured != NULL)
    g_task_return_pointer (task, measured, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

static void
declared (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
measured_all (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GArray *measured = g_task_propagate_pointer (G_TASK (result), &error);

  if (measured != NULL)
    g_task_return_pointer (task, measured, (GDestroyNotify) g_array_unref);
  else
    g_task_return_error (task, error);
}

/* In a task without a source: the thread can be the last to let go of it, and must not be of the bus. */
static void
run (RtBus             *bus,
     const RtBusTarget *target,
     const char        *group,
     GTask             *task,
     GTaskThreadFunc    func)
{
  g_autoptr (GTask) worker =
    g_task_new (NULL, NULL, func == measure_in_thread ? measured_all : declared, task);
  Call *call = g_new (Call, 1);

  *call = (Call) {
    rt_kafka_handle_ref (rt_kafka_bus_get_producer (RT_KAFKA_BUS (bus))),
    rt_bus_target_copy (target),
    g_strdup (group),
  };
  g_task_set_name (worker, "question to Kafka");
  g_task_set_task_data (worker, call, free_call);
  g_task_run_in_thread (worker, func);
}

void
rt_kafka_bus_declare (RtBus             *bus,
                      const RtBusTarget *target,
                      GTask             *task)
{
  run (bus, target, NULL, task, declare_in_thread);
}

void
rt_kafka_bus_remove (RtBus             *bus,
                     const RtBusTarget *target,
                     GTask             *task)
{
  run (bus, target, NULL, task, remove_in_thread);
}

void
rt_kafka_bus_measure (RtBus             *bus,
                      const RtBusTarget *target,
                      const char        *group,
                      GTask             *task)
{
  run (bus, target, group, task, measure_in_thread);
}
