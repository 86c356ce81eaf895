/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "core/rt-priority.h"
#include "patterns/publish-subscribe/rt-bus.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"
#include "support/rt-test-rabbitmq.h"
#include "support/rt-test.h"

/* Nothing confirmed is lost: messages are published while RabbitMQ is killed and started again, and
 * while it stands still; everything confirmed has to be consumed, and the loop never to wait. */

#define DEFAULT_MESSAGES 100000
#define N_KILLS          3
/* So long may all of it take: a broker needs up to 20 s to start. */
#define DEADLINE_S       300
#define BEAT_US          1000
/* Over what the machine is to blame for. In the suite others share that: who waited for a broker
 * that stands still would be later still. */
#define LONGEST_STALL_US          (50 * 1000)
#define LONGEST_STALL_IN_SUITE_US (1000 * 1000)

typedef struct {
  RtBus             *bus;
  RtBusTarget       *target;
  RtBusSubscription *subscription;
  guint              n_messages;
  guint              n_published;
  guint              n_confirmed;
  guint              n_failed;
  guint8            *confirmed;    /* by number */
  guint8            *consumed;     /* how often, by number */
  guint              n_consumed;   /* numbers */
  guint              n_duplicates;
  guint              n_redelivered;
  GArray            *gaps;         /* µs that a beat of the loop came late */
  gint64             last_beat;
} Run;

/* How late a thread that does nothing else is: what the machine is to blame for. */
typedef struct {
  GThread *thread;
  gint     is_over;   /* atomic */
  gint64   longest;   /* µs */
} Witness;

static gpointer
witness (gpointer user_data)
{
  Witness *self = user_data;
  gint64 last = g_get_monotonic_time ();

  while (!g_atomic_int_get (&self->is_over))
    {
      gint64 now;

      g_usleep (BEAT_US);
      now = g_get_monotonic_time ();
      self->longest = MAX (self->longest, now - last - BEAT_US);
      last = now;
    }

  return NULL;
}

static void
witness_start (Witness *self)
{
  *self = (Witness) { NULL, };
  self->thread = g_thread_new ("witness", witness, self);
}

static gint64
witness_end (Witness *self)
{
  g_atomic_int_set (&self->is_over, TRUE);
  g_thread_join (self->thread);

  return self->longest;
}

static guint
count_messages (void)
{
  const char *asked = g_getenv ("SOAK_EVENTS");

  return asked == NULL ? DEFAULT_MESSAGES : (guint) atoi (asked);
}

static gboolean
on_beat (gpointer user_data)
{
  Run *run = user_data;
  gint64 now = g_get_monotonic_time ();
  guint late = (guint) MAX (now - run->last_beat - BEAT_US, 0);

  g_array_append_val (run->gaps, late);
  run->last_beat = now;

  return G_SOURCE_CONTINUE;
}

static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  Run *run = user_data;

  if (error != NULL)
    {
      if (run->n_failed++ == 0)
        g_test_message ("%" G_GUINT64_FORMAT ": %s", message->number, error->message);
      return;
    }

  g_assert_cmpuint (run->confirmed[message->number], ==, 0);
  run->confirmed[message->number] = 1;
  run->n_confirmed++;
}

static void
on_delivered (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  Run *run = user_data;
  guint64 number = delivery->message->number;

  g_assert_cmpuint (number, <=, run->n_messages);
  if (run->consumed[number] == 0)
    run->n_consumed++;
  else
    run->n_duplicates++;
  run->consumed[number]++;
  if (delivery->redelivered)
    run->n_redelivered++;
  rt_bus_subscription_acknowledge (subscription, delivery);
}

/* As many as the bus takes, up to @upto. */
static void
publish_upto (Run  *run,
              guint upto)
{
  gint64 until = g_get_monotonic_time () + RT_SLICE_US;

  while (run->n_published < upto && g_get_monotonic_time () < until)
    {
      g_autofree char *text = g_strdup_printf ("{\"number\": %u}", run->n_published + 1);
      g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
      g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
      g_autoptr (GError) error = NULL;

      message->number = run->n_published + 1;
      if (!rt_bus_publish (run->bus, run->target, message, on_confirmed, run, &error))
        {
          g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_FULL);
          return;
        }
      run->n_published++;
    }
}

static gboolean
too_late (gpointer user_data)
{
  Run *run = user_data;

  g_error ("after %d s: %u published, %u confirmed, %u consumed; the bus is %s: %s", DEADLINE_S, run->n_published,
           run->n_confirmed, run->n_consumed, rt_bus_state_to_string (rt_bus_get_state (run->bus)),
           rt_bus_get_reason (run->bus));

  return G_SOURCE_REMOVE;
}

static gboolean
keep_turning (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Publishes up to @upto, and turns until as many are confirmed and @command is done. */
static void
go_on (Run        *run,
       guint       upto,
       guint       confirmed,
       const char *command)
{
  if (command != NULL)
    rt_test_rabbitmq_ask (command);
  while (run->n_published < upto || run->n_confirmed + run->n_failed < confirmed
         || (command != NULL && !rt_test_rabbitmq_is_done ()))
    {
      publish_upto (run, upto);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
declare (Run *run)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;

  rt_bus_declare_async (run->bus, run->target, NULL, rt_test_keep_result, &result);
  kept = rt_test_wait_result (&result, "the declaration");
  rt_bus_declare_finish (run->bus, kept, &error);
  g_assert_no_error (error);
}

static void
begin (Run *run)
{
  g_autofree char *uri = g_strdup_printf ("amqp://127.0.0.1:%u?heartbeat=1", rt_test_rabbitmq_port ());
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;

  run->n_messages = count_messages ();
  run->bus = rt_bus_new (uri, NULL);
  run->target = rt_bus_target_new (RT_BUS_QUEUE, "confirmed");
  run->confirmed = g_new0 (guint8, run->n_messages + 1);
  run->consumed = g_new0 (guint8, run->n_messages + 1);
  run->gaps = g_array_new (FALSE, FALSE, sizeof (guint));
  rt_bus_connect (run->bus);
  declare (run);
  rt_test_rabbitmq_do ("sync");
  run->subscription = rt_bus_subscribe (run->bus, run->target, &how, NULL);
  rt_bus_subscription_set_delivered (run->subscription, on_delivered, run, NULL);
}

static gboolean
all_consumed (gpointer user_data)
{
  Run *run = user_data;

  return run->n_consumed >= run->n_confirmed;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return *(const guint *) a < *(const guint *) b ? -1 : 1;
}

static void
report (Run    *run,
        gint64  noise)
{
  guint n = run->gaps->len;
  guint *gaps = (guint *) (gpointer) run->gaps->data;

  qsort (gaps, n, sizeof *gaps, compare);
  g_test_message ("%u published, %u confirmed, %u failed, %u consumed, %u duplicates, %u of them redelivered; "
                  "%" G_GUINT64_FORMAT " sent again over %" G_GUINT64_FORMAT " connections; wire %" G_GUINT64_FORMAT
                  " B out, %" G_GUINT64_FORMAT " B in",
                  run->n_published, run->n_confirmed, run->n_failed, run->n_consumed, run->n_duplicates,
                  run->n_redelivered, rt_bus_get_tally (run->bus)->resent,
                  rt_bus_get_traffic (run->bus)->connections_opened, rt_bus_get_traffic (run->bus)->wire.bytes_out,
                  rt_bus_get_traffic (run->bus)->wire.bytes_in);
  g_test_message ("loop: %u beats, late by %.1f ms (p50), %.1f ms (p99), %.1f ms (longest); "
                  "a thread with nothing to do: %.1f ms (longest)", n,
                  gaps[n / 2] / 1000.0, gaps[n / 100 * 99] / 1000.0, gaps[n - 1] / 1000.0, noise / 1000.0);
  g_assert_cmpint (gaps[n - 1], <=,
                   noise + (g_getenv ("SOAK_EVENTS") != NULL ? LONGEST_STALL_US : LONGEST_STALL_IN_SUITE_US));
}

static void
end (Run *run)
{
  rt_bus_subscription_close (run->subscription);
  rt_bus_close (run->bus);
  g_clear_object (&run->subscription);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&run->bus));
  rt_bus_target_free (run->target);
  g_free (run->confirmed);
  g_free (run->consumed);
  g_array_unref (run->gaps);
}

static void
kill_and_freeze (Run *run)
{
  guint some = run->n_messages / 20;

  for (guint kill = 1; kill <= N_KILLS; kill++)
    {
      guint part = run->n_messages * kill / (N_KILLS + 2);

      go_on (run, part, part - some, NULL);
      go_on (run, part + some, 0, "restart");
    }
  go_on (run, run->n_messages * 4 / 5, run->n_messages * 7 / 10, NULL);
  rt_test_rabbitmq_do ("freeze");
  /* As many as the bus takes meanwhile. */
  while (rt_bus_get_state (run->bus) != RT_BUS_RETRYING)
    {
      publish_upto (run, run->n_messages);
      g_main_context_iteration (NULL, TRUE);
    }
  go_on (run, run->n_messages, run->n_messages, "thaw");
  while (!all_consumed (run))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_nothing_lost (Run *run)
{
  for (guint number = 1; number <= run->n_messages; number++)
    if (run->confirmed[number])
      g_assert_cmpuint (run->consumed[number], >=, 1);
  g_assert_cmpuint (run->n_failed, ==, 0);
  g_assert_cmpuint (run->n_confirmed, ==, run->n_messages);
}

static void
test_nothing_lost (void)
{
  Run run = { 0, };
  Witness noise;
  guint sources[3];

  if (!rt_test_rabbitmq_start ())
    return;

  begin (&run);
  witness_start (&noise);
  run.last_beat = g_get_monotonic_time ();
  sources[0] = g_timeout_add_seconds (DEADLINE_S, too_late, &run);
  sources[1] = g_timeout_add (20, keep_turning, NULL);
  sources[2] = g_timeout_add_full (G_PRIORITY_HIGH, BEAT_US / 1000, on_beat, &run, NULL);

  kill_and_freeze (&run);

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    g_source_remove (sources[i]);
  report (&run, witness_end (&noise));
  assert_nothing_lost (&run);
  end (&run);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker/nothing-confirmed-is-lost-while-it-is-killed-and-frozen", test_nothing_lost);
  status = g_test_run ();
  rt_test_rabbitmq_stop ();

  return status;
}
