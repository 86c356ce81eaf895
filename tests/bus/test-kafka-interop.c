/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "bus/desk.h"
#include "bus/kafka-broker.h"

/* Other people's producers and consumers, at the same broker. */

#define N_MESSAGES 10

typedef struct {
  KafkaBroker *broker;
  RtBus       *bus;
  RtBusTarget *topic;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  g_autofree char *uri = NULL;

  fixture->broker = kafka_broker_start ();
  fixture->topic = desk_target (RT_BUS_LOG);
  if (kafka_broker_is_mock (fixture->broker))
    kafka_broker_order (fixture->broker, "topic %s 1", fixture->topic->name);
  uri = kafka_broker_dup_uri (fixture->broker);
  fixture->bus = desk_open (uri);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  desk_close (fixture->bus);
  rt_bus_target_free (fixture->topic);
  kafka_broker_stop (fixture->broker);
}

static gboolean
is_missing (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  if (path != NULL)
    return FALSE;

  g_test_skip ("the program is not installed");

  return TRUE;
}

static gboolean
lacks_kafkajs (void)
{
  g_autofree char *module = g_build_filename (g_getenv ("NODE_PATH"), "kafkajs", NULL);

  if (is_missing ("node"))
    return TRUE;

  if (g_file_test (module, G_FILE_TEST_IS_DIR))
    return FALSE;

  g_test_skip ("kafkajs is not installed: tests/run.sh does that");

  return TRUE;
}

typedef struct {
  GAsyncResult *result;
  char         *output;
} Talk;

static gboolean
has_result (gpointer user_data)
{
  return ((Talk *) user_data)->result != NULL;
}

/* Runs it to its end, with our loop going on; what it printed. (transfer full) */
static char *
run_program (const char * const *argv,
             const char         *input)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  Talk talk = { NULL, NULL };

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, input, NULL, rt_test_keep_result, &talk.result);
  rt_test_wait_for (has_result, &talk, argv[0]);
  g_subprocess_communicate_utf8_finish (process, talk.result, &talk.output, NULL, &error);
  g_clear_object (&talk.result);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  return talk.output;
}

static char *
run_kafkajs (Fixture    *fixture,
             const char *what)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "bus", "kafka.js", NULL);
  const char *argv[] = { "node", script, what, kafka_broker_get (fixture->broker), fixture->topic->name,
                         G_STRINGIFY (N_MESSAGES), NULL };

  return run_program (argv, NULL);
}

static Consumer *
read_all (Fixture *fixture)
{
  RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Consumer *consumer;

  how.from = RT_BUS_FROM_BEGINNING;
  consumer = consumer_new (fixture->bus, fixture->topic, &how, FALSE);
  consumer_wait (consumer, N_MESSAGES);
  g_assert_cmpuint (consumer->deliveries->len, ==, N_MESSAGES);

  return consumer;
}

static void
test_kcat_produces (Fixture       *fixture,
                    gconstpointer  unused)
{
  const char *argv[] = { "kcat", "-q", "-P", "-b", kafka_broker_get (fixture->broker), "-t", fixture->topic->name,
                         "-K", "=", "-H", "type=job", NULL };
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *output = NULL;
  Consumer *consumer;

  if (is_missing ("kcat"))
    return;

  for (guint i = 1; i <= N_MESSAGES; i++)
    g_string_append_printf (lines, "one={\"number\":%u}\n", i);
  output = run_program (argv, lines->str);
  consumer = read_all (fixture);

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      const RtBusMessage *message = consumer_get (consumer, i)->message;
      g_autofree char *body = g_strdup_printf ("{\"number\":%u}", i + 1);

      g_assert_cmpmem (g_bytes_get_data (message->body, NULL), g_bytes_get_size (message->body), body, strlen (body));
      g_assert_cmpstr (message->key, ==, "one");
      g_assert_cmpstr (message->type, ==, "job");
      g_assert_cmpuint (message->number, ==, 0);
      g_assert_cmpint (message->time_us, >, 0);
    }
  consumer_free (consumer);
}

static void
test_kcat_consumes (Fixture       *fixture,
                    gconstpointer  unused)
{
  const char *argv[] = { "kcat", "-q", "-C", "-b", kafka_broker_get (fixture->broker), "-t", fixture->topic->name,
                         "-o", "beginning", "-c", G_STRINGIFY (N_MESSAGES), "-f", "%o %s %h\\n", NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  if (is_missing ("kcat"))
    return;

  desk_publish (fixture->bus, fixture->topic, 1, N_MESSAGES);
  output = run_program (argv, NULL);

  lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_MESSAGES);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *beginning = g_strdup_printf ("%u {\"number\":%u} id=id-%u,", i, i + 1, i + 1);
      g_autofree char *number = g_strdup_printf ("number=%u,", i + 1);

      g_assert_true (g_str_has_prefix (lines[i], beginning));
      g_assert_nonnull (strstr (lines[i], number));
    }
}

static void
test_kafkajs_produces (Fixture       *fixture,
                       gconstpointer  unused)
{
  g_autofree char *output = NULL;
  Consumer *consumer;

  if (lacks_kafkajs ())
    return;

  output = run_kafkajs (fixture, "produce");
  consumer = read_all (fixture);

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      const RtBusMessage *message = consumer_get (consumer, i)->message;

      g_assert_cmpuint (message->number, ==, i + 1);
      g_assert_cmpstr (message->key, ==, "one");
      g_assert_cmpstr (message->type, ==, "job");
    }
  consumer_free (consumer);
}

static void
test_kafkajs_consumes (Fixture       *fixture,
                       gconstpointer  unused)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  if (lacks_kafkajs ())
    return;

  desk_publish (fixture->bus, fixture->topic, 1, N_MESSAGES);
  output = run_kafkajs (fixture, "consume");

  lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_MESSAGES);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *value = g_strdup_printf ("{\\\"number\\\":%u}", i + 1);
      g_autofree char *number = g_strdup_printf ("\"number\":\"%u\"", i + 1);

      g_assert_nonnull (strstr (lines[i], value));
      g_assert_nonnull (strstr (lines[i], number));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/bus/kafka-interop/kcat/produces-for-us", Fixture, NULL, set_up, test_kcat_produces, tear_down);
  g_test_add ("/bus/kafka-interop/kcat/consumes-ours", Fixture, NULL, set_up, test_kcat_consumes, tear_down);
  g_test_add ("/bus/kafka-interop/kafkajs/produces-for-us", Fixture, NULL, set_up, test_kafkajs_produces, tear_down);
  g_test_add ("/bus/kafka-interop/kafkajs/consumes-ours", Fixture, NULL, set_up, test_kafkajs_consumes, tear_down);

  return g_test_run ();
}
