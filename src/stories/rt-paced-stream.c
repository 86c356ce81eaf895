/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-paced-stream.h"

#include <glib/gi18n.h>
#include <string.h>

struct _RtPacedStream {
  GFilterInputStream parent_instance;

  gint64             expected;     /* bytes, -1 unknown */
  guint64            limit;        /* bytes a second, 0 none */
  gint64             since;        /* monotonic, µs: from when on the limit counts */
  guint64            given_since;  /* bytes */
  guint64            given;
  GBytes            *ahead;        /* read and not given out */
  gboolean           at_end;       /* @base has nothing more */
  gboolean           is_ended;     /* nothing more is wanted */
  GError            *error;
  GTask             *reading;      /* (unowned): the one read under way */
  void              *buffer;       /* where that wants its bytes */
  gsize              count;
  GSource           *waiting;      /* until the next piece may go */
};

G_DEFINE_FINAL_TYPE (RtPacedStream, rt_paced_stream, G_TYPE_FILTER_INPUT_STREAM)

static void go_on (RtPacedStream *self,
                   GTask         *task);

static gsize
get_ahead (RtPacedStream *self)
{
  return self->ahead != NULL ? g_bytes_get_size (self->ahead) : 0;
}

static void
stop_waiting (RtPacedStream *self)
{
  if (self->waiting != NULL)
    g_source_destroy (self->waiting);
  g_clear_pointer (&self->waiting, g_source_unref);
}

/* Ends the read; @task is the reference that it was. */
static void
give_back (RtPacedStream *self,
           GTask         *task,
           gssize         n)
{
  self->reading = NULL;
  if (n >= 0)
    g_task_return_int (task, n);
  else
    g_task_return_error (task, g_error_copy (self->error));
  g_object_unref (task);
}

static void
give_out (RtPacedStream *self,
          GTask         *task,
          gsize          n)
{
  gsize left = get_ahead (self) - n;
  GBytes *rest = left > 0 ? g_bytes_new_from_bytes (self->ahead, n, left) : NULL;

  memcpy (self->buffer, g_bytes_get_data (self->ahead, NULL), n);
  g_bytes_unref (self->ahead);
  self->ahead = rest;
  self->given += n;
  self->given_since += n;
  give_back (self, task, n);
}

/* How many bytes the limit lets go now. What was not wanted for more than a second is
 * forgotten, not made up for. */
static guint64
get_allowance (RtPacedStream *self)
{
  gint64 now = g_get_monotonic_time ();
  double allowed = (double) (now - self->since) * self->limit / G_USEC_PER_SEC - self->given_since;

  if (allowed > self->limit)
    {
      self->since = now - G_USEC_PER_SEC;
      self->given_since = 0;
      allowed = self->limit;
    }

  return allowed > 0 ? (guint64) allowed : 0;
}

/* When the next piece is due: as much as goes in %RT_PACED_STREAM_PIECE_US, one byte at
 * least. */
static gint64
get_due (RtPacedStream *self,
         gsize          n)
{
  guint64 piece = CLAMP (self->limit * RT_PACED_STREAM_PIECE_US / G_USEC_PER_SEC, 1, n);

  return self->since + (gint64) ((double) (self->given_since + piece) * G_USEC_PER_SEC / self->limit) + 1;
}

static gboolean
on_due (gpointer user_data)
{
  RtPacedStream *self = user_data;

  stop_waiting (self);
  go_on (self, self->reading);

  return G_SOURCE_REMOVE;
}

/* Waits, and no longer than it is wanted. */
static void
wait_until (RtPacedStream *self,
            GTask         *task,
            gint64         due)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 left_ms = (due - g_get_monotonic_time () + 999) / 1000;

  self->waiting = g_timeout_source_new ((guint) CLAMP (left_ms, 0, G_MAXINT));
  g_source_set_priority (self->waiting, g_task_get_priority (task));
  if (cancellable != NULL)
    {
      g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);

      g_source_set_dummy_callback (cancelled);
      g_source_add_child_source (self->waiting, cancelled);
    }
  g_source_set_callback (self->waiting, on_due, self, NULL);
  g_source_attach (self->waiting, g_main_context_get_thread_default ());
}

static void
on_read_ahead (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  GTask *task = user_data;
  RtPacedStream *self = g_task_get_source_object (task);
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &self->error);
  g_autoptr (GBytes) before = g_steal_pointer (&self->ahead);

  if (bytes == NULL)
    {
      give_back (self, task, -1);
      return;
    }

  self->at_end = g_bytes_get_size (bytes) == 0;
  if (before == NULL || self->at_end)
    self->ahead = self->at_end ? g_steal_pointer (&before) : g_steal_pointer (&bytes);
  else
    {
      GByteArray *both = g_bytes_unref_to_array (g_steal_pointer (&before));

      g_byte_array_append (both, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      self->ahead = g_byte_array_free_to_bytes (both);
    }
  go_on (self, task);
}

static gboolean
check_size (RtPacedStream *self)
{
  guint64 known = self->given + get_ahead (self);

  if (self->expected < 0 || (self->at_end ? known == (guint64) self->expected : known <= (guint64) self->expected))
    return TRUE;

  self->error = g_error_new (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT,
                             self->at_end ? _("It has fewer bytes than when it was opened")
                                          : _("It has more bytes than when it was opened"));

  return FALSE;
}

/* The last byte waits until it is known to be the last. */
static gboolean
needs_more (RtPacedStream *self)
{
  gsize ahead = get_ahead (self);

  if (self->at_end)
    return FALSE;

  return ahead == 0 || (self->expected >= 0 && self->given + ahead >= (guint64) self->expected);
}

static void
go_on (RtPacedStream *self,
       GTask         *task)
{
  guint64 allowance;
  gsize n;

  if (g_task_return_error_if_cancelled (task))
    {
      self->reading = NULL;
      g_object_unref (task);
      return;
    }
  if (self->is_ended)
    {
      give_back (self, task, 0);
      return;
    }
  if (self->error != NULL || !check_size (self))
    {
      give_back (self, task, -1);
      return;
    }
  if (needs_more (self))
    {
      g_input_stream_read_bytes_async (g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (self)),
                                       RT_PACED_STREAM_AHEAD, g_task_get_priority (task),
                                       g_task_get_cancellable (task), on_read_ahead, task);
      return;
    }

  n = MIN (get_ahead (self), self->count);
  allowance = self->limit > 0 ? get_allowance (self) : n;
  if (n == 0)
    give_back (self, task, 0);
  else if (allowance == 0 || (allowance < n && g_get_monotonic_time () < get_due (self, n)))
    wait_until (self, task, get_due (self, n));
  else
    give_out (self, task, MIN (n, allowance));
}

static void
rt_paced_stream_read_async (GInputStream        *stream,
                            void                *buffer,
                            gsize                count,
                            int                  io_priority,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  RtPacedStream *self = RT_PACED_STREAM (stream);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_paced_stream_read_async);
  g_task_set_priority (task, io_priority);
  self->reading = task;
  self->buffer = buffer;
  self->count = count;
  go_on (self, task);
}

static gssize
rt_paced_stream_read_finish (GInputStream  *stream,
                             GAsyncResult  *result,
                             GError       **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static gssize
rt_paced_stream_read (GInputStream  *stream,
                      void          *buffer,
                      gsize          count,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "A paced stream waits, so it is read asynchronously only");

  return -1;
}

static void
rt_paced_stream_finalize (GObject *object)
{
  RtPacedStream *self = RT_PACED_STREAM (object);

  stop_waiting (self);
  g_clear_pointer (&self->ahead, g_bytes_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (rt_paced_stream_parent_class)->finalize (object);
}

static void
rt_paced_stream_class_init (RtPacedStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rt_paced_stream_finalize;
  stream_class->read_fn = rt_paced_stream_read;
  stream_class->read_async = rt_paced_stream_read_async;
  stream_class->read_finish = rt_paced_stream_read_finish;
}

static void
rt_paced_stream_init (RtPacedStream *self)
{
  self->expected = -1;
}

/**
 * rt_paced_stream_new:
 * @base: what to read
 * @expected: how many bytes it has, -1 where that is not known
 *
 * Returns: (transfer full): a stream without a limit
 */
RtPacedStream *
rt_paced_stream_new (GInputStream *base,
                     gint64        expected)
{
  RtPacedStream *self;

  g_return_val_if_fail (G_IS_INPUT_STREAM (base), NULL);

  self = g_object_new (RT_TYPE_PACED_STREAM, "base-stream", base, NULL);
  self->expected = expected;

  return self;
}

/* A read that waits is judged anew. */
static void
look_again (RtPacedStream *self)
{
  if (self->waiting != NULL)
    g_source_set_ready_time (self->waiting, 0);
}

/**
 * rt_paced_stream_set_limit:
 * @self: a stream
 * @limit: bytes a second, 0 for no limit
 *
 * Changes the pace at once. What went before does not count: it neither gives credit nor
 * has to be waited for.
 */
void
rt_paced_stream_set_limit (RtPacedStream *self,
                           guint64        limit)
{
  g_return_if_fail (RT_IS_PACED_STREAM (self));

  self->limit = limit;
  self->since = g_get_monotonic_time ();
  self->given_since = 0;
  look_again (self);
}

/**
 * rt_paced_stream_end:
 * @self: a stream
 *
 * Gives out nothing more: a read that waits, and every later one, finds the end.
 */
void
rt_paced_stream_end (RtPacedStream *self)
{
  g_return_if_fail (RT_IS_PACED_STREAM (self));

  self->is_ended = TRUE;
  look_again (self);
}

/**
 * rt_paced_stream_get_given:
 * @self: a stream
 *
 * Returns: how many bytes it gave out
 */
guint64
rt_paced_stream_get_given (RtPacedStream *self)
{
  g_return_val_if_fail (RT_IS_PACED_STREAM (self), 0);

  return self->given;
}

/**
 * rt_paced_stream_get_error:
 * @self: a stream
 *
 * Returns: (transfer none) (nullable): what went wrong with the stream it reads, of
 *   %G_IO_ERROR_PARTIAL_INPUT where that is its size; %NULL nothing
 */
const GError *
rt_paced_stream_get_error (RtPacedStream *self)
{
  g_return_val_if_fail (RT_IS_PACED_STREAM (self), NULL);

  return self->error;
}
