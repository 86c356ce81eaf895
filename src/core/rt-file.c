/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/rt-file.h"

#include <glib/gi18n.h>

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

/**
 * rt_file_read_beginning:
 * @file: a file
 * @most: bytes, at the most
 * @cancellable: (nullable): to stop it
 * @error: return location for a #GIOErrorEnum: %G_IO_ERROR_NOT_REGULAR_FILE for a pipe or a device
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
  g_autoptr (GFileInputStream) stream = check_kind (file, cancellable, error) ? g_file_read (file, cancellable, error)
                                                                              : NULL;
  g_autofree char *text = NULL;
  gsize length;

  if (stream == NULL)
    return NULL;

  text = g_malloc (most);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), text, most, &length, cancellable, error))
    return NULL;

  return g_bytes_new (text, length);
}
