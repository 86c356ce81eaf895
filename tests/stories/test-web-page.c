/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "patterns/served.h"
#include "support/rt-test.h"

static char *
ask (Served     *served,
     const char *target,
     const char *etag,
     guint       status)
{
  g_autofree char *fields = etag != NULL ? g_strdup_printf ("If-None-Match: %s\r\n", etag) : g_strdup ("");
  g_autoptr (RawResponse) response = served_ask (served, "GET", target, fields, NULL);

  g_assert_cmpuint (response->status, ==, status);
  g_assert_cmpint (*response->body == '\0', ==, status == 304);

  return raw_response_dup_field (response, "ETag");
}

/* Whatever was asked for before. */
static void
test_entity_tags (Served        *served,
                  gconstpointer  user_data)
{
  g_autofree char *style = ask (served, "/web/style.css", NULL, 200);
  g_autofree char *script = ask (served, "/web/main.js", NULL, 200);
  g_autofree char *again = ask (served, "/web/style.css", NULL, 200);
  g_autofree char *known = ask (served, "/web/style.css", style, 304);
  g_autofree char *other = ask (served, "/web/main.js", style, 200);

  g_assert_cmpstr (style, !=, script);
  g_assert_cmpstr (again, ==, style);
  g_assert_cmpstr (known, ==, style);
  g_assert_cmpstr (other, ==, script);
}

static void
set_up (Served        *served,
        gconstpointer  user_data)
{
  served_init (served);
}

static void
tear_down (Served        *served,
           gconstpointer  user_data)
{
  served_clear (served);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/web-page/has-an-entity-tag-for-each-file", Served, NULL, set_up, test_entity_tags, tear_down);

  return g_test_run ();
}
