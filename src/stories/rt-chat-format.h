/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-message.h"
#include "stories/rt-chat-line.h"

G_BEGIN_DECLS

/* The two forms of a chat room on the wire. All (transfer full). */

/* An event of /channels/chat, or NULL where it is none of the chat's. */
RtChatLine *rt_chat_line_from_event (RtMessage  *message);
/* A line of a plain-text room, "User123 says: hello"; always one. */
RtChatLine *rt_chat_line_from_plain (const char *text,
                                     gint64      time_us);
/* {"name": …, "text": …} */
GBytes     *rt_chat_format_say      (const char *name,
                                     const char *text);

G_END_DECLS
