/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses, and the fields of a request that are taken apart: hosts, origins, preferences,
 * entity tags, types. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "net/rt-host.h"
#include "patterns/rt-fields.h"
#include "patterns/rt-uri.h"

static char *
find_parameter (GUri *uri)
{
  g_autoptr (GHashTable) all = NULL;
  const char *query = g_uri_get_query (uri);

  g_assert_nonnull (query);
  all = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL);
  g_assert_nonnull (all);

  return g_strdup (g_hash_table_lookup (all, "after"));
}

static void
check_uri (const char *text)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_autoptr (GUri) with = NULL;
  g_autofree char *shown = rt_uri_dup_shown (text);
  g_autofree char *moved = rt_uri_move (text, "/stream", "/x");

  g_assert_nonnull (shown);
  g_assert_true (moved == NULL || g_utf8_validate (moved, -1, NULL));
  if (uri == NULL)
    return;

  with = rt_uri_with_number (uri, "after", 41);
  g_assert_cmpstr (g_uri_get_path (with), ==, g_uri_get_path (uri));
  if (g_uri_get_query (uri) == NULL)
    {
      g_autofree char *after = find_parameter (with);

      g_assert_cmpstr (after, ==, "41");
    }
}

static void
check_host (const char *text)
{
  g_autofree char *host = rt_host_normalize (text);
  g_autofree char *again = host != NULL ? rt_host_normalize (host) : NULL;
  g_autofree char *typed = rt_host_normalize_typed (text);
  g_autofree char *field = rt_host_normalize_field (text);
  g_autofree char *origin_host = NULL;
  g_autofree char *origin = rt_origin_normalize (text, &origin_host);
  g_autofree char *host_again = NULL;
  g_autofree char *origin_again = origin != NULL ? rt_origin_normalize (origin, &host_again) : NULL;

  g_assert_true (typed == NULL || g_str_is_ascii (typed));
  g_assert_true (field == NULL || g_str_is_ascii (field));
  if (again != NULL)
    g_assert_cmpstr (again, ==, host);
  if (origin != NULL)
    g_assert_cmpstr (origin_again, ==, origin);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  guint seconds = 0;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;

  check_uri (text);
  check_host (text);
  if (rt_fields_parse_wait (text, 300, &seconds) == RT_WAIT_GIVEN)
    g_assert_cmpuint (seconds, <=, 300);
  rt_fields_prefers (text, "confirm");
  rt_fields_etag_matches (text, "\"41\"");
  rt_fields_type_is_json (text);
  rt_fields_wants_event_stream (text);
  rt_fields_wants_html (text);

  return 0;
}
