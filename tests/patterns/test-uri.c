/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib.h>

#include "patterns/rt-uri.h"

static const struct {
  const char *text;
  const char *shown;
} addresses[] = {
  { "http://h:1/x?token=SECRET", "http://h:1/x?token=…" },
  { "http://h:1/x?a=b&token=SECRET&c=d#e", "http://h:1/x?a=b&token=…&c=d#e" },
  { "http://h:1/x?token=SECRET&token=SECRET", "http://h:1/x?token=…&token=…" },
  { "http://h:1/x?token=SEC=RET?SECRET", "http://h:1/x?token=…" },
  { "http://h:1/x?%74oken=SECRET", "http://h:1/x?%74oken=…" },
  { "http://h:1/x?a&t%6FkE%6e=SECRET", "http://h:1/x?a&t%6FkE%6e=…" },
  { "http://h:1/x?Token=SECRET", "http://h:1/x?Token=…" },
  { "h:1/x?token=SECRET", "h:1/x?token=…" },
  { "http://ada:SECRET@h:1/x", "http://ada@h:1/x" },
  { "http://ada:SECRET@h:99999/x", "http://ada@h:99999/x" },
  { "ada:SECRET@h:1/x", "ada@h:1/x" },
  { "http://ada:SEC:RET@SECRET@h", "http://ada@h" },
};

static const char * const open_ones[] = {
  "", "nonsense", "?", "http://h:1/a:b@c", "http://ada@h:1/", "http://[::1]:1/x", "http://h/token=1", "http://h/?tokens=1",
  "http://h/?%zz=1&%00token=1", "http://h/?token", "http://h/?token=", "http://h/?token#a=1", "http://h/?q=http://a:b@c",
};

static void
test_shown (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *shown = rt_uri_dup_shown (addresses[i].text);

      g_assert_cmpstr (shown, ==, addresses[i].shown);
    }
}

static void
test_open (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (open_ones); i++)
    {
      g_autofree char *shown = rt_uri_dup_shown (open_ones[i]);

      g_assert_cmpstr (shown, ==, open_ones[i]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uri/is-shown-without-what-lets-somebody-in", test_shown);
  g_test_add_func ("/uri/is-shown-as-it-is-where-there-is-no-secret", test_open);

  return g_test_run ();
}
