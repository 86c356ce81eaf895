/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-chat-log.h"
#include "lab/rt-lane.h"
#include "stories/rt-chat-member.h"

G_BEGIN_DECLS

/**
 * RtChatPerson:
 *
 * Somebody who joins a chat room and leaves it, again and again: each time a member of its
 * own, which counts with a lane until that is stopped. Who joins late, or again, hears what was
 * said before. Knows no widget.
 */
#define RT_TYPE_CHAT_PERSON (rt_chat_person_get_type ())
G_DECLARE_FINAL_TYPE (RtChatPerson, rt_chat_person, RT, CHAT_PERSON, GObject)

/* Properties:
 *   "name" (string): set while it is outside
 *   "inside" (boolean, read only): it wants to be in the room and did not leave
 *   "state" (RtClientState, read only), "reason" (string, nullable, read only): of its
 *     connection; outside, why it is not inside any more */
RtChatPerson *rt_chat_person_new        (RtLane        *lane,
                                         const char    *name);
const char   *rt_chat_person_get_name   (RtChatPerson  *self);
gboolean      rt_chat_person_set_name   (RtChatPerson  *self,
                                         const char    *name,
                                         GError       **error);
gboolean      rt_chat_person_get_inside (RtChatPerson  *self);
RtClientState rt_chat_person_get_state  (RtChatPerson  *self);
const char   *rt_chat_person_get_reason (RtChatPerson  *self);
RtChatLog    *rt_chat_person_get_log    (RtChatPerson  *self);
/* @uri: the room */
void          rt_chat_person_join       (RtChatPerson  *self,
                                         const char    *uri);
void          rt_chat_person_leave      (RtChatPerson  *self);
gboolean      rt_chat_person_say        (RtChatPerson  *self,
                                         const char    *text,
                                         GError       **error);

G_END_DECLS
