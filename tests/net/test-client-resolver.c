/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-client-resolver.h"
#include "support/rt-test.h"

#define PROXY "http://proxy.example:3128"

/* (transfer full): what the connection goes through, of those that may be tried the first. */
static char *
look_up (GProxyResolver *resolver,
         const char     *uri)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies = NULL;
  g_auto (GStrv) at_once = g_proxy_resolver_lookup (resolver, uri, NULL, NULL);

  g_proxy_resolver_lookup_async (resolver, uri, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a proxy");
  proxies = g_proxy_resolver_lookup_finish (resolver, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_strv_equal ((const char * const *) proxies, (const char * const *) at_once));

  return g_strdup (proxies[0]);
}

static void
test_this_machine (void)
{
  static const struct {
    const char *uri;
    const char *way;
  } cases[] = {
    { "http://127.0.0.1:80", "roundtrip://127.0.0.1:80" },
    { "https://127.9.9.9:4430", "roundtrip://127.9.9.9:4430" },
    { "http://[::1]:2000", "roundtrip://[::1]:2000" },
    { "http://localhost:2000", "roundtrip://localhost:2000" },
    { "http://a.localhost:2000", "roundtrip://a.localhost:2000" },
    { "http://128.0.0.1:80", PROXY },
    { "http://localhost.example:80", PROXY },
    { "http://notlocalhost:80", PROXY },
    { "http://[::2]:80", PROXY },
  };
  g_autoptr (GProxyResolver) desktop = g_simple_proxy_resolver_new (PROXY, NULL);
  g_autoptr (GProxyResolver) resolver = rt_client_resolver_new (desktop);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *way = look_up (resolver, cases[i].uri);

      g_assert_cmpstr (way, ==, cases[i].way);
    }
}

static void
test_elsewhere (void)
{
  g_autoptr (GProxyResolver) desktop = g_simple_proxy_resolver_new ("direct://", NULL);
  g_autoptr (GProxyResolver) resolver = rt_client_resolver_new (desktop);
  g_autofree char *way = look_up (resolver, "https://example.org:443");

  g_assert_cmpstr (way, ==, "roundtrip://example.org:443");
}

/* Nobody who has no proxy is to read of one. */
static void
test_words (void)
{
  g_autoptr (GProxyResolver) desktop = g_simple_proxy_resolver_new (PROXY, NULL);
  g_autoptr (GProxyResolver) resolver = rt_client_resolver_new (desktop);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED,
                                                  "Could not connect to proxy server 127.0.0.1: Connection refused");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "Something else: went wrong");

  rt_client_resolver_clarify (RT_CLIENT_RESOLVER (resolver), error);
  rt_client_resolver_clarify (RT_CLIENT_RESOLVER (resolver), other);

  g_assert_cmpstr (error->message, ==, "Could not connect to 127.0.0.1: Connection refused");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_cmpstr (other->message, ==, "Something else: went wrong");
}

static void
test_words_of_proxy (void)
{
  const char *words = "Could not connect to proxy server 127.0.0.1: Connection refused";
  g_autoptr (GProxyResolver) desktop = g_simple_proxy_resolver_new (PROXY, NULL);
  g_autoptr (GProxyResolver) resolver = rt_client_resolver_new (desktop);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, words);
  g_autofree char *way = look_up (resolver, "http://example.org:80");

  rt_client_resolver_clarify (RT_CLIENT_RESOLVER (resolver), error);

  g_assert_cmpstr (way, ==, PROXY);
  g_assert_cmpstr (error->message, ==, words);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client-resolver/reaches-this-machine-without-a-proxy", test_this_machine);
  g_test_add_func ("/client-resolver/goes-elsewhere-as-the-desktop-says", test_elsewhere);
  g_test_add_func ("/client-resolver/tells-of-no-proxy-where-there-is-none", test_words);
  g_test_add_func ("/client-resolver/tells-of-a-proxy-where-there-is-one", test_words_of_proxy);

  return g_test_run ();
}
