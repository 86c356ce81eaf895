/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What somebody may be called, in the chat room or as a reader of a channel: 1 to
 * RT_NAME_MAX_LENGTH characters of valid UTF-8 once blank space around it is taken off,
 * none of them a control character. */
#define RT_NAME_MAX_LENGTH 64

typedef enum {
  RT_NAME_ERROR_EMPTY,
  RT_NAME_ERROR_TOO_LONG,
  RT_NAME_ERROR_ENCODING,  /* not UTF-8 */
  RT_NAME_ERROR_CONTROL,   /* has control characters */
} RtNameError;
#define RT_NAME_ERROR (rt_name_error_quark ())
GQuark rt_name_error_quark (void);

/* The name without blank space around it (transfer full), or NULL with an error in words
 * for people. */
char  *rt_name_check       (const char  *text,
                            GError     **error);

G_END_DECLS
