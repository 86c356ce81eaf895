/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  RT_UPLOAD_REPORT_NOTHING,      /* nothing was told yet */
  RT_UPLOAD_REPORT_IN_PROGRESS,
  RT_UPLOAD_REPORT_COMPLETE,
  RT_UPLOAD_REPORT_FAILED,
  RT_UPLOAD_REPORT_CANCELLED,
} RtUploadReportStatus;

/* A longer text is no report. */
#define RT_UPLOAD_REPORT_MAX_SIZE (16 * 1024)

/**
 * RtUploadReport:
 * @status: how far it is
 * @share: what has arrived, 0 to 1; -1 unknown
 * @received: bytes that have arrived, -1 unknown
 * @size: bytes there are to come, -1 unknown
 * @rate: bytes a second lately, -1 unknown
 * @left: seconds until it is all there, -1 unknown
 * @message: what the server says about it
 * @sha256: 64 hexadecimal digits
 * @type: what the bytes are, "audio/flac"
 *
 * What a server told of an upload so far: the objects of /uploadprogress (ROUTES.md) and
 * the answer to the upload itself.
 */
typedef struct {
  RtUploadReportStatus status;
  double               share;
  double               received;
  double               size;
  double               rate;
  double               left;
  char                *message;
  char                *sha256;
  char                *type;
} RtUploadReport;

RtUploadReport *rt_upload_report_new    (void);
void            rt_upload_report_free   (RtUploadReport *self);
/* Takes over what @text says; FALSE where it is no report, and nothing changes. */
gboolean        rt_upload_report_read   (RtUploadReport *self,
                                         const char     *text,
                                         gsize           length);
gboolean        rt_upload_report_is_last (const RtUploadReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtUploadReport, rt_upload_report_free)

G_END_DECLS
