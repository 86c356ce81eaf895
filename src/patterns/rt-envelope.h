/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-event.h"
#include "patterns/rt-client.h"
#include "patterns/rt-json-scan.h"

G_BEGIN_DECLS

typedef enum {
  RT_ENVELOPE_INVALID,
  RT_ENVELOPE_EVENT,
  RT_ENVELOPE_GAP,
  RT_ENVELOPE_CONFLATED, /* a gap as well, of events that a newer one took the place of */
  RT_ENVELOPE_PUBLISHED,
  RT_ENVELOPE_ERROR,
} RtEnvelopeKind;

/* What an envelope, {"seq", "time", "type", "data", "prev"} or {"type": "gap",
 * "data": {"lost": n}}, says. */
RtEnvelopeKind rt_envelope_parse     (const RtJsonSlice *slice,
                                      RtMessage        **message,
                                      guint64           *prev,
                                      gint64            *lost);
/* The same of @text, which is not known to be JSON. */
RtEnvelopeKind rt_envelope_parse_text (GBytes           *text,
                                      RtMessage        **message,
                                      guint64           *prev,
                                      gint64            *lost);
/* {"lost": n} and {"lost": null}: -1. */
RtEnvelopeKind rt_envelope_parse_gap (const RtJsonSlice *slice,
                                      gint64            *lost);
/* Tells @client of a gap of either kind; FALSE where @kind is none. */
gboolean       rt_envelope_report_gap (RtClient         *client,
                                       RtEnvelopeKind    kind,
                                       gint64            lost,
                                       guint64           next);
/* What the server answered to a message that was published with Prefer: confirm. */
RtEnvelopeKind rt_envelope_parse_answer (const RtJsonSlice *slice,
                                         guint64           *seq,
                                         char             **detail);
/* What an RT_ENVELOPE_ERROR says. (transfer full) (nullable) */
char          *rt_envelope_dup_detail (GBytes           *text);

/* One event as an envelope, of polling and of roundtrip.v1. */
extern const RtWireFormat rt_envelope_format;

/* What roundtrip.v1 says beside events; none has a number of its own. (transfer full) */
char          *rt_envelope_write_loss      (gint64      lost,
                                            const char *reason,
                                            const char *space);
char          *rt_envelope_write_gap       (gint64      lost,
                                            guint64     next,
                                            const char *reason);
char          *rt_envelope_write_published (guint64     seq);
char          *rt_envelope_write_error     (guint       status,
                                            const char *title,
                                            const char *detail);

G_END_DECLS
