/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"
#include "lab/rt-crowd.h"
#include "lab/rt-upload-follower.h"
#include "lab/rt-upload-words.h"
#include "patterns/server-sent-events/rt-sse-client.h"
#include "support/rt-test.h"

#define SIZE 200000
/* So slow that nothing ends by itself within a test. */
#define CRAWL 1000

typedef struct {
  EngineFixture     served;
  RtUploadList     *list;
  RtUploadFollower *by_sse;
  RtUploadFollower *by_websocket;
  char             *folder;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  unused)
{
  engine_fixture_set_up (&self->served, NULL);
  self->folder = rt_test_make_dir ();
  self->list = rt_upload_list_new ();
  rt_upload_list_set_server (self->list, self->served.base);
  self->by_sse = rt_upload_follower_new (self->list, self->served.sse);
  self->by_websocket = rt_upload_follower_new (self->list, self->served.websocket);
}

static void
tear_down (Fixture       *self,
           gconstpointer  unused)
{
  rt_upload_list_set_server (self->list, NULL);
  rt_test_assert_last_unref (self->by_sse);
  rt_test_assert_last_unref (self->by_websocket);
  rt_test_assert_last_unref (self->list);
  engine_fixture_tear_down (&self->served, NULL);
  rt_test_remove_dir (self->folder);
}

/* A file of @size bytes that are not all the same. */
static GFile *
make_file (Fixture    *self,
           const char *name,
           gsize       size)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *data = g_malloc (size);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < size; i++)
    data[i] = (char) (i * 31 + i / 251);
  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static char *
dup_digest (GFile *file)
{
  g_autofree char *data = NULL;
  gsize size;

  g_assert_true (g_file_load_contents (file, NULL, &data, &size, NULL, NULL));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) data, size);
}

/* In the list at @position. */
static RtUploadTransfer *
get (Fixture *self,
     guint    position)
{
  g_autoptr (RtUploadTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->list),
                                                                 position);

  g_assert_nonnull (transfer);
  return transfer;
}

static RtUploadTransfer *
add (Fixture    *self,
     const char *name,
     gsize       size)
{
  g_autoptr (GFile) file = make_file (self, name, size);
  g_autoptr (GError) error = NULL;
  RtUploadTransfer *transfer = rt_upload_list_add (self->list, file, &error);

  g_assert_no_error (error);
  return transfer;
}

typedef struct {
  RtUploadFollower *follower;
  RtUploadTransfer *transfer;
} Told;

static gboolean
was_told_the_end (gpointer user_data)
{
  Told *told = user_data;
  const RtUploadReport *report = rt_upload_follower_get_report (told->follower, told->transfer);

  return report != NULL && rt_upload_report_is_last (report);
}

static gboolean
was_told_of_bytes (gpointer user_data)
{
  Told *told = user_data;
  const RtUploadReport *report = rt_upload_follower_get_report (told->follower, told->transfer);

  return report != NULL && report->received > 0;
}

static gboolean
is_in_trouble (gpointer user_data)
{
  Told *told = user_data;

  return rt_upload_follower_get_trouble (told->follower, told->transfer) != NULL;
}

static gboolean
is_over (gpointer user_data)
{
  return rt_upload_transfer_is_over (user_data);
}

static gboolean
is_idle (gpointer user_data)
{
  return !rt_lane_get_busy (user_data);
}

static void
assert_complete (RtUploadFollower *follower,
                 RtUploadTransfer *transfer,
                 const char       *digest)
{
  Told told = { follower, transfer };
  const RtUploadReport *report;

  rt_test_wait_for (was_told_the_end, &told, "the end of an upload to be told");
  report = rt_upload_follower_get_report (follower, transfer);
  g_assert_cmpint (report->status, ==, RT_UPLOAD_REPORT_COMPLETE);
  g_assert_cmpfloat (report->share, ==, 1);
  g_assert_cmpstr (report->sha256, ==, digest);
}

static void
test_both_ways (Fixture       *self,
                gconstpointer  unused)
{
  RtUploadTransfer *transfer = add (self, "song.bin", SIZE);
  g_autofree char *digest = dup_digest (rt_upload_transfer_get_file (transfer));

  assert_complete (self->by_sse, transfer, digest);
  assert_complete (self->by_websocket, transfer, digest);
  rt_test_wait_for (is_over, transfer, "the answer to the upload");

  g_assert_cmpint (rt_upload_transfer_get_state (transfer), ==, RT_UPLOAD_TRANSFER_COMPLETE);
  rt_test_wait_for (is_idle, self->served.sse, "the lane to have nothing to do");
  rt_test_wait_for (is_idle, self->served.websocket, "the lane to have nothing to do");
  g_assert_cmpuint (rt_lane_get_traffic (self->served.sse)->events, >, 0);
  g_assert_cmpuint (rt_lane_get_traffic (self->served.websocket)->events, >, 0);
  /* The upload itself is not the lanes'. */
  g_assert_cmpuint (rt_lane_get_traffic (self->served.sse)->wire.bytes_out, <, SIZE / 10);
}

static void
test_words (Fixture       *self,
            gconstpointer  unused)
{
  RtUploadTransfer *transfer = add (self, "song.bin", SIZE);
  g_autofree char *digest = dup_digest (rt_upload_transfer_get_file (transfer));
  g_autofree char *expected = g_strdup_printf ("SHA-256 %.8s… · 200 kB", digest);
  g_autofree char *words = NULL;

  assert_complete (self->by_sse, transfer, digest);
  rt_test_wait_for (is_over, transfer, "the answer to the upload");

  words = rt_upload_words_new (transfer, rt_upload_follower_get_report (self->by_sse, transfer),
                               NULL);
  g_assert_true (g_str_has_prefix (words, expected));
}

static void
test_several (Fixture       *self,
              gconstpointer  unused)
{
  RtUploadTransfer *first = add (self, "first.bin", SIZE);
  RtUploadTransfer *second = add (self, "second.bin", SIZE + 1);
  g_autofree char *first_digest = dup_digest (rt_upload_transfer_get_file (first));
  g_autofree char *second_digest = dup_digest (rt_upload_transfer_get_file (second));

  g_assert_true (get (self, 0) == second);
  g_assert_true (get (self, 1) == first);
  assert_complete (self->by_sse, first, first_digest);
  assert_complete (self->by_sse, second, second_digest);
  assert_complete (self->by_websocket, first, first_digest);
  assert_complete (self->by_websocket, second, second_digest);
}

static void
test_bounded (Fixture       *self,
              gconstpointer  unused)
{
  g_autoptr (GFile) file = make_file (self, "long.bin", SIZE);
  g_autoptr (GError) error = NULL;

  rt_upload_list_set_limit (self->list, CRAWL);
  for (guint i = 0; i < RT_UPLOAD_LIST_MAX; i++)
    g_assert_nonnull (rt_upload_list_add (self->list, file, NULL));

  g_assert_null (rt_upload_list_add (self->list, file, &error));
  g_assert_error (error, RT_UPLOAD_LIST_ERROR, RT_UPLOAD_LIST_ERROR_FULL);
  g_assert_cmpuint (rt_upload_list_get_n_unfinished (self->list), ==, RT_UPLOAD_LIST_MAX);
  for (guint i = 0; i < RT_UPLOAD_LIST_MAX; i++)
    g_assert_cmpint (rt_upload_transfer_get_state (get (self, RT_UPLOAD_LIST_MAX - 1 - i)), ==,
                     i < RT_UPLOAD_LIST_MAX_SENDING ? RT_UPLOAD_TRANSFER_SENDING
                                                    : RT_UPLOAD_TRANSFER_WAITING);

  /* One that ended makes room, and lets the next begin. */
  rt_upload_transfer_cancel (get (self, RT_UPLOAD_LIST_MAX - 1));
  g_assert_cmpint (
    rt_upload_transfer_get_state (get (self, RT_UPLOAD_LIST_MAX - 1 - RT_UPLOAD_LIST_MAX_SENDING)),
    ==, RT_UPLOAD_TRANSFER_SENDING);
  g_assert_nonnull (rt_upload_list_add (self->list, file, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, RT_UPLOAD_LIST_MAX);
  while (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    rt_upload_list_remove (self->list, get (self, 0));
  g_assert_cmpuint (rt_upload_list_get_n_unfinished (self->list), ==, 0);
}

static void
test_limit (Fixture       *self,
            gconstpointer  unused)
{
  RtUploadTransfer *transfer;
  Told told = { self->by_sse, NULL };

  rt_upload_list_set_limit (self->list, CRAWL);
  told.transfer = transfer = add (self, "long.bin", SIZE);
  rt_test_wait_for (was_told_of_bytes, &told, "the first bytes to be told");

  g_assert_cmpint (rt_upload_transfer_get_state (transfer), ==, RT_UPLOAD_TRANSFER_SENDING);
  rt_upload_list_set_limit (self->list, 0);

  rt_test_wait_for (was_told_the_end, &told, "the upload to end now that nothing holds it");
}

static void
test_cancel (Fixture       *self,
             gconstpointer  unused)
{
  Told by_sse = { self->by_sse, NULL };
  Told by_websocket = { self->by_websocket, NULL };
  const RtUploadReport *report;

  rt_upload_list_set_limit (self->list, CRAWL);
  by_sse.transfer = by_websocket.transfer = add (self, "long.bin", SIZE);
  rt_test_wait_for (was_told_of_bytes, &by_sse, "the first bytes to be told");
  rt_test_wait_for (was_told_of_bytes, &by_websocket, "the first bytes to be told");

  rt_upload_transfer_cancel (by_sse.transfer);

  rt_test_wait_for (was_told_the_end, &by_sse, "the end to be told");
  rt_test_wait_for (was_told_the_end, &by_websocket, "the end to be told");
  report = rt_upload_follower_get_report (self->by_sse, by_sse.transfer);
  g_assert_cmpint (report->status, ==, RT_UPLOAD_REPORT_CANCELLED);
  g_assert_cmpint (rt_upload_transfer_get_state (by_sse.transfer), ==,
                   RT_UPLOAD_TRANSFER_CANCELLED);
}

static void
test_remove (Fixture       *self,
             gconstpointer  unused)
{
  g_autoptr (RtUploadTransfer) transfer = NULL;
  Told told = { self->by_sse, NULL };

  rt_upload_list_set_limit (self->list, CRAWL);
  transfer = g_object_ref (add (self, "long.bin", SIZE));
  told.transfer = transfer;
  rt_test_wait_for (was_told_of_bytes, &told, "the first bytes to be told");

  rt_upload_list_remove (self->list, transfer);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, 0);
  g_assert_cmpint (rt_upload_transfer_get_state (transfer), ==, RT_UPLOAD_TRANSFER_CANCELLED);
  g_assert_null (rt_upload_follower_get_report (self->by_sse, transfer));
  rt_test_wait_for (is_idle, self->served.sse, "the lane to have nothing to do");
}

static void
test_again (Fixture       *self,
            gconstpointer  unused)
{
  RtUploadTransfer *transfer = add (self, "song.bin", SIZE);
  g_autofree char *digest = dup_digest (rt_upload_transfer_get_file (transfer));

  rt_upload_transfer_cancel (transfer);
  rt_upload_list_try_again (self->list, transfer);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->list)), ==, 1);
  assert_complete (self->by_sse, get (self, 0), digest);
}

static void
test_unreadable (Fixture       *self,
                 gconstpointer  unused)
{
  g_autofree char *path = g_build_filename (self->folder, "nowhere.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  RtUploadTransfer *transfer = rt_upload_list_add (self->list, file, NULL);
  g_autofree char *words = NULL;

  rt_test_wait_for (is_over, transfer, "the transfer to fail");

  g_assert_cmpint (rt_upload_transfer_get_state (transfer), ==, RT_UPLOAD_TRANSFER_FAILED);
  words = rt_upload_words_new (transfer, NULL, NULL);
  g_assert_cmpstr (words, ==, rt_upload_transfer_get_reason (transfer));
  /* Nobody waits for a word of what the server never heard of. */
  rt_test_wait_for (is_idle, self->served.sse, "the lane to have nothing to do");
}

static void
test_refused (Fixture       *self,
              gconstpointer  unused)
{
  RtUploadTransfer *transfer;
  g_autofree char *words = NULL;

  rt_engine_set_max_upload (self->served.engine, SIZE / 2);
  transfer = add (self, "large.bin", SIZE);
  rt_test_wait_for (is_over, transfer, "the server to refuse it");

  g_assert_cmpint (rt_upload_transfer_get_state (transfer), ==, RT_UPLOAD_TRANSFER_FAILED);
  words = rt_upload_words_new (transfer, rt_upload_follower_get_report (self->by_sse, transfer),
                               NULL);
  g_assert_cmpstr (words, ==, rt_upload_transfer_get_reason (transfer));
  g_test_message ("%s", words);
  rt_test_wait_for (is_idle, self->served.sse, "the lane to have nothing to do");
  rt_test_wait_for (is_idle, self->served.websocket, "the lane to have nothing to do");
}

static void
test_stopped_lane (Fixture       *self,
                   gconstpointer  unused)
{
  Told told = { self->by_sse, NULL };

  rt_upload_list_set_limit (self->list, CRAWL);
  rt_lane_start (self->served.sse);
  told.transfer = add (self, "long.bin", SIZE);
  rt_test_wait_for (was_told_of_bytes, &told, "the first bytes to be told");

  rt_lane_stop (self->served.sse);
  rt_test_wait_for (is_in_trouble, &told, "the lane to tell no more");
  g_assert_null (rt_upload_follower_get_trouble (self->by_websocket, told.transfer));

  rt_lane_start (self->served.sse);
  g_assert_null (rt_upload_follower_get_trouble (self->by_sse, told.transfer));
  rt_upload_list_set_limit (self->list, 0);
  rt_test_wait_for (was_told_the_end, &told, "the end to be told");
}

static void
test_reset_lane (Fixture       *self,
                 gconstpointer  unused)
{
  Told told = { self->by_websocket, NULL };

  rt_upload_list_set_limit (self->list, CRAWL);
  told.transfer = add (self, "long.bin", SIZE);
  rt_test_wait_for (was_told_of_bytes, &told, "the first bytes to be told");

  rt_lane_reset (self->served.websocket);
  rt_test_drain ();

  g_assert_null (rt_upload_follower_get_trouble (self->by_websocket, told.transfer));
  g_assert_true (rt_lane_get_busy (self->served.websocket));
  rt_upload_list_set_limit (self->list, 0);
  rt_test_wait_for (was_told_the_end, &told, "the end to be told");
}

static void
test_lane_is_full (Fixture       *self,
                   gconstpointer  unused)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *stream = engine_fixture_dup_uri (&self->served, "channels/ticker");
  RtUploadTransfer *transfer;

  while (others->len < RT_CROWD_MAX_ADOPTED)
    {
      g_ptr_array_add (others, rt_sse_client_new (stream));
      g_assert_true (rt_lane_adopt (self->served.sse, g_ptr_array_index (others, others->len - 1)));
    }

  transfer = add (self, "song.bin", SIZE);

  g_assert_nonnull (rt_upload_follower_get_trouble (self->by_sse, transfer));
  g_assert_null (rt_upload_follower_get_trouble (self->by_websocket, transfer));
  rt_test_wait_for (is_over, transfer, "the upload");
  for (guint i = 0; i < others->len; i++)
    rt_client_stop (g_ptr_array_index (others, i));
}

static void
test_without_server (Fixture       *self,
                     gconstpointer  unused)
{
  RtUploadTransfer *first, *second;
  g_autofree char *digest = NULL;

  rt_upload_list_set_server (self->list, NULL);
  first = add (self, "first.bin", SIZE);
  second = add (self, "second.bin", SIZE);
  digest = dup_digest (rt_upload_transfer_get_file (second));
  g_assert_cmpint (rt_upload_transfer_get_state (first), ==, RT_UPLOAD_TRANSFER_WAITING);
  g_assert_nonnull (rt_upload_follower_get_trouble (self->by_sse, first));

  rt_upload_list_set_server (self->list, self->served.base);

  g_assert_null (rt_upload_follower_get_trouble (self->by_sse, first));
  assert_complete (self->by_sse, first, digest);
  assert_complete (self->by_websocket, second, digest);
}

static void
test_server_goes (Fixture       *self,
                  gconstpointer  unused)
{
  guint n_waiting = 0;

  rt_upload_list_set_limit (self->list, CRAWL);
  for (guint i = 0; i < RT_UPLOAD_LIST_MAX_SENDING + 2; i++)
    add (self, "long.bin", SIZE);

  rt_upload_list_set_server (self->list, NULL);

  for (guint i = 0; i < RT_UPLOAD_LIST_MAX_SENDING + 2; i++)
    n_waiting += rt_upload_transfer_get_state (get (self, i)) == RT_UPLOAD_TRANSFER_WAITING;
  g_assert_cmpuint (n_waiting, ==, 2);
  g_assert_cmpuint (rt_upload_list_get_n_unfinished (self->list), ==, 2);
}

static void
test_server_moves (Fixture       *self,
                   gconstpointer  unused)
{
  RtUploadTransfer *sent, *waiting;
  g_autofree char *digest = NULL;
  Told told = { self->by_sse, NULL };

  rt_upload_list_set_limit (self->list, CRAWL);
  told.transfer = sent = add (self, "long.bin", SIZE);
  for (guint i = 1; i < RT_UPLOAD_LIST_MAX_SENDING; i++)
    add (self, "long.bin", SIZE);
  waiting = add (self, "song.bin", SIZE);
  digest = dup_digest (rt_upload_transfer_get_file (waiting));
  rt_test_wait_for (was_told_of_bytes, &told, "the first bytes to be told");
  g_assert_cmpint (rt_upload_transfer_get_state (waiting), ==, RT_UPLOAD_TRANSFER_WAITING);

  engine_fixture_move (&self->served);
  rt_upload_list_set_server (self->list, self->served.base);
  rt_upload_list_set_limit (self->list, 0);

  rt_test_wait_for (is_over, sent, "the connection to be lost");
  g_assert_cmpint (rt_upload_transfer_get_state (sent), ==, RT_UPLOAD_TRANSFER_FAILED);
  rt_test_wait_for (is_over, waiting, "the one that waited");
  g_assert_cmpint (rt_upload_transfer_get_state (waiting), ==, RT_UPLOAD_TRANSFER_COMPLETE);
  assert_complete (self->by_sse, waiting, digest);
  /* Nobody goes on asking for those that were lost. */
  rt_test_wait_for (is_idle, self->served.sse, "the lane to have nothing to do");
  rt_test_wait_for (is_idle, self->served.websocket, "the lane to have nothing to do");
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/uploads/are-told-by-both-ways", test_both_ways);
  ADD ("/uploads/end-with-their-digest", test_words);
  ADD ("/uploads/do-not-mix", test_several);
  ADD ("/uploads/are-bounded-and-take-turns", test_bounded);
  ADD ("/uploads/go-as-fast-as-the-limit-lets-them", test_limit);
  ADD ("/uploads/tell-when-they-are-cancelled", test_cancel);
  ADD ("/uploads/are-cancelled-when-they-are-taken-out", test_remove);
  ADD ("/uploads/can-be-tried-again", test_again);
  ADD ("/uploads/say-why-a-file-cannot-be-read", test_unreadable);
  ADD ("/uploads/say-why-they-are-refused", test_refused);
  ADD ("/uploads/are-not-told-by-a-lane-that-was-stopped", test_stopped_lane);
  ADD ("/uploads/are-still-told-by-a-lane-whose-counters-were-reset", test_reset_lane);
  ADD ("/uploads/are-not-told-by-a-lane-that-is-full", test_lane_is_full);
  ADD ("/uploads/wait-for-a-server", test_without_server);
  ADD ("/uploads/wait-on-when-the-server-is-gone", test_server_goes);
  ADD ("/uploads/go-where-the-server-is-when-their-turn-comes", test_server_moves);

  return engine_fixture_run ();
}
