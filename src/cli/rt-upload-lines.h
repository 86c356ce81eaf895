/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-upload-report.h"
#include "stories/rt-upload-transfer.h"

G_BEGIN_DECLS

/**
 * RtUploadOutcome:
 * @id: what the upload is called at the server
 * @name: what the file is called there
 * @size: how many bytes the server has; -1 it did not say
 * @sha256: their SHA-256, hexadecimal; %NULL it did not say
 * @type: what they are; %NULL it did not say
 *
 * What an upload that is complete came to, as the server says it: in its answer, or else
 * in the last word about its progress.
 */
typedef struct {
  char   *id;
  char   *name;
  gint64  size;
  char   *sha256;
  char   *type;
} RtUploadOutcome;

RtUploadOutcome *rt_upload_outcome_new  (RtUploadTransfer      *transfer,
                                         const RtUploadReport  *report);
void             rt_upload_outcome_free (RtUploadOutcome       *self);

/* What is printed, one line each but for the outcome in text. All (transfer full). */
char            *rt_text_lines_complete (const RtUploadOutcome *outcome);
/* {"kind":"complete", …} */
char            *rt_json_line_complete  (const RtUploadOutcome *outcome);
/* {"kind":"progress", …} */
char            *rt_json_line_progress  (const RtUploadReport  *report);
/* {"kind":"failed", …} */
char            *rt_json_line_failed    (const char            *id,
                                         gboolean               is_cancelled,
                                         const char            *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtUploadOutcome, rt_upload_outcome_free)

G_END_DECLS
