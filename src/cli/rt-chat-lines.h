/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-chat-line.h"

G_BEGIN_DECLS

/* A line of a chat room as it is printed, its end included. Both (transfer full). */

/* "[12:03:04] Ada: hello", safe for a terminal; history in round brackets. */
char *rt_text_line_chat (RtChatLine *line);
/* {"kind":"say","name":…,"text":…,"time":…,"history":…} */
char *rt_json_line_chat (RtChatLine *line);

G_END_DECLS
