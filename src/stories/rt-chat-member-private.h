/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "stories/rt-chat-member.h"

G_BEGIN_DECLS

/* Shared by the two files that make RtChatMember, by nobody else: rt-chat-member.c (the
 * object), rt-chat-member-room.c (how it comes into the room and what it hears there). */

struct _RtChatMember {
  GObject   parent_instance;

  char     *uri;
  char     *name;
  gboolean  is_plain;
  gboolean  is_running;
  gboolean  is_leaving;
  gboolean  has_history;
  RtClient *history;      /* polls what happened before; NULL before and after */
  RtClient *client;
  guint16   port;         /* this side's, of the latest connection */
};

/* Where the client connects: says who it is, where the room wants to know. */
char *rt_chat_member_dup_target   (RtChatMember *self);
/* History first, where there is any. */
void rt_chat_member_open_room     (RtChatMember *self);
void rt_chat_member_drop_history  (RtChatMember *self);
/* Emits what @message says, if it says anything. */
void rt_chat_member_take          (RtChatMember *self,
                                   RtMessage    *message,
                                   gboolean      is_history);
void rt_chat_member_notify_state  (RtChatMember *self);
void rt_chat_member_notify_reason (RtChatMember *self);
void rt_chat_member_emit_line     (RtChatMember *self,
                                   RtChatLine   *line);
/* Learns the port of every connection that the client makes. */
void rt_chat_member_follow_port   (RtChatMember *self);

G_END_DECLS
