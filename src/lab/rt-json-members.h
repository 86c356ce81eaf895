/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The largest whole number that every program reads as it is (RFC 8259 section 6). */
#define RT_JSON_MAX_WHOLE (G_GINT64_CONSTANT (1) << 53)

/* (transfer full): owns @object */
JsonNode   *rt_json_object_node  (JsonObject  *object);
/* (transfer full): @value as json-glib writes it well (RFC 8259 section 6), null where it is not finite. */
JsonNode   *rt_json_double_node  (double       value);
/* Takes members of an object that may be a stranger's. What is not there, or null, leaves the
 * value as it was; what is of another kind or beyond the limits is %G_IO_ERROR_INVALID_DATA,
 * which names the member. */
JsonObject *rt_json_get_object   (JsonNode    *node,
                                  const char  *what,
                                  GError     **error);
gboolean    rt_json_take_double  (JsonObject  *object,
                                  const char  *name,
                                  double       min,
                                  double       max,
                                  double      *value,
                                  GError     **error);
gboolean    rt_json_take_int64   (JsonObject  *object,
                                  const char  *name,
                                  gint64       min,
                                  gint64       max,
                                  gint64      *value,
                                  GError     **error);
gboolean    rt_json_take_uint    (JsonObject  *object,
                                  const char  *name,
                                  guint        max,
                                  guint       *value,
                                  GError     **error);
gboolean    rt_json_take_boolean (JsonObject  *object,
                                  const char  *name,
                                  gboolean    *value,
                                  GError     **error);
/* Whether it is nothing but words: no control characters, which a terminal would obey. */
gboolean    rt_json_is_plain     (const char  *text);
/* @max: bytes, all of them plain. Replaces and frees what @value was. */
gboolean    rt_json_take_string  (JsonObject  *object,
                                  const char  *name,
                                  gsize        max,
                                  char       **value,
                                  GError     **error);
/* (out) (nullable) (transfer none) @array: %NULL where there is none */
gboolean    rt_json_take_array   (JsonObject  *object,
                                  const char  *name,
                                  guint        max,
                                  JsonArray  **array,
                                  GError     **error);
/* Fails with a member that is none of @names (NULL at the end). */
gboolean    rt_json_know_members (JsonObject         *object,
                                  const char * const *names,
                                  GError            **error);

G_END_DECLS
