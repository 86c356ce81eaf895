/* SPDX-License-Identifier: GPL-3.0-or-later */

/* draft-ietf-httpapi-idempotency-key-header: a request that is sent again with its key is
 * carried out once, at whatever route. */

#include "config.h"

#include <string.h>

#include "net/rt-idempotency.h"
#include "served.h"
#include "support/rt-test.h"

#define KEY(key) "Content-Type: application/json\r\nIdempotency-Key: " key "\r\n"
#define NO_KEY   "Content-Type: application/json\r\n"
#define NEWS     "/channels/news"

static RawResponse *
post (Served     *served,
      const char *target,
      const char *fields,
      const char *body)
{
  return served_ask (served, "POST", target, fields, body);
}

static void
assert_field (RawResponse *response,
              const char  *name,
              const char  *expected)
{
  g_autofree char *value = raw_response_dup_field (response, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_published (Served     *served,
                  const char *target,
                  const char *fields,
                  const char *body,
                  guint64     seq,
                  gboolean    replayed)
{
  g_autoptr (RawResponse) response = post (served, target, fields, body);
  g_autofree char *expected = g_strdup_printf ("{\"seq\": %" G_GUINT64_FORMAT "}", seq);

  g_assert_cmpuint (response->status, ==, 201);
  g_assert_cmpstr (response->body, ==, expected);
  assert_field (response, "Content-Type", "application/json");
  assert_field (response, "Idempotent-Replayed", replayed ? "true" : NULL);
}

static void
assert_status (Served     *served,
               const char *target,
               const char *fields,
               const char *body,
               guint       status)
{
  g_autoptr (RawResponse) response = post (served, target, fields, body);

  g_assert_cmpuint (response->status, ==, status);
}

static void
test_once (void)
{
  Served served;

  served_init (&served);

  assert_published (&served, NEWS, KEY ("\"a\""), "1", 1, FALSE);
  assert_published (&served, NEWS, KEY ("\"a\""), "1", 1, TRUE);
  assert_published (&served, NEWS, KEY ("\"b \\\"\\\\ c\""), "1", 2, FALSE);
  assert_published (&served, NEWS, KEY ("\"b \\\"\\\\ c\""), "1", 2, TRUE);
  g_assert_cmpuint (rt_channel_get_last (served_get_channel (&served, "news")), ==, 2);

  served_clear (&served);
}

static void
test_without (void)
{
  Served served;

  served_init (&served);

  assert_published (&served, NEWS, NO_KEY, "1", 1, FALSE);
  assert_published (&served, NEWS, NO_KEY, "1", 2, FALSE);

  served_clear (&served);
}

/* A key is of one address: others may use the same. */
static void
test_addresses (void)
{
  Served served;

  served_init (&served);

  assert_published (&served, NEWS, KEY ("\"a\""), "1", 1, FALSE);
  assert_published (&served, "/channels/other", KEY ("\"a\""), "1", 1, FALSE);

  served_clear (&served);
}

static void
test_other_request (void)
{
  Served served;

  served_init (&served);
  assert_published (&served, NEWS, KEY ("\"a\""), "1", 1, FALSE);

  assert_status (&served, NEWS, KEY ("\"a\""), "2", 422);
  assert_status (&served, NEWS "?type=x", KEY ("\"a\""), "1", 422);
  assert_published (&served, NEWS, KEY ("\"a\""), "1", 1, TRUE);
  g_assert_cmpuint (rt_channel_get_last (served_get_channel (&served, "news")), ==, 1);

  served_clear (&served);
}

/* RFC 8941 section 3.3.3. */
static void
test_malformed (void)
{
  static const char * const keys[] = {
    "a", "\"\"", "\"a", "a\"", "\"a\"b", "\"a\", \"b\"", "\"\\a\"", "\"\303\244\"", "'a'", "1", "?1", "\"\\", "\"a\\\"",
  };
  g_autofree char *filler = g_strnfill (RT_IDEMPOTENCY_MAX_KEY_LENGTH, 'k');
  g_autofree char *longest = g_strdup_printf (KEY ("\"%s\""), filler);
  g_autofree char *too_long = g_strdup_printf (KEY ("\"%sk\""), filler);
  Served served;

  served_init (&served);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *fields = g_strdup_printf (KEY ("%s"), keys[i]);

      assert_status (&served, NEWS, fields, "1", 400);
    }
  assert_status (&served, NEWS, too_long, "1", 400);

  assert_published (&served, NEWS, longest, "1", 1, FALSE);

  served_clear (&served);
}

/* What is refused changed nothing, and may be mended. */
static void
test_refused (void)
{
  Served served;

  served_init (&served);
  assert_status (&served, NEWS, KEY ("\"a\""), "{", 400);

  assert_published (&served, NEWS, KEY ("\"a\""), "{}", 1, FALSE);

  served_clear (&served);
}

static void
send_and_vanish (Served     *served,
                 const char *target,
                 const char *body)
{
  g_autofree char *request = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\n" KEY ("\"a\"")
                                              "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", target, strlen (body), body);
  g_autoptr (RawClient) client = raw_client_new (served->port);

  raw_client_send (client, request, strlen (request));
}

static gboolean
is_published (gpointer user_data)
{
  Served *served = user_data;

  return rt_channel_get_last (served_get_channel (served, "news")) > 0;
}

static void
test_lost_answer (void)
{
  Served served;

  served_init (&served);
  served_get_channel (&served, "news");
  send_and_vanish (&served, NEWS, "1");
  rt_test_wait_for (is_published, &served, "the first request to be carried out");

  assert_published (&served, NEWS, KEY ("\"a\""), "1", 1, TRUE);

  served_clear (&served);
}

#define MUSIC "{\"musicName\": \"Bolero\", \"capacity\": 1}"

static gboolean
is_held (gpointer user_data)
{
  Served *served = user_data;

  return g_list_model_get_n_items (rt_server_get_peers (served->server)) == 1;
}

/* Whoever else asks with the key is told that it is under way. */
static void
assert_under_way (Served *served)
{
  g_autoptr (RawResponse) response = post (served, "/validate-music", KEY ("\"a\""), MUSIC);

  g_assert_cmpuint (response->status, ==, 409);
  assert_field (response, "Retry-After", "1");
}

/* The validation lasts for hours. */
static RawClient *
begin_validation (Served *served)
{
  static const char request[] = "POST /validate-music HTTP/1.1\r\nHost: localhost\r\n" KEY ("\"a\"")
                                "Content-Length: 38\r\n\r\n" MUSIC;
  RawClient *client = raw_client_new (served->port);

  G_STATIC_ASSERT (sizeof MUSIC - 1 == 38);

  raw_client_send (client, request, strlen (request));
  rt_test_wait_for (is_held, served, "the request");
  rt_test_drain ();

  return client;
}

static void
test_under_way (void)
{
  Served served;

  served_init (&served);
  {
    g_autoptr (RawClient) first = begin_validation (&served);

    assert_under_way (&served);
    assert_status (&served, "/validate-music", KEY ("\"a\""), "{}", 422);
  }

  /* Who left was answered nothing: the next that asks is the first again. */
  served_wait_empty (&served);
  {
    g_autoptr (RawClient) second = begin_validation (&served);

    assert_under_way (&served);
  }

  served_wait_empty (&served);
  served_clear (&served);
}

static void
test_jobs (void)
{
  Served served;
  g_autoptr (RawResponse) first = NULL;
  g_autoptr (RawResponse) again = NULL;
  g_autoptr (RawResponse) other = NULL;

  served_init (&served);

  first = post (&served, "/submit", KEY ("\"a\""), "");
  again = post (&served, "/submit", KEY ("\"a\""), "");
  other = post (&served, "/submit", NO_KEY, "");
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_cmpstr (again->body, ==, first->body);
  g_assert_cmpstr (other->body, !=, first->body);

  served_clear (&served);
}

static void
test_bounded (void)
{
  Served served;

  served_init (&served);
  {
    g_autoptr (RawClient) client = raw_client_new (served.port);

    for (guint i = 0; i <= RT_IDEMPOTENCY_MAX_KEYS; i++)
      {
        g_autofree char *request = g_strdup_printf ("POST " NEWS " HTTP/1.1\r\nHost: localhost\r\n" KEY ("\"%u\"")
                                                    "Content-Length: 1\r\n\r\n1", i);
        g_autoptr (RawResponse) response = NULL;

        raw_client_send (client, request, strlen (request));
        response = raw_client_take_response (client, "POST");
        g_assert_cmpuint (response->status, ==, 201);
      }
  }

  /* The oldest gave way, the second did not. */
  g_assert_cmpuint (rt_idempotency_get_n_dropped (rt_server_get_idempotency (served.server)), ==, 1);
  assert_published (&served, NEWS, KEY ("\"1\""), "1", 2, TRUE);
  assert_published (&served, NEWS, KEY ("\"0\""), "1", RT_IDEMPOTENCY_MAX_KEYS + 2, FALSE);

  served_clear (&served);
}

/* It is taken as it arrives: who gives a key is not to believe that it helps. */
static void
test_upload (void)
{
  Served served;
  g_autoptr (RawResponse) refused = NULL;

  served_init (&served);

  refused = post (&served, "/upload?name=a.txt", "Idempotency-Key: \"a\"\r\nContent-Type: text/plain\r\n", "content");

  g_assert_cmpuint (refused->status, ==, 400);
  g_assert_nonnull (strstr (refused->body, "?id="));

  served_clear (&served);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/idempotency-key/the-same-request-is-carried-out-once", test_once);
  g_test_add_func ("/idempotency-key/without-one-it-is-carried-out-again", test_without);
  g_test_add_func ("/idempotency-key/is-of-one-address", test_addresses);
  g_test_add_func ("/idempotency-key/another-request-is-refused-with-422", test_other_request);
  g_test_add_func ("/idempotency-key/malformed-is-refused-with-400", test_malformed);
  g_test_add_func ("/idempotency-key/is-free-after-a-refusal", test_refused);
  g_test_add_func ("/idempotency-key/a-lost-answer-is-given-again", test_lost_answer);
  g_test_add_func ("/idempotency-key/under-way-is-refused-with-409", test_under_way);
  g_test_add_func ("/idempotency-key/a-job-is-one-job", test_jobs);
  g_test_add_func ("/idempotency-key/the-oldest-give-way", test_bounded);
  g_test_add_func ("/idempotency-key/for-an-upload-is-refused-with-400", test_upload);

  return g_test_run ();
}
