/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "stories/rt-uploads.h"

G_BEGIN_DECLS

/* Takes the body of a request as an upload, until it is answered or its sender is gone.
 * @name: NULL where the request does not say what the file is called. */
void rt_upload_reception_begin (RtExchange *exchange,
                                RtUploads  *uploads,
                                const char *id,
                                const char *name);

G_END_DECLS
