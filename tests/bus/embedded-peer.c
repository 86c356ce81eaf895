/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Another process at an embedded bus, to be killed.
 *   embedded-peer publish URI queue|log NAME FIRST: publishes numbers from FIRST on until it is
 *     killed, and prints each once it is confirmed
 *   embedded-peer hold URI queue|log NAME: consumes without acknowledging, as a member of the group
 *     "peers" of a log, and prints each number it is delivered
 *   embedded-peer leave URI queue|log NAME: acknowledges 10, prints them and ends at once */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patterns/publish-subscribe/rt-bus-subscription.h"

typedef struct {
  RtBus       *bus;
  RtBusTarget *target;
  guint64      next;
} Peer;

static void
say (guint64 number)
{
  printf ("%" G_GUINT64_FORMAT "\n", number);
  fflush (stdout);
}

static void
confirmed_cb (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  if (error == NULL)
    say (message->number);
}

static void
publish (Peer *self)
{
  g_autoptr (GError) error = NULL;

  while (error == NULL)
    {
      g_autofree char *text = g_strdup_printf ("{\"number\":%" G_GUINT64_FORMAT "}", self->next);
      g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
      g_autoptr (RtBusMessage) message = rt_bus_message_new (body);

      message->number = self->next;
      if (rt_bus_publish (self->bus, self->target, message, confirmed_cb, self, &error))
        self->next++;
    }
}

static void
delivered_cb (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  say (delivery->message->number);
}

static void
leave_cb (RtBusSubscription *subscription,
          RtBusDelivery     *delivery,
          gpointer           user_data)
{
  Peer *self = user_data;

  rt_bus_subscription_acknowledge (subscription, delivery);
  say (delivery->message->number);
  if (++self->next == 10)
    exit (0);
}

static void
consume (Peer          *self,
         RtBusDelivered delivered)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  RtBusSubscription *subscription;

  if (self->target->kind == RT_BUS_LOG)
    {
      how.group = "peers";
      how.from = RT_BUS_FROM_BEGINNING;
    }
  subscription = rt_bus_subscribe (self->bus, self->target, &how, NULL);
  rt_bus_subscription_set_delivered (subscription, delivered, self, NULL);
}

int
main (int    argc,
      char **argv)
{
  Peer self = { NULL };

  if (argc < 5)
    return 2;

  self.bus = rt_bus_new (argv[2], NULL);
  self.target = rt_bus_target_new (g_str_equal (argv[3], "log") ? RT_BUS_LOG : RT_BUS_QUEUE, argv[4]);
  rt_bus_connect (self.bus);
  if (g_str_equal (argv[1], "hold"))
    consume (&self, delivered_cb);
  else if (g_str_equal (argv[1], "leave"))
    consume (&self, leave_cb);
  else
    {
      self.next = g_ascii_strtoull (argv[5], NULL, 10);
      g_signal_connect_swapped (self.bus, "writable", G_CALLBACK (publish), &self);
      publish (&self);
    }
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}
