/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "stories/rt-upload-reception.h"
#include "support/rt-test.h"
#include "uploading.h"

#define JSON "Content-Type: application/json\r\n"

typedef struct {
  const char *name;
  const char *method;
  const char *target;
  const char *fields;
  const char *body;
  guint       status;
  const char *text;  /* in the answer */
} Case;

#define FORM "Content-Type: multipart/form-data; boundary=b\r\n"
#define FORM_NEEDED "The body is not {\"title\": …, \"size\": …}. "

static const Case cases[] = {
  { "a-form-without-a-file", "POST", "/upload", FORM, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n",
    400, "The form has no file." },
  { "a-form-that-breaks-off", "POST", "/upload", FORM, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx",
    400, "The form ends in the middle of a part." },
  { "no-json", "POST", "/upload", JSON, "{", 400, FORM_NEEDED "Not JSON: " },
  { "nothing-as-json", "POST", "/upload", JSON, "", 400, FORM_NEEDED },
  { "an-array", "POST", "/upload", JSON, "[\"title\", \"size\"]", 400, FORM_NEEDED "It is no object. " },
  { "no-title", "POST", "/upload", JSON, "{\"size\": 1}", 400, FORM_NEEDED },
  { "an-empty-title", "POST", "/upload", JSON, "{\"title\": \"\", \"size\": 1}", 400, FORM_NEEDED "Its title " },
  { "a-title-that-is-no-text", "POST", "/upload", JSON, "{\"title\": 1, \"size\": 1}", 400, FORM_NEEDED },
  { "no-size", "POST", "/upload", JSON, "{\"title\": \"a\"}", 400, FORM_NEEDED },
  { "a-size-below-0", "POST", "/upload", JSON, "{\"title\": \"a\", \"size\": -1}", 400, FORM_NEEDED "Its size " },
  { "a-size-that-is-none", "POST", "/upload", JSON, "{\"title\": \"a\", \"size\": true}", 400, FORM_NEEDED },
  { "two-objects", "POST", "/upload", JSON, "{\"title\": \"a\", \"size\": 1} {}", 400, FORM_NEEDED },
  { "an-empty-id", "POST", "/upload?id=", JSON, "{\"title\": \"a\", \"size\": 1}", 400, "An id is 1 to 64 " },
  { "an-id-with-a-slash", "PUT", "/upload/f?id=a/b", "", "a", 400, "An id is 1 to 64 " },
  { "an-id-that-is-too-long", "PUT",
    "/upload/f?id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "", "a", 400, "An id is 1 to 64 " },
  { "a-bad-query", "PUT", "/upload/f?id=%", "", "a", 400, "" },
  { "a-part-by-put", "PUT", "/upload/f", "Content-Range: bytes 3-4/5\r\n", "lo", 400, "The server takes whole files alone" },
  { "a-part-by-post", "POST", "/upload", "Content-Range: bytes 0-1/5\r\n", "he", 400, "The server takes whole files alone" },
  { "get", "GET", "/upload", "", NULL, 405, "" },
  { "head", "HEAD", "/upload", "", NULL, 405, "" },
  { "delete", "DELETE", "/upload", "", NULL, 405, "" },
  { "put-without-a-name", "PUT", "/upload", "", "a", 405, "" },
  { "get-of-a-name", "GET", "/upload/f", "", NULL, 405, "" },
  { "delete-of-a-name", "DELETE", "/upload/f", "", NULL, 405, "" },
  { "post-to-a-name", "POST", "/upload/f", "", "a", 405, "" },
};

static void
test_case (Uploading     *uploading,
           gconstpointer  user_data)
{
  const Case *test = user_data;
  guint64 n_events = served_count_events (&uploading->served);
  g_autoptr (RawResponse) response = served_ask (&uploading->served, test->method, test->target, test->fields, test->body);
  g_autoptr (RawResponse) none = NULL;

  g_assert_cmpuint (response->status, ==, test->status);
  g_assert_nonnull (strstr (response->body, test->text));
  none = served_ask (&uploading->served, "GET", "/uploadprogress", "", NULL);
  g_assert_cmpuint (none->status, ==, 404);
  g_assert_cmpuint (served_count_events (&uploading->served), ==, n_events);
  uploading_wait_n_files (0);
}

static void
test_in_use (Uploading     *uploading,
             gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "PUT", "/upload/f?id=a", "Content-Length: 3\r\n");
  g_autoptr (RawResponse) file = NULL;
  g_autoptr (RawResponse) form = NULL;
  g_autoptr (RawResponse) first = NULL;
  g_autoptr (RawResponse) again = NULL;

  uploading_wait_n_files (1);
  file = uploading_send (uploading, "PUT", "/upload/f?id=a", "", "b", 1);
  form = uploading_send (uploading, "POST", "/upload?id=a", JSON, "{\"title\":\"a\",\"size\":1}", 22);
  raw_client_send (sender, "abc", 3);
  first = raw_client_take_response (sender, "PUT");
  again = uploading_send (uploading, "PUT", "/upload/f?id=a", "", "b", 1);

  g_assert_cmpuint (file->status, ==, 409);
  g_assert_cmpuint (form->status, ==, 409);
  g_assert_cmpuint (first->status, ==, 200);
  g_assert_nonnull (strstr (first->body, "\"size\":3,\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\""));
  g_assert_cmpuint (again->status, ==, 409);
  g_assert_cmpstr (again->body, ==, "The id \"a\" is in use; choose another, or none.");
}

/* From the head alone: nothing was begun. */
static void
test_too_long (Uploading     *uploading,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = NULL;
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *latest = NULL;

  rt_engine_set_max_upload (uploading->served.engine, 10);
  sender = uploading_send_head (uploading, "PUT", "/upload/f", user_data);
  response = raw_client_take_response (sender, "PUT");
  latest = uploading_dup_latest (uploading);

  g_assert_cmpuint (response->status, ==, 413);
  g_assert_cmpstr (response->body, ==, "The file has 11 bytes; 10 are taken at the most.");
  g_assert_cmpstr (latest, ==, "");
}

static void
test_too_much (Uploading     *uploading,
               gconstpointer  user_data)
{
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "PUT", "/upload/f?id=a", "Transfer-Encoding: chunked\r\n");
  g_autoptr (RawClient) reader = NULL;
  g_autoptr (RawResponse) response = NULL;

  rt_engine_set_max_upload (uploading->served.engine, 10);
  raw_client_send (sender, "a\r\n0123456789\r\n", -1);
  uploading_wait_n_files (1);
  reader = served_open_stream (&uploading->served, "/uploadprogress?id=a", "");
  raw_client_send (sender, "1\r\na\r\n", -1);
  response = raw_client_take_response (sender, "PUT");

  g_assert_cmpuint (response->status, ==, 413);
  g_assert_cmpstr (response->body, ==, "The file has more than the 10 bytes that are taken at the most.");
  raw_client_wait_for (reader, "data: {\"status\":\"failed\",\"message\":\"The file has more than the 10 bytes that are taken at the most.\",");
  raw_client_wait_closed (reader);
  uploading_wait_n_files (0);
}

#define FORM_FILE "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
#define FORM_END  "\r\n--b--\r\n"

/* It is the file that has a limit, whatever is around it. */
static void
test_form (Uploading     *uploading,
           gconstpointer  user_data)
{
  const char *just = FORM_FILE "0123456789" FORM_END;
  const char *more = FORM_FILE "0123456789a" FORM_END;
  g_autoptr (RawResponse) taken = NULL;
  g_autoptr (RawResponse) refused = NULL;

  rt_engine_set_max_upload (uploading->served.engine, 10);
  taken = uploading_send (uploading, "POST", "/upload", FORM, just, strlen (just));
  refused = uploading_send (uploading, "POST", "/upload", FORM, more, strlen (more));

  g_assert_cmpuint (taken->status, ==, 200);
  g_assert_cmpuint (refused->status, ==, 413);
  g_assert_cmpstr (refused->body, ==, "The file has more than the 10 bytes that are taken at the most.");
}

static void
test_around (Uploading     *uploading,
             gconstpointer  user_data)
{
  g_autofree char *value = g_strnfill (RT_UPLOAD_FORM_MAX_AROUND, 'x');
  g_autofree char *body = g_strconcat ("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n", value, "\r\n",
                                       FORM_FILE "hello" FORM_END, NULL);
  g_autofree char *head = g_strdup_printf ("%zx\r\n", strlen (body));
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "POST", "/upload", FORM "Transfer-Encoding: chunked\r\n");
  g_autoptr (RawResponse) response = NULL;

  raw_client_send (sender, head, -1);
  raw_client_send (sender, body, -1);
  response = raw_client_take_response (sender, "POST");

  g_assert_cmpuint (response->status, ==, 413);
  g_assert_cmpstr (response->body, ==, "The form has more beside its file than is taken; send the file alone.");
}

static void
test_exactly (Uploading     *uploading,
              gconstpointer  user_data)
{
  g_autoptr (RawResponse) response = NULL;

  rt_engine_set_max_upload (uploading->served.engine, 10);
  response = uploading_send (uploading, "PUT", "/upload/f", "", "0123456789", 10);

  g_assert_cmpuint (response->status, ==, 200);
}

#define ORDER "{\"title\":\"a\",\"size\":1}"

static guint
order (Uploading *uploading)
{
  g_autoptr (RawResponse) response = uploading_send (uploading, "POST", "/upload", JSON, ORDER, strlen (ORDER));

  return response->status;
}

/* What is played takes no place from files, nor they from it. */
static void
test_at_once (Uploading     *uploading,
              gconstpointer  user_data)
{
  RawClient *senders[RT_UPLOADS_MAX_AT_ONCE];
  g_autoptr (RawResponse) file = NULL;
  g_autofree char *retry_after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      senders[i] = uploading_send_head (uploading, "PUT", "/upload/f", "Content-Length: 3\r\n");
      g_assert_cmpuint (order (uploading), ==, 200);
    }
  uploading_wait_n_files (G_N_ELEMENTS (senders));
  file = uploading_send (uploading, "PUT", "/upload/f", "", "abc", 3);
  retry_after = raw_response_dup_field (file, "Retry-After");

  g_assert_cmpuint (file->status, ==, 503);
  g_assert_cmpstr (retry_after, ==, "1");
  g_assert_cmpuint (order (uploading), ==, 503);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr (RawResponse) response = NULL;

      raw_client_send (senders[i], "abc", 3);
      response = raw_client_take_response (senders[i], "PUT");
      g_assert_cmpuint (response->status, ==, 200);
      raw_client_free (senders[i]);
    }
}

typedef struct {
  Uploading *uploading;
  gboolean   is_taken;
} Trial;

static gboolean
try_again (gpointer user_data)
{
  Trial *trial = user_data;
  g_autoptr (RawResponse) response = uploading_send (trial->uploading, "PUT", "/upload/f", "", "abc", 3);

  trial->is_taken = response->status == 200;

  return trial->is_taken ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
test_silent (Uploading     *uploading,
             gconstpointer  user_data)
{
  const char *text = "Nothing came for 5 seconds while others had to wait; send it again, without a pause.";
  g_autoptr (RawClient) silent = uploading_send_head (uploading, "PUT", "/upload/f?id=a", "Content-Length: 3\r\n");
  RawClient *senders[RT_UPLOADS_MAX_AT_ONCE - 1];
  Trial trial = { .uploading = uploading };
  g_autoptr (RawResponse) response = NULL;

  uploading_wait_n_files (1);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    senders[i] = uploading_send_head (uploading, "PUT", "/upload/f", "Content-Length: 3\r\n");
  uploading_wait_n_files (RT_UPLOADS_MAX_AT_ONCE);
  g_timeout_add (100, try_again, &trial);
  rt_test_wait_flag (&trial.is_taken, "a place");

  response = raw_client_take_response (silent, "PUT");
  g_assert_cmpuint (response->status, ==, 408);
  g_assert_cmpstr (response->body, ==, text);
  raw_client_wait_closed (silent);
  for (guint i = 0; i < G_N_ELEMENTS (senders); i++)
    {
      g_autoptr (RawResponse) other = NULL;

      raw_client_send (senders[i], "abc", 3);
      other = raw_client_take_response (senders[i], "PUT");
      g_assert_cmpuint (other->status, ==, 200);
      raw_client_free (senders[i]);
    }
}

static void
test_ended (void)
{
  g_autoptr (RtChannel) channel = rt_channel_new ("uploads", NULL);
  g_autoptr (RtUploads) uploads = rt_uploads_new (channel, 1);
  GAsyncResult *result = NULL;
  g_autoptr (GAsyncResult) ended = NULL;
  g_autoptr (GError) file = NULL;
  g_autoptr (GError) played = NULL;

  rt_uploads_end_async (uploads, rt_test_keep_result, &result);

  g_assert_null (rt_uploads_begin (uploads, "a", "f", 1, &file));
  g_assert_error (file, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_ENDED);
  g_assert_null (rt_uploads_play (uploads, "a", "f", &played));
  g_assert_error (played, RT_UPLOADS_ERROR, RT_UPLOADS_ERROR_ENDED);
  ended = rt_test_wait_result (&result, "no file to be left");
}

/* The oldest that are complete are forgotten. */
static void
test_remembered (Uploading     *uploading,
                 gconstpointer  user_data)
{
  g_autoptr (RawClient) client = raw_client_new (uploading->served.port);
  g_autoptr (RawResponse) again = NULL;

  for (guint i = 0; i <= RT_UPLOADS_MAX_REMEMBERED; i++)
    {
      g_autofree char *request = g_strdup_printf ("PUT /upload/f?id=%u HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\na", i);
      g_autoptr (RawResponse) response = NULL;

      raw_client_send (client, request, -1);
      response = raw_client_take_response (client, "PUT");
      g_assert_cmpuint (response->status, ==, 200);
    }

  uploading_wait_n_files (RT_UPLOADS_MAX_REMEMBERED);
  again = uploading_send (uploading, "PUT", "/upload/f?id=0", "", "a", 1);
  g_assert_cmpuint (again->status, ==, 200);
}

/* Files that are complete take as much room as one may have; what is known of them stays. */
static void
test_kept (Uploading     *uploading,
           gconstpointer  user_data)
{
  g_autoptr (RawResponse) first = NULL;
  g_autoptr (RawResponse) second = NULL;
  g_autoptr (RawResponse) late = NULL;

  rt_engine_set_max_upload (uploading->served.engine, 10);
  first = uploading_send (uploading, "PUT", "/upload/f?id=a", "", "01234", 5);
  second = uploading_send (uploading, "PUT", "/upload/f", "", "0123456789", 10);
  uploading_wait_n_files (1);

  late = served_ask (&uploading->served, "GET", "/uploadprogress?id=a", "", NULL);
  g_assert_cmpuint (late->status, ==, 204);
}

/* A body that is a form as far as can be told is no file before more of it has come. */
static void
test_long_json (Uploading     *uploading,
                gconstpointer  user_data)
{
  g_autoptr (GString) body = g_string_new ("{\"title\":\"");
  g_autoptr (RawClient) sender = uploading_send_head (uploading, "POST", "/upload?id=a", JSON "Transfer-Encoding: chunked\r\n");
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *head = NULL;

  for (guint i = 0; i < 70000; i++)
    g_string_append_c (body, 'x');
  g_string_append (body, "\",\"size\":1}");
  head = g_strdup_printf ("%zx\r\n", body->len);
  raw_client_send (sender, head, -1);
  raw_client_send (sender, body->str, (gssize) body->len);
  raw_client_send (sender, "\r\n0\r\n\r\n", -1);
  response = raw_client_take_response (sender, "POST");

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_nonnull (strstr (response->body, "\"size\":70021,"));
}

#define CANNOT_STORE "The server cannot store the file; who runs it was told why. Send it again once that is mended."

/* The sender is told in English, who runs the server in full. */
static void
test_cannot_write (Uploading     *uploading,
                   gconstpointer  user_data)
{
  g_autofree char *parent = g_path_get_dirname (uploading_get_folder ());
  g_autofree char *away = g_strconcat (parent, ".away", NULL);
  g_autoptr (RawResponse) response = NULL;
  g_autofree char *latest = NULL;

  /* A file where a folder is to be stops root as well. */
  g_rename (parent, away);
  g_assert_true (g_file_set_contents (parent, "", 0, NULL));
  g_test_expect_message ("Roundtrip", G_LOG_LEVEL_MESSAGE, "An upload cannot be stored: The folder *");
  response = uploading_send (uploading, "PUT", "/upload/f?id=a", "", "abc", 3);
  latest = uploading_dup_latest (uploading);
  g_unlink (parent);
  g_rename (away, parent);

  g_assert_cmpuint (response->status, ==, 500);
  g_assert_cmpstr (response->body, ==, CANNOT_STORE);
  g_assert_true (g_str_has_prefix (latest, "{\"status\":\"failed\",\"message\":\"" CANNOT_STORE "\","));
  g_test_assert_expected_messages ();
}

/* As a disk that refuses what is more would. */
static void
test_write_fails (Uploading     *uploading,
                  gconstpointer  user_data)
{
  struct rlimit before;
  struct rlimit limit;
  g_autofree char *body = g_strnfill (100000, 'x');
  g_autoptr (RawResponse) response = NULL;
  g_autoptr (RawResponse) again = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &before));
  limit = before;
  limit.rlim_cur = 50000;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
  g_test_expect_message ("Roundtrip", G_LOG_LEVEL_MESSAGE, "An upload cannot be stored: *");
  response = uploading_send (uploading, "PUT", "/upload/f", "", body, 100000);
  again = uploading_send (uploading, "PUT", "/upload/f", "", body, 100000);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &before));

  g_assert_cmpuint (response->status, ==, 500);
  g_assert_cmpstr (response->body, ==, CANNOT_STORE);
  g_assert_cmpuint (again->status, ==, 500);
  g_test_assert_expected_messages ();
  uploading_wait_n_files (0);
}

/* At once, with all that is in it: the server that has started may still be looking. */
static int
leave_folder (const char *name,
              gboolean    is_locked)
{
  g_autofree char *parent = g_path_get_dirname (uploading_get_folder ());
  g_autofree char *made = g_build_filename (parent, name, NULL);
  g_autofree char *file = g_build_filename (made, "f", NULL);
  g_autofree char *lock = g_build_filename (made, "lock", NULL);
  g_autofree char *path = g_build_filename (uploading_get_folder (), name, NULL);
  int fd;

  g_assert_no_errno (g_mkdir_with_parents (uploading_get_folder (), 0700));
  g_assert_no_errno (g_mkdir_with_parents (made, 0700));
  g_assert_true (g_file_set_contents (file, "abc", 3, NULL));
  fd = g_open (lock, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  g_assert_no_errno (flock (fd, is_locked ? LOCK_EX : LOCK_UN));
  g_assert_no_errno (g_rename (made, path));

  return fd;
}

static gboolean
is_away (gpointer user_data)
{
  return !g_file_test (user_data, G_FILE_TEST_EXISTS);
}

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Who lives holds a lock; only a process that died left its files. They go when the next
 * one starts. */
static void
test_leftovers (Uploading     *uploading,
                gconstpointer  user_data)
{
  g_autofree char *mine = g_build_filename (uploading_get_folder (), "alive", "f", NULL);
  g_autofree char *dead = g_build_filename (uploading_get_folder (), "dead", NULL);
  Served next;
  guint ticks;
  int lock = leave_folder ("alive", TRUE);

  close (leave_folder ("dead", FALSE));
  served_init (&next);
  ticks = g_timeout_add (2, tick, NULL);
  rt_test_wait_for (is_away, dead, "what the dead left to be away");

  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
  g_source_remove (ticks);
  served_clear (&next);
  g_unlink (mine);
  close (lock);
}

/* Two files are an upload that was begun, and failed. */
static void
test_two_in_a_form (Uploading     *uploading,
                    gconstpointer  user_data)
{
  const char *body = "--b\r\nContent-Disposition: form-data; filename=\"1\"\r\n\r\nx\r\n"
                     "--b\r\nContent-Disposition: form-data; filename=\"2\"\r\n\r\ny\r\n--b--\r\n";
  g_autoptr (RawResponse) response = uploading_send (uploading, "POST", "/upload", FORM, body, strlen (body));
  g_autofree char *types = uploading_dup_types (uploading);

  g_assert_cmpuint (response->status, ==, 400);
  g_assert_cmpstr (response->body, ==, "The form has several files; send one at a time.");
  g_assert_cmpstr (types, ==, "started failed");
  uploading_wait_n_files (0);
}

static void
add_tests (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/upload-limits/refuses/", cases[i].name, NULL);

      uploading_add (path, &cases[i], test_case);
    }
  uploading_add ("/upload-limits/refuses/two-files-in-a-form", NULL, test_two_in_a_form);
  uploading_add ("/upload-limits/refuses/an-id-in-use", NULL, test_in_use);
  uploading_add ("/upload-limits/refuses/what-says-to-be-too-long", "Content-Length: 11\r\n", test_too_long);
  uploading_add ("/upload-limits/refuses/what-says-so-and-asks-first", "Expect: 100-continue\r\nContent-Length: 11\r\n", test_too_long);
  uploading_add ("/upload-limits/refuses/what-turns-out-too-long", NULL, test_too_much);
  uploading_add ("/upload-limits/refuses/too-many-at-once", NULL, test_at_once);
  g_test_add_func ("/upload-limits/refuses/all-once-they-ended", test_ended);
  uploading_add ("/upload-limits/ends-who-is-silent-when-others-wait", NULL, test_silent);
  uploading_add ("/upload-limits/refuses/what-it-has-no-folder-for", NULL, test_cannot_write);
  uploading_add ("/upload-limits/refuses/what-the-disk-does-not-take", NULL, test_write_fails);
  uploading_add ("/upload-limits/refuses/too-much-beside-the-file-of-a-form", NULL, test_around);
  uploading_add ("/upload-limits/are-those-of-the-file-in-a-form", NULL, test_form);
  uploading_add ("/upload-limits/takes-as-much-as-it-says", NULL, test_exactly);
  uploading_add ("/upload-limits/takes-long-json-as-a-file", NULL, test_long_json);
  uploading_add ("/upload-limits/remembers-so-many", NULL, test_remembered);
  uploading_add ("/upload-limits/keeps-files-of-so-many-bytes", NULL, test_kept);
  uploading_add ("/upload-limits/removes-what-the-dead-left", NULL, test_leftovers);
}

int
main (int   argc,
      char *argv[])
{
  return uploading_run_tests (argc, argv, add_tests);
}
