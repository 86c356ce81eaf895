/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-upload-file.h"
#include "stories/rt-upload-work.h"

G_BEGIN_DECLS

/* A file is in two files: what others see of it (rt-upload-file.c), and how what came gets
 * to the disk (-pump.c). */

struct _RtUploadFile {
  GObject            parent_instance;

  RtUploadFolder    *folder;
  char              *name;
  goffset            expected;      /* bytes, -1 where nobody knows */
  GFile             *file;          /* once it is made */
  GCancellable      *cancellable;
  RtUploadWork      *work;          /* of the threads while n_pending > 0; NULL once it is stored */
  GByteArray        *waiting;       /* NULL once it is stored */
  gsize              n_written;     /* of the bytes of the work */
  guint64            size;
  guint              n_pending;
  GError            *failure;
  char              *sha256;
  char              *media_type;
  guint              was_full : 1;
  guint              wants_end : 1;
  guint              is_concluded : 1;
  guint              is_discarded : 1;
};

enum {
  RT_UPLOAD_FILE_ROOM,
  RT_UPLOAD_FILE_NO_ROOM,
  RT_UPLOAD_FILE_STORED,
  RT_UPLOAD_FILE_FAILED,
  RT_UPLOAD_FILE_N_SIGNALS
};

extern guint rt_upload_file_signals[RT_UPLOAD_FILE_N_SIGNALS];

/* What is not needed for keeping the file. */
void rt_upload_file_free_work   (RtUploadFile *self);
/* Does what is to be done next, if anything. */
void rt_upload_file_pump        (RtUploadFile *self);
/* @error: (transfer full) (nullable): what came of one of those pending. */
void rt_upload_file_end_pending (RtUploadFile *self,
                                 GError       *error);

G_END_DECLS
