/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a name in the chat room is: 1 to RT_CHAT_NAME_MAX_LENGTH characters of valid UTF-8
 * once blank space around it is taken off, none of them a control character. */
#define RT_CHAT_NAME_MAX_LENGTH 40

typedef enum {
  RT_CHAT_NAME_ERROR_EMPTY,
  RT_CHAT_NAME_ERROR_TOO_LONG,
  RT_CHAT_NAME_ERROR_ENCODING,  /* not UTF-8 */
  RT_CHAT_NAME_ERROR_CONTROL,   /* has control characters */
} RtChatNameError;
#define RT_CHAT_NAME_ERROR (rt_chat_name_error_quark ())
GQuark rt_chat_name_error_quark (void);

/* The name without blank space around it (transfer full), or NULL with an error in words
 * for people. */
char  *rt_chat_name_check       (const char  *text,
                                 GError     **error);

G_END_DECLS
