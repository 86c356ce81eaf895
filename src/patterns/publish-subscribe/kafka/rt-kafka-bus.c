/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-bus-private.h"

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-conf.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-error.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-feed.h"
#include "patterns/publish-subscribe/kafka/rt-kafka-subscription.h"

/* librdkafka reconnects on its own: what it mends in this time was nothing, in ms. */
#define GRACE_MS 1000
/* How often the figures of the kernel are read, in ms. */
#define COUNT_INTERVAL_MS 250
/* Before the bus says so itself, and gives the producer up, in ms. */
#define OPENING_TIMEOUT_MS (RT_BUS_CONNECT_TIMEOUT_MS - 500)
/* Hosts can have two addresses, of which only one answers. */
#define MAX_ATTEMPTS 2
/* How clusters call themselves that are librdkafka's simulation. */
#define SIMULATION_PREFIX "mockCluster"

struct _RtKafkaBus {
  RtBus             parent_instance;

  RtKafkaSockets   *sockets;
  RtKafkaHandle    *producer;
  RtKafkaFeed      *feed;         /* of the producer */
  guint64           handed_over;  /* the highest tag the producer has, or had */
  gboolean          is_full;
  gboolean          opening, open, was_open;
  gint64            opened_at;    /* monotonic */
  gint64            down_since;   /* monotonic; 0 a broker is there */
  guint             n_failed;     /* attempts before it was opened */
  GError           *said;         /* by librdkafka, since a broker was there last */
  gboolean          is_known;     /* what the cluster calls itself */
  gboolean          losing;       /* it is closed because the connection is gone */
  RtPoller         *poller;
  RtPollerTimer     counting;
};

G_DEFINE_FINAL_TYPE (RtKafkaBus, rt_kafka_bus, RT_TYPE_BUS)

/* It says so with the metadata, soon after it was connected to. */
static void
look_for_simulation (RtKafkaBus *self)
{
  rd_kafka_t *kafka = rt_kafka_handle_get (self->producer);
  char *id = self->open && !self->is_known ? rd_kafka_clusterid (kafka, 0) : NULL;

  if (id == NULL)
    return;

  self->is_known = TRUE;
  rt_bus_set_simulated (RT_BUS (self), g_str_has_prefix (id, SIMULATION_PREFIX));
  rd_kafka_mem_free (kafka, id);
}

static void
count_sockets (gpointer user_data)
{
  RtKafkaBus *self = user_data;

  look_for_simulation (self);
  rt_kafka_sockets_count (self->sockets, rt_bus_get_counters (RT_BUS (self)));
  rt_poller_start_timer (self->poller, &self->counting, COUNT_INTERVAL_MS);
}

static void
drop_producer (RtKafkaBus *self)
{
  self->opening = self->open = self->is_known = FALSE;
  self->handed_over = 0;
  self->is_full = FALSE;
  g_clear_error (&self->said);
  if (self->producer == NULL)
    return;

  rt_kafka_sockets_count (self->sockets, rt_bus_get_counters (RT_BUS (self)));
  rt_poller_stop_timer (self->poller, &self->counting);
  rt_kafka_handle_stop (self->producer);
  g_clear_pointer (&self->feed, rt_kafka_feed_unref);
  g_clear_pointer (&self->producer, rt_kafka_handle_unref);
}

/* The producer stays: it has what was published, and knows what the brokers have of it. */
static void
lose (RtKafkaBus *self,
      gboolean    for_good)
{
  g_autoptr (GError) error = NULL;

  if (self->said != NULL)
    error = g_error_copy (self->said);
  else
    error = rt_kafka_error_new (RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, NULL);
  self->opening = self->open = FALSE;
  self->down_since = 0;
  self->losing = !for_good;
  rt_bus_lost (RT_BUS (self), error, for_good);
  self->losing = FALSE;
}

static void
check_opening (RtKafkaBus *self)
{
  guint n_failed = rt_kafka_handle_get_n_failed (self->producer);
  guint n_brokers = MAX (rt_kafka_handle_get_n_brokers (self->producer), 1);
  gint64 waited_ms = (g_get_monotonic_time () - self->opened_at) / G_TIME_SPAN_MILLISECOND;
  gboolean is_final = self->said != NULL && !self->was_open && rt_kafka_error_is_final (self->said);

  if (is_final)
    lose (self, TRUE);
  else if (n_failed >= self->n_failed + MAX_ATTEMPTS * n_brokers || waited_ms >= OPENING_TIMEOUT_MS)
    lose (self, FALSE);
  else
    rt_kafka_handle_wake_in (self->producer, OPENING_TIMEOUT_MS - waited_ms);
}

static void
check_open (RtKafkaBus *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->down_since == 0)
    self->down_since = now;
  if (now - self->down_since >= GRACE_MS * G_TIME_SPAN_MILLISECOND)
    lose (self, FALSE);
  else
    rt_kafka_handle_wake_in (self->producer, GRACE_MS);
}

static void
check_connection (RtKafkaBus *self)
{
  if (rt_kafka_handle_get_n_up (self->producer) == 0)
    {
      if (self->opening)
        check_opening (self);
      else if (self->open)
        check_open (self);
      return;
    }

  self->down_since = 0;
  g_clear_error (&self->said);
  if (self->opening)
    {
      self->opening = FALSE;
      self->open = self->was_open = TRUE;
      rt_bus_set_sent (RT_BUS (self), self->handed_over);
      rt_bus_connected (RT_BUS (self));
    }
  /* It is there again: no need to wait until the back-off is over. */
  else if (!self->open && rt_bus_get_state (RT_BUS (self)) == RT_BUS_RETRYING)
    rt_bus_test_async (RT_BUS (self), NULL, NULL, NULL);
}

/* After it the producer does nothing more. Of what it had, nobody knows whether it was stored. */
static void
take_fatal (RtKafkaBus *self)
{
  char words[512] = "";
  rd_kafka_resp_err_t code = rd_kafka_fatal_error (rt_kafka_handle_get (self->producer), words, sizeof words);
  g_autoptr (GError) error = rt_kafka_error_new (code, words);
  gboolean was_wanted = self->opening || self->open;

  drop_producer (self);
  if (was_wanted)
    rt_bus_lost (RT_BUS (self), error, FALSE);
}

/* It could not be made: as wrong the next time. */
static void
give_up (RtKafkaBus *self)
{
  g_autoptr (GError) error = g_error_copy (rt_kafka_handle_get_error (self->producer));
  gboolean was_wanted = self->opening;

  drop_producer (self);
  if (was_wanted)
    rt_bus_lost (RT_BUS (self), error, TRUE);
}

static void
take_error (RtKafkaBus       *self,
            rd_kafka_event_t *event)
{
  rd_kafka_resp_err_t code = rd_kafka_event_error (event);

  if (rd_kafka_event_error_is_fatal (event))
    take_fatal (self);
  else if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || self->said == NULL)
    {
      g_clear_error (&self->said);
      self->said = rt_kafka_error_new (code, rd_kafka_event_error_string (event));
    }
}

static void
report (RtKafkaBus          *self,
        const RtKafkaReport *report)
{
  g_autoptr (GError) error = NULL;

  if (report->code != RD_KAFKA_RESP_ERR_NO_ERROR)
    error = rt_kafka_error_new (report->code, NULL);
  rt_bus_confirm (RT_BUS (self), report->tag, error == NULL ? report->partition : -1,
                  error == NULL ? report->offset : -1, error);
}

/* TRUE: there is more. */
static gboolean
take_reports (RtKafkaBus *self,
              gint64      until)
{
  RtKafkaReport one;

  while (self->feed != NULL && rt_kafka_feed_take_report (self->feed, &one))
    {
      report (self, &one);
      if (g_get_monotonic_time () >= until)
        return TRUE;
    }

  return FALSE;
}

static void
take_errors (RtKafkaBus *self)
{
  rd_kafka_event_t *event;

  while (self->feed != NULL && (event = rt_kafka_feed_take_error (self->feed)) != NULL)
    {
      take_error (self, event);
      rd_kafka_event_destroy (event);
    }
}

static gboolean
drain (gint64   until,
       gpointer user_data)
{
  g_autoptr (RtKafkaBus) self = g_object_ref (user_data);
  gboolean has_more = take_reports (self, until);

  take_errors (self);
  if (self->producer != NULL)
    look_for_simulation (self);
  if (self->producer != NULL && rt_kafka_handle_get_error (self->producer) != NULL)
    give_up (self);
  if (self->producer != NULL)
    check_connection (self);
  if (self->producer != NULL && self->open && self->is_full && rt_kafka_feed_has_room (self->feed))
    {
      self->is_full = FALSE;
      rt_bus_flush (RT_BUS (self));
    }

  return has_more && self->producer != NULL;
}

static gboolean
make_producer (RtKafkaBus  *self,
               GError     **error)
{
  rd_kafka_conf_t *conf = rt_kafka_conf_new_producer (rt_bus_get_guri (RT_BUS (self)), self->sockets, error);

  if (conf == NULL)
    return FALSE;

  self->producer = rt_kafka_handle_new (RD_KAFKA_PRODUCER, conf, NULL, self->sockets, error);
  if (self->producer == NULL)
    return FALSE;

  self->feed = rt_kafka_feed_new (self->producer);
  rt_kafka_handle_listen (self->producer, drain, self);
  rt_poller_start_timer (self->poller, &self->counting, COUNT_INTERVAL_MS);

  return TRUE;
}

static void
rt_kafka_bus_open (RtBus *bus)
{
  RtKafkaBus *self = RT_KAFKA_BUS (bus);
  g_autoptr (GError) error = NULL;

  if (self->producer == NULL && !make_producer (self, &error))
    {
      rt_bus_lost (bus, error, TRUE);
      return;
    }

  self->opening = TRUE;
  self->opened_at = g_get_monotonic_time ();
  self->n_failed = rt_kafka_handle_get_n_failed (self->producer);
  rt_kafka_handle_wake (self->producer);
}

static void
rt_kafka_bus_close (RtBus *bus)
{
  RtKafkaBus *self = RT_KAFKA_BUS (bus);

  if (!self->losing)
    drop_producer (self);
}

static gboolean
rt_kafka_bus_publish (RtBus             *bus,
                      const RtBusTarget *target,
                      RtBusMessage      *message,
                      guint64            tag)
{
  RtKafkaBus *self = RT_KAFKA_BUS (bus);

  self->is_full = !rt_kafka_feed_push (self->feed, target->name, message, tag);
  if (!self->is_full)
    self->handed_over = tag;

  return !self->is_full;
}

static GType
rt_kafka_bus_get_subscription_type (RtBus *bus)
{
  return RT_TYPE_KAFKA_SUBSCRIPTION;
}

RtKafkaHandle *
rt_kafka_bus_get_producer (RtKafkaBus *self)
{
  return self->producer;
}

RtKafkaSockets *
rt_kafka_bus_get_sockets (RtKafkaBus *self)
{
  return self->sockets;
}

static void
rt_kafka_bus_dispose (GObject *object)
{
  RtKafkaBus *self = RT_KAFKA_BUS (object);

  if (self->poller != NULL)
    drop_producer (self);
  g_clear_pointer (&self->poller, rt_poller_unref);

  G_OBJECT_CLASS (rt_kafka_bus_parent_class)->dispose (object);
}

static void
rt_kafka_bus_finalize (GObject *object)
{
  rt_kafka_sockets_unref (RT_KAFKA_BUS (object)->sockets);

  G_OBJECT_CLASS (rt_kafka_bus_parent_class)->finalize (object);
}

static void
rt_kafka_bus_class_init (RtKafkaBusClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  RtBusClass *bus_class = RT_BUS_CLASS (klass);

  object_class->dispose = rt_kafka_bus_dispose;
  object_class->finalize = rt_kafka_bus_finalize;

  bus_class->name = "Kafka";
  bus_class->check = rt_kafka_bus_check;
  bus_class->get_abilities = rt_kafka_bus_get_abilities;
  bus_class->open = rt_kafka_bus_open;
  bus_class->close = rt_kafka_bus_close;
  bus_class->publish = rt_kafka_bus_publish;
  bus_class->declare = rt_kafka_bus_declare;
  bus_class->remove = rt_kafka_bus_remove;
  bus_class->measure = rt_kafka_bus_measure;
  bus_class->get_subscription_type = rt_kafka_bus_get_subscription_type;
}

static void
rt_kafka_bus_init (RtKafkaBus *self)
{
  self->sockets = rt_kafka_sockets_new ();
  self->poller = rt_poller_ref (rt_poller_get_default ());
  self->counting = (RtPollerTimer) { .func = count_sockets, .user_data = self };
}
