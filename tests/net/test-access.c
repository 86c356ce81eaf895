/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-access.h"
#include "support/rt-test.h"

static void
test_loopback_hosts (void)
{
  static const char * const allowed[] = {
    "localhost", "localhost:2000", "LOCALHOST:2000", "localhost.", "localhost.:80", "api.localhost:8080",
    "127.0.0.1", "127.0.0.1:2000", "127.1.2.3:1", "[::1]", "[::1]:2000", "[0:0:0:0:0:0:0:1]", "localhost:",
  };
  g_autoptr (RtAccess) access = rt_access_new ();

  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    g_assert_true (rt_access_allows_host (access, allowed[i], NULL));
  g_assert_true (rt_access_allows_host (access, NULL, NULL));
}

static void
test_other_hosts (void)
{
  static const char * const refused[] = {
    "", "example.org", "example.org:2000", "192.168.0.1", "127.0.0.1.example.org", "localhost.example.org",
    "notlocalhost", "localhost:99999", "localhost:x", "localhost:80:80", "[::1", "::1", "[::2]", "[localhost]",
    "local host", "localhost/", "user@localhost", "[::1]x", ".localhost", "a..localhost", "localhost..", "localhost, example.org",
    "%6cocalhost", "0.0.0.0", "[::]", "[127.0.0.1]",
  };
  g_autoptr (RtAccess) access = rt_access_new ();

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("host “%s”", refused[i]);
      g_assert_false (rt_access_allows_host (access, refused[i], NULL));
    }
}

static void
test_listed_hosts (void)
{
  static const char * const hosts[] = { "Example.ORG", "192.168.0.1", "fe80::1", "not a host", NULL };
  g_autoptr (RtAccess) access = rt_access_new ();

  rt_access_set_hosts (access, hosts);
  g_assert_true (rt_access_allows_host (access, "example.org:8080", NULL));
  g_assert_true (rt_access_allows_host (access, "EXAMPLE.org.", NULL));
  g_assert_true (rt_access_allows_host (access, "192.168.0.1:80", NULL));
  g_assert_true (rt_access_allows_host (access, "[FE80::1]:80", NULL));
  g_assert_true (rt_access_allows_host (access, "localhost", NULL));
  g_assert_false (rt_access_allows_host (access, "www.example.org", NULL));
  g_assert_false (rt_access_allows_host (access, "not a host", NULL));

  rt_access_set_hosts (access, NULL);
  g_assert_false (rt_access_allows_host (access, "example.org", NULL));
}

static void
test_origins (void)
{
  static const char * const origins[] = { "https://Example.org:8443", "https://example.net", "null", NULL };
  static const char * const allowed[] = {
    "http://localhost", "http://localhost:3000", "https://127.0.0.1:2000", "http://[::1]:8080", "HTTP://LOCALHOST",
    "https://example.org:8443", "https://example.net", "https://example.net:443",
  };
  static const char * const refused[] = {
    "null", "", "example.org", "https://example.org", "http://example.org:8443", "https://example.org:8443/",
    "http://localhost.example.org", "http://localhost:3000/path", "http://user@localhost", "http://localhost?x",
    "http://localhost#x", "file://", "http://", "http:localhost", "ftp://localhost", "http://localhost http://x",
  };
  g_autoptr (RtAccess) access = rt_access_new ();

  rt_access_set_origins (access, origins);

  g_assert_true (rt_access_allows_origin (access, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (allowed); i++)
    {
      g_test_message ("origin “%s”", allowed[i]);
      g_assert_true (rt_access_allows_origin (access, allowed[i], NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("origin “%s”", refused[i]);
      g_assert_false (rt_access_allows_origin (access, refused[i], NULL));
    }
}

static GInetAddress *
address_of (const char *text)
{
  return g_inet_address_new_from_string (text);
}

static void
test_own_names (void)
{
  static const char * const names[] = { "Desk", "desk.local", NULL };
  g_autoptr (RtAccess) access = rt_access_new ();
  g_autoptr (GInetAddress) local = address_of ("192.0.2.1");

  g_assert_false (rt_access_allows_host (access, "desk:2000", local));
  g_assert_true (rt_access_allows_host (access, "192.0.2.1:2000", local));
  g_assert_true (rt_access_allows_origin (access, "http://192.0.2.1:8080", local));
  g_assert_false (rt_access_allows_origin (access, "ftp://192.0.2.1", local));
  g_assert_false (rt_access_allows_host (access, "192.0.2.2", local));
  g_assert_false (rt_access_allows_origin (access, "http://192.0.2.2", local));

  rt_access_set_names (access, names);
  g_assert_true (rt_access_allows_host (access, "desk:2000", local));
  g_assert_true (rt_access_allows_host (access, "DESK.local", NULL));
  g_assert_true (rt_access_allows_origin (access, "http://desk:2000", NULL));
  g_assert_false (rt_access_allows_host (access, "desk.example.org", NULL));

  rt_access_set_names (access, NULL);
  g_assert_false (rt_access_allows_host (access, "desk:2000", local));
}

static void
test_what_can_be_listed (void)
{
  g_assert_true (rt_access_is_host ("example.org"));
  g_assert_true (rt_access_is_host ("fe80::1"));
  g_assert_false (rt_access_is_host ("example.org:80"));
  g_assert_false (rt_access_is_host ("http://example.org"));
  g_assert_false (rt_access_is_host (""));

  g_assert_true (rt_access_is_origin ("https://example.org"));
  g_assert_true (rt_access_is_origin ("http://[fe80::1]:8080"));
  g_assert_false (rt_access_is_origin ("example.org"));
  g_assert_false (rt_access_is_origin ("https://example.org/path"));
  g_assert_false (rt_access_is_origin ("null"));
}

#define TOKEN "0123456789abcdef0123456789abcdef"

static void
test_peers (void)
{
  g_autoptr (RtAccess) access = rt_access_new ();
  g_autoptr (GInetAddress) near = address_of ("127.0.0.2");
  g_autoptr (GInetAddress) nearer = address_of ("::1");
  g_autoptr (GInetAddress) far = address_of ("192.0.2.7");

  g_assert_true (rt_access_allows_peer (access, near, NULL, NULL));
  g_assert_true (rt_access_allows_peer (access, nearer, NULL, NULL));
  g_assert_false (rt_access_allows_peer (access, far, NULL, NULL));
  g_assert_false (rt_access_allows_peer (access, far, "Bearer ", ""));
  g_assert_false (rt_access_allows_peer (access, NULL, NULL, NULL));

  rt_access_set_token (access, TOKEN);
  g_assert_true (rt_access_allows_peer (access, far, "Bearer " TOKEN, NULL));
  g_assert_true (rt_access_allows_peer (access, far, "bearer  " TOKEN, NULL));
  g_assert_true (rt_access_allows_peer (access, far, NULL, TOKEN));
  g_assert_false (rt_access_allows_peer (access, far, NULL, NULL));
  g_assert_false (rt_access_allows_peer (access, far, "Basic " TOKEN, NULL));
  g_assert_false (rt_access_allows_peer (access, far, TOKEN, NULL));
  g_assert_false (rt_access_allows_peer (access, far, "Bearer " TOKEN "0", TOKEN TOKEN));

  rt_access_set_token (access, NULL);
  g_assert_false (rt_access_allows_peer (access, far, "Bearer " TOKEN, TOKEN));
}

static void
test_finalized (void)
{
  rt_test_assert_last_unref (rt_access_new ());
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/access/host/lets-loopback-in-with-any-port", test_loopback_hosts);
  g_test_add_func ("/access/host/refuses-others-and-bad-syntax", test_other_hosts);
  g_test_add_func ("/access/host/lets-listed-hosts-in", test_listed_hosts);
  g_test_add_func ("/access/origin/lets-loopback-and-listed-origins-in", test_origins);
  g_test_add_func ("/access/own-names-and-addresses-are-let-in-beyond-loopback", test_own_names);
  g_test_add_func ("/access/tells-what-can-be-listed", test_what_can_be_listed);
  g_test_add_func ("/access/peers-beyond-loopback-need-the-token", test_peers);
  g_test_add_func ("/access/finalized", test_finalized);

  return g_test_run ();
}
