/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bus/desk.h"

#include <string.h>

static DeskMake make_instead;

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

GError *
desk_try (RtBus *bus)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  rt_bus_test_async (bus, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a test of the connection");
  g_assert_true (rt_bus_test_finish (bus, result, &error) == (error == NULL));

  return error;
}

RtBus *
desk_open (const char *uri)
{
  g_autoptr (GError) error = NULL;
  RtBus *bus = rt_bus_new (uri, &error);

  g_assert_no_error (error);
  error = desk_try (bus);
  g_assert_no_error (error);
  g_assert_cmpint (rt_bus_get_state (bus), ==, RT_BUS_OPEN);

  return bus;
}

void
desk_close (RtBus *bus)
{
  rt_bus_close (bus);
  rt_test_drain ();
  rt_test_assert_last_unref (bus);
}

RtBusTarget *
desk_target (RtBusKind kind)
{
  static guint n_targets;
  g_autofree char *name = g_strdup_printf ("conformance-%08x-%u", g_random_int (), ++n_targets);

  return rt_bus_target_new (kind, name);
}

void
desk_simulate (DeskMake make)
{
  make_instead = make;
}

GError *
desk_try_to_declare (RtBus             *bus,
                     const RtBusTarget *target)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GError *error = NULL;

  rt_bus_declare_async (bus, target, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a declaration");
  g_assert_true (rt_bus_declare_finish (bus, result, &error) == (error == NULL));

  return error;
}

void
desk_declare (RtBus             *bus,
              const RtBusTarget *target)
{
  g_autoptr (GError) error = NULL;

  if (make_instead != NULL)
    make_instead (target);
  error = desk_try_to_declare (bus, target);
  g_assert_no_error (error);
}

void
desk_remove (RtBus             *bus,
             const RtBusTarget *target)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (make_instead != NULL)
    return;

  rt_bus_remove_async (bus, target, NULL, rt_test_keep_result, &result);
  rt_test_wait_for (is_set, &result, "a removal");
  rt_bus_remove_finish (bus, result, &error);
  g_assert_no_error (error);
}

RtBusMessage *
desk_message (guint64 number)
{
  g_autofree char *text = g_strdup_printf ("{\"number\":%" G_GUINT64_FORMAT "}", number);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  RtBusMessage *message = rt_bus_message_new (body);

  message->number = number;
  message->id = g_strdup_printf ("id-%" G_GUINT64_FORMAT, number);
  message->content_type = g_strdup ("application/json");

  return message;
}

static void
count_confirmed (RtBus        *bus,
                 RtBusMessage *message,
                 int           partition,
                 gint64        offset,
                 const GError *error,
                 gpointer      user_data)
{
  g_assert_no_error (error);
  (*(guint64 *) user_data)--;
}

static gboolean
is_zero (gpointer user_data)
{
  return *(guint64 *) user_data == 0;
}

void
desk_publish (RtBus             *bus,
              const RtBusTarget *target,
              guint64            first,
              guint64            last)
{
  guint64 n_left = last - first + 1;

  for (guint64 number = first; number <= last; number++)
    {
      g_autoptr (RtBusMessage) message = desk_message (number);
      g_autoptr (GError) error = NULL;

      rt_bus_publish (bus, target, message, count_confirmed, &n_left, &error);
      g_assert_no_error (error);
    }
  rt_test_wait_for (is_zero, &n_left, "confirmations");
}

typedef struct {
  gboolean done;
  int      partition;
  gint64   offset;
  GError  *error;
} Confirmation;

static void
note_confirmation (RtBus        *bus,
                   RtBusMessage *message,
                   int           partition,
                   gint64        offset,
                   const GError *error,
                   gpointer      user_data)
{
  Confirmation *confirmation = user_data;

  g_assert_false (confirmation->done);
  *confirmation = (Confirmation) { TRUE, partition, offset, error == NULL ? NULL : g_error_copy (error) };
}

GError *
desk_publish_one (RtBus             *bus,
                  const RtBusTarget *target,
                  RtBusMessage      *message,
                  int               *partition,
                  gint64            *offset)
{
  Confirmation confirmation = { FALSE };
  GError *error = NULL;

  if (!rt_bus_publish (bus, target, message, note_confirmation, &confirmation, &error))
    return error;

  rt_test_wait_flag (&confirmation.done, "a confirmation");
  if (partition != NULL)
    *partition = confirmation.partition;
  if (offset != NULL)
    *offset = confirmation.offset;

  return confirmation.error;
}

void
desk_publish_safely (RtBus             *bus,
                     const RtBusTarget *target,
                     RtBusMessage      *message)
{
  g_autoptr (GError) error = desk_publish_one (bus, target, message, NULL, NULL);

  g_assert_no_error (error);
}

GArray *
desk_measure (RtBus             *bus,
              const RtBusTarget *target,
              const char        *group)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GArray *partitions;

  rt_bus_measure_async (bus, target, group, NULL, rt_test_keep_result, &result);
  rt_test_wait_for (is_set, &result, "a measurement");
  partitions = rt_bus_measure_finish (bus, result, &error);
  g_assert_no_error (error);

  return partitions;
}

gint64
desk_get_lag (RtBus             *bus,
              const RtBusTarget *target,
              const char        *group)
{
  g_autoptr (GArray) partitions = desk_measure (bus, target, group);
  gint64 lag = 0;

  for (guint i = 0; i < partitions->len; i++)
    {
      const RtBusPartition *partition = &g_array_index (partitions, RtBusPartition, i);

      lag += partition->next - MAX (partition->committed, partition->first);
    }

  return lag;
}

static void
note_delivery (RtBusSubscription *subscription,
               RtBusDelivery     *delivery,
               gpointer           user_data)
{
  Consumer *self = user_data;

  g_ptr_array_add (self->deliveries, rt_bus_delivery_ref (delivery));
  if (!self->keep && !rt_bus_subscription_get_how (subscription)->automatic)
    g_assert_true (rt_bus_subscription_acknowledge (subscription, delivery));
}

static void
note_assigned (Consumer *self,
               GArray   *partitions)
{
  g_clear_pointer (&self->assigned, g_array_unref);
  self->assigned = g_array_copy (partitions);
}

static gboolean
is_active (gpointer user_data)
{
  return rt_bus_subscription_is_active (user_data);
}

Consumer *
consumer_new (RtBus                  *bus,
              const RtBusTarget      *target,
              const RtBusSubscribing *how,
              gboolean                keep)
{
  const RtBusSubscribing plain = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GError) error = NULL;
  Consumer *self = g_new0 (Consumer, 1);

  self->keep = keep;
  self->deliveries = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_bus_delivery_unref);
  self->subscription = rt_bus_subscribe (bus, target, how != NULL ? how : &plain, &error);
  g_assert_no_error (error);
  rt_bus_subscription_set_delivered (self->subscription, note_delivery, self, NULL);
  g_signal_connect_swapped (self->subscription, "assigned", G_CALLBACK (note_assigned), self);
  rt_test_wait_for (is_active, self->subscription, "a subscription that begins");

  return self;
}

void
consumer_free (Consumer *self)
{
  rt_bus_subscription_close (self->subscription);
  rt_test_assert_last_unref (self->subscription);
  g_ptr_array_unref (self->deliveries);
  g_clear_pointer (&self->assigned, g_array_unref);
  g_free (self);
}

typedef struct {
  Consumer *consumer;
  guint     n_deliveries;
} Wait;

static gboolean
has_enough (gpointer user_data)
{
  const Wait *wait = user_data;

  return wait->consumer->deliveries->len >= wait->n_deliveries;
}

void
consumer_wait (Consumer *self,
               guint     n_deliveries)
{
  Wait wait = { self, n_deliveries };

  rt_test_wait_for (has_enough, &wait, "deliveries");
}

RtBusDelivery *
consumer_get (Consumer *self,
              guint     index)
{
  g_assert_cmpuint (index, <, self->deliveries->len);

  return self->deliveries->pdata[index];
}

void
consumer_acknowledge (Consumer *self,
                      guint     index)
{
  g_assert_true (rt_bus_subscription_acknowledge (self->subscription, consumer_get (self, index)));
}

void
consumer_assert (Consumer *self,
                 guint64   first,
                 guint64   last)
{
  g_assert_cmpuint (self->deliveries->len, ==, last - first + 1);
  for (guint i = 0; i < self->deliveries->len; i++)
    g_assert_cmpuint (consumer_get (self, i)->message->number, ==, first + i);
}

void
consumer_forget (Consumer *self)
{
  g_ptr_array_set_size (self->deliveries, 0);
}

static GError *
wait_sought (Consumer      *self,
             GAsyncResult **result)
{
  GError *error = NULL;

  rt_test_wait_for (is_set, result, "a seek");
  rt_bus_subscription_seek_finish (self->subscription, *result, &error);

  return error;
}

GError *
consumer_seek (Consumer *self,
               int       partition,
               gint64    offset)
{
  g_autoptr (GAsyncResult) result = NULL;

  rt_bus_subscription_seek_async (self->subscription, partition, offset, NULL, rt_test_keep_result, &result);

  return wait_sought (self, &result);
}

GError *
consumer_seek_time (Consumer *self,
                    gint64    time_us)
{
  g_autoptr (GAsyncResult) result = NULL;

  rt_bus_subscription_seek_time_async (self->subscription, time_us, NULL, rt_test_keep_result, &result);

  return wait_sought (self, &result);
}
