/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "pages/dashboard/rt-live-view.h"

G_BEGIN_DECLS

/**
 * RtChatView:
 *
 * The chat room with two people of one's own in it, side by side. Who else comes, by a
 * browser or another program, is heard as well.
 */
#define RT_TYPE_CHAT_VIEW (rt_chat_view_get_type ())
G_DECLARE_FINAL_TYPE (RtChatView, rt_chat_view, RT, CHAT_VIEW, RtLiveView)

G_END_DECLS
