/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RtJsonSlice:
 *
 * A value in a JSON text, as the bytes it is written in; strings with their quotes.
 */
typedef struct {
  const char *text;
  gsize       length;
} RtJsonSlice;

/**
 * RtJsonScan:
 *
 * Walks over the members of an object or the elements of an array without copying or
 * changing anything. The text must have passed rt_json_check() before.
 */
typedef struct {
  const char *at;
  const char *end;
} RtJsonScan;

gboolean rt_json_scan_object    (RtJsonScan        *scan,
                                 const RtJsonSlice *value);
gboolean rt_json_scan_array     (RtJsonScan        *scan,
                                 const RtJsonSlice *value);
gboolean rt_json_scan_member    (RtJsonScan        *scan,
                                 RtJsonSlice       *name,
                                 RtJsonSlice       *value);
gboolean rt_json_scan_element   (RtJsonScan        *scan,
                                 RtJsonSlice       *value);
gboolean rt_json_slice_is_string (const RtJsonSlice *slice,
                                  const char        *string);
gboolean rt_json_slice_is_null  (const RtJsonSlice *slice);
gboolean rt_json_slice_get_number (const RtJsonSlice *slice,
                                   guint64           *number);
char    *rt_json_slice_dup_string (const RtJsonSlice *slice);
char    *rt_json_slice_dup_words  (const RtJsonSlice *slice);

G_END_DECLS
