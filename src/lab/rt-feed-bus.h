/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-plan.h"

G_BEGIN_DECLS

/**
 * RtFeedBus:
 *
 * Where the events of an experiment go for a contestant that reads from a bus: the one that the
 * contestant names, or an embedded one of its own, in a temporary folder.
 */
typedef struct _RtFeedBus RtFeedBus;

RtFeedBus  *rt_feed_bus_new         (const RtContestant  *contestant);
/* Removes what was its own, in a thread. */
void        rt_feed_bus_free        (RtFeedBus           *self);
/* Until it is there; what does not exist is declared. */
void        rt_feed_bus_open_async  (RtFeedBus           *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data);
gboolean    rt_feed_bus_open_finish (RtFeedBus           *self,
                                     GAsyncResult        *result,
                                     GError             **error);
/* What its readers connect to, once it is open. (transfer none) */
const char *rt_feed_bus_get_uri     (RtFeedBus           *self);
void        rt_feed_bus_publish     (RtFeedBus           *self,
                                     guint64              number,
                                     const char          *type,
                                     GBytes              *data,
                                     gint64               time_us);
/* How many it did not take. */
guint64     rt_feed_bus_get_n_refused (RtFeedBus         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtFeedBus, rt_feed_bus_free)

G_END_DECLS
