/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/**
 * RtMessageInspector:
 *
 * What a message is made of: its parts as a tree, and its bytes, in which those of the part
 * that is chosen are marked.
 *
 * Signal: "back" (): the user has seen enough
 */
#define RT_TYPE_MESSAGE_INSPECTOR (rt_message_inspector_get_type ())
G_DECLARE_FINAL_TYPE (RtMessageInspector, rt_message_inspector, RT, MESSAGE_INSPECTOR, AdwBin)

/* NULL: none. */
void rt_message_inspector_set_item (RtMessageInspector *self,
                                    RtTraceItem        *item);
/* A few times a second: shows what of it has come since. */
void rt_message_inspector_refresh  (RtMessageInspector *self);

G_END_DECLS
