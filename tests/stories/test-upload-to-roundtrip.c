/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "patterns/server-sent-events/rt-sse-client.h"
#include "patterns/websocket/rt-websocket-client.h"
#include "stories/rt-upload-transfer.h"
#include "support/rt-test.h"
#include "uploading.h"

/* A transfer to a Roundtrip, with a client that is told of it by each pattern. */
typedef struct {
  char             *path;
  RtUploadTransfer *transfer;
  RtClient         *clients[2];
  GString          *told[2];
} Sending;

/* More than the kernel takes of a connection that nobody reads. */
#define LARGE (32 * 1024 * 1024)

static void
on_told (RtClient  *client,
         RtMessage *message,
         GString   *told)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (message->data, NULL), g_bytes_get_size (message->data));

  g_string_append_printf (told, "%s\n", text);
}

static void
sending_init (Sending    *self,
              Uploading  *uploading,
              const char *dir,
              gsize       size,
              const char *id)
{
  g_autofree char *content = g_malloc (size);
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/upload", uploading->served.port);
  g_autoptr (GFile) file = NULL;

  memset (content, 'x', size);
  *self = (Sending) { .path = g_build_filename (dir, "a song & more.flac", NULL) };
  g_assert_true (g_file_set_contents (self->path, content, (gssize) size, NULL));
  file = g_file_new_for_path (self->path);
  self->transfer = rt_upload_transfer_new (file, uri, id);
}

static void
sending_watch (Sending *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    {
      g_autofree char *uri = rt_upload_transfer_dup_progress_uri (self->transfer, i == 1);

      self->clients[i] = i == 1 ? rt_websocket_client_new (uri) : rt_sse_client_new (uri);
      self->told[i] = g_string_new (NULL);
      g_signal_connect (self->clients[i], "message", G_CALLBACK (on_told), self->told[i]);
      rt_client_start (self->clients[i]);
    }
}

static void
sending_clear (Sending *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    if (self->clients[i] != NULL)
      {
        rt_client_stop (self->clients[i]);
        rt_test_drain ();
        rt_test_assert_last_unref (self->clients[i]);
        g_string_free (self->told[i], TRUE);
      }
  rt_test_drain ();
  rt_test_assert_last_unref (self->transfer);
  g_free (self->path);
}

static gboolean
is_over (gpointer user_data)
{
  return rt_upload_transfer_is_over (user_data);
}

typedef struct {
  GString    *told;
  const char *part;
} Telling;

static gboolean
is_told (gpointer user_data)
{
  Telling *telling = user_data;

  return strstr (telling->told->str, telling->part) != NULL;
}

static void
sending_wait_told (Sending    *self,
                   const char *part)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->clients); i++)
    {
      Telling telling = { self->told[i], part };

      rt_test_wait_for (is_told, &telling, part);
    }
}

static void
test_complete (Uploading     *uploading,
               gconstpointer  user_data)
{
  char *dir = rt_test_make_dir ();
  Sending sending;
  g_autofree char *content = g_strnfill (100000, 'x');
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, 100000);
  const char *result;

  sending_init (&sending, uploading, dir, 100000, "mine-1");
  /* They ask before the upload is known. */
  sending_watch (&sending);
  rt_upload_transfer_set_limit (sending.transfer, 200000);
  rt_upload_transfer_start (sending.transfer);
  rt_test_wait_for (is_over, sending.transfer, "the transfer to end");
  sending_wait_told (&sending, "\"status\":\"complete\"");

  g_assert_cmpint (rt_upload_transfer_get_state (sending.transfer), ==, RT_UPLOAD_TRANSFER_COMPLETE);
  result = rt_upload_transfer_get_result (sending.transfer);
  g_assert_nonnull (strstr (result, "\"id\":\"mine-1\""));
  g_assert_nonnull (strstr (result, "\"name\":\"a song & more.flac\""));
  g_assert_nonnull (strstr (result, "\"size\":100000"));
  g_assert_nonnull (strstr (result, sha256));
  for (guint i = 0; i < G_N_ELEMENTS (sending.told); i++)
    {
      g_assert_true (g_str_has_prefix (sending.told[i]->str, "{\"status\":\"in-progress\",\"progress\":0"));
      g_assert_nonnull (strstr (sending.told[i]->str, sha256));
    }
  sending_clear (&sending);
  rt_test_remove_dir (dir);
}

static void
test_too_large (Uploading     *uploading,
                gconstpointer  user_data)
{
  char *dir = rt_test_make_dir ();
  Sending sending;

  rt_engine_set_max_upload (uploading->served.engine, 1000);
  sending_init (&sending, uploading, dir, LARGE, NULL);

  rt_upload_transfer_start (sending.transfer);
  rt_test_wait_for (is_over, sending.transfer, "the refusal");

  g_assert_error (rt_upload_transfer_get_error (sending.transfer), RT_UPLOAD_TRANSFER_ERROR,
                  RT_UPLOAD_TRANSFER_ERROR_REFUSED);
  g_assert_nonnull (strstr (rt_upload_transfer_get_reason (sending.transfer), "1000 are taken at the most"));
  g_assert_cmpuint (rt_upload_transfer_get_sent (sending.transfer), <, LARGE);
  sending_clear (&sending);
  rt_test_remove_dir (dir);
}

static void
test_too_large_meanwhile (Uploading     *uploading,
                          gconstpointer  user_data)
{
  char *dir = rt_test_make_dir ();
  Sending sending;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autofree char *uri = g_strdup_printf ("http://127.0.0.1:%u/upload", uploading->served.port);

  rt_engine_set_max_upload (uploading->served.engine, 1000000);
  sending_init (&sending, uploading, dir, LARGE, NULL);
  g_object_unref (sending.transfer);
  file = g_file_new_for_path (sending.path);
  stream = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  sending.transfer = rt_upload_transfer_new_for_stream (stream, "stream", uri, NULL);

  rt_upload_transfer_start (sending.transfer);
  rt_test_wait_for (is_over, sending.transfer, "the refusal");

  g_assert_error (rt_upload_transfer_get_error (sending.transfer), RT_UPLOAD_TRANSFER_ERROR,
                  RT_UPLOAD_TRANSFER_ERROR_REFUSED);
  g_assert_nonnull (strstr (rt_upload_transfer_get_reason (sending.transfer), "413"));
  g_clear_object (&stream);
  sending_clear (&sending);
  rt_test_remove_dir (dir);
}

static void
test_cancelled (Uploading     *uploading,
                gconstpointer  user_data)
{
  char *dir = rt_test_make_dir ();
  Sending sending;

  sending_init (&sending, uploading, dir, 1000000, "mine-2");
  rt_upload_transfer_set_limit (sending.transfer, 1000);
  rt_upload_transfer_start (sending.transfer);
  uploading_wait_latest (uploading, "mine-2");

  rt_upload_transfer_cancel (sending.transfer);

  uploading_wait_latest (uploading, "\"status\":\"cancelled\"");
  uploading_wait_n_files (0);
  sending_clear (&sending);
  rt_test_remove_dir (dir);
}

static void
test_same_id (Uploading     *uploading,
              gconstpointer  user_data)
{
  char *dir = rt_test_make_dir ();
  Sending first, second;

  sending_init (&first, uploading, dir, 1000000, "mine-3");
  rt_upload_transfer_set_limit (first.transfer, 1000);
  rt_upload_transfer_start (first.transfer);
  uploading_wait_latest (uploading, "mine-3");

  sending_init (&second, uploading, dir, 10, "mine-3");
  rt_upload_transfer_start (second.transfer);
  rt_test_wait_for (is_over, second.transfer, "the refusal");

  g_assert_error (rt_upload_transfer_get_error (second.transfer), RT_UPLOAD_TRANSFER_ERROR,
                  RT_UPLOAD_TRANSFER_ERROR_REFUSED);
  g_assert_nonnull (strstr (rt_upload_transfer_get_reason (second.transfer), "409"));
  g_assert_cmpint (rt_upload_transfer_get_state (first.transfer), ==, RT_UPLOAD_TRANSFER_SENDING);
  rt_upload_transfer_cancel (first.transfer);
  uploading_wait_n_files (0);
  sending_clear (&second);
  sending_clear (&first);
  rt_test_remove_dir (dir);
}

static void
add_tests (void)
{
  uploading_add ("/upload-to-roundtrip/arrives-and-is-told-by-each-pattern", NULL, test_complete);
  uploading_add ("/upload-to-roundtrip/is-refused-when-it-is-too-large", NULL, test_too_large);
  uploading_add ("/upload-to-roundtrip/is-refused-when-it-gets-too-large", NULL, test_too_large_meanwhile);
  uploading_add ("/upload-to-roundtrip/vanishes-when-it-is-cancelled", NULL, test_cancelled);
  uploading_add ("/upload-to-roundtrip/is-refused-under-an-id-in-use", NULL, test_same_id);
}

int
main (int   argc,
      char *argv[])
{
  return uploading_run_tests (argc, argv, add_tests);
}
