/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one linear scan that stands before json-glib and before every payload. */

#define RT_JSON_MAX_DEPTH 64

typedef enum {
  RT_JSON_ERROR_SYNTAX,    /* not RFC 8259 */
  RT_JSON_ERROR_TOO_DEEP,  /* nested deeper than RT_JSON_MAX_DEPTH */
  RT_JSON_ERROR_ENCODING,  /* not UTF-8 (section 8.1) */
} RtJsonError;
#define RT_JSON_ERROR (rt_json_error_quark ())
GQuark   rt_json_error_quark (void);

/* Checks @length bytes to be one JSON text (RFC 8259), no more. */
gboolean rt_json_check  (const char  *text,
                         gsize        length,
                         GError     **error);
/* Appends @text as a JSON string, quotes included (section 7). */
void     rt_json_append_string (GString    *json,
                                const char *text,
                                gssize      length);

G_END_DECLS
