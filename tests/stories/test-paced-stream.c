/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/rt-priority.h"
#include "stories/rt-paced-stream.h"
#include "support/rt-test.h"

static const char content[] = "0123456789";

#define SIZE 10

static RtPacedStream *
create (gint64 expected)
{
  g_autoptr (GInputStream) base = g_memory_input_stream_new_from_data (content, SIZE, NULL);

  return rt_paced_stream_new (base, expected);
}

/* One read of up to @count bytes: how many there were, or -1 with @error. */
static gssize
read_now (RtPacedStream *stream,
          char          *buffer,
          gsize          count,
          GError       **error)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_input_stream_read_async (G_INPUT_STREAM (stream), buffer, count, RT_PRIORITY_IO, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a read");

  return g_input_stream_read_finish (G_INPUT_STREAM (stream), result, error);
}

static void
test_gives_all (void)
{
  for (gsize count = 1; count <= SIZE + 1; count++)
    {
      RtPacedStream *stream = create (count % 2 == 0 ? -1 : SIZE);
      g_autoptr (GString) given = g_string_new (NULL);
      char buffer[SIZE + 1];
      gssize n;

      while ((n = read_now (stream, buffer, count, NULL)) > 0)
        g_string_append_len (given, buffer, n);

      g_assert_cmpint (n, ==, 0);
      g_assert_cmpstr (given->str, ==, content);
      g_assert_cmpuint (rt_paced_stream_get_given (stream), ==, SIZE);
      g_assert_null (rt_paced_stream_get_error (stream));
      rt_test_assert_last_unref (stream);
    }
}

/* Whether the byte before the last can be had, and what comes instead of the last. */
static void
test_other_size (void)
{
  static const gint64 expected[] = { 0, SIZE - 1, SIZE + 1, G_MAXINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      RtPacedStream *stream = create (expected[i]);
      g_autoptr (GError) error = NULL;
      char buffer[4];

      while (read_now (stream, buffer, sizeof buffer, &error) > 0)
        ;

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
      g_assert_error (rt_paced_stream_get_error (stream), G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
      g_assert_cmpuint (rt_paced_stream_get_given (stream), <, MAX (expected[i], 1));
      rt_test_assert_last_unref (stream);
    }
}

static void
test_base_fails (void)
{
  RtPacedStream *stream = create (-1);
  g_autoptr (GError) error = NULL;
  char buffer[4];

  g_input_stream_close (g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream)), NULL, NULL);

  g_assert_cmpint (read_now (stream, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_error (rt_paced_stream_get_error (stream), G_IO_ERROR, G_IO_ERROR_CLOSED);
  rt_test_assert_last_unref (stream);
}

/* A read that waits because of the limit: its bytes are there already, and the loop, without
 * which it goes on waiting, does not run before the test has done something about it. */
typedef struct {
  RtPacedStream *stream;
  GCancellable  *cancellable;
  GAsyncResult  *kept;
  char           buffer[SIZE];
} Waiting;

static void
waiting_init (Waiting *self)
{
  *self = (Waiting) { .stream = create (-1), .cancellable = g_cancellable_new () };
  g_assert_cmpint (read_now (self->stream, self->buffer, 1, NULL), ==, 1);
  rt_paced_stream_set_limit (self->stream, 1);
  g_input_stream_read_async (G_INPUT_STREAM (self->stream), self->buffer, SIZE, RT_PRIORITY_IO, self->cancellable,
                             rt_test_keep_result, &self->kept);
}

static gssize
waiting_finish (Waiting  *self,
                GError  **error)
{
  g_autoptr (GAsyncResult) result = rt_test_wait_result (&self->kept, "the read");

  return g_input_stream_read_finish (G_INPUT_STREAM (self->stream), result, error);
}

static void
waiting_clear (Waiting *self)
{
  rt_test_drain ();
  rt_test_assert_last_unref (self->stream);
  g_object_unref (self->cancellable);
}

static void
test_limit_lifted (void)
{
  Waiting waiting;

  waiting_init (&waiting);
  rt_paced_stream_set_limit (waiting.stream, 0);

  g_assert_cmpint (waiting_finish (&waiting, NULL), ==, SIZE - 1);
  g_assert_cmpmem (waiting.buffer, SIZE - 1, content + 1, SIZE - 1);
  waiting_clear (&waiting);
}

static void
test_ended (void)
{
  Waiting waiting;

  waiting_init (&waiting);
  rt_paced_stream_end (waiting.stream);

  g_assert_cmpint (waiting_finish (&waiting, NULL), ==, 0);
  g_assert_cmpint (read_now (waiting.stream, waiting.buffer, SIZE, NULL), ==, 0);
  g_assert_cmpuint (rt_paced_stream_get_given (waiting.stream), ==, 1);
  waiting_clear (&waiting);
}

static void
test_cancelled (void)
{
  Waiting waiting;
  g_autoptr (GError) error = NULL;

  waiting_init (&waiting);
  g_cancellable_cancel (waiting.cancellable);

  g_assert_cmpint (waiting_finish (&waiting, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (rt_paced_stream_get_error (waiting.stream));
  waiting_clear (&waiting);
}

static void
test_never_blocks (void)
{
  RtPacedStream *stream = create (-1);
  g_autoptr (GError) error = NULL;
  char buffer[4];

  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  rt_test_assert_last_unref (stream);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/paced-stream/gives-all-of-it", test_gives_all);
  g_test_add_func ("/paced-stream/keeps-the-last-byte-of-another-size", test_other_size);
  g_test_add_func ("/paced-stream/fails-with-what-it-reads", test_base_fails);
  g_test_add_func ("/paced-stream/goes-on-when-the-limit-is-lifted", test_limit_lifted);
  g_test_add_func ("/paced-stream/ends-while-it-waits", test_ended);
  g_test_add_func ("/paced-stream/is-cancelled-while-it-waits", test_cancelled);
  g_test_add_func ("/paced-stream/never-blocks", test_never_blocks);

  return g_test_run ();
}
