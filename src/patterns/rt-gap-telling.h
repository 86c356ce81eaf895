/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-reader.h"
#include "patterns/rt-stream.h"

G_BEGIN_DECLS

/* FALSE: there is no room for all of it now; what was told is not in @untold any more. */
gboolean rt_gap_tell (RtRelief     *untold,
                      guint64       next,
                      RtGapEncoder  encode,
                      RtOutbox     *outbox);

G_END_DECLS
