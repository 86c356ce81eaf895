/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-trace-item.h"
#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtTrace:
 *
 * The last exchanges on a client's connections, each with its bytes: a list model of
 * RtTraceItem, the oldest first. What happens waits until rt_trace_show() is called, a few
 * times a second, so that nothing a message does touches a widget; whoever pauses calls it
 * no more, and steps with rt_trace_step().
 */
#define RT_TYPE_TRACE (rt_trace_get_type ())
G_DECLARE_FINAL_TYPE (RtTrace, rt_trace, RT, TRACE, GObject)

/* Of what is shown, and of what waits: the oldest gives way. */
#define RT_TRACE_MAX_ITEMS 300
#define RT_TRACE_MAX_BYTES (2 * 1024 * 1024)
/* Of so many connections at once something can be told. */
#define RT_TRACE_MAX_CONNECTIONS 32

/* Signal "completed" (RtTraceItem): nothing about it changes any more; shown or not. */
RtTrace *rt_trace_new          (void);
/* Listens to a client, and to no other any more. */
void     rt_trace_follow       (RtTrace     *self,
                                RtClient    *client);
/* How the client reads the bodies of its answers; see rt_trace_set_polls(). */
void     rt_trace_set_polls    (RtTrace     *self,
                                gboolean     polls,
                                gboolean   (*is_empty_status) (guint status));
/* All that waits is in the list when it returns. Whether that changed anything. */
gboolean rt_trace_show         (RtTrace     *self);
/* The same of the first that waits alone; in both, what is left out before it is told. */
gboolean rt_trace_step         (RtTrace     *self);
guint    rt_trace_get_n_waiting (RtTrace    *self);
/* How many came that are not in the list yet, or never will be. */
guint64  rt_trace_get_n_behind (RtTrace     *self);
/* What a tap (RtTapHooks) tells. */
void     rt_trace_opened       (RtTrace     *self,
                                guint64      connection,
                                gboolean     is_new);
void     rt_trace_received     (RtTrace     *self,
                                guint64      connection,
                                const char  *bytes,
                                gsize        length);
void     rt_trace_sent         (RtTrace     *self,
                                guint64      connection,
                                const char  *bytes,
                                gsize        length);
void     rt_trace_lost         (RtTrace     *self,
                                guint64      connection,
                                const char  *bytes,
                                gsize        length);
void     rt_trace_closed       (RtTrace     *self,
                                guint64      connection);
/* Something was broken on purpose; @when: monotonic, µs. */
void     rt_trace_add_fault    (RtTrace     *self,
                                const char  *words,
                                gint64       when_us);

G_END_DECLS
