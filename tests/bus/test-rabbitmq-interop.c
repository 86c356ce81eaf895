/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "bus/desk.h"
#include "support/rt-test-rabbitmq.h"

/* Other people's publishers and consumers, at the same broker: the queue that both declare. */

#define N_MESSAGES 10

typedef struct {
  char        *uri;
  RtBus       *bus;
  RtBusTarget *jobs;
} Fixture;

static gboolean
lacks_amqplib (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  g_autofree char *module = g_build_filename (g_getenv ("NODE_PATH"), "amqplib", NULL);

  if (node != NULL && g_file_test (module, G_FILE_TEST_IS_DIR))
    return FALSE;

  g_test_skip ("amqplib is not installed: tests/run.sh does that");

  return TRUE;
}

static gboolean
set_up (Fixture *fixture)
{
  if (lacks_amqplib () || !rt_test_rabbitmq_start ())
    return FALSE;

  fixture->uri = g_strdup_printf ("amqp://127.0.0.1:%u", rt_test_rabbitmq_port ());
  fixture->bus = desk_open (fixture->uri);
  fixture->jobs = rt_bus_target_new (RT_BUS_QUEUE, "jobs");

  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  desk_remove (fixture->bus, fixture->jobs);
  desk_close (fixture->bus);
  rt_bus_target_free (fixture->jobs);
  g_free (fixture->uri);
}

/* Runs it to its end, with our loop going on; what it printed. (transfer full) */
static char *
run_amqplib (Fixture    *fixture,
             const char *what)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "bus", "amqplib.js", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "node", script, what, fixture->uri, fixture->jobs->name,
                      G_STRINGIFY (N_MESSAGES), NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) kept = NULL;
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, rt_test_keep_result, &result);
  kept = rt_test_wait_result (&result, "amqplib");
  g_subprocess_communicate_utf8_finish (process, kept, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  return output;
}

static void
test_publishes (void)
{
  const RtBusSubscribing how = RT_BUS_SUBSCRIBING_INIT;
  Fixture fixture = { NULL, };
  g_autofree char *output = NULL;
  Consumer *consumer;

  if (!set_up (&fixture))
    return;

  output = run_amqplib (&fixture, "publish");
  desk_declare (fixture.bus, fixture.jobs);
  consumer = consumer_new (fixture.bus, fixture.jobs, &how, FALSE);
  consumer_wait (consumer, N_MESSAGES);

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      const RtBusMessage *message = consumer_get (consumer, i)->message;
      g_autofree char *body = g_strdup_printf ("{\"number\":%u}", i + 1);

      g_assert_cmpmem (g_bytes_get_data (message->body, NULL), g_bytes_get_size (message->body), body, strlen (body));
      g_assert_cmpuint (message->number, ==, 0);
      g_assert_cmpint (message->time_us, ==, 0);
      g_assert_null (message->id);
      g_assert_null (message->key);
    }
  consumer_free (consumer);
  tear_down (&fixture);
}

static void
test_consumes (void)
{
  Fixture fixture = { NULL, };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;

  if (!set_up (&fixture))
    return;

  desk_declare (fixture.bus, fixture.jobs);
  desk_publish (fixture.bus, fixture.jobs, 1, N_MESSAGES);
  output = run_amqplib (&fixture, "consume");

  lines = g_strsplit (g_strchomp (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_MESSAGES);
  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autofree char *line = g_strdup_printf ("{\"content\":{\"number\":%u},\"persistent\":true,\"messageId\":\"id-%u\","
                                               "\"number\":%u,\"redelivered\":false}", i + 1, i + 1, i + 1);

      g_assert_cmpstr (lines[i], ==, line);
    }
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rabbitmq-interop/amqplib/publishes-for-us", test_publishes);
  g_test_add_func ("/rabbitmq-interop/amqplib/consumes-ours", test_consumes);

  status = g_test_run ();
  rt_test_rabbitmq_stop ();

  return status;
}
