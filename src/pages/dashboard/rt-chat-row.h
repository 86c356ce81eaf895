/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-chat-entry.h"

G_BEGIN_DECLS

/* A row of a list box for what was heard: names stand out, what happened before one came
 * and what nobody said is faded. (transfer floating) */
GtkWidget *rt_chat_row_new (RtChatEntry *entry);

G_END_DECLS
