/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "lab/rt-chat-entry.h"

G_BEGIN_DECLS

/**
 * RtChatLog:
 *
 * What was heard in a chat room: a #GListModel of #RtChatEntry, the latest last. What is
 * added waits until it is shown, so that many lines at once cost whoever shows them little.
 */
#define RT_TYPE_CHAT_LOG (rt_chat_log_get_type ())
G_DECLARE_FINAL_TYPE (RtChatLog, rt_chat_log, RT, CHAT_LOG, GObject)

/* So many entries are shown; those shown longest give way. Also how many wait at most:
 * what could never be seen is not kept. */
#define RT_CHAT_LOG_MAX        200
/* So many come at once: a row is made for each. */
#define RT_CHAT_LOG_MAX_AT_ONCE 25

RtChatLog *rt_chat_log_new     (void);
void       rt_chat_log_add     (RtChatLog   *self,
                                RtChatEntry *entry);
/* Shows what waits, the first of it. Returns whether there is more. */
gboolean   rt_chat_log_show    (RtChatLog   *self);
void       rt_chat_log_clear   (RtChatLog   *self);

G_END_DECLS
