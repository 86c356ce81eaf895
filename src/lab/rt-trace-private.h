/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-connection.h"
#include "lab/rt-trace-shelf.h"
#include "lab/rt-trace.h"

G_BEGIN_DECLS

/* What rt-trace.c, the object, shares with rt-trace-follow.c, how it listens to a client,
 * and rt-trace-show.c, what of it is shown. */

struct _RtTrace {
  GObject        parent_instance;
  RtTraceShelf   shelves[RT_TRACE_N_PLACES];
  guint64        last_id;
  guint64        shown_id;     /* of the last that was shown */
  GHashTable    *connections;  /* number → RtTraceConnection */
  RtTraceReading reading;
  RtClient      *client;       /* weak: the one that is followed */
  guint64        first;        /* its connections are numbered from here on */
  guint64        last;         /* the highest number of a connection */
};

/* rt-trace.c: puts @item among what waits; nothing about it changes any more. */
void rt_trace_add_whole   (RtTrace     *self,
                           RtTraceItem *item);
/* rt-trace-broken.c: the client left out @message, which had come, or has it twice. */
void rt_trace_break_event (RtTrace     *self,
                           RtMessage   *message,
                           gboolean     twice);

G_END_DECLS
