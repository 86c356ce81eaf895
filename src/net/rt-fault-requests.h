/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-faults.h"

G_BEGIN_DECLS

/**
 * RtFaultRequests:
 *
 * Finds the requests in what a client sends (RFC 9112), for the faults that are done to
 * one of them: its answer made up, or lost. What is no HTTP, or none any more, has none.
 */
typedef struct _RtFaultRequests RtFaultRequests;

RtFaultRequests *rt_fault_requests_new      (RtFaults        *faults);
void             rt_fault_requests_free     (RtFaultRequests *self);
/* Reads on: how many of the bytes are to be treated alike, at least one; *@keep: not to be
 * sent; *@answer: (transfer full) (nullable): what to give instead of an answer now */
gsize            rt_fault_requests_read     (RtFaultRequests *self,
                                             const char      *bytes,
                                             gsize            length,
                                             gboolean        *keep,
                                             GBytes         **answer);
/* Whether the answer that comes now is to be lost. */
gboolean         rt_fault_requests_lose     (RtFaultRequests *self);
/* There are no faults any more: to the end of the request under way all goes on as it began. */
void             rt_fault_requests_mend     (RtFaultRequests *self);
/* In the middle of a request that is not sent, but answered. */
gboolean         rt_fault_requests_is_answering (RtFaultRequests *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtFaultRequests, rt_fault_requests_free)

G_END_DECLS
