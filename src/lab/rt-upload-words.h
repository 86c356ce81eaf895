/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-upload-report.h"
#include "stories/rt-upload-transfer.h"

G_BEGIN_DECLS

/* How an upload is, in one line for people. All (transfer full). */

/* @report: what the server told, NULL nothing; @trouble: why it tells nothing more */
char *rt_upload_words_new        (RtUploadTransfer     *transfer,
                                  const RtUploadReport *report,
                                  const char           *trouble);
/* "9f86d081…", the first of a digest's digits. */
char *rt_upload_words_shorten    (const char           *digest);

G_END_DECLS
