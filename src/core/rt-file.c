/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-file.h"

#include <glib/gi18n.h>

/**
 * rt_file_dup_words:
 * @name: of a file, as people know it
 * @error: why it cannot be read
 *
 * For people. What GIO says of most reasons names the file by all of its path, and not what to do.
 *
 * Returns: (transfer full): a sentence that names the file, and one of what to do
 */
char *
rt_file_dup_words (const char   *name,
                   const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return g_strdup_printf (_("“%s” cannot be read: there is no such file. Check its name."), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    return g_strdup_printf (_("“%s” cannot be read: it is a folder. Choose the files in it."), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup_printf (_("“%s” cannot be read: you are not allowed to. Ask whoever it belongs to."), name);

  return g_strdup_printf (_("“%s” cannot be read: %s."), name, error->message);
}

/* To open a pipe takes as long as nobody writes to it, and nothing could cancel that. */
static gboolean
check_kind (GFile         *file,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                                                  cancellable, error);

  if (info == NULL)
    return FALSE;
  if (g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_STANDARD_TYPE) != G_FILE_TYPE_SPECIAL)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                       _("That is a pipe or a device: save what it gives to a file, and name the file."));
  return FALSE;
}

/* @reason, in words for people. */
static void
fail (GFile   *file,
      GError  *reason,
      GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);
  g_autofree char *words = rt_file_dup_words (name, reason);

  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE) ||
      g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_error_copy (reason));
  else
    g_set_error_literal (error, reason->domain, reason->code, words);
}

/**
 * rt_file_read_beginning:
 * @file: a file
 * @most: bytes, at the most
 * @cancellable: (nullable): to stop it
 * @error: return location for a #GIOErrorEnum in words for people: %G_IO_ERROR_NOT_REGULAR_FILE for
 *   a pipe or a device
 *
 * Reads a file, in the thread it is called in. To tell one that is too large, ask for one byte
 * more than it may have.
 *
 * Returns: (transfer full) (nullable): as much of it as there is; %NULL with @error
 */
GBytes *
rt_file_read_beginning (GFile         *file,
                        gsize          most,
                        GCancellable  *cancellable,
                        GError       **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GFileInputStream) stream = check_kind (file, cancellable, &reason)
                                            ? g_file_read (file, cancellable, &reason) : NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (stream != NULL)
    {
      text = g_malloc (most);
      if (g_input_stream_read_all (G_INPUT_STREAM (stream), text, most, &length, cancellable, &reason))
        return g_bytes_new (text, length);
    }
  fail (file, reason, error);

  return NULL;
}
