/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "kafka-broker.h"

#include <string.h>

struct _KafkaBroker {
  char             *address;
  GSubprocess      *mock;    /* NULL: a real one */
  GOutputStream    *orders;
  GDataInputStream *answers;
};

static char *
read_line (KafkaBroker *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);

  return line;
}

static void
start_mock (KafkaBroker *self)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "support", "kafka-mock", NULL);
  g_autofree char *addresses = NULL;
  g_autoptr (GError) error = NULL;

  self->mock = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, NULL);
  g_assert_no_error (error);
  self->orders = g_subprocess_get_stdin_pipe (self->mock);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->mock));
  addresses = read_line (self);
  self->address = g_strndup (addresses, strcspn (addresses, ","));
}

KafkaBroker *
kafka_broker_start (void)
{
  KafkaBroker *self = g_new0 (KafkaBroker, 1);

  self->address = g_strdup (g_getenv ("KAFKA_BOOTSTRAP"));
  if (self->address == NULL)
    start_mock (self);

  return self;
}

void
kafka_broker_stop (KafkaBroker *self)
{
  if (self->mock != NULL)
    {
      g_output_stream_close (self->orders, NULL, NULL);
      g_subprocess_wait (self->mock, NULL, NULL);
    }
  g_clear_object (&self->answers);
  g_clear_object (&self->mock);
  g_free (self->address);
  g_free (self);
}

const char *
kafka_broker_get (KafkaBroker *self)
{
  return self->address;
}

/* The mock holds a fetch for as long as it is told, also when something comes in meanwhile. */
char *
kafka_broker_dup_uri (KafkaBroker *self)
{
  /* The simulation shares partitions out for a second less than a session lasts, and now and then
   * once more, as it refuses whoever asks for its share after it has answered the one who made them. */
  return g_strdup_printf ("kafka://%s/?wait=20%s", self->address, self->mock != NULL ? "&session=4000" : "");
}

gboolean
kafka_broker_is_mock (KafkaBroker *self)
{
  return self->mock != NULL;
}

void
kafka_broker_order (KafkaBroker *self,
                    const char  *order,
                    ...)
{
  g_autofree char *words = NULL;
  g_autofree char *line = NULL;
  g_autofree char *answer = NULL;
  va_list arguments;

  va_start (arguments, order);
  words = g_strdup_vprintf (order, arguments);
  va_end (arguments);
  line = g_strconcat (words, "\n", NULL);
  g_assert_true (g_output_stream_write_all (self->orders, line, strlen (line), NULL, NULL, NULL));
  answer = read_line (self);
  g_assert_cmpstr (answer, ==, "done");
}

void
kafka_broker_signal (KafkaBroker *self,
                     int          number)
{
  g_subprocess_send_signal (self->mock, number);
}
