/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-queue-desk.h"

G_BEGIN_DECLS

/**
 * RtWorkerRow:
 *
 * A consumer of a queue: what it holds, and a button that kills it.
 */
#define RT_TYPE_WORKER_ROW (rt_worker_row_get_type ())
G_DECLARE_FINAL_TYPE (RtWorkerRow, rt_worker_row, RT, WORKER_ROW, GtkBox)

GtkWidget *rt_worker_row_new     (RtQueueDesk   *desk,
                                  RtQueueWorker *worker,
                                  const char    *pattern);
void       rt_worker_row_refresh (RtWorkerRow   *self);

G_END_DECLS
