/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-chat-line.h"

G_BEGIN_DECLS

/**
 * RtChatEntry:
 *
 * One entry of a #RtChatLog: a line, or that some are missing. Immutable.
 */
#define RT_TYPE_CHAT_ENTRY (rt_chat_entry_get_type ())
G_DECLARE_FINAL_TYPE (RtChatEntry, rt_chat_entry, RT, CHAT_ENTRY, GObject)

/* So many characters of a text are shown. */
#define RT_CHAT_ENTRY_MAX_LENGTH 1000

RtChatEntry      *rt_chat_entry_new       (RtChatLine  *line);
/* @lost: so many lines, -1 unknown */
RtChatEntry      *rt_chat_entry_new_gap   (gint64       lost);
/* NULL: a gap. (transfer none) */
const RtChatLine *rt_chat_entry_get_line  (RtChatEntry *self);
/* What it says in one line, for people. (transfer full) */
char             *rt_chat_entry_dup_words (RtChatEntry *self);

G_END_DECLS
