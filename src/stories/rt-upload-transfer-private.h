/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-early-answer.h"
#include "stories/rt-paced-stream.h"
#include "stories/rt-upload-transfer.h"

G_BEGIN_DECLS

/* Shared by the three files that make RtUploadTransfer, by nobody else:
 * rt-upload-transfer.c (the object), rt-upload-transfer-send.c (what it does),
 * rt-upload-transfer-tell.c (what it tells). */

struct _RtUploadTransfer {
  GObject               parent_instance;

  GFile                *file;          /* NULL: a stream alone */
  GInputStream         *stream;        /* what to send, once it is open */
  char                 *server_uri;
  char                 *id;
  char                 *name;
  guint64               limit;
  guint                 patience;

  RtUploadTransferState state;
  gint64                size;
  GError               *error;
  char                 *result;

  RtSession            *session;
  GCancellable         *cancellable;
  RtPacedStream        *body;
  RtEarlyAnswer        *early;
};

/* Opens what there is to send, then sends it. */
void rt_upload_transfer_begin     (RtUploadTransfer      *self);
/* Ends all that is under way, without a word. */
void rt_upload_transfer_drop      (RtUploadTransfer      *self);
void rt_upload_transfer_set_size  (RtUploadTransfer      *self,
                                   gint64                 size);
/* @error: (transfer full) (nullable): why, of RT_UPLOAD_TRANSFER_ERROR; @result:
 * (transfer full) (nullable): the answer */
void rt_upload_transfer_finish    (RtUploadTransfer      *self,
                                   RtUploadTransferState  state,
                                   GError                *error,
                                   char                  *result);

G_END_DECLS
