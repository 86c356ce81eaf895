/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * RtResumption:
 * @request: the words with which the client asked to go on, as its request really said
 *   them, `Last-Event-ID: 41`, `after=41`, `If-None-Match: "41"`; %NULL: it asked for nothing
 * @lost_us: monotonic time, µs: when the connection was lost, or the first attempt failed
 * @after_us: from then to the first answer or event
 * @lost: how many events are missing since then; -1 where nobody knows, or nothing has come yet
 *
 * What became of a client that lost its connection. Immutable, reference counted.
 */
typedef struct {
  char  *request;
  gint64 lost_us;
  gint64 after_us;
  gint64 lost;
} RtResumption;

#define RT_TYPE_RESUMPTION (rt_resumption_get_type ())
GType         rt_resumption_get_type (void);
RtResumption *rt_resumption_new      (const char   *request,
                                      gint64        lost_us,
                                      gint64        after_us,
                                      gint64        lost);
RtResumption *rt_resumption_ref      (RtResumption *self);
void          rt_resumption_unref    (RtResumption *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtResumption, rt_resumption_unref)

G_END_DECLS
