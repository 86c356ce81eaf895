/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values of options as people type them. All errors are G_OPTION_ERROR_BAD_VALUE
 * and name the option. */

/* A whole number; %NULL text leaves *@value as it is. */
gboolean  rt_value_number  (const char  *option,
                            const char  *text,
                            gint64       min,
                            gint64       max,
                            gint64      *value,
                            GError     **error);
/* A number, decimals after a point; likewise. */
gboolean  rt_value_decimal (const char  *option,
                            const char  *text,
                            double       min,
                            double       max,
                            double      *value,
                            GError     **error);
/* A header field, "Name: value" (RFC 9110 section 5). */
gboolean  rt_value_header  (const char  *text,
                            char       **name,
                            char       **value,
                            GError     **error);
/* All of @headers, %NULL none. */
gboolean  rt_value_check_headers (const char * const  *headers,
                                  GError             **error);
/* A URL of the schemes http, https, ws and wss, or of a queue or topic. (transfer full) (nullable) */
GUri     *rt_value_url     (const char  *text,
                            const char  *usual,
                            GError     **error);
gboolean  rt_url_is_websocket (GUri     *url);
gboolean  rt_url_is_bus    (GUri        *url);

G_END_DECLS
