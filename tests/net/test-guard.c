/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "net/rt-guard.h"
#include "support/rt-test.h"

#define HEAD "POST /a HTTP/1.1\r\nHost: x\r\n"

/* What a guard let through of some input, given in two pieces, and how it ended. */
typedef struct {
  GString *handed;      /* without trailer fields, "|" after each request */
  int      error;       /* -1 for none */
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_string_free (outcome->handed, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* As the peer stream does: what is not let through comes again, in front. */
static gsize
feed (RtGuard    *guard,
      const char *bytes,
      gsize       length,
      Outcome    *outcome)
{
  gsize done = 0;

  while (done < length && outcome->error < 0)
    {
      g_autoptr (GError) error = NULL;
      gssize n = rt_guard_inspect (guard, bytes + done, length - done, &error);

      if (n < 0)
        {
          g_assert_error (error, RT_GUARD_ERROR, error->code);
          outcome->error = error->code;
          break;
        }
      g_assert_cmpint (n, >, 0);
      if (!rt_guard_was_trailer (guard))
        g_string_append_len (outcome->handed, bytes + done, n);
      done += n;
      if (rt_guard_get_phase (guard) == RT_GUARD_IDLE)
        g_string_append_c (outcome->handed, '|');
    }

  return done;
}

static Outcome
inspect_split (const char *bytes,
               gsize       length,
               gsize       at)
{
  g_autoptr (RtGuard) guard = rt_guard_new (&rt_guard_default_limits);
  Outcome outcome = { .handed = g_string_new (NULL), .error = -1 };

  feed (guard, bytes, at, &outcome);
  feed (guard, bytes + at, length - at, &outcome);

  return outcome;
}

/* Whole, split at every position, and one byte at a time. */
static void
assert_passes (const char *bytes,
               const char *expected)
{
  gsize length = strlen (bytes);
  g_autoptr (RtGuard) guard = rt_guard_new (&rt_guard_default_limits);
  g_auto (Outcome) single = { .handed = g_string_new (NULL), .error = -1 };

  for (gsize at = 0; at <= length; at++)
    {
      g_auto (Outcome) outcome = inspect_split (bytes, length, at);

      g_assert_cmpint (outcome.error, ==, -1);
      g_assert_cmpstr (outcome.handed->str, ==, expected);
    }

  for (gsize i = 0; i < length; i++)
    feed (guard, bytes + i, 1, &single);
  g_assert_cmpint (single.error, ==, -1);
  g_assert_cmpstr (single.handed->str, ==, expected);
}

static void
assert_refused (const char   *bytes,
                gsize         length,
                RtGuardError  code)
{
  for (gsize at = 0; at <= length; at++)
    {
      g_auto (Outcome) outcome = inspect_split (bytes, length, at);

      if (outcome.error != (int) code)
        g_test_message ("split at %" G_GSIZE_FORMAT " of “%s”", at, bytes);
      g_assert_cmpint (outcome.error, ==, code);
    }
}

#define REFUSED(bytes, code) assert_refused (bytes, sizeof (bytes) - 1, RT_GUARD_ERROR_##code)

static void
test_boundaries (void)
{
  assert_passes ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n|");
  assert_passes ("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n",
                 "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n|GET /2 HTTP/1.1\r\nHost: x\r\n\r\n|");
  assert_passes ("GET /a%20%2Fb?c=%00%ff HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a%20%2Fb?c=%00%ff HTTP/1.1\r\nHost: x\r\n\r\n|");
  assert_passes (HEAD "Content-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
                 HEAD "Content-Length: 5\r\n\r\nhello|GET / HTTP/1.0\r\n\r\n|");
  assert_passes (HEAD "content-length:0\r\n\r\nGET / HTTP/1.0\r\n\r\n",
                 HEAD "content-length:0\r\n\r\n|GET / HTTP/1.0\r\n\r\n|");
  assert_passes (HEAD "Content-Length: 2\r\ncontent-length: 2 \r\n\r\nhi",
                 HEAD "Content-Length: 2\r\ncontent-length: 2 \r\n\r\nhi|");
}

static void
test_targets (void)
{
  assert_passes ("GET http://x:80/a HTTP/1.1\r\nHost: x:80\r\n\r\n", "GET http://x:80/a HTTP/1.1\r\nHost: x:80\r\n\r\n|");
  assert_passes ("GET HTTPS://[::1]?a HTTP/1.1\r\nHost: [::1]\r\n\r\n", "GET HTTPS://[::1]?a HTTP/1.1\r\nHost: [::1]\r\n\r\n|");
  assert_passes ("GET\t //a#b  HTTP/1.1 \r\nHost:\r\n\r\n", "GET\t //a#b  HTTP/1.1 \r\nHost:\r\n\r\n|");
  assert_passes ("GET /../a/..?/%2f.. HTTP/1.1\r\nHost: x\r\n\r\n", "GET /../a/..?/%2f.. HTTP/1.1\r\nHost: x\r\n\r\n|");
  assert_passes ("GET /a%2f...%2f..b%2fc..%2f.%2f HTTP/1.1\r\nHost: x\r\n\r\n",
                 "GET /a%2f...%2f..b%2fc..%2f.%2f HTTP/1.1\r\nHost: x\r\n\r\n|");
  REFUSED ("GET /a%2f../b HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /a/.%2e%2Fb HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /a%2F..?b HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET foo HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET ?a HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET mailto:a HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET http:/x HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET http://x:99999/ HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
}

static void
test_hosts (void)
{
  REFUSED ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: a?b\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: \xe4\r\n\r\n", MALFORMED);
}

static void
test_versions (void)
{
  REFUSED ("GET\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET http://x\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / \r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /aHTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / http/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/01.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.10\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1 x\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.2\r\nHost: x\r\n\r\n", VERSION);
  REFUSED ("GET / HTTP/0.9\r\nHost: x\r\n\r\n", VERSION);
  REFUSED ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", VERSION);
}

static void
test_chunks (void)
{
  assert_passes (HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\nGET / HTTP/1.0\r\n\r\n",
                 HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\n|GET / HTTP/1.0\r\n\r\n|");
  assert_passes (HEAD "transfer-encoding:\tCHUNKED \r\n\r\n005 ;a\r\nhello\r\n000\r\n\r\n",
                 HEAD "transfer-encoding:\tCHUNKED \r\n\r\n005 ;a\r\nhello\r\n000\r\n\r\n|");
}

static void
test_trailers (void)
{
  assert_passes (HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nExpires: 1\r\nX: /y HTTP/1.1\r\n\r\nGET / HTTP/1.0\r\n\r\n",
                 HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n|GET / HTTP/1.0\r\n\r\n|");
  REFUSED (HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\nGET / HTTP/1.1\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\rx", MALFORMED);
}

static void
test_line_ends (void)
{
  assert_passes ("\r\nGET / HTTP/1.1\nHost: x\n\nGET / HTTP/1.0\r\n\n",
                 "\r\nGET / HTTP/1.1\nHost: x\n\n|GET / HTTP/1.0\r\n\n|");
  REFUSED ("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n", MALFORMED);
  REFUSED ("GET / HTTP/1.1\r\nHost: x\r\r\n\r\n", MALFORMED);
}

static void
test_ambiguous (void)
{
  REFUSED (HEAD "Host: y\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "hOST: x\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "Content-Length: 5, 6\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "Content-Length: 5,5\r\n\r\n", AMBIGUOUS);
  REFUSED (HEAD "Connection: close, Content-Length\r\n\r\n", AMBIGUOUS);
  REFUSED ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", AMBIGUOUS);
}

static void
test_malformed_heads (void)
{
  REFUSED ("GET / HTTP/1.1\r\n\r\n", MALFORMED);
  REFUSED ("GET /a%00 HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /%4g HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /% HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET http://x/%?a HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET * HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("GET /?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Expect: foo\r\n\r\n", EXPECTATION);
  REFUSED (HEAD "Expect: 100-continue, foo\r\n\r\n", EXPECTATION);
  REFUSED (HEAD "Content-Length: +5\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Content-Length: -5\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Content-Length: 0x5\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Content-Length: 5 5\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Content-Length:\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Content-Length: 9223372036854775808\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding: identity\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding:\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Content-Length : 5\r\n\r\n", MALFORMED);
  REFUSED (HEAD "Transfer-Encoding:\r\n chunked\r\n\r\n", MALFORMED);
  REFUSED (HEAD " Content-Length: 5\r\n\r\n", MALFORMED);
  REFUSED (HEAD "nonsense\r\n\r\n", MALFORMED);
  REFUSED (HEAD ": x\r\n\r\n", MALFORMED);
  REFUSED (HEAD "X: a\0b\r\n\r\n", MALFORMED);
}

static void
test_malformed_chunks (void)
{
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"
  REFUSED (CHUNKED "5\nhello\r\n", MALFORMED);
  REFUSED (CHUNKED "5\rhello\r\n", MALFORMED);
  REFUSED (CHUNKED "5;a\nhello\r\n", MALFORMED);
  REFUSED (CHUNKED "5\r\nhello\n0\r\n\r\n", MALFORMED);
  REFUSED (CHUNKED "5\r\nhello!\r\n0\r\n\r\n", MALFORMED);
  REFUSED (CHUNKED "5\r\nhello\rx", MALFORMED);
  REFUSED (CHUNKED "-5\r\n", MALFORMED);
  REFUSED (CHUNKED "0x5\r\n", MALFORMED);
  REFUSED (CHUNKED " 5\r\n", MALFORMED);
  REFUSED (CHUNKED "5 \r\n", MALFORMED);
  REFUSED (CHUNKED "\r\n", MALFORMED);
  REFUSED (CHUNKED ";a\r\n", MALFORMED);
  REFUSED (CHUNKED "00000000000000005\r\nhello\r\n", MALFORMED);
  REFUSED (CHUNKED "8000000000000000\r\n", MALFORMED);
}

static void
test_limits (void)
{
  g_autoptr (GString) large = g_string_new (HEAD "X: ");
  g_autoptr (GString) many = g_string_new (HEAD);
  g_auto (Outcome) too_large = { NULL, };
  g_auto (Outcome) too_many = { NULL, };

  while (large->len <= rt_guard_default_limits.max_head)
    g_string_append_c (large, 'x');
  for (guint i = 0; i < rt_guard_default_limits.max_fields; i++)
    g_string_append (many, "X: y\r\n");

  too_large = inspect_split (large->str, large->len, 100);
  too_many = inspect_split (many->str, many->len, 100);

  g_assert_cmpint (too_large.error, ==, RT_GUARD_ERROR_HEAD_TOO_LARGE);
  g_assert_cmpint (too_many.error, ==, RT_GUARD_ERROR_TOO_MANY_FIELDS);
}

static void
test_statuses (void)
{
  static const struct { RtGuardError code; guint status; } expected[] = {
    { RT_GUARD_ERROR_HEAD_TOO_LARGE, 431 },
    { RT_GUARD_ERROR_TOO_MANY_FIELDS, 431 },
    { RT_GUARD_ERROR_AMBIGUOUS, 400 },
    { RT_GUARD_ERROR_MALFORMED, 400 },
    { RT_GUARD_ERROR_TIMEOUT, 408 },
    { RT_GUARD_ERROR_EXPECTATION, 417 },
    { RT_GUARD_ERROR_VERSION, 505 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (RT_GUARD_ERROR, expected[i].code, "");

      g_assert_cmpuint (rt_guard_get_status (error), ==, expected[i].status);
    }
}

static gssize
inspect (RtGuard    *guard,
         const char *bytes)
{
  return rt_guard_inspect (guard, bytes, strlen (bytes), NULL);
}

static void
test_upgrade (void)
{
  const char *head = HEAD "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n";
  g_autoptr (RtGuard) switched = rt_guard_new (&rt_guard_default_limits);
  g_autoptr (RtGuard) declined = rt_guard_new (&rt_guard_default_limits);

  g_assert_cmpint (inspect (switched, head), ==, strlen (head));
  g_assert_true (rt_guard_awaits_answer (switched));
  g_assert_cmpint (inspect (switched, "\x81\x80"), ==, 0);
  rt_guard_answered (switched, 101);
  g_assert_cmpint (inspect (switched, "\x81\x80"), ==, 0);
  rt_guard_set_raw (switched);
  g_assert_cmpint (inspect (switched, "\x81\x80"), ==, 2);
  g_assert_cmpint (rt_guard_get_phase (switched), ==, RT_GUARD_RAW);

  g_assert_cmpint (inspect (declined, head), ==, strlen (head));
  rt_guard_answered (declined, 404);
  g_assert_cmpint (inspect (declined, "GET / HTTP/1.0\r\n\r\nGET"), ==, 18);
}

static void
test_expect (void)
{
  const char *head = HEAD "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n";
  g_autoptr (RtGuard) continued = rt_guard_new (&rt_guard_default_limits);
  g_autoptr (RtGuard) answered = rt_guard_new (&rt_guard_default_limits);

  g_assert_cmpint (inspect (continued, head), ==, strlen (head));
  g_assert_true (rt_guard_awaits_answer (continued));
  g_assert_cmpint (inspect (continued, "abcGET"), ==, 0);
  rt_guard_answered (continued, 100);
  g_assert_cmpint (inspect (continued, "abcGET"), ==, 3);

  g_assert_cmpint (inspect (answered, head), ==, strlen (head));
  rt_guard_answered (answered, 413);
  g_assert_true (rt_guard_is_at_end (answered));
  g_assert_cmpint (inspect (answered, "abc"), ==, 0);
}

static void
test_phases (void)
{
  g_autoptr (RtGuard) guard = rt_guard_new (&rt_guard_default_limits);

  g_assert_cmpint (rt_guard_get_phase (guard), ==, RT_GUARD_IDLE);
  inspect (guard, "P");
  g_assert_cmpint (rt_guard_get_phase (guard), ==, RT_GUARD_HEAD);
  inspect (guard, "OST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
  g_assert_cmpint (rt_guard_get_phase (guard), ==, RT_GUARD_BODY);
  inspect (guard, "ab");
  g_assert_cmpint (rt_guard_get_phase (guard), ==, RT_GUARD_IDLE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guard/never-crosses-the-end-of-a-request", test_boundaries);
  g_test_add_func ("/guard/passes-paths-and-addresses-alone", test_targets);
  g_test_add_func ("/guard/refuses-hosts-that-are-none", test_hosts);
  g_test_add_func ("/guard/refuses-lines-without-a-version-it-knows", test_versions);
  g_test_add_func ("/guard/finds-the-end-of-chunked-bodies", test_chunks);
  g_test_add_func ("/guard/tells-trailer-fields-apart", test_trailers);
  g_test_add_func ("/guard/ends-heads-where-libsoup-does", test_line_ends);
  g_test_add_func ("/guard/refuses-ambiguous-framing", test_ambiguous);
  g_test_add_func ("/guard/refuses-malformed-heads", test_malformed_heads);
  g_test_add_func ("/guard/refuses-malformed-chunks", test_malformed_chunks);
  g_test_add_func ("/guard/refuses-what-passes-its-limits", test_limits);
  g_test_add_func ("/guard/knows-the-status-for-each-refusal", test_statuses);
  g_test_add_func ("/guard/holds-what-follows-an-upgrade-until-it-is-answered", test_upgrade);
  g_test_add_func ("/guard/ends-where-a-body-may-or-may-not-follow", test_expect);
  g_test_add_func ("/guard/knows-its-phase", test_phases);

  return g_test_run ();
}
