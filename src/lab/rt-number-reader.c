/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-number-reader.h"

#include <gio/gio.h>

#include "lab/rt-json-pointer.h"
#include "patterns/rt-call.h"

struct _RtNumberReader {
  GObject       parent_instance;
  char         *pointer;
  GBytes       *waiting;
  GCancellable *reading;    /* NULL while nothing is */
  gboolean      found;
  double        number;
  char         *reason;
};

typedef struct {
  char   *pointer;
  GBytes *text;
  double  number;
} Job;

enum {
  SIGNAL_READ,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RtNumberReader, rt_number_reader, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  g_free (job->pointer);
  g_bytes_unref (job->text);
  g_free (job);
}

static void
rt_number_reader_forget (RtNumberReader *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->waiting, g_bytes_unref);
  g_clear_pointer (&self->reason, g_free);
  self->found = FALSE;
}

static void
rt_number_reader_finalize (GObject *object)
{
  RtNumberReader *self = RT_NUMBER_READER (object);

  rt_number_reader_forget (self);
  g_free (self->pointer);

  G_OBJECT_CLASS (rt_number_reader_parent_class)->finalize (object);
}

static void
rt_number_reader_class_init (RtNumberReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_number_reader_finalize;

  signals[SIGNAL_READ] =
    g_signal_new ("read", RT_TYPE_NUMBER_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rt_number_reader_init (RtNumberReader *self)
{
  self->pointer = g_strdup ("");
}

/**
 * rt_number_reader_new:
 *
 * Returns: (transfer full): a reader of texts that are nothing but a number
 */
RtNumberReader *
rt_number_reader_new (void)
{
  return g_object_new (RT_TYPE_NUMBER_READER, NULL);
}

/**
 * rt_number_reader_set_pointer:
 * @self: a reader
 * @pointer: where the number is, a JSON Pointer that was checked
 *
 * Sets where to look from now on, and forgets what was read.
 */
void
rt_number_reader_set_pointer (RtNumberReader *self,
                              const char     *pointer)
{
  rt_number_reader_forget (self);
  g_free (self->pointer);
  self->pointer = g_strdup (pointer);
}

static void
rt_number_reader_take (RtNumberReader *self,
                       gboolean        found,
                       double          number,
                       const GError   *error)
{
  g_clear_pointer (&self->reason, g_free);
  self->found = found;
  self->number = number;
  if (!found)
    self->reason = g_strdup (error->message);
  g_signal_emit (self, signals[SIGNAL_READ], 0);
}

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;

  if (rt_json_pointer_get_number (job->pointer, job->text, &job->number, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (RtNumberReader) self = rt_call_end (user_data);
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GBytes) waiting = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found = g_task_propagate_boolean (G_TASK (result), &error);

  /* Nobody wants it any more, and another may be under way. */
  if (self == NULL)
    return;
  g_clear_object (&self->reading);
  rt_number_reader_take (self, found, job->number, error);
  /* Whoever was told may have had it look elsewhere, or read what came later. */
  waiting = g_steal_pointer (&self->waiting);
  if (waiting != NULL)
    rt_number_reader_read (self, waiting);
}

/**
 * rt_number_reader_read:
 * @self: a reader
 * @text: what came
 *
 * Looks for the number in @text: before it returns, when it is small; else soon.
 */
void
rt_number_reader_read (RtNumberReader *self,
                       GBytes         *text)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  Job *job;
  double number = 0;

  g_clear_pointer (&self->waiting, g_bytes_unref);
  if (self->reading != NULL)
    {
      self->waiting = g_bytes_ref (text);
      return;
    }
  if (g_bytes_get_size (text) <= RT_NUMBER_READER_AT_ONCE)
    {
      gboolean found = rt_json_pointer_get_number (self->pointer, text, &number, &error);

      rt_number_reader_take (self, found, number, error);
      return;
    }

  self->reading = g_cancellable_new ();
  /* The thread may be the last to let go of the task, and is not to be so of the reader. */
  task = g_task_new (NULL, self->reading, on_read, rt_call_new (self, self->reading));
  g_task_set_source_tag (task, rt_number_reader_read);
  job = g_new0 (Job, 1);
  job->pointer = g_strdup (self->pointer);
  job->text = g_bytes_ref (text);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * rt_number_reader_get:
 * @self: a reader
 * @number: (out): the number
 * @reason: (out) (transfer none) (nullable): why there is none, for people; %NULL where
 *   nothing was read yet
 *
 * Returns: whether the latest text that was read has a number where it should be
 */
gboolean
rt_number_reader_get (RtNumberReader *self,
                      double         *number,
                      const char    **reason)
{
  *number = self->number;
  *reason = self->reason;
  return self->found;
}
