/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-export.h"

#include <string.h>

#include "lab/rt-report.h"
#include "lab/rt-result-file.h"

typedef struct {
  RtResult  *result;
  RtNeeds    needs;
  RtPicture *picture;
  RtExport   format;
  GFile     *file;
} Job;

static const struct {
  const char *id;
  const char *suffix;
} formats[RT_N_EXPORTS] = {
  [RT_EXPORT_JSON] = { "json", ".json" },
  [RT_EXPORT_CSV] = { "csv", ".csv" },
  [RT_EXPORT_MARKDOWN] = { "markdown", ".md" },
  [RT_EXPORT_PNG] = { "png", ".png" },
  [RT_EXPORT_SVG] = { "svg", ".svg" },
};

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->result);
  g_clear_pointer (&job->picture, rt_picture_unref);
  g_object_unref (job->file);
  g_free (job);
}

/**
 * rt_export_lookup:
 * @id: of a format
 * @format: (out): the format
 *
 * Returns: whether there is one
 */
gboolean
rt_export_lookup (const char *id,
                  RtExport   *format)
{
  for (guint i = 0; i < RT_N_EXPORTS; i++)
    if (g_str_equal (formats[i].id, id))
      {
        *format = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * rt_export_get_suffix:
 * @format: a format
 *
 * Returns: how names of such files end
 */
const char *
rt_export_get_suffix (RtExport format)
{
  return formats[format].suffix;
}

static GBytes *
make (const Job  *job,
      GError    **error)
{
  char *text;

  switch (job->format)
    {
    case RT_EXPORT_JSON: return rt_result_to_bytes_for (job->result, &job->needs);
    case RT_EXPORT_PNG: return rt_picture_to_png (job->picture, error);
    case RT_EXPORT_SVG: return rt_picture_to_svg (job->picture, error);
    case RT_EXPORT_CSV: text = rt_report_csv (job->result); break;
    case RT_EXPORT_MARKDOWN: text = rt_report_markdown (job->result, &job->needs); break;
    case RT_N_EXPORTS:
    default: g_return_val_if_reached (NULL);
    }

  return g_bytes_new_take (text, strlen (text));
}

static void
export_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = make (job, &error);
  gsize length;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (data != NULL &&
      g_file_replace_contents (job->file, data, length, NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rt_export_async:
 * @result: one that is over
 * @needs: what matters beyond it
 * @picture: (nullable): of it, for formats that are one
 * @format: as what
 * @file: where to; what is there already is replaced
 * @cancellable: (nullable): to stop it
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Writes a result, in a thread.
 */
void
rt_export_async (RtResult            *result,
                 const RtNeeds       *needs,
                 RtPicture           *picture,
                 RtExport             format,
                 GFile               *file,
                 GCancellable        *cancellable,
                 GAsyncReadyCallback  callback,
                 gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->result = g_object_ref (result);
  job->needs = *needs;
  job->picture = picture != NULL ? rt_picture_ref (picture) : NULL;
  job->format = format;
  job->file = g_object_ref (file);
  g_task_set_source_tag (task, rt_export_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, export_in_thread);
}

/**
 * rt_export_finish:
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: whether the file is written
 */
gboolean
rt_export_finish (GAsyncResult  *result,
                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
