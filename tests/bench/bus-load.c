/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bus-load URI queue|log MESSAGES WINDOW SIZE: publishes, confirms, consumes and acknowledges
 * MESSAGES of SIZE bytes over a bus, from one loop, with at most WINDOW unconfirmed. Prints, by
 * tabs: messages a second published, confirmed, consumed and acknowledged, ms of latency p50, p99
 * and at most, ms of a step of the loop p99 and at most, and the processor's µs a message. */

#include "config.h"

#include <stdio.h>
#include <sys/resource.h>

#include "core/rt-histogram.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

#define PREFETCH 1000

typedef struct {
  RtBus       *bus;
  RtBusTarget *target;
  GBytes      *body;
  guint64      n_messages;
  guint64      window;
  guint64      published;
  guint64      confirmed;
  guint64      consumed;
  gint64       begin;
  gint64       published_us;
  gint64       confirmed_us;
  gint64       consumed_us;
  gboolean     ready;
} Load;

/* Of the one loop: when it woke last. */
static gint64 woke_us;
static RtHistogram *steps;

static int
timed_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout)
{
  int result;

  if (woke_us != 0)
    rt_histogram_record (steps, g_get_monotonic_time () - woke_us);
  result = g_poll (fds, n_fds, timeout);
  woke_us = g_get_monotonic_time ();

  return result;
}

static void confirmed_cb (RtBus        *bus,
                          RtBusMessage *message,
                          int           partition,
                          gint64        offset,
                          const GError *error,
                          gpointer      user_data);

static void
publish (Load *self)
{
  while (self->published < self->n_messages && self->published - self->confirmed < self->window)
    {
      g_autoptr (RtBusMessage) message = rt_bus_message_new (self->body);

      message->number = self->published + 1;
      if (!rt_bus_publish (self->bus, self->target, message, confirmed_cb, self, NULL))
        return;
      self->published++;
    }
  self->published_us = g_get_monotonic_time ();
}

static void
confirmed_cb (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  Load *self = user_data;

  if (error != NULL)
    g_error ("Not confirmed: %s", error->message);
  self->confirmed++;
  self->confirmed_us = g_get_monotonic_time ();
  publish (self);
}

static void
delivered_cb (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  Load *self = user_data;

  self->consumed++;
  rt_bus_subscription_acknowledge (subscription, delivery);
  self->consumed_us = g_get_monotonic_time ();
}

static void
declared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!rt_bus_declare_finish (RT_BUS (source), result, &error))
    g_error ("Cannot declare: %s", error->message);
  ((Load *) user_data)->ready = TRUE;
}

static void
set_up (Load  *self,
        char **words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("bench-%08x", g_random_int ());
  gsize size = g_ascii_strtoull (words[5], NULL, 10);

  self->bus = rt_bus_new (words[1], &error);
  if (self->bus == NULL)
    g_error ("%s", error->message);
  self->target = rt_bus_target_new (g_str_equal (words[2], "log") ? RT_BUS_LOG : RT_BUS_QUEUE, name);
  self->n_messages = g_ascii_strtoull (words[3], NULL, 10);
  self->window = g_ascii_strtoull (words[4], NULL, 10);
  self->body = g_bytes_new_take (g_strnfill (size, 'x'), size);
  rt_bus_connect (self->bus);
  rt_bus_declare_async (self->bus, self->target, NULL, declared_cb, self);
  while (!self->ready)
    g_main_context_iteration (NULL, TRUE);
}

static RtBusSubscription *
subscribe (Load *self)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  RtBusSubscription *subscription;

  how.prefetch = PREFETCH;
  if (self->target->kind == RT_BUS_LOG && (rt_bus_get_abilities (self->bus) & RT_BUS_CAN_GROUP) != 0)
    how.group = self->target->name;
  how.from = self->target->kind == RT_BUS_LOG ? RT_BUS_FROM_BEGINNING : RT_BUS_FROM_END;
  subscription = rt_bus_subscribe (self->bus, self->target, &how, NULL);
  rt_bus_subscription_set_delivered (subscription, delivered_cb, self, NULL);
  while (!rt_bus_subscription_is_active (subscription))
    g_main_context_iteration (NULL, TRUE);

  return subscription;
}

static double
get_rate (Load   *self,
          gint64  until_us)
{
  return (double) self->n_messages * 1e6 / (double) MAX (until_us - self->begin, 1);
}

static double
get_processor_us (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void
run (Load *self)
{
  g_autoptr (RtBusSubscription) subscription = subscribe (self);
  const RtHistogram *latency;
  double processor_us = get_processor_us ();

  rt_histogram_reset (steps);
  self->begin = g_get_monotonic_time ();
  publish (self);
  while (self->confirmed < self->n_messages || self->consumed < self->n_messages)
    g_main_context_iteration (NULL, TRUE);
  processor_us = get_processor_us () - processor_us;

  latency = rt_bus_get_traffic (self->bus)->latency;
  printf ("%.0f\t%.0f\t%.0f\t%.0f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.2f\n",
          get_rate (self, self->published_us), get_rate (self, self->confirmed_us),
          get_rate (self, self->consumed_us), get_rate (self, self->consumed_us),
          (double) rt_histogram_get_quantile (latency, 0.5) / 1e3,
          (double) rt_histogram_get_quantile (latency, 0.99) / 1e3, (double) rt_histogram_get_max (latency) / 1e3,
          (double) rt_histogram_get_quantile (steps, 0.99) / 1e3, (double) rt_histogram_get_max (steps) / 1e3,
          processor_us / (double) self->n_messages);
  rt_bus_subscription_close (subscription);
}

int
main (int    argc,
      char **argv)
{
  Load self = { NULL };

  if (argc != 6)
    return 2;

  steps = rt_histogram_new ();
  g_main_context_set_poll_func (NULL, timed_poll);
  set_up (&self, argv);
  run (&self);
  g_object_unref (self.bus);
  rt_bus_target_free (self.target);
  g_bytes_unref (self.body);

  return 0;
}
