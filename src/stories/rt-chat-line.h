/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  RT_CHAT_JOIN,
  RT_CHAT_LEAVE,
  RT_CHAT_SAY,
} RtChatKind;
const char *rt_chat_kind_to_string (RtChatKind kind); /* "join", "leave", "say" */

/**
 * RtChatLine:
 * @kind: what happened
 * @name: who; %NULL where a plain-text room says something without naming anybody
 * @text: what was said; %NULL for %RT_CHAT_JOIN and %RT_CHAT_LEAVE
 * @time_us: when, µs since 1970 UTC; in a plain-text room when it was heard
 * @is_history: it happened before one joined
 * @is_own: it is about oneself, or said by oneself
 *
 * One line of a chat room. Names and texts are valid UTF-8 from strangers: control
 * characters may be in the text. Immutable, reference counted.
 */
typedef struct {
  RtChatKind kind;
  char      *name;
  char      *text;
  gint64     time_us;
  gboolean   is_history;
  gboolean   is_own;
} RtChatLine;

#define RT_TYPE_CHAT_LINE (rt_chat_line_get_type ())
GType       rt_chat_line_get_type (void);
RtChatLine *rt_chat_line_new      (RtChatKind  kind,
                                   const char *name,
                                   const char *text,
                                   gint64      time_us);
RtChatLine *rt_chat_line_ref      (RtChatLine *self);
void        rt_chat_line_unref    (RtChatLine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtChatLine, rt_chat_line_unref)

G_END_DECLS
