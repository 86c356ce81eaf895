/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-upload-report.h"

G_BEGIN_DECLS

/* One line of at most @columns cells that shows how far an upload is, its end included:
 * the name, a bar, and the share, rate and time left that the server told. What does not
 * fit is left out, the name first. (transfer full) */
char *rt_upload_bar_format (const char           *name,
                            const RtUploadReport *report,
                            guint                 columns);

G_END_DECLS
