/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "bus/desk.h"
#include "bus/kafka-broker.h"
#include "bus/refusing-kafka.h"
#include "patterns/publish-subscribe/rt-bus.h"

/* What fails, and what is said of it. */

static RtBus *
make_bus (const char *uri)
{
  g_autoptr (GError) error = NULL;
  RtBus *bus = rt_bus_new (uri, &error);

  g_assert_no_error (error);

  return bus;
}

static void
assert_fails (const char *uri,
              RtBusError  code,
              const char *words)
{
  RtBus *bus = make_bus (uri);
  g_autoptr (GError) error = desk_try (bus);

  g_assert_error (error, RT_BUS_ERROR, code);
  g_test_message ("%s", error->message);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” is not in: %s", words, error->message);
  g_assert_null (strstr (error->message, "secret"));
  rt_bus_close (bus);
  rt_test_assert_last_unref (bus);
}

static void
test_nobody (void)
{
  assert_fails ("kafka://127.0.0.1:1/", RT_BUS_ERROR_CONNECT, "refused");
}

static void
test_unknown_host (void)
{
  assert_fails ("kafka://nobody.invalid:9092/", RT_BUS_ERROR_CONNECT, "nobody.invalid");
}

static void
test_tls_to_plain (void)
{
  KafkaBroker *broker = kafka_broker_start ();
  g_autofree char *uri = g_strdup_printf ("kafka://%s/?tls=1", kafka_broker_get (broker));

  assert_fails (uri, RT_BUS_ERROR_TLS, "TLS");
  kafka_broker_stop (broker);
}

static void
test_wrong_password (void)
{
  RefusingKafka *broker = refusing_kafka_start ();
  g_autofree char *uri = g_strdup_printf ("kafka://ada:secret@127.0.0.1:%u/", refusing_kafka_get_port (broker));

  assert_fails (uri, RT_BUS_ERROR_ACCESS, "Invalid username or password");
  refusing_kafka_stop (broker);
}

static gboolean
greet (GThreadedSocketService *service,
       GSocketConnection      *connection,
       GObject                *source,
       gpointer                user_data)
{
  static const char *words = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  char request[256];

  g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), request, sizeof request, NULL, NULL);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), words, strlen (words), NULL,
                             NULL, NULL);

  return TRUE;
}

static void
test_something_else (void)
{
  g_autoptr (GSocketService) service = g_threaded_socket_service_new (10);
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *uri = g_strdup_printf ("kafka://127.0.0.1:%u/", port);

  g_signal_connect (service, "run", G_CALLBACK (greet), NULL);
  assert_fails (uri, RT_BUS_ERROR_CONNECT, "no Kafka broker");
  g_socket_service_stop (service);
}

static void
test_bad_addresses (void)
{
  static const char *uris[] = { "kafka:", "kafka:///", "kafka://host:9092/?wait=soon", "kafka://host:9092/?session=soon",
                                "kafka://ada:secret@host/?sasl=NONSENSE", "kafka://host/?tls=1&ca=%ZZ" };

  for (gsize i = 0; i < G_N_ELEMENTS (uris); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rt_bus_new (uris[i], &error));
      g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_INVALID);
      g_assert_null (strstr (error->message, "secret"));
    }
}

static void
note_confirmed (RtBus        *bus,
                RtBusMessage *message,
                int           partition,
                gint64        offset,
                const GError *error,
                gpointer      user_data)
{
  GArray *offsets = user_data;

  g_assert_no_error (error);
  g_array_append_val (offsets, offset);
}

static gboolean
is_retrying (gpointer bus)
{
  return rt_bus_get_state (bus) == RT_BUS_RETRYING;
}

static gboolean
is_confirmed (gpointer bus)
{
  return rt_bus_get_n_unconfirmed (bus) == 0;
}

static void
publish_one (RtBus             *bus,
             const RtBusTarget *topic,
             GArray            *offsets)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  g_autoptr (RtBusMessage) message = rt_bus_message_new (body);
  g_autoptr (GError) error = NULL;

  rt_bus_publish (bus, topic, message, note_confirmed, offsets, &error);
  g_assert_no_error (error);
}

static void
test_frozen (void)
{
  KafkaBroker *broker = kafka_broker_start ();
  g_autofree char *uri = kafka_broker_dup_uri (broker);
  g_autoptr (RtBusTarget) topic = rt_bus_target_new (RT_BUS_LOG, "frozen");
  g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (gint64));
  RtBus *bus = make_bus (uri);

  if (!kafka_broker_is_mock (broker))
    g_test_skip ("a real broker is not stopped");
  else
    {
      kafka_broker_order (broker, "topic frozen 1");
      g_assert_no_error (desk_try (bus));
      publish_one (bus, topic, offsets);
      rt_test_wait_for (is_confirmed, bus, "the confirmation");

      kafka_broker_signal (broker, SIGSTOP);
      publish_one (bus, topic, offsets);
      rt_test_wait_for (is_retrying, bus, "the loss to be noticed");
      kafka_broker_signal (broker, SIGCONT);
      rt_test_wait_for (is_confirmed, bus, "the confirmation");

      g_assert_cmpuint (offsets->len, ==, 2);
      g_assert_cmpint (g_array_index (offsets, gint64, 1), >, g_array_index (offsets, gint64, 0));
    }

  rt_bus_close (bus);
  rt_test_assert_last_unref (bus);
  kafka_broker_stop (broker);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/kafka-failing/nobody-there", test_nobody);
  g_test_add_func ("/bus/kafka-failing/unknown-host", test_unknown_host);
  g_test_add_func ("/bus/kafka-failing/tls-to-a-plain-port", test_tls_to_plain);
  g_test_add_func ("/bus/kafka-failing/wrong-password", test_wrong_password);
  g_test_add_func ("/bus/kafka-failing/something-else-there", test_something_else);
  g_test_add_func ("/bus/kafka-failing/bad-addresses", test_bad_addresses);
  g_test_add_func ("/bus/kafka-failing/frozen-broker", test_frozen);

  return g_test_run ();
}
