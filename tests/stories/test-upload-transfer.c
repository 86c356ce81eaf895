/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

#include "patterns/raw-server.h"
#include "stories/rt-upload-transfer.h"
#include "support/rt-test.h"

/* More than the kernel takes of a connection that nobody reads. */
#define LARGE (32 * 1024 * 1024)

/* A server of somebody else, by libsoup alone, and a folder with a file. */
typedef struct {
  SoupServer       *server;
  char             *uri;
  char             *dir;
  char             *path;
  RtUploadTransfer *transfer;
  GChecksum        *arrived;
  guint64           n_arrived;
  guint             n_requests;
  char             *request;     /* method, query, type, length, encoding */
  guint             status;      /* what it answers with */
  const char       *type;
  const char       *body;
  const char       *location;
} Fixture;

static void
on_chunk (SoupServerMessage *message,
          GBytes            *chunk,
          Fixture           *self)
{
  self->n_arrived += g_bytes_get_size (chunk);
  g_checksum_update (self->arrived, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
}

static void
on_headers (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  self->n_requests++;
  g_free (self->request);
  self->request = g_strdup_printf ("%s %s?%s %s %" G_GOFFSET_FORMAT "%s",
                                   soup_server_message_get_method (message), path,
                                   g_uri_get_query (soup_server_message_get_uri (message)),
                                   soup_message_headers_get_content_type (headers, NULL),
                                   soup_message_headers_get_content_length (headers),
                                   soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED ? " chunked" : "");
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_chunk), self);
}

static void
answer (SoupServer        *server,
        SoupServerMessage *message,
        const char        *path,
        GHashTable        *query,
        gpointer           user_data)
{
  Fixture *self = user_data;

  if (self->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", self->location);
  soup_server_message_set_status (message, self->status, NULL);
  soup_server_message_set_response (message, self->type, SOUP_MEMORY_COPY, self->body, strlen (self->body));
}

static void
fixture_init (Fixture *self,
              gsize    size)
{
  g_autofree char *content = g_malloc (size + 1);
  g_autoslist (GUri) uris = NULL;
  g_autoptr (GUri) uri = NULL;
  GRand *random = g_rand_new_with_seed (1);

  for (gsize i = 0; i < size; i++)
    content[i] = (char) g_rand_int (random);
  g_rand_free (random);
  *self = (Fixture) { .status = 200, .type = "application/json", .body = "{\"ok\": true}" };
  self->arrived = g_checksum_new (G_CHECKSUM_SHA256);
  self->dir = rt_test_make_dir ();
  self->path = g_build_filename (self->dir, "a file.bin", NULL);
  g_assert_true (g_file_set_contents (self->path, content, size, NULL));

  self->server = soup_server_new (NULL, NULL);
  soup_server_add_early_handler (self->server, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->server, NULL, answer, self, NULL);
  g_assert_true (soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (self->server);
  uri = soup_uri_copy (uris->data, SOUP_URI_PATH, "/upload", SOUP_URI_NONE);
  self->uri = g_uri_to_string (uri);
}

static void
create_transfer (Fixture    *self,
                 const char *id)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->transfer = rt_upload_transfer_new (file, self->uri, id);
}

static void
fixture_clear (Fixture *self)
{
  rt_test_drain ();
  rt_test_assert_last_unref (self->transfer);
  soup_server_disconnect (self->server);
  rt_test_drain ();
  g_object_unref (self->server);
  rt_test_remove_dir (self->dir);
  g_free (self->uri);
  g_free (self->path);
  g_free (self->request);
  g_checksum_free (self->arrived);
}

static gboolean
is_over (gpointer user_data)
{
  return rt_upload_transfer_is_over (user_data);
}

static void
assert_ends (RtUploadTransfer      *transfer,
             RtUploadTransferState  state)
{
  rt_test_wait_for (is_over, transfer, "the transfer to end");
  g_assert_cmpstr (rt_upload_transfer_get_reason (transfer), ==,
                   state == RT_UPLOAD_TRANSFER_FAILED ? rt_upload_transfer_get_reason (transfer) : NULL);
  g_assert_cmpstr (rt_upload_transfer_state_to_string (rt_upload_transfer_get_state (transfer)), ==,
                   rt_upload_transfer_state_to_string (state));
}

static void
assert_fails (RtUploadTransfer      *transfer,
              RtUploadTransferError  code,
              const char            *words)
{
  assert_ends (transfer, RT_UPLOAD_TRANSFER_FAILED);
  g_assert_error (rt_upload_transfer_get_error (transfer), RT_UPLOAD_TRANSFER_ERROR, (int) code);
  if (strstr (rt_upload_transfer_get_reason (transfer), words) == NULL)
    g_error ("“%s” has not “%s”", rt_upload_transfer_get_reason (transfer), words);
}

static void
assert_arrived (Fixture *self)
{
  g_autofree char *content = NULL;
  g_autofree char *wanted = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (self->path, &content, &length, NULL));
  wanted = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
  g_assert_cmpuint (self->n_arrived, ==, length);
  g_assert_cmpstr (g_checksum_get_string (self->arrived), ==, wanted);
}

static void
count (GObject    *object,
       GParamSpec *pspec,
       GString    *log)
{
  g_string_append_printf (log, "%s ", pspec->name);
}

static void
test_sends (void)
{
  Fixture fixture;
  RtWire wire;
  g_autoptr (GString) log = g_string_new (NULL);

  fixture_init (&fixture, 3 * 1024 * 1024 + 17);
  create_transfer (&fixture, "my id/1");
  g_signal_connect (fixture.transfer, "notify", G_CALLBACK (count), log);
  g_assert_cmpint (rt_upload_transfer_get_state (fixture.transfer), ==, RT_UPLOAD_TRANSFER_WAITING);

  rt_upload_transfer_start (fixture.transfer);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  assert_arrived (&fixture);
  g_assert_cmpstr (fixture.request, ==, "POST /upload?id=my%20id%2F1&name=a%20file.bin application/octet-stream 3145745");
  g_assert_cmpstr (rt_upload_transfer_get_result (fixture.transfer), ==, "{\"ok\": true}");
  g_assert_cmpuint (rt_upload_transfer_get_sent (fixture.transfer), ==, 3145745);
  g_assert_cmpint (rt_upload_transfer_get_size (fixture.transfer), ==, 3145745);
  g_assert_cmpstr (log->str, ==, "state size result state ");
  rt_session_get_wire (rt_upload_transfer_get_session (fixture.transfer), &wire);
  g_assert_cmpuint (wire.bytes_out, >, 3145745);
  g_assert_cmpuint (wire.bytes_out, <, 3145745 + 1000);
  fixture_clear (&fixture);
}

static void
test_empty (void)
{
  Fixture fixture;

  fixture_init (&fixture, 0);
  create_transfer (&fixture, "1");

  rt_upload_transfer_start (fixture.transfer);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  g_assert_cmpstr (fixture.request, ==, "POST /upload?id=1&name=a%20file.bin application/octet-stream 0 chunked");
  g_assert_cmpuint (fixture.n_arrived, ==, 0);
  fixture_clear (&fixture);
}

static void
test_without_size (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10);
  g_free (fixture.path);
  fixture.path = g_strdup ("/proc/self/cmdline");
  create_transfer (&fixture, "1");

  rt_upload_transfer_start (fixture.transfer);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  assert_arrived (&fixture);
  g_assert_cmpuint (fixture.n_arrived, >, 0);
  fixture_clear (&fixture);
}

static void
test_stream (void)
{
  Fixture fixture;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GFile) file = NULL;

  fixture_init (&fixture, 200000);
  file = g_file_new_for_path (fixture.path);
  stream = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  fixture.transfer = rt_upload_transfer_new_for_stream (stream, "standard input", fixture.uri, NULL);
  g_clear_object (&stream);

  g_assert_true (g_uuid_string_is_valid (rt_upload_transfer_get_id (fixture.transfer)));
  rt_upload_transfer_start (fixture.transfer);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  assert_arrived (&fixture);
  g_assert_true (g_str_has_suffix (fixture.request, "&name=standard%20input application/octet-stream 0 chunked"));
  g_assert_cmpint (rt_upload_transfer_get_size (fixture.transfer), ==, -1);
  fixture_clear (&fixture);
}

static void
test_no_file (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10);
  g_assert_cmpint (g_unlink (fixture.path), ==, 0);
  create_transfer (&fixture, NULL);

  rt_upload_transfer_start (fixture.transfer);
  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_FILE, "“a file.bin” cannot be read: there is no such file. Check its name.");

  g_assert_cmpuint (fixture.n_requests, ==, 0);
  fixture_clear (&fixture);
}

static void
test_folder (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10);
  g_free (fixture.path);
  fixture.path = g_strdup (fixture.dir);
  create_transfer (&fixture, NULL);

  rt_upload_transfer_start (fixture.transfer);
  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_FILE, "cannot be read: it is a folder. Choose the files in it.");

  g_assert_cmpuint (fixture.n_requests, ==, 0);
  fixture_clear (&fixture);
}

static gboolean
has_arrived (gpointer user_data)
{
  return ((Fixture *) user_data)->n_arrived > 0;
}

/* Begins, so slowly that there is time to do something about the file. */
static void
begin_slowly (Fixture *self)
{
  create_transfer (self, NULL);
  rt_upload_transfer_set_limit (self->transfer, 20000);
  rt_upload_transfer_start (self->transfer);
  rt_test_wait_for (has_arrived, self, "the first bytes");
}

static void
test_shrinks (void)
{
  Fixture fixture;

  fixture_init (&fixture, 1000000);
  begin_slowly (&fixture);

  g_assert_cmpint (truncate (fixture.path, 500000), ==, 0);
  rt_upload_transfer_set_limit (fixture.transfer, 0);

  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_CHANGED, "“a file.bin” changed its size");
  fixture_clear (&fixture);
}

static void
test_grows (void)
{
  Fixture fixture;
  FILE *file;

  fixture_init (&fixture, 1000000);
  begin_slowly (&fixture);

  file = fopen (fixture.path, "ab");
  g_assert_cmpint (fputc ('x', file), ==, 'x');
  g_assert_cmpint (fclose (file), ==, 0);
  rt_upload_transfer_set_limit (fixture.transfer, 0);

  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_CHANGED, "“a file.bin” changed its size");
  g_assert_cmpuint (fixture.n_arrived, <, 1000000);
  fixture_clear (&fixture);
}

static void
test_limit (void)
{
  Fixture fixture;
  gint64 began = g_get_monotonic_time ();

  fixture_init (&fixture, 10000);
  create_transfer (&fixture, NULL);
  g_object_set (fixture.transfer, "limit", (guint64) 40000, NULL);

  rt_upload_transfer_start (fixture.transfer);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  assert_arrived (&fixture);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, G_USEC_PER_SEC / 4);
  fixture_clear (&fixture);
}

static void
test_longer_than_patience (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10000);
  create_transfer (&fixture, NULL);
  g_object_set (fixture.transfer, "limit", (guint64) 4000, "patience", 1, NULL);

  rt_upload_transfer_start (fixture.transfer);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  assert_arrived (&fixture);
  fixture_clear (&fixture);
}

static void
test_limit_changes (void)
{
  Fixture fixture;

  /* At one byte a second it would take twelve days. */
  fixture_init (&fixture, 1000000);
  create_transfer (&fixture, NULL);
  rt_upload_transfer_set_limit (fixture.transfer, 1);
  rt_upload_transfer_start (fixture.transfer);
  rt_test_wait_for (has_arrived, &fixture, "the first byte");
  g_assert_cmpuint (fixture.n_arrived, <, 1000);

  rt_upload_transfer_set_limit (fixture.transfer, 0);
  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_COMPLETE);

  assert_arrived (&fixture);
  fixture_clear (&fixture);
}

static void
test_refused (void)
{
  static const struct {
    guint       status;
    const char *type;
    const char *body;
    const char *words;
  } cases[] = {
    { 413, "text/plain", "At most\n5 GB.", "413 Request Entity Too Large (“At most 5 GB.”)" },
    { 507, "application/problem+json", "{\"title\": \"Full\", \"detail\": \"The disk is full.\"}",
      "(“The disk is full.”)" },
    { 500, "application/json", "{\"error\": \"oh\\u001b[2J\"}", "(“oh [2J”)" },
    { 500, "text/html", "<html>", "500 Internal Server Error." },
    { 404, "text/html", "<html>", "Is it the right address?" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture;

      fixture_init (&fixture, 1000);
      fixture.status = cases[i].status;
      fixture.type = cases[i].type;
      fixture.body = cases[i].body;
      create_transfer (&fixture, NULL);

      rt_upload_transfer_start (fixture.transfer);
      assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_REFUSED, cases[i].words);

      g_assert_null (rt_upload_transfer_get_result (fixture.transfer));
      fixture_clear (&fixture);
    }
}

static void
test_redirected (void)
{
  Fixture fixture;

  fixture_init (&fixture, 1000);
  fixture.status = 302;
  fixture.location = "/elsewhere";
  create_transfer (&fixture, NULL);

  rt_upload_transfer_start (fixture.transfer);
  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_REFUSED, "points elsewhere");

  g_assert_cmpuint (fixture.n_requests, ==, 1);
  fixture_clear (&fixture);
}

static void
ignore (RawServer  *server,
        RawPeer    *peer,
        const char *request,
        gpointer    user_data)
{
}

static gboolean
has_head (gpointer user_data)
{
  RawServer *server = user_data;

  return server->peers->len > 0 && strstr (raw_server_get_last_peer (server)->received->str, "\r\n\r\n") != NULL;
}

/* Sends to a server that reads only the head, answers with @answer, a piece at a time, and
 * closes. */
static void
send_to_rude_server (Fixture            *fixture,
                     const char * const *answer)
{
  g_autoptr (RawServer) server = raw_server_new (ignore, NULL);

  fixture_init (fixture, LARGE);
  g_free (fixture->uri);
  fixture->uri = raw_server_dup_uri (server, "http", "/upload");
  create_transfer (fixture, NULL);
  rt_upload_transfer_start (fixture->transfer);
  rt_test_wait_for (has_head, server, "the head of the request");
  g_source_destroy (raw_server_get_last_peer (server)->readable);

  /* Else each piece but the first would wait for what is never acknowledged. */
  g_socket_set_option (g_socket_connection_get_socket (raw_server_get_last_peer (server)->connection),
                       IPPROTO_TCP, TCP_NODELAY, 1, NULL);
  for (guint i = 0; answer[i] != NULL; i++)
    {
      raw_peer_send (raw_server_get_last_peer (server), answer[i]);
      rt_test_drain ();
    }
  raw_peer_close (raw_server_get_last_peer (server));
  rt_test_wait_for (is_over, fixture->transfer, "the transfer to end");
}

#define REFUSAL "HTTP/1.1 413 Too Much\r\nContent-Type: text/plain\r\nContent-Length: 8\r\nConnection: close\r\n\r\n"

static const char * const at_once[] = { REFUSAL "Go away.", NULL };
static const char * const in_pieces[] = { "HTTP/1.1 4", "13 Too Much\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n",
                                          "Connection: close\r\n\r\nGo away.", NULL };
static const char * const after_leave[] = { "HTTP/1.1 100 Continue\r\n\r\n", REFUSAL "Go away.", NULL };
static const char * const with_leave[] = { "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" REFUSAL "Go away.", NULL };

static void
test_refused_early (gconstpointer user_data)
{
  Fixture fixture;

  send_to_rude_server (&fixture, user_data);

  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_REFUSED, "413 Too Much (“Go away.”)");
  g_assert_cmpuint (rt_upload_transfer_get_sent (fixture.transfer), <, LARGE);
  fixture_clear (&fixture);
}

static const char * const nothing[] = { NULL };
static const char * const half_a_head[] = { "HTTP/1.1 413 Too", NULL };

static void
test_connection_lost (gconstpointer user_data)
{
  Fixture fixture;

  send_to_rude_server (&fixture, user_data);

  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_LOST, "was lost");
  fixture_clear (&fixture);
}

static void
test_nobody_there (void)
{
  Fixture fixture;

  fixture_init (&fixture, 1000);
  soup_server_disconnect (fixture.server);
  create_transfer (&fixture, NULL);

  rt_upload_transfer_start (fixture.transfer);

  assert_fails (fixture.transfer, RT_UPLOAD_TRANSFER_ERROR_LOST, "Is the server running there?");
  fixture_clear (&fixture);
}

static void
test_no_address (void)
{
  static const char * const addresses[] = { "", "upload", "ftp://127.0.0.1/?token=SECRET", "http:///upload", "ws://127.0.0.1/" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path ("/dev/null");
      g_autoptr (RtUploadTransfer) transfer = rt_upload_transfer_new (file, addresses[i], NULL);

      rt_upload_transfer_start (transfer);
      assert_fails (transfer, RT_UPLOAD_TRANSFER_ERROR_URI, "is no address to upload to");
      g_assert_null (strstr (rt_upload_transfer_get_reason (transfer), "SECRET"));
    }
}

static void
on_ended (SoupServer        *server,
          SoupServerMessage *message,
          gboolean          *is_aborted)
{
  g_assert_cmpuint (soup_server_message_get_status (message), !=, SOUP_STATUS_OK);
  *is_aborted = TRUE;
}

/* Newer versions of libsoup finish what breaks off, with an answer to nobody. */
static void
watch_abort (SoupServer *server,
             gboolean   *is_aborted)
{
  g_signal_connect (server, "request-aborted", G_CALLBACK (on_ended), is_aborted);
  g_signal_connect (server, "request-finished", G_CALLBACK (on_ended), is_aborted);
}

static void
test_cancelled (void)
{
  Fixture fixture;
  gboolean is_aborted = FALSE;

  fixture_init (&fixture, LARGE);
  watch_abort (fixture.server, &is_aborted);
  begin_slowly (&fixture);

  rt_upload_transfer_cancel (fixture.transfer);

  g_assert_cmpint (rt_upload_transfer_get_state (fixture.transfer), ==, RT_UPLOAD_TRANSFER_CANCELLED);
  rt_test_wait_flag (&is_aborted, "the server to notice");
  rt_upload_transfer_cancel (fixture.transfer);
  rt_upload_transfer_start (fixture.transfer);
  g_assert_cmpint (rt_upload_transfer_get_state (fixture.transfer), ==, RT_UPLOAD_TRANSFER_CANCELLED);
  fixture_clear (&fixture);
}

static void
test_cancelled_before (void)
{
  Fixture fixture;

  fixture_init (&fixture, 10);
  create_transfer (&fixture, NULL);
  rt_upload_transfer_cancel (fixture.transfer);
  rt_upload_transfer_start (fixture.transfer);
  rt_test_drain ();

  assert_ends (fixture.transfer, RT_UPLOAD_TRANSFER_CANCELLED);
  g_assert_cmpuint (fixture.n_requests, ==, 0);
  fixture_clear (&fixture);
}

static void
test_given_up (void)
{
  Fixture fixture;
  gboolean is_aborted = FALSE;

  fixture_init (&fixture, LARGE);
  watch_abort (fixture.server, &is_aborted);
  begin_slowly (&fixture);

  g_clear_object (&fixture.transfer);
  rt_test_wait_flag (&is_aborted, "the server to notice");

  create_transfer (&fixture, NULL);
  fixture_clear (&fixture);
}

static void
test_progress (void)
{
  static const struct {
    const char *server;
    gboolean    websocket;
    const char *progress;
  } cases[] = {
    { "http://127.0.0.1:2000/upload", FALSE, "http://127.0.0.1:2000/uploadprogress?id=a%26b" },
    { "http://127.0.0.1:2000/upload", TRUE, "ws://127.0.0.1:2000/uploadprogress?id=a%26b" },
    { "https://example.org/api/upload?key=x", TRUE, "wss://example.org/api/uploadprogress?key=x&id=a%26b" },
    { "http://h/upload/a.bin", FALSE, "http://h/uploadprogress?id=a%26b" },
    { "http://h/uploads/new", FALSE, "http://h/uploads/uploadprogress?id=a%26b" },
    { "http://h", FALSE, "http://h/uploadprogress?id=a%26b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GFile) file = g_file_new_for_path ("/dev/null");
      g_autoptr (RtUploadTransfer) transfer = rt_upload_transfer_new (file, cases[i].server, "a&b");
      g_autofree char *uri = rt_upload_transfer_dup_progress_uri (transfer, cases[i].websocket);

      g_assert_cmpstr (uri, ==, cases[i].progress);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/upload-transfer/sends-a-file", test_sends);
  g_test_add_func ("/upload-transfer/sends-an-empty-file", test_empty);
  g_test_add_func ("/upload-transfer/sends-a-file-that-says-no-size", test_without_size);
  g_test_add_func ("/upload-transfer/sends-a-stream-in-chunks", test_stream);
  g_test_add_func ("/upload-transfer/fails-without-a-file", test_no_file);
  g_test_add_func ("/upload-transfer/fails-with-a-folder", test_folder);
  g_test_add_func ("/upload-transfer/notices-that-the-file-shrinks", test_shrinks);
  g_test_add_func ("/upload-transfer/notices-that-the-file-grows", test_grows);
  g_test_add_func ("/upload-transfer/goes-no-faster-than-the-limit", test_limit);
  g_test_add_func ("/upload-transfer/may-take-longer-than-a-server-may-stall", test_longer_than_patience);
  g_test_add_func ("/upload-transfer/takes-another-limit-at-once", test_limit_changes);
  g_test_add_func ("/upload-transfer/repeats-why-it-was-refused", test_refused);
  g_test_add_func ("/upload-transfer/follows-no-redirection", test_redirected);
  g_test_add_data_func ("/upload-transfer/hears-a-refusal-while-it-sends", at_once, test_refused_early);
  g_test_add_data_func ("/upload-transfer/hears-a-refusal-in-pieces", in_pieces, test_refused_early);
  g_test_add_data_func ("/upload-transfer/hears-a-refusal-after-leave-to-send", after_leave, test_refused_early);
  g_test_add_data_func ("/upload-transfer/hears-a-refusal-beside-leave-to-send", with_leave, test_refused_early);
  g_test_add_data_func ("/upload-transfer/says-that-the-connection-was-lost", nothing, test_connection_lost);
  g_test_add_data_func ("/upload-transfer/says-that-the-connection-was-lost-in-an-answer", half_a_head, test_connection_lost);
  g_test_add_func ("/upload-transfer/says-that-nobody-is-there", test_nobody_there);
  g_test_add_func ("/upload-transfer/refuses-what-is-no-address", test_no_address);
  g_test_add_func ("/upload-transfer/is-cancelled-at-once", test_cancelled);
  g_test_add_func ("/upload-transfer/can-be-cancelled-before", test_cancelled_before);
  g_test_add_func ("/upload-transfer/ends-with-its-last-reference", test_given_up);
  g_test_add_func ("/upload-transfer/knows-where-progress-is-told", test_progress);

  return g_test_run ();
}
