/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-queue-desk.h"

G_BEGIN_DECLS

/**
 * RtQueueSettings:
 *
 * A button that opens what is seldom changed of a queue: which one it is, how consumers work, a
 * job by hand, and emptying it.
 */
#define RT_TYPE_QUEUE_SETTINGS (rt_queue_settings_get_type ())
G_DECLARE_FINAL_TYPE (RtQueueSettings, rt_queue_settings, RT, QUEUE_SETTINGS, AdwBin)

void rt_queue_settings_set_desk (RtQueueSettings *self,
                                 RtQueueDesk     *desk);

G_END_DECLS
