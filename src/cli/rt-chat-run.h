/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/rt-console.h"

G_BEGIN_DECLS

/**
 * RtChatOptions:
 * @url: the room
 * @name: who, checked
 * @has_name: whether somebody asked for that name
 * @json: print objects instead of text
 */
typedef struct {
  char     *url;
  char     *name;
  gboolean  has_name;
  gboolean  json;
} RtChatOptions;

/**
 * RtChatRun:
 *
 * Somebody at a terminal, or a program, in a chat room: what is typed is said, what is
 * heard is printed.
 */
#define RT_TYPE_CHAT_RUN (rt_chat_run_get_type ())
G_DECLARE_FINAL_TYPE (RtChatRun, rt_chat_run, RT, CHAT_RUN, GObject)

/* How long one's own last words are waited for before leaving. */
#define RT_CHAT_RUN_PATIENCE_MS 2000
/* How long a room is tried that does not open to what a program has to say. */
#define RT_CHAT_RUN_SHUT_MS     10000

/* @options must outlive it. */
RtChatRun *rt_chat_run_new   (RtConsole           *console,
                              const RtChatOptions *options);
void       rt_chat_run_start (RtChatRun           *self);

G_END_DECLS
