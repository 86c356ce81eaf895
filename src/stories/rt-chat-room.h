/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-channel.h"
#include "net/rt-exchange.h"

G_BEGIN_DECLS

/* So many are in the room in plain text at once; more are told to try again. */
#define RT_CHAT_ROOM_MAX_MEMBERS 1000

/* Bytes of what one says in plain text. */
#define RT_CHAT_ROOM_MAX_TEXT (64 * 1024)

/**
 * RtChatRoom:
 *
 * The chat room: the channel `chat`, with events of the types `join` and `leave`,
 * `{"name":…}`, and `say`, `{"name":…,"text":…}`. Readers of the channel who stay and gave
 * a name are in it. So is who is there in plain text (WebSocket `/` of the chat port,
 * `/chat` of any), as `User<port>`, who hears `NAME just connected.` and
 * `NAME says: TEXT` from the moment of joining on.
 */
#define RT_TYPE_CHAT_ROOM (rt_chat_room_get_type ())
G_DECLARE_FINAL_TYPE (RtChatRoom, rt_chat_room, RT, CHAT_ROOM, GObject)

RtChatRoom *rt_chat_room_new             (RtChannel  *channel);
void        rt_chat_room_set_max_members (RtChatRoom *self,
                                          guint       max_members);
/* Those in plain text. */
guint       rt_chat_room_get_n_members   (RtChatRoom *self);

G_END_DECLS
