/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-chat-person.h"

G_BEGIN_DECLS

/**
 * RtChatPane:
 *
 * One person in the chat room: its name, what it hears, and what it says. Nothing is drawn
 * when something is heard, only when refresh is called.
 */
#define RT_TYPE_CHAT_PANE (rt_chat_pane_get_type ())
G_DECLARE_FINAL_TYPE (RtChatPane, rt_chat_pane, RT, CHAT_PANE, GtkBox)

/* Before all else, and once. */
void rt_chat_pane_set_person (RtChatPane   *self,
                              RtChatPerson *person);
/* @room: where it joins; NULL: nowhere */
void rt_chat_pane_set_room   (RtChatPane   *self,
                              const char   *room);
void rt_chat_pane_refresh    (RtChatPane   *self);

G_END_DECLS
