/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "bus/desk.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-bus.h"
#include "support/rt-test-rabbitmq.h"

/* What only RabbitMQ does: its addresses, its refusals, its stops. What any bus does is shown by
 * the suite that all of them share. */

static GPtrArray *seen; /* of RtBusDelivery */

typedef struct {
  guint    n;
  guint    n_failed;
  GError  *error;
} Confirmations;

static RtBus *
make_bus (const char *format,
          guint16     port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_auto (GStrv) parts = g_strsplit (format, "PORT", 2);
  g_autofree char *uri = g_strjoinv (number, parts);
  g_autoptr (GError) error = NULL;
  RtBus *bus = rt_bus_new (uri, &error);

  g_assert_no_error (error);

  return bus;
}

static RtBusPartition
measure (RtBus             *bus,
         const RtBusTarget *target)
{
  g_autoptr (GArray) partitions = desk_measure (bus, target, NULL);

  g_assert_cmpuint (partitions->len, ==, 1);

  return g_array_index (partitions, RtBusPartition, 0);
}

static void
on_confirmed (RtBus        *bus,
              RtBusMessage *message,
              int           partition,
              gint64        offset,
              const GError *error,
              gpointer      user_data)
{
  Confirmations *confirmations = user_data;

  confirmations->n++;
  if (error == NULL)
    return;

  confirmations->n_failed++;
  if (confirmations->error == NULL)
    confirmations->error = g_error_copy (error);
}

static void
publish (RtBus             *bus,
         const RtBusTarget *target,
         guint64            number,
         Confirmations     *confirmations)
{
  g_autofree char *text = g_strdup_printf ("{\"number\": %" G_GUINT64_FORMAT "}", number);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  g_autoptr (GError) error = NULL;

  message->number = number;
  rt_bus_publish (bus, target, message, on_confirmed, confirmations, &error);
  g_assert_no_error (error);
}

typedef struct {
  guint *value;
  guint  least;
} AtLeast;

static gboolean
is_at_least (gpointer user_data)
{
  AtLeast *wanted = user_data;

  return *wanted->value >= wanted->least;
}

static void
wait_for (guint      *value,
          guint       least,
          const char *what)
{
  AtLeast wanted = { value, least };

  rt_test_wait_for (is_at_least, &wanted, what);
}

typedef struct {
  RtBus     *bus;
  RtBusState state;
} InState;

static gboolean
is_in_state (gpointer user_data)
{
  InState *wanted = user_data;

  return rt_bus_get_state (wanted->bus) == wanted->state;
}

static void
wait_for_state (RtBus     *bus,
                RtBusState state)
{
  InState wanted = { bus, state };

  rt_test_wait_for (is_in_state, &wanted, rt_bus_state_to_string (state));
}

static void
on_delivered (RtBusSubscription *subscription,
              RtBusDelivery     *delivery,
              gpointer           user_data)
{
  g_ptr_array_add (seen, rt_bus_delivery_ref (delivery));
}

static RtBusSubscription *
subscribe (RtBus             *bus,
           const RtBusTarget *target,
           gint64             from,
           gboolean           automatic)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  g_autoptr (GError) error = NULL;
  RtBusSubscription *subscription;

  how.from = from;
  how.automatic = automatic;
  subscription = rt_bus_subscribe (bus, target, &how, &error);
  g_assert_no_error (error);
  g_ptr_array_set_size (seen, 0);
  rt_bus_subscription_set_delivered (subscription, on_delivered, NULL, NULL);

  return subscription;
}

static gboolean
is_active (gpointer subscription)
{
  return rt_bus_subscription_is_active (subscription);
}

static gboolean
has_error (gpointer subscription)
{
  return rt_bus_subscription_get_error (subscription) != NULL;
}

static guint64
number_of (guint i)
{
  return ((RtBusDelivery *) g_ptr_array_index (seen, i))->message->number;
}

static void
test_address (void)
{
  static const char * const wrong[] = {
    "amqp://h/a/b", "amqp://h?heartbeat=x", "amqp://h?verify=maybe", "amqp://h?verfy=verify_none", "amqp://h/%00",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rt_bus_new (wrong[i], &error));
      g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID);
    }
}

static void
test_opens (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (GError) error = NULL;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://gu%65st:guest@localhost:PORT/%2F", rt_test_rabbitmq_port ());
  error = desk_try (bus);

  g_assert_no_error (error);
  g_assert_cmpint (rt_bus_get_state (bus), ==, RT_BUS_OPEN);
  g_assert_cmpuint (rt_bus_get_traffic (bus)->wire.bytes_out, >, 8);
  g_assert_null (strstr (rt_bus_get_uri (bus), ":guest@"));
  rt_bus_close (bus);
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&bus));
}

static void
assert_refused (const char *format,
                guint16     port,
                RtBusError  code,
                const char *words)
{
  g_autoptr (RtBus) bus = make_bus (format, port);
  g_autoptr (GError) error = desk_try (bus);

  g_assert_error (error, RT_BUS_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_refusals (void)
{
  if (!rt_test_rabbitmq_start ())
    return;

  assert_refused ("amqp://guest:secret@127.0.0.1:PORT", rt_test_rabbitmq_port (), RT_BUS_ERROR_ACCESS, "ACCESS_REFUSED");
  assert_refused ("amqp://guest@127.0.0.1:PORT", rt_test_rabbitmq_port (), RT_BUS_ERROR_ACCESS, "no password was given");
  assert_refused ("amqp://127.0.0.1:PORT/nowhere", rt_test_rabbitmq_port (), RT_BUS_ERROR_ACCESS, "nowhere");
  assert_refused ("amqp://127.0.0.1:PORT", 1, RT_BUS_ERROR_CONNECT, "127.0.0.1:1");
  assert_refused ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_tls_port (), RT_BUS_ERROR_CONNECT, "TLS");
  assert_refused ("amqps://127.0.0.1:PORT", rt_test_rabbitmq_port (), RT_BUS_ERROR_TLS, "TLS");
}

static void
test_refused_for_now (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (GError) error = NULL;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT/late", rt_test_rabbitmq_port ());
  error = desk_try (bus);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS);
  g_assert_cmpint (rt_bus_get_state (bus), !=, RT_BUS_CLOSED);
  rt_test_rabbitmq_do ("set_up_late");

  wait_for_state (bus, RT_BUS_OPEN);
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  GBytes *words = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (connection));

  if (words != NULL)
    g_output_stream_write_all (out, g_bytes_get_data (words, NULL), g_bytes_get_size (words), NULL, NULL, NULL);
  /* Kept as long as the service. */
  g_object_set_data_full (G_OBJECT (service), "connection", g_object_ref (connection), g_object_unref);

  return TRUE;
}

static GSocketService *
serve (GBytes  *words,
       guint16 *port)
{
  GSocketService *service = g_socket_service_new ();

  *port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_signal_connect (service, "incoming", G_CALLBACK (on_incoming), words);

  return service;
}

static void
test_stranger (void)
{
  static const char * const words[] = { "HTTP/1.1 400 Bad Request\r\n\r\n", "AMQP\1\1\1\11" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (words[i], strlen (words[i]));
      guint16 port;
      GSocketService *service = serve (bytes, &port);

      assert_refused ("amqp://127.0.0.1:PORT", port, RT_BUS_ERROR_CONNECT, "not RabbitMQ");
      g_object_unref (service);
    }
}

/* connection.start, and a connection.tune with frames of 16 bytes. */
static void
test_small_frames (void)
{
  static const guint8 start_and_tune[] = {
    1, 0, 0, 0, 0, 0, 28, 0, 10, 0, 10, 0, 9, 0, 0, 0, 0, 0, 0, 0, 5, 'P', 'L', 'A', 'I', 'N',
    0, 0, 0, 5, 'e', 'n', '_', 'U', 'S', 0xce,
    1, 0, 0, 0, 0, 0, 12, 0, 10, 0, 30, 0, 8, 0, 0, 0, 16, 0, 60, 0xce,
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (start_and_tune, sizeof start_and_tune);
  guint16 port;
  GSocketService *service = serve (bytes, &port);

  assert_refused ("amqp://127.0.0.1:PORT?connection_timeout=5000", port, RT_BUS_ERROR_CONNECT, "not RabbitMQ");
  g_object_unref (service);
}

static void
test_silent (void)
{
  guint16 port;
  GSocketService *service = serve (NULL, &port);

  assert_refused ("amqp://127.0.0.1:PORT?connection_timeout=300", port, RT_BUS_ERROR_TIMEOUT, "127.0.0.1");
  g_object_unref (service);
}

static void
test_tls (void)
{
  g_autoptr (RtBus) trusting = NULL;
  g_autoptr (RtBus) careless = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "over-tls");
  g_autoptr (GError) error = NULL;
  Confirmations confirmations = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  assert_refused ("amqps://localhost:PORT", rt_test_rabbitmq_tls_port (), RT_BUS_ERROR_TLS, "signed");
  assert_refused ("amqps://localhost:PORT?cacertfile=/nowhere", rt_test_rabbitmq_tls_port (), RT_BUS_ERROR_TLS, "/nowhere");
  assert_refused ("amqps://localhost:PORT?server_name_indication=example.com&cacertfile=" CERTIFICATE,
                  rt_test_rabbitmq_tls_port (), RT_BUS_ERROR_TLS, "name");
  careless = make_bus ("amqps://localhost:PORT?verify=verify_none", rt_test_rabbitmq_tls_port ());
  error = desk_try (careless);
  g_assert_no_error (error);

  trusting = make_bus ("amqps://localhost:PORT?cacertfile=" CERTIFICATE, rt_test_rabbitmq_tls_port ());
  error = desk_try (trusting);
  g_assert_no_error (error);
  error = desk_try_to_declare (trusting, target);
  g_assert_no_error (error);
  for (guint i = 1; i <= 2000; i++)
    publish (trusting, target, i, &confirmations);
  wait_for (&confirmations.n, 2000, "confirmations over TLS");
  g_assert_cmpuint (confirmations.n_failed, ==, 0);
}

static void
test_publishes_and_consumes (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "simple");
  g_autoptr (RtBusSubscription) subscription = NULL;
  g_autoptr (GError) error = NULL;
  Confirmations confirmations = { 0, };
  RtBusPartition partition;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, target);
  g_assert_no_error (error);
  for (guint i = 1; i <= 5000; i++)
    publish (bus, target, i, &confirmations);
  wait_for (&confirmations.n, 5000, "confirmations");
  g_assert_cmpuint (confirmations.n_failed, ==, 0);
  g_assert_cmpint (measure (bus, target).ready, ==, 5000);

  subscription = subscribe (bus, target, RT_BUS_FROM_END, FALSE);
  wait_for (&seen->len, RT_BUS_DEFAULT_PREFETCH, "as many as are prefetched");
  partition = measure (bus, target);
  g_assert_cmpint (partition.ready, ==, 5000 - RT_BUS_DEFAULT_PREFETCH);
  g_assert_cmpint (partition.unacknowledged, ==, RT_BUS_DEFAULT_PREFETCH);

  for (guint i = 0; i < 5000; i++)
    {
      wait_for (&seen->len, i + 1, "the next delivery");
      g_assert_cmpuint (number_of (i), ==, i + 1);
      g_assert_true (rt_bus_subscription_acknowledge (subscription, g_ptr_array_index (seen, i)));
    }
  partition = measure (bus, target);
  g_assert_cmpint (partition.ready + partition.unacknowledged, ==, 0);
}

/* RabbitMQ does not mind what an id is made of. */
static void
test_returned_id (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) nowhere = rt_bus_target_new (RT_BUS_QUEUE, "no-such-queue");
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  Confirmations returned = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  message->id = g_strdup ("\xff\xfe");
  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  g_assert_true (rt_bus_publish (bus, nowhere, message, on_confirmed, &returned, NULL));
  wait_for (&returned.n, 1, "what comes back");

  g_assert_error (returned.error, RT_BUS_ERROR, RT_BUS_ERROR_RETURNED);
  g_clear_error (&returned.error);
  rt_bus_close (bus);
}

static void
test_returned (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) nowhere = rt_bus_target_new (RT_BUS_QUEUE, "no-such-queue");
  g_autoptr (RtBusTarget) somewhere = rt_bus_target_new (RT_BUS_QUEUE, "some-queue");
  g_autoptr (RtBusTarget) no_exchange = rt_bus_target_new (RT_BUS_QUEUE, "some-queue");
  g_autoptr (GError) error = NULL;
  Confirmations returned = { 0, };
  Confirmations kept = { 0, };
  Confirmations missing = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  no_exchange->exchange = g_strdup ("no-such-exchange");
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, somewhere);
  g_assert_no_error (error);

  for (guint i = 1; i <= 100; i++)
    {
      publish (bus, nowhere, i, &returned);
      publish (bus, somewhere, i, &kept);
      publish (bus, no_exchange, i, &missing);
    }
  wait_for (&returned.n, 100, "those that come back");
  wait_for (&kept.n, 100, "those that are kept");
  wait_for (&missing.n, 100, "those for an exchange that is not there");

  g_assert_cmpuint (returned.n_failed, ==, 100);
  g_assert_error (returned.error, RT_BUS_ERROR, RT_BUS_ERROR_RETURNED);
  g_assert_cmpuint (kept.n_failed, ==, 0);
  g_assert_cmpuint (missing.n_failed, ==, 100);
  g_assert_error (missing.error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND);
  g_clear_error (&returned.error);
  g_clear_error (&missing.error);
}

static void
test_mismatch (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) plain = rt_bus_target_new (RT_BUS_QUEUE, "declared-once");
  g_autoptr (RtBusTarget) other = rt_bus_target_new (RT_BUS_QUEUE, "declared-once");
  g_autoptr (RtBusTarget) missing = rt_bus_target_new (RT_BUS_QUEUE, "never-declared");
  g_autoptr (RtBusSubscription) subscription = NULL;
  g_autoptr (GError) error = NULL;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  other->max_priority = 5;
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, plain);
  g_assert_no_error (error);
  error = desk_try_to_declare (bus, other);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
  g_assert_cmpstr (error->message, ==,
                   "“declared-once” exists in the virtual host “/” and is declared otherwise: “x-max-priority” is not set, "
                   "and should be 5. Delete it there, or use another name or virtual host.");
  g_clear_error (&error);
  plain->durable = FALSE;
  error = desk_try_to_declare (bus, plain);
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "“durable” is true, and should be false."));
  g_clear_error (&error);

  subscription = subscribe (bus, missing, RT_BUS_FROM_END, FALSE);
  rt_test_wait_for (has_error, subscription, "the refusal");
  g_assert_error (rt_bus_subscription_get_error (subscription), RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND);
  g_assert_cmpint (rt_bus_get_state (bus), ==, RT_BUS_OPEN);
}

/* The limit is ours, not the broker’s. */
static void
test_exchanges (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "some-queue");
  g_autofree char *words = g_strdup_printf ("at most %d exchanges", RT_RABBIT_MAX_EXCHANGES);
  Confirmations known = { 0, };
  Confirmations more = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  for (guint i = 1; i <= RT_RABBIT_MAX_EXCHANGES + 1; i++)
    {
      g_free (target->exchange);
      target->exchange = g_strdup_printf ("exchange-%u", i);
      publish (bus, target, i, i <= RT_RABBIT_MAX_EXCHANGES ? &known : &more);
    }
  wait_for (&known.n, RT_RABBIT_MAX_EXCHANGES, "as many as may be");
  wait_for (&more.n, 1, "one more");

  g_assert_error (known.error, RT_BUS_ERROR, RT_BUS_ERROR_NOT_FOUND);
  g_assert_error (more.error, RT_BUS_ERROR, RT_BUS_ERROR_FULL);
  g_assert_nonnull (strstr (more.error->message, words));
  g_assert_nonnull (strstr (more.error->message, target->exchange));
  g_clear_error (&known.error);
  g_clear_error (&more.error);
  rt_bus_close (bus);
}

static void
test_stream (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_LOG, "a-log");
  g_autoptr (RtBusSubscription) subscription = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GError) error = NULL;
  Confirmations confirmations = { 0, };
  RtBusPartition partition;

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, target);
  g_assert_no_error (error);
  for (guint i = 1; i <= 1000; i++)
    publish (bus, target, i, &confirmations);
  wait_for (&confirmations.n, 1000, "confirmations");
  partition = measure (bus, target);
  g_assert_cmpint (partition.first, ==, 0);
  g_assert_cmpint (partition.next, ==, 1000);

  subscription = subscribe (bus, target, 500, TRUE);
  wait_for (&seen->len, 500, "the second half");
  g_assert_cmpuint (number_of (0), ==, 501);
  g_assert_cmpint (((RtBusDelivery *) g_ptr_array_index (seen, 499))->offset, ==, 999);

  g_ptr_array_set_size (seen, 0);
  rt_bus_subscription_seek_async (subscription, -1, RT_BUS_FROM_BEGINNING, NULL, rt_test_keep_result, &result);
  kept = rt_test_wait_result (&result, "the seek");
  g_assert_true (rt_bus_subscription_seek_finish (subscription, kept, &error));
  wait_for (&seen->len, 1000, "the replay");
  g_assert_cmpuint (number_of (0), ==, 1);
  g_assert_cmpuint (number_of (999), ==, 1000);
}

static void
test_blocked (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "blocked");
  g_autoptr (GError) error = NULL;
  Confirmations confirmations = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, target);
  g_assert_no_error (error);
  publish (bus, target, 1, &confirmations);
  wait_for (&confirmations.n, 1, "the confirmation");

  rt_test_rabbitmq_do ("alarm");
  publish (bus, target, 2, &confirmations);
  wait_for_state (bus, RT_BUS_BLOCKED);
  g_assert_nonnull (strstr (rt_bus_get_reason (bus), "memory"));
  g_assert_cmpint (measure (bus, target).ready, ==, 1);

  rt_test_rabbitmq_do ("calm");
  wait_for_state (bus, RT_BUS_OPEN);
  wait_for (&confirmations.n, 2, "what was published meanwhile");
  g_assert_cmpuint (confirmations.n_failed, ==, 0);
}

static void
test_frozen (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "frozen");
  g_autoptr (RtBusSubscription) subscription = NULL;
  g_autoptr (GError) error = NULL;
  Confirmations confirmations = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT?heartbeat=1", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, target);
  g_assert_no_error (error);
  subscription = subscribe (bus, target, RT_BUS_FROM_END, FALSE);
  rt_test_wait_for (is_active, subscription, "the subscription");

  rt_test_rabbitmq_do ("freeze");
  for (guint i = 1; i <= 1000; i++)
    publish (bus, target, i, &confirmations);
  wait_for_state (bus, RT_BUS_RETRYING);
  g_assert_error (rt_bus_get_error (bus), RT_BUS_ERROR, RT_BUS_ERROR_TIMEOUT);
  g_assert_false (rt_bus_subscription_is_active (subscription));

  rt_test_rabbitmq_do ("thaw");
  wait_for (&confirmations.n, 1000, "confirmations after it came back");
  g_assert_cmpuint (confirmations.n_failed, ==, 0);
  rt_test_wait_for (is_active, subscription, "the subscription, again");
}

static void
test_closes_at_once (void)
{
  g_autoptr (RtBus) bus = NULL;
  g_autoptr (RtBusTarget) target = rt_bus_target_new (RT_BUS_QUEUE, "closed");
  g_autoptr (GError) error = NULL;
  Confirmations confirmations = { 0, };

  if (!rt_test_rabbitmq_start ())
    return;

  bus = make_bus ("amqp://127.0.0.1:PORT", rt_test_rabbitmq_port ());
  rt_bus_connect (bus);
  error = desk_try_to_declare (bus, target);
  g_assert_no_error (error);
  rt_test_rabbitmq_do ("freeze");
  for (guint i = 1; i <= 1000; i++)
    publish (bus, target, i, &confirmations);
  rt_test_drain ();

  rt_bus_close (bus);

  g_assert_cmpuint (confirmations.n_failed, ==, 1000);
  g_assert_error (confirmations.error, RT_BUS_ERROR, RT_BUS_ERROR_CLOSED);
  g_clear_error (&confirmations.error);
  rt_test_rabbitmq_do ("thaw");
  rt_test_drain ();
  rt_test_assert_last_unref (g_steal_pointer (&bus));
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  seen = g_ptr_array_new_with_free_func ((GDestroyNotify) rt_bus_delivery_unref);

  g_test_add_func ("/rabbitmq/an-address-that-makes-no-sense-is-refused", test_address);
  g_test_add_func ("/rabbitmq/opens-and-counts-its-bytes", test_opens);
  g_test_add_func ("/rabbitmq/says-what-fails", test_refusals);
  g_test_add_func ("/rabbitmq/what-is-refused-is-tried-again", test_refused_for_now);
  g_test_add_func ("/rabbitmq/what-is-no-broker-is-told-from-one", test_stranger);
  g_test_add_func ("/rabbitmq/frames-that-hold-nothing-are-refused", test_small_frames);
  g_test_add_func ("/rabbitmq/what-says-nothing-is-given-up", test_silent);
  g_test_add_func ("/rabbitmq/tls-is-verified", test_tls);
  g_test_add_func ("/rabbitmq/publishes-and-consumes-in-order", test_publishes_and_consumes);
  g_test_add_func ("/rabbitmq/what-no-queue-takes-comes-back", test_returned);
  g_test_add_func ("/rabbitmq/what-comes-back-is-known-by-any-id", test_returned_id);
  g_test_add_func ("/rabbitmq/a-queue-declared-otherwise-is-said-to-be", test_mismatch);
  g_test_add_func ("/rabbitmq/says-where-its-exchanges-end", test_exchanges);
  g_test_add_func ("/rabbitmq/a-log-is-a-stream", test_stream);
  g_test_add_func ("/rabbitmq/a-broker-short-of-memory-is-waited-for", test_blocked);
  g_test_add_func ("/rabbitmq/a-frozen-broker-is-noticed", test_frozen);
  g_test_add_func ("/rabbitmq/closes-at-once-whatever-the-broker-does", test_closes_at_once);

  status = g_test_run ();
  rt_test_rabbitmq_stop ();
  g_ptr_array_unref (seen);

  return status;
}
