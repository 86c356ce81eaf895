/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/rt-name.h"
#include "patterns/rt-client.h"
#include "stories/rt-chat-line.h"

G_BEGIN_DECLS

/**
 * RtChatMember:
 *
 * Somebody in a chat room, over a WebSocket. Where the path of the address begins with
 * /channels/ the room is a channel: lines are events with names and times, who comes late
 * gets the history first (polled, so that the WebSocket's figures are its own), and after a
 * lost connection it goes on without a line twice. Any other address is a plain-text room,
 * as anybody's server may have it: the room gives the names, and there is no history.
 */
#define RT_TYPE_CHAT_MEMBER (rt_chat_member_get_type ())
G_DECLARE_FINAL_TYPE (RtChatMember, rt_chat_member, RT, CHAT_MEMBER, GObject)

typedef enum {
  RT_CHAT_MEMBER_ERROR_EMPTY,      /* nothing to say */
  RT_CHAT_MEMBER_ERROR_TOO_LONG,   /* longer than RT_CHAT_MEMBER_MAX_TEXT */
  RT_CHAT_MEMBER_ERROR_ENCODING,   /* not UTF-8 */
} RtChatMemberError;
#define RT_CHAT_MEMBER_ERROR (rt_chat_member_error_quark ())
GQuark       rt_chat_member_error_quark (void);

/* Bytes of one text. */
#define RT_CHAT_MEMBER_MAX_TEXT (16 * 1024)

/* Properties, all read only:
 *   "uri" (string): ws, wss, http or https
 *   "name" (string): as rt_name_check() gives it
 *   "is-plain" (boolean): whether the room is plain text
 *   "state" (RtClientState), "reason" (string, nullable): of coming into the room; while
 *     open, why the room refused the last text
 * Signals:
 *   "line" (RtChatLine): in order, history first
 *   "gap" (int64): so many lines are gone that came before the next, -1 unknown
 *   "finished" (): it is out of the room for good: it left, was stopped, or the server
 *     wants no more; rt_client_get_error() of its client says which
 */

/* @name must have passed rt_name_check(). */
RtChatMember *rt_chat_member_new        (const char   *uri,
                                         const char   *name);
void          rt_chat_member_start      (RtChatMember *self);
/* At once, whatever is on the way. */
void          rt_chat_member_stop       (RtChatMember *self);
/* Once everything said is with the server; "finished" follows, after
 * RT_WEBSOCKET_GOODBYE_SECONDS at the latest. */
void          rt_chat_member_leave      (RtChatMember *self);
gboolean      rt_chat_member_can_say    (RtChatMember *self);
/* %FALSE with an error of RT_CHAT_MEMBER_ERROR, or of RT_CLIENT_ERROR where it cannot be
 * sent now. What was said comes back as a line of one's own. */
gboolean      rt_chat_member_say        (RtChatMember *self,
                                         const char   *text,
                                         GError      **error);
/* The same room, at another address. */
void          rt_chat_member_move       (RtChatMember *self,
                                         const char   *uri);
gboolean      rt_chat_member_is_plain   (RtChatMember *self);
RtClientState rt_chat_member_get_state  (RtChatMember *self);
const char   *rt_chat_member_get_reason (RtChatMember *self);
/* The WebSocket, for counting in a lane; the same for as long as the member lives. Nobody
 * else may start it: it begins once the history was heard. (transfer none) */
RtClient     *rt_chat_member_get_client (RtChatMember *self);

G_END_DECLS
