/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-upload-report.h"
#include "stories/rt-upload-transfer.h"

G_BEGIN_DECLS

/**
 * RtUploadRow:
 *
 * One upload: its name, a bar with what the server reports, and what can be done with it.
 * Nothing is drawn when something is reported, only when refresh is called.
 */
#define RT_TYPE_UPLOAD_ROW (rt_upload_row_get_type ())
G_DECLARE_FINAL_TYPE (RtUploadRow, rt_upload_row, RT, UPLOAD_ROW, GtkListBoxRow)

/* Signals "remove" (), "try-again" (): the user wants that. */

/* @pattern: whose hue the bar has. (transfer floating) */
GtkWidget        *rt_upload_row_new          (RtUploadTransfer     *transfer,
                                              const char           *pattern);
RtUploadTransfer *rt_upload_row_get_transfer (RtUploadRow          *self);
/* @report: what was told, NULL nothing; @trouble: why nothing more is told, NULL none */
void              rt_upload_row_refresh      (RtUploadRow          *self,
                                              const RtUploadReport *report,
                                              const char           *trouble);

G_END_DECLS
