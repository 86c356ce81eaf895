/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RtCallers:
 *
 * From which addresses a server is called: how many connections each has, and how many
 * requests came from it in the last second. All of loopback is one, and so is a network
 * of IPv6 (64 bits), of which one machine has as many addresses as it likes.
 */
typedef struct _RtCallers RtCallers;
typedef struct _RtCaller RtCaller;

/* So many are remembered after they left; others are forgotten at once. */
#define RT_CALLERS_MAX_REMEMBERED 4096

RtCallers *rt_callers_new            (void);
void       rt_callers_free           (RtCallers    *self);
/* One more connection from @address. (transfer full) */
RtCaller  *rt_callers_enter          (RtCallers    *self,
                                      GInetAddress *address);
/* Forgets who left and whose requests need not be remembered at @now (monotonic, µs). */
void       rt_callers_forget         (RtCallers    *self,
                                      gint64        now);
guint      rt_callers_length         (RtCallers    *self);

void       rt_caller_unref           (RtCaller     *self);
/* A connection is over. */
void       rt_caller_leave           (RtCaller     *self,
                                      gint64        now);
gboolean   rt_caller_is_loopback     (RtCaller     *self);
guint      rt_caller_get_connections (RtCaller     *self);
/* Whether one more request is not too much at @now where @rate a second may come. */
gboolean   rt_caller_may_ask         (RtCaller     *self,
                                      guint64       rate,
                                      gint64        now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtCallers, rt_callers_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtCaller, rt_caller_unref)

G_END_DECLS
