/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "support/rt-test-rabbitmq.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#include "support/rt-test.h"

/* A broker takes 4 to 20 s to start, by how busy the machine is. */
#define DEADLINE_S 120

static GSubprocess *program;
static GDataInputStream *answers;
static char *answer;
static guint16 port;
static guint16 tls_port;

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  answer = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

static void
read_answer (void)
{
  g_clear_pointer (&answer, g_free);
  g_data_input_stream_read_line_async (answers, G_PRIORITY_DEFAULT, NULL, on_answer, NULL);
}

static gboolean
too_late (gpointer user_data)
{
  g_error ("RabbitMQ did not answer in %d s", DEADLINE_S);

  return G_SOURCE_REMOVE;
}

static void
wait_for_answer (void)
{
  GMainContext *context = g_main_context_ref_thread_default ();
  GSource *deadline = g_timeout_source_new_seconds (DEADLINE_S);

  g_source_set_callback (deadline, too_late, NULL, NULL);
  g_source_attach (deadline, context);
  while (answer == NULL)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
  g_source_unref (deadline);
  g_main_context_unref (context);
}

static void
spawn (void)
{
  g_autoptr (GError) error = NULL;

  program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                              "python3", RABBITMQ_PROGRAM, NULL);
  g_assert_no_error (error);
  answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program));
  read_answer ();
  wait_for_answer ();
}

gboolean
rt_test_rabbitmq_start (void)
{
  unsigned a = 0;
  unsigned b = 0;

  if (program == NULL)
    spawn ();
  if (g_str_has_prefix (answer, "skip "))
    {
      g_test_skip (answer + strlen ("skip "));
      return FALSE;
    }

  if (port == 0)
    {
      g_assert_cmpint (sscanf (answer, "amqp %u %u", &a, &b), ==, 2);
      port = (guint16) a;
      tls_port = (guint16) b;
    }

  return TRUE;
}

guint16
rt_test_rabbitmq_port (void)
{
  return port;
}

guint16
rt_test_rabbitmq_tls_port (void)
{
  return tls_port;
}

void
rt_test_rabbitmq_ask (const char *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (program), line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
  read_answer ();
}

gboolean
rt_test_rabbitmq_is_done (void)
{
  if (answer == NULL)
    return FALSE;

  g_assert_cmpstr (answer, ==, "ok");

  return TRUE;
}

void
rt_test_rabbitmq_do (const char *command)
{
  rt_test_rabbitmq_ask (command);
  wait_for_answer ();
  g_assert_true (rt_test_rabbitmq_is_done ());
}

void
rt_test_rabbitmq_stop (void)
{
  if (program == NULL)
    return;

  g_output_stream_close (g_subprocess_get_stdin_pipe (program), NULL, NULL);
  g_subprocess_wait (program, NULL, NULL);
  g_clear_object (&answers);
  g_clear_object (&program);
  g_clear_pointer (&answer, g_free);
}
