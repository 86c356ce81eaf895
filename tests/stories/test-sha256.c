/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "stories/rt-sha256.h"

#define SETTINGS "openssl_conf = all\n[all]\nproviders = list\n[list]\nnull = one\n[one]\nactivate = 1\n"

typedef struct {
  const char *name;
  const char *text;
  const char *digits;
} Case;

/* The examples of FIPS 180, and nothing at all. */
static const Case cases[] = {
  { "nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "one-block", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "two-blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void
test_example (gconstpointer data)
{
  const Case *example = data;
  g_autoptr (RtSha256) sha256 = rt_sha256_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *digits = NULL;

  g_assert_true (rt_sha256_update (sha256, example->text, strlen (example->text), &error));
  digits = rt_sha256_finish (sha256, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (digits, ==, example->digits);
}

static void
test_pieces_make_the_same_as_the_whole (void)
{
  g_autoptr (RtSha256) sha256 = rt_sha256_new ();
  g_autofree char *whole = g_strnfill (1000000, 'a');
  g_autofree char *digits = NULL;
  gsize at = 0;

  for (gsize piece = 0; at < 1000000; piece = piece * 2 + 1)
    {
      gsize size = MIN (piece, 1000000 - at);

      g_assert_true (rt_sha256_update (sha256, whole + at, size, NULL));
      at += size;
    }

  digits = rt_sha256_finish (sha256, NULL);
  g_assert_cmpstr (digits, ==, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void
test_of_nothing_that_was_fed (void)
{
  g_autoptr (RtSha256) sha256 = rt_sha256_new ();
  g_autofree char *digits = rt_sha256_finish (sha256, NULL);

  g_assert_cmpstr (digits, ==, cases[0].digits);
}

/* Settings without an implementation of anything: what a machine's policy can come to. */
static void
test_settings_that_forbid_it_are_an_error (void)
{
  g_autofree char *path = NULL;
  g_autoptr (RtSha256) sha256 = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  if (!g_test_subprocess ())
    {
      fd = g_file_open_tmp ("roundtrip-test-XXXXXX", &path, NULL);
      g_assert_true (g_close (fd, NULL));
      g_assert_true (g_file_set_contents (path, SETTINGS, -1, NULL));
      g_setenv ("OPENSSL_CONF", path, TRUE);
      g_test_trap_subprocess (NULL, 10 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
      g_unsetenv ("OPENSSL_CONF");
      g_remove (path);
      g_test_trap_assert_passed ();
      return;
    }

  sha256 = rt_sha256_new ();
  g_assert_false (rt_sha256_update (sha256, "abc", 3, &error));
  g_assert_true (error->domain == RT_SHA256_ERROR);
  g_assert_nonnull (strstr (error->message, "OpenSSL does not compute its SHA-256 (unsupported)"));
  g_assert_null (rt_sha256_finish (sha256, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sha256/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_example);
    }
  g_test_add_func ("/sha256/pieces-make-the-same-as-the-whole", test_pieces_make_the_same_as_the_whole);
  g_test_add_func ("/sha256/of-nothing-that-was-fed", test_of_nothing_that_was_fed);
  g_test_add_func ("/sha256/settings-that-forbid-it-are-an-error", test_settings_that_forbid_it_are_an_error);

  return g_test_run ();
}
