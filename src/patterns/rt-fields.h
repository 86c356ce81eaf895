/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What fields of a request mean to the servers of patterns. Each takes a field's
 * value, all of its lines joined with commas; NULL where the field is not there. */

typedef enum {
  RT_WAIT_NONE,
  RT_WAIT_GIVEN,
  RT_WAIT_MALFORMED,
} RtWait;

RtWait   rt_fields_parse_wait         (const char *prefer,
                                       guint       max_seconds,
                                       guint      *seconds);
gboolean rt_fields_prefers            (const char *prefer,
                                       const char *token);
gboolean rt_fields_etag_matches       (const char *if_none_match,
                                       const char *etag);
gboolean rt_fields_type_is_json       (const char *content_type);
gboolean rt_fields_wants_event_stream (const char *accept);
gboolean rt_fields_wants_html         (const char *accept);

G_END_DECLS
