/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where in a JSON text something is: JSON Pointer, RFC 6901, such as "/data/0/price". */

#define RT_JSON_POINTER_MAX_LENGTH 256
/* A text that is larger is not searched. */
#define RT_JSON_POINTER_MAX_TEXT   (1000 * 1000)

typedef enum {
  RT_JSON_POINTER_ERROR_SYNTAX,   /* not RFC 6901 section 3, or too long */
  RT_JSON_POINTER_ERROR_MISSING,  /* it leads to nothing */
  RT_JSON_POINTER_ERROR_TYPE,     /* what it leads to is no number */
  RT_JSON_POINTER_ERROR_TOO_LARGE,
} RtJsonPointerError;
#define RT_JSON_POINTER_ERROR (rt_json_pointer_error_quark ())
GQuark   rt_json_pointer_error_quark (void);

gboolean rt_json_pointer_check       (const char  *pointer,
                                      GError     **error);
gboolean rt_json_pointer_get_number  (const char  *pointer,
                                      GBytes      *text,
                                      double      *number,
                                      GError     **error);

G_END_DECLS
