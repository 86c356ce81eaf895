/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "stories/rt-sha256.h"

G_BEGIN_DECLS

/**
 * RtUploadWork:
 *
 * What threads have of a file that comes up. It is theirs from one of the functions below
 * until its callback, and counted, so that a thread that is last to let go of it ends
 * nothing else.
 */
typedef struct {
  char          *label;       /* what the file is called */
  RtSha256      *checksum;
  GByteArray    *bytes;       /* being written */
  GByteArray    *head;        /* of the file, for guessing its type */
  GOutputStream *stream;      /* NULL before the file is made */
  char          *sha256;      /* once it is concluded */
  char          *media_type;
} RtUploadWork;

RtUploadWork *rt_upload_work_new            (const char          *label);
void          rt_upload_work_unref          (RtUploadWork        *self);
/* Takes the bytes into the checksum. */
void          rt_upload_work_hash_async     (RtUploadWork        *self,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* There are no more bytes: sets what is left to be known, and closes the stream. */
void          rt_upload_work_conclude_async (RtUploadWork        *self,
                                             GAsyncReadyCallback  callback,
                                             gpointer             user_data);
/* Of both. */
gboolean      rt_upload_work_finish         (GAsyncResult        *result,
                                             GError             **error);

G_END_DECLS
