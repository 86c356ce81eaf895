/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "lab/rt-result-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/rt-file.h"
#include "core/rt-json.h"

/* Larger than that, nobody reads it with an editor. */
#define MAX_INDENTED (1024 * 1024)

/**
 * rt_result_to_bytes_for:
 * @self: a result
 * @needs: what matters, instead of what is kept with it
 *
 * Returns: (transfer full): what its file is to hold: JSON, indented unless it is very long, and
 *   a line feed at its end
 */
GBytes *
rt_result_to_bytes_for (RtResult      *self,
                        const RtNeeds *needs)
{
  g_autoptr (JsonNode) node = rt_result_to_json_for (self, needs);
  g_autofree char *text = json_to_string (node, TRUE);
  char *line;

  if (strlen (text) > MAX_INDENTED)
    {
      g_free (text);
      text = json_to_string (node, FALSE);
    }
  line = g_strconcat (text, "\n", NULL);

  return g_bytes_new_take (line, strlen (line));
}

/**
 * rt_result_to_bytes:
 * @self: a result
 *
 * Returns: (transfer full): what rt_result_to_bytes_for() returns, with what is kept with it
 */
GBytes *
rt_result_to_bytes (RtResult *self)
{
  return rt_result_to_bytes_for (self, rt_result_get_needs (self));
}

/**
 * rt_result_from_bytes:
 * @bytes: what a file holds, perhaps a stranger's
 * @error: return location for a #GIOErrorEnum or #RtJsonError
 *
 * Reads what rt_result_to_bytes() writes.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error: that of
 *   rt_result_from_json(), %G_IO_ERROR_MESSAGE_TOO_LARGE, or of what is no JSON
 */
RtResult *
rt_result_from_bytes (GBytes  *bytes,
                      GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length > RT_RESULT_MAX_SIZE)
    {
      g_autofree char *most = g_format_size (RT_RESULT_MAX_SIZE);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                   /* Translators: a size, such as "16 MB" */
                   _("The file is larger than any result: more than %s."), most);
      return NULL;
    }
  if (!rt_json_check (text, length, error) || !json_parser_load_from_data (parser, text, (gssize) length, error))
    return NULL;

  return rt_result_from_json (json_parser_get_root (parser), error);
}

static void
load_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = rt_file_read_beginning (task_data, RT_RESULT_MAX_SIZE + 1, cancellable, &error);
  RtResult *self = bytes != NULL ? rt_result_from_bytes (bytes, &error) : NULL;

  /* What takes long is done here once, before anyone shows it. */
  if (self != NULL)
    rt_result_get_median (self, 0, RT_FIGURE_CLIENTS);
  if (self != NULL)
    g_task_return_pointer (task, self, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * rt_result_load_async:
 * @file: a `.roundtrip` file
 * @cancellable: (nullable): to stop it
 * @callback: is called at the end
 * @user_data: for @callback
 *
 * Reads a result, in a thread.
 */
void
rt_result_load_async (GFile               *file,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, rt_result_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * rt_result_load_finish:
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum or #RtJsonError
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error: that of
 *   rt_result_from_bytes(), or of reading the file
 */
RtResult *
rt_result_load_finish (GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct {
  GFile   *file;
  RtNeeds  needs;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->file);
  g_free (saving);
}

static void
save_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Saving *saving = task_data;
  g_autoptr (GBytes) bytes = rt_result_to_bytes_for (source_object, &saving->needs);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  GError *error = NULL;

  /* What could not be opened again is not saved. */
  if (length > RT_RESULT_MAX_SIZE)
    {
      g_autofree char *most = g_format_size (RT_RESULT_MAX_SIZE);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE,
                               /* Translators: a size, such as "16 MB" */
                               _("The result is too large for a file, more than %s: repeat it less often."), most);
    }
  else if (g_file_replace_contents (saving->file, text, length, NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rt_result_save_async:
 * @self: a result that is over: nothing may be added to it any more
 * @needs: what matters, which is saved instead of what is kept with it: copied
 * @file: where to; what is there already is replaced
 * @cancellable: (nullable): to stop it
 * @callback: is called at the end
 * @user_data: for @callback
 *
 * Saves it, in a thread.
 */
void
rt_result_save_async (RtResult            *self,
                      const RtNeeds       *needs,
                      GFile               *file,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Saving *saving = g_new (Saving, 1);

  *saving = (Saving) { g_object_ref (file), *needs };
  saving->needs.names = NULL;
  g_task_set_source_tag (task, rt_result_save_async);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * rt_result_save_finish:
 * @self: a result
 * @result: what the callback was given
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: %FALSE with @error where it could not be written, or is larger than %RT_RESULT_MAX_SIZE
 *   (%G_IO_ERROR_MESSAGE_TOO_LARGE)
 */
gboolean
rt_result_save_finish (RtResult      *self,
                       GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
