/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-recording.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-event.h"
#include "core/rt-file.h"
#include "core/rt-json.h"
#include "core/rt-selection.h"
#include "patterns/rt-json-scan.h"

struct _RtRecording {
  grefcount references;
  GArray   *events;   /* of RtRecorded */
};

/* The members of a line that mean something. */
typedef struct {
  RtJsonSlice kind;
  RtJsonSlice time;
  RtJsonSlice type;
  RtJsonSlice data;
} Line;

static void
recorded_clear (gpointer data)
{
  RtRecorded *self = data;

  g_free (self->type);
  g_bytes_unref (self->data);
}

static void
read_members (const RtJsonSlice *text,
              Line              *line)
{
  RtJsonScan scan;
  RtJsonSlice name;
  RtJsonSlice value;

  if (!rt_json_scan_object (&scan, text))
    return;
  while (rt_json_scan_member (&scan, &name, &value))
    {
      if (rt_json_slice_is_string (&name, "kind"))
        line->kind = value;
      else if (rt_json_slice_is_string (&name, "time"))
        line->time = value;
      else if (rt_json_slice_is_string (&name, "type"))
        line->type = value;
      else if (rt_json_slice_is_string (&name, "data"))
        line->data = value;
    }
}

static gboolean
read_time (const RtJsonSlice *slice,
           gint64            *time_us)
{
  g_autofree char *text = slice->text != NULL ? rt_json_slice_dup_string (slice) : NULL;
  guint64 number;

  if (text != NULL)
    return rt_time_parse (text, time_us);
  if (slice->text == NULL || !rt_json_slice_get_number (slice, &number) || number > G_MAXINT64)
    return FALSE;
  *time_us = (gint64) number;

  return TRUE;
}

/* Whether @line is an event, or nothing that matters. */
static gboolean
add_line (RtRecording *self,
          const char  *text,
          gsize        length,
          gint64      *first_us)
{
  const RtJsonSlice whole = { text, length };
  Line line = { { NULL } };
  RtRecorded recorded = { 0 };
  gint64 time_us;

  if (!rt_json_check (text, length, NULL))
    return FALSE;
  read_members (&whole, &line);
  if (line.kind.text != NULL && !rt_json_slice_is_string (&line.kind, "event"))
    return TRUE;
  if (line.data.text == NULL || !read_time (&line.time, &time_us))
    return FALSE;

  if (self->events->len == 0)
    *first_us = time_us;
  recorded.offset_us = MAX (time_us - *first_us, 0);
  recorded.type = line.type.text != NULL ? rt_json_slice_dup_string (&line.type) : NULL;
  if (recorded.type != NULL && !rt_type_name_is_valid (recorded.type))
    g_clear_pointer (&recorded.type, g_free);
  recorded.data = g_bytes_new (line.data.text, line.data.length);
  g_array_append_val (self->events, recorded);

  return TRUE;
}

static int
compare_offsets (gconstpointer a,
                 gconstpointer b)
{
  const RtRecorded *first = a;
  const RtRecorded *second = b;

  return (first->offset_us > second->offset_us) - (first->offset_us < second->offset_us);
}

static gboolean refuse (GError     **error,
                        const char  *format,
                        ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError     **error,
        const char  *format,
        ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, format, args));
  va_end (args);

  return FALSE;
}

static gboolean
read_lines (RtRecording  *self,
            GBytes       *text,
            GError      **error)
{
  gsize size;
  const char *at = g_bytes_get_data (text, &size);
  const char *end = at + size;
  gint64 first_us = 0;

  for (guint number = 1; at < end; number++)
    {
      const char *newline = memchr (at, '\n', (gsize) (end - at));
      gsize length = newline != NULL ? (gsize) (newline - at) : (gsize) (end - at);

      if (length > 0 && !add_line (self, at, length, &first_us))
        return refuse (error, _("Line %u of the recording is no event: it takes an object with time and data."), number);
      if (self->events->len > RT_RECORDING_MAX_EVENTS)
        return refuse (error, _("A recording can have %d events at the most."), RT_RECORDING_MAX_EVENTS);
      at += length + 1;
    }
  if (self->events->len == 0)
    return refuse (error, _("There is no event in the recording."));

  return TRUE;
}

/**
 * rt_recording_new:
 * @text: of the file
 * @error: return location for a %G_IO_ERROR_INVALID_DATA
 *
 * Returns: (transfer full) (nullable): the events, by their time; %NULL with @error, which names
 *   the line
 */
RtRecording *
rt_recording_new (GBytes  *text,
                  GError **error)
{
  g_autoptr (RtRecording) self = g_new0 (RtRecording, 1);

  g_ref_count_init (&self->references);
  self->events = g_array_new (FALSE, FALSE, sizeof (RtRecorded));
  g_array_set_clear_func (self->events, recorded_clear);
  if (g_bytes_get_size (text) > RT_RECORDING_MAX_BYTES)
    {
      refuse (error, _("A recording can have %d bytes at the most."), RT_RECORDING_MAX_BYTES);
      return NULL;
    }
  if (!read_lines (self, text, error))
    return NULL;
  g_array_sort (self->events, compare_offsets);

  return g_steal_pointer (&self);
}

/**
 * rt_recording_ref:
 * @self: a recording
 *
 * Returns: (transfer full): @self
 */
RtRecording *
rt_recording_ref (RtRecording *self)
{
  g_ref_count_inc (&self->references);

  return self;
}

/**
 * rt_recording_unref:
 * @self: (transfer full): a recording
 */
void
rt_recording_unref (RtRecording *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  g_array_unref (self->events);
  g_free (self);
}

/**
 * rt_recording_get_n:
 * @self: a recording
 *
 * Returns: how many events there are, at least 1
 */
guint
rt_recording_get_n (RtRecording *self)
{
  return self->events->len;
}

/**
 * rt_recording_get:
 * @self: a recording
 * @index: which of its events, by time
 *
 * Returns: (transfer none): the event
 */
const RtRecorded *
rt_recording_get (RtRecording *self,
                  guint        index)
{
  g_return_val_if_fail (index < self->events->len, NULL);

  return &g_array_index (self->events, RtRecorded, index);
}

static void
load_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (task_data);
  GError *error = NULL;
  g_autoptr (GBytes) text = rt_file_read_beginning (file, RT_RECORDING_MAX_BYTES + 1, cancellable, &error);
  RtRecording *self = text != NULL ? rt_recording_new (text, &error) : NULL;

  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify) rt_recording_unref);
  else
    g_task_return_error (task, error);
}

/**
 * rt_recording_load_async:
 * @path: of a file
 * @cancellable: (nullable): to stop it
 * @callback: is called at the end
 * @user_data: for @callback
 *
 * Reads a recording, in a thread.
 */
void
rt_recording_load_async (const char          *path,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_recording_load_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * rt_recording_load_finish:
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full) (nullable): the recording, or %NULL with @error
 */
RtRecording *
rt_recording_load_finish (GAsyncResult  *result,
                          GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
