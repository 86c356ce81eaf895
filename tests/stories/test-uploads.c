/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/socket.h>

#include "support/rt-test.h"
#include "uploading.h"

#define HELLO        "hello world\n"
#define HELLO_SHA256 "a948904f2f0f479b8f8197694b30184b0d2ed1c1cd2a1ec0fb85d299a192a447"
#define EMPTY_SHA256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

#define FORM      "Content-Type: multipart/form-data; boundary=--ab\r\n"
#define FORM_FILE "----ab\r\nContent-Disposition: form-data; name=\"f\"; filename=\"h.txt\"\r\n\r\n"
#define FORM_END  "\r\n----ab--\r\n"

typedef struct {
  const char *name;
  const char *method;
  const char *target;
  const char *fields;
  const char *body;
  const char *expected;
  const char *stored;  /* where that is not the body */
} Case;

static const Case cases[] = {
  { "by-put", "PUT", "/upload/hello.txt?id=a", "", HELLO,
    "{\"id\":\"a\",\"name\":\"hello.txt\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\",\"type\":\"text/plain\"}\n" },
  { "by-post", "POST", "/upload?id=a", "", HELLO,
    "{\"id\":\"a\",\"name\":\"upload\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\",\"type\":\"text/plain\"}\n" },
  { "by-post-with-a-name", "POST", "/upload?id=a&name=hello.txt", "Content-Type: text/plain\r\n", HELLO,
    "{\"id\":\"a\",\"name\":\"hello.txt\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\",\"type\":\"text/plain\"}\n" },
  { "by-post-with-a-disposition", "POST", "/upload?id=a", "Content-Disposition: attachment; filename=\"b.txt\"\r\n", HELLO,
    "{\"id\":\"a\",\"name\":\"b.txt\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\",\"type\":\"text/plain\"}\n" },
  { "of-nothing", "PUT", "/upload/empty.txt?id=a", "", "",
    "{\"id\":\"a\",\"name\":\"empty.txt\",\"size\":0,\"sha256\":\"" EMPTY_SHA256 "\",\"type\":\"text/plain\"}\n" },
  { "of-a-picture", "PUT", "/upload/p?id=a", "", "\x89PNG\r\n\x1a\n",
    "{\"id\":\"a\",\"name\":\"p\",\"size\":8,\"sha256\":\"4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6\",\"type\":\"image/png\"}\n" },
  { "of-json-by-put", "PUT", "/upload/a.json?id=a", "Content-Type: application/json\r\n", "{}",
    "{\"id\":\"a\",\"name\":\"a.json\",\"size\":2,\"sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"type\":\"application/json\"}\n" },
  { "in-a-form", "POST", "/upload?id=a", FORM, FORM_FILE HELLO FORM_END,
    "{\"id\":\"a\",\"name\":\"h.txt\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\",\"type\":\"text/plain\"}\n", HELLO },
  { "in-a-form-under-another-name", "POST", "/upload?id=a&name=b.txt", FORM, FORM_FILE HELLO FORM_END,
    "{\"id\":\"a\",\"name\":\"b.txt\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\",\"type\":\"text/plain\"}\n", HELLO },
  { "of-another-object-by-post", "POST", "/upload?id=a", "Content-Type: text/plain\r\n", "{}",
    "{\"id\":\"a\",\"name\":\"upload\",\"size\":2,\"sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"type\":\"text/plain\"}\n" },
};

static void
test_case (Uploading     *uploading,
           gconstpointer  user_data)
{
  const Case *test = user_data;
  g_autoptr (RawResponse) response = uploading_send (uploading, test->method, test->target, test->fields,
                                                     test->body, strlen (test->body));
  g_autofree char *type = raw_response_dup_field (response, "Content-Type");
  g_autofree char *location = raw_response_dup_field (response, "Location");
  g_autoptr (GPtrArray) files = uploading_list_files ();
  g_autofree char *stored = NULL;
  g_autofree char *types = uploading_dup_types (uploading);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (response->body, ==, test->expected);
  g_assert_cmpstr (type, ==, "application/json");
  g_assert_cmpstr (location, ==, "/uploadprogress?id=a");
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_true (g_file_get_contents (files->pdata[0], &stored, NULL, NULL));
  g_assert_cmpstr (stored, ==, test->stored != NULL ? test->stored : test->body);
  g_assert_cmpstr (types, ==, "started complete");
}

/* Of a size that no buffer holds, in chunks of all sizes. */
static void
test_chunked (Uploading     *uploading,
              gconstpointer  user_data)
{
  g_autoptr (RawClient) client = uploading_send_head (uploading, "PUT", "/upload/big", "Transfer-Encoding: chunked\r\n");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *expected = NULL;
  gsize sum = 0;

  for (guint i = 1; i < 300000; i += i)
    {
      g_autofree char *chunk = g_strnfill (i, (char) ('a' + i % 26));
      g_autofree char *head = g_strdup_printf ("%x\r\n", i);

      raw_client_send (client, head, -1);
      raw_client_send (client, chunk, i);
      raw_client_send (client, "\r\n", 2);
      g_checksum_update (checksum, (const guchar *) chunk, i);
      sum += i;
    }
  raw_client_send (client, "0\r\n\r\n", -1);
  response = raw_client_take_response (client, "PUT");
  expected = g_strdup_printf ("\"size\":%" G_GSIZE_FORMAT ",\"sha256\":\"%s\"", sum, g_checksum_get_string (checksum));

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_nonnull (strstr (response->body, expected));
}

/* A piece of one, a piece of the other. */
static void
test_two (Uploading     *uploading,
          gconstpointer  user_data)
{
  g_autoptr (RawClient) one = uploading_send_head (uploading, "PUT", "/upload/one?id=1", "Content-Length: 12\r\n");
  g_autoptr (RawClient) two = uploading_send_head (uploading, "POST", "/upload?id=2", "Content-Length: 12\r\n");
  g_autoptr (RawResponse) first = NULL;
  g_autoptr (RawResponse) second = NULL;
  g_autofree char *latest = NULL;

  raw_client_send (one, "hello ", -1);
  raw_client_send (two, "HELLO ", -1);
  uploading_wait_n_files (2);
  raw_client_send (two, "WORLD\n", -1);
  second = raw_client_take_response (two, "POST");
  latest = uploading_dup_latest (uploading);
  raw_client_send (one, "world\n", -1);
  first = raw_client_take_response (one, "PUT");

  g_assert_nonnull (strstr (first->body, "{\"id\":\"1\",\"name\":\"one\",\"size\":12,\"sha256\":\"" HELLO_SHA256 "\""));
  g_assert_nonnull (strstr (second->body, "{\"id\":\"2\",\"name\":\"upload\",\"size\":12,\"sha256\":"
                            "\"2949725604dd9eef82100f8ff39fcced9d3682700ee2fb5c4205e3e584defee6\""));
  g_assert_nonnull (strstr (latest, "\"id\":\"2\""));
}

/* On one connection, one after the other. */
static void
test_keep_alive (Uploading     *uploading,
                 gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (uploading->served.port);

  for (guint i = 0; i < 3; i++)
    {
      const char *request = "PUT /upload/h HTTP/1.1\r\nHost: localhost\r\nContent-Length: 12\r\n\r\n" HELLO;
      g_autoptr (RawResponse) response = NULL;

      raw_client_send (client, request, -1);
      response = raw_client_take_response (client, "PUT");
      g_assert_cmpuint (response->status, ==, 200);
      g_assert_nonnull (strstr (response->body, HELLO_SHA256));
    }
  uploading_wait_n_files (3);
}

typedef enum {
  LEAVE_CLOSING,
  LEAVE_RESETTING,
} Leave;

static void
test_cancelled (Uploading     *uploading,
                gconstpointer  user_data)
{
  g_autoptr (RawClient) client = uploading_send_head (uploading, "PUT", "/upload/h?id=a", "Content-Length: 12\r\n");
  g_autoptr (RawClient) reader = NULL;
  g_autofree char *last = NULL;
  struct linger linger = { .l_onoff = 1 };

  raw_client_send (client, "hello ", -1);
  uploading_wait_n_files (1);
  reader = served_open_stream (&uploading->served, "/uploadprogress?id=a", "");
  if (GPOINTER_TO_INT (user_data) == LEAVE_RESETTING)
    g_assert_no_errno (setsockopt (g_socket_get_fd (g_socket_connection_get_socket (client->connection)),
                                   SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  g_clear_pointer (&client, raw_client_free);

  raw_client_wait_for (reader, "data: {\"status\":\"cancelled\",\"message\":\"The sender went away.\",\"received\":6,\"size\":12,");
  raw_client_wait_closed (reader);
  uploading_wait_n_files (0);
  last = uploading_dup_latest (uploading);
  g_assert_true (g_str_has_prefix (last, "{\"status\":\"cancelled\","));
  g_assert_true (g_str_has_suffix (last, ",\"id\":\"a\",\"name\":\"h\"}"));
}

/* The id of one that came to nothing is free again. */
static void
test_again (Uploading     *uploading,
            gconstpointer  user_data)
{
  g_autoptr (RawClient) client = uploading_send_head (uploading, "PUT", "/upload/h?id=a", "Content-Length: 12\r\n");
  g_autoptr (RawResponse) response = NULL;

  raw_client_send (client, "hello ", -1);
  uploading_wait_n_files (1);
  g_clear_pointer (&client, raw_client_free);
  uploading_wait_latest (uploading, "cancelled");
  response = uploading_send (uploading, "PUT", "/upload/h?id=a", "", HELLO, strlen (HELLO));

  g_assert_cmpuint (response->status, ==, 200);
}

/* RFC 9112 section 9.6. */
static void
test_half_closed (Uploading     *uploading,
                  gconstpointer  user_data)
{
  g_autoptr (RawClient) client = uploading_send_head (uploading, "PUT", "/upload/h", "Content-Length: 12\r\n");
  g_autoptr (RawResponse) response = NULL;

  raw_client_send (client, HELLO, -1);
  raw_client_half_close (client);
  response = raw_client_take_response (client, "PUT");

  g_assert_cmpuint (response->status, ==, 200);
}

static void
test_stop (Uploading     *uploading,
           gconstpointer  user_data)
{
  g_autoptr (RawClient) client = uploading_send_head (uploading, "PUT", "/upload/h?id=a", "Content-Length: 12\r\n");

  raw_client_send (client, "hello ", -1);
  uploading_wait_n_files (1);
  /* The rest is what the tearing down proves. */
}

static void
test_counted (Uploading     *uploading,
              gconstpointer  user_data)
{
  const RtTraffic *traffic = rt_ledger_get (rt_server_get_ledger (uploading->served.server), "request-response");
  g_autofree char *body = g_strnfill (300000, 'x');
  const char *head = "PUT /upload/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\n";
  g_autoptr (RawClient) client = raw_client_new (uploading->served.port);
  g_autoptr (RawResponse) response = NULL;

  raw_client_send (client, head, -1);
  raw_client_send (client, body, 300000);
  response = raw_client_take_response (client, "PUT");
  g_clear_pointer (&client, raw_client_free);
  served_wait_empty (&uploading->served);

  g_assert_cmpuint (traffic->wire.bytes_in, ==, strlen (head) + 300000);
  g_assert_cmpuint (traffic->wire.bytes_out, ==, strlen (response->head) + strlen (response->body));
  g_assert_cmpuint (traffic->requests, ==, 1);
  g_assert_cmpuint (traffic->responses, ==, 1);
}

typedef struct {
  const char *target;
  const char *name;
} Name;

static const Name names[] = {
  { "/upload/a%2Fb%2Fpasswd", "passwd" },
  { "/upload/x?name=..%2F..%2Fpasswd", "x" },
  { "/upload/a/b/c", "c" },
  { "/upload/C:%5Ctemp%5Cd.txt", "d.txt" },
  { "/upload/%2E", "upload" },
  { "/upload/", "upload" },
  { "/upload/%20%20", "upload" },
  { "/upload/a%0Ab%1Bc", "abc" },
  { "/upload/%E2%80%AEgpj.exe", "gpj.exe" },
  { "/upload/%FF", "\357\277\275" },
  { "/upload/K%C3%B6ln.mp3", "K\303\266ln.mp3" },
};

static void
test_names (Uploading     *uploading,
            gconstpointer  user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (RawResponse) response = uploading_send (uploading, "PUT", names[i].target, "", HELLO, strlen (HELLO));
      g_autofree char *expected = g_strdup_printf ("\"name\":\"%s\",", names[i].name);

      g_assert_cmpuint (response->status, ==, 200);
      g_test_message ("%s gives %s", names[i].target, response->body);
      g_assert_nonnull (strstr (response->body, expected));
    }
}

static void
add_tests (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/uploads/stores-a-file/", cases[i].name, NULL);

      uploading_add (path, &cases[i], test_case);
    }
  uploading_add ("/uploads/stores-a-file/in-chunks", NULL, test_chunked);
  uploading_add ("/uploads/stores-several-on-one-connection", NULL, test_keep_alive);
  uploading_add ("/uploads/never-mix", NULL, test_two);
  uploading_add ("/uploads/vanish-when-the-sender-closes", GINT_TO_POINTER (LEAVE_CLOSING), test_cancelled);
  uploading_add ("/uploads/vanish-when-the-sender-resets", GINT_TO_POINTER (LEAVE_RESETTING), test_cancelled);
  uploading_add ("/uploads/may-be-tried-again-under-their-id", NULL, test_again);
  uploading_add ("/uploads/answer-who-closed-his-side", NULL, test_half_closed);
  uploading_add ("/uploads/vanish-when-the-server-stops", NULL, test_stop);
  uploading_add ("/uploads/are-counted-to-the-byte", NULL, test_counted);
  uploading_add ("/uploads/have-names-that-are-no-paths", NULL, test_names);
}

int
main (int   argc,
      char *argv[])
{
  return uploading_run_tests (argc, argv, add_tests);
}
