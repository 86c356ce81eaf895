/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-line-reader.h"

#include <glib/gi18n.h>
#include <stdint.h>
#include <string.h>

#include "core/rt-priority.h"

#define CHUNK_BYTES (64 * 1024)

struct _RtLineReader {
  GObject       parent_instance;

  GInputStream *stream;
  GByteArray   *ahead;     /* read, but not given out */
  gsize         searched;  /* how much of @ahead is known to hold no line's end */
  guint64       number;
  gboolean      at_end;
  int           priority;
};

G_DEFINE_FINAL_TYPE (RtLineReader, rt_line_reader, G_TYPE_OBJECT)

static void read_more (RtLineReader *self,
                       GTask        *task);

/* Gives out the first @length bytes and drops @skip more. */
static void
give_out (RtLineReader *self,
          GTask        *task,
          gsize         length,
          gsize         skip)
{
  gboolean returned = length > 0 && self->ahead->data[length - 1] == '\r';
  GBytes *line = g_bytes_new (self->ahead->data, returned ? length - 1 : length);

  g_byte_array_remove_range (self->ahead, 0, length + skip);
  self->searched = 0;
  self->number++;
  g_task_return_pointer (task, line, (GDestroyNotify) g_bytes_unref);
  g_object_unref (task);
}

static void
look_for_line (RtLineReader *self,
               GTask        *task)
{
  gsize left = self->ahead->len - self->searched;
  guint8 *found = left > 0 ? memchr (self->ahead->data + self->searched, '\n', left) : NULL;

  if (found != NULL)
    give_out (self, task, found - self->ahead->data, 1);
  else if (self->at_end && self->ahead->len > 0)
    give_out (self, task, self->ahead->len, 0);
  else if (self->at_end)
    {
      g_task_return_pointer (task, NULL, NULL);
      g_object_unref (task);
    }
  else if (self->ahead->len > RT_LINE_READER_MAX_LINE)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                               _("Line %ju is longer than %d MiB. Send it in several messages."),
                               (uintmax_t) (self->number + 1), RT_LINE_READER_MAX_LINE / 1024 / 1024);
      g_object_unref (task);
    }
  else
    {
      self->searched = self->ahead->len;
      read_more (self, task);
    }
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GTask *task = user_data;
  RtLineReader *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  self->at_end = g_bytes_get_size (bytes) == 0;
  g_byte_array_append (self->ahead, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  look_for_line (self, task);
}

static void
read_more (RtLineReader *self,
           GTask        *task)
{
  g_input_stream_read_bytes_async (self->stream, CHUNK_BYTES, self->priority, g_task_get_cancellable (task),
                                   on_read, task);
}

static void
rt_line_reader_finalize (GObject *object)
{
  RtLineReader *self = RT_LINE_READER (object);

  g_object_unref (self->stream);
  g_byte_array_unref (self->ahead);

  G_OBJECT_CLASS (rt_line_reader_parent_class)->finalize (object);
}

static void
rt_line_reader_class_init (RtLineReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rt_line_reader_finalize;
}

static void
rt_line_reader_init (RtLineReader *self)
{
  self->ahead = g_byte_array_new ();
  self->priority = RT_PRIORITY_IO;
}

/**
 * rt_line_reader_new:
 * @stream: where lines come from
 *
 * Returns: (transfer full): a reader of @stream's lines
 */
RtLineReader *
rt_line_reader_new (GInputStream *stream)
{
  RtLineReader *self = g_object_new (RT_TYPE_LINE_READER, NULL);

  self->stream = g_object_ref (stream);

  return self;
}

/**
 * rt_line_reader_set_priority:
 * @self: a reader
 * @priority: of its source in the main loop; %RT_PRIORITY_IO to begin with
 *
 * Has lines that are few, and must not wait for bytes of others, read before those.
 */
void
rt_line_reader_set_priority (RtLineReader *self,
                             int           priority)
{
  self->priority = priority;
}

/**
 * rt_line_reader_get_number:
 *
 * Returns: the number of the line read last; the first is 1, 0 before it
 */
guint64
rt_line_reader_get_number (RtLineReader *self)
{
  return self->number;
}

/**
 * rt_line_reader_read_async:
 * @cancellable: (nullable): ends the waiting; nothing read is lost
 *
 * Reads the next line, one at a time. The last needs no line's end.
 */
void
rt_line_reader_read_async (RtLineReader        *self,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_line_reader_read_async);
  look_for_line (self, task);
}

/**
 * rt_line_reader_read_finish:
 *
 * Returns: (transfer full) (nullable): the line without its end ("\n" or "\r\n"); %NULL
 *   at the end of the stream, or with @error of %G_IO_ERROR, MESSAGE_TOO_LARGE for a
 *   line that is longer than %RT_LINE_READER_MAX_LINE
 */
GBytes *
rt_line_reader_read_finish (RtLineReader  *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
