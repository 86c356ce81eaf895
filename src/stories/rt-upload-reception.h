/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "stories/rt-uploads.h"

G_BEGIN_DECLS

/* So many bytes of a form may be something else than its file: other fields, and what
 * stands between them. */
#define RT_UPLOAD_FORM_MAX_AROUND (1024 * 1024)

/* Takes the body of a request as an upload, until it is answered or its sender is gone.
 * @name: NULL where the request does not say what the file is called. */
void rt_upload_reception_begin (RtExchange *exchange,
                                RtUploads  *uploads,
                                const char *id,
                                const char *name);

G_END_DECLS
