/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtUploadFolder:
 *
 * Where the files of this process are that came up: a folder of its own below
 * `roundtrip/uploads` in the user's cache directory, locked for as long as the process
 * lives. Folders that nobody holds the lock of were left by processes that died, and are
 * removed at the start.
 */
#define RT_TYPE_UPLOAD_FOLDER (rt_upload_folder_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadFolder, rt_upload_folder, RT, UPLOAD_FOLDER, GObject)

RtUploadFolder    *rt_upload_folder_new           (void);
void               rt_upload_folder_create_async  (RtUploadFolder       *self,
                                                   const char           *name,
                                                   goffset               size,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
GFileOutputStream *rt_upload_folder_create_finish (GAsyncResult         *result,
                                                   GFile               **file,
                                                   GError              **error);
/* One file, in a thread. */
void               rt_upload_folder_forget_async  (GFile                *file,
                                                   GOutputStream        *stream,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
/* The folder with all that is in it, in a thread. No file can be made any more. */
void               rt_upload_folder_remove_async  (RtUploadFolder       *self,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);

G_END_DECLS
