/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-exchange.h"
#include "stories/rt-uploads.h"

G_BEGIN_DECLS

/* Takes the body of a request as an upload, until it is answered or its sender is gone. */
void rt_upload_reception_begin (RtExchange *exchange,
                                RtUploads  *uploads,
                                const char *id,
                                const char *name,
                                gboolean    may_be_form);

G_END_DECLS
