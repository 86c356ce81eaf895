/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-upload-folder.h"

G_BEGIN_DECLS

/**
 * RtUploadFile:
 *
 * A file that is coming up: written and its SHA-256 computed while it comes, both in
 * threads. What comes meanwhile waits in memory, so much that rt_upload_file_is_full(); who
 * brings more is to wait. One that is stored holds no bytes. Its file vanishes with its last
 * reference.
 */
#define RT_TYPE_UPLOAD_FILE (rt_upload_file_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadFile, rt_upload_file, RT, UPLOAD_FILE, GObject)

/* So much that is not being written yet and it is full, until writing it begins. So two
 * times as much is in memory at the most, and what was on its way when it was full. */
#define RT_UPLOAD_FILE_MAX_WAITING (512 * 1024)

/* Signals:
 *   "room" (): it was full, and is not any more.
 *   "no-room" () -> gboolean: the disk is full. Who makes room returns %TRUE, and calls
 *     rt_upload_file_try_again() then; else "failed" follows.
 *   "stored" (): rt_upload_file_finish() was called and all is done.
 *   "failed" (GError): it cannot be stored; nothing follows, the file is gone.
 */

/* @label: what it is called, which says something of its type. */
RtUploadFile *rt_upload_file_new        (RtUploadFolder *folder,
                                         const char     *name,
                                         const char     *label,
                                         goffset         size);
void          rt_upload_file_push       (RtUploadFile   *self,
                                         gconstpointer   data,
                                         gsize           size);
gboolean      rt_upload_file_is_full    (RtUploadFile   *self);
/* Nothing more comes. */
void          rt_upload_file_finish     (RtUploadFile   *self);
void          rt_upload_file_try_again  (RtUploadFile   *self);
/* It is of no use any more: no signal follows, the file goes. */
void          rt_upload_file_discard    (RtUploadFile   *self);
/* Once it is stored: removes it, and calls back when there is room in its place. */
void          rt_upload_file_remove_async (RtUploadFile        *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
/* Once it is stored: 64 hexadecimal digits, and a media type. (transfer none) */
guint64       rt_upload_file_get_size   (RtUploadFile   *self);
const char   *rt_upload_file_get_sha256 (RtUploadFile   *self);
const char   *rt_upload_file_get_media_type (RtUploadFile *self);

G_END_DECLS
