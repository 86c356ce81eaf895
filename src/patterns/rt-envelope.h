/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-client.h"
#include "patterns/rt-json-scan.h"

G_BEGIN_DECLS

typedef enum {
  RT_ENVELOPE_INVALID,
  RT_ENVELOPE_EVENT,
  RT_ENVELOPE_GAP,
} RtEnvelopeKind;

/* What an envelope, {"seq", "time", "type", "data", "prev"} or {"type": "gap",
 * "data": {"lost": n}}, says. */
RtEnvelopeKind rt_envelope_parse     (const RtJsonSlice *slice,
                                      RtMessage        **message,
                                      guint64           *prev,
                                      gint64            *lost);
/* {"lost": n} and {"lost": null}: -1. */
gboolean       rt_envelope_parse_gap (const RtJsonSlice *slice,
                                      gint64            *lost);

G_END_DECLS
