/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/rt-numbers.h"
#include "support/rt-test.h"

#define BLOCK ((guint64) RT_NUMBERS_BLOCK)

static const char *program;

typedef struct {
  char  *dir;
  char  *path;
  GFile *file;
} Place;

static void
set_up (Place         *place,
        gconstpointer  data)
{
  place->dir = rt_test_make_dir ();
  place->path = g_build_filename (place->dir, "numbers", NULL);
  place->file = g_file_new_for_path (place->path);
}

static void
tear_down (Place         *place,
           gconstpointer  data)
{
  g_clear_object (&place->file);
  g_clear_pointer (&place->path, g_free);
  g_clear_pointer (&place->dir, rt_test_remove_dir);
}

static gboolean
try_reserve (RtNumbers      *numbers,
             const char     *channel,
             RtNumberBlock  *block,
             GError        **error)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  rt_numbers_reserve_async (numbers, channel, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "a block of numbers");

  return rt_numbers_reserve_finish (numbers, result, block, error);
}

static RtNumberBlock
reserve (RtNumbers  *numbers,
         const char *channel)
{
  g_autoptr (GError) error = NULL;
  RtNumberBlock block = { 0 };

  try_reserve (numbers, channel, &block, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (block.end, ==, block.next + BLOCK);

  return block;
}

static void
release (RtNumbers  *numbers,
         const char *channel,
         guint64     used)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_hash_table_insert (table, (gpointer) channel, &used);
  rt_numbers_release_async (numbers, table, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "numbers being given back");
  rt_numbers_release_finish (numbers, result, &error);
  g_assert_no_error (error);
}

static void
assert_block (RtNumberBlock block,
              guint64       next,
              guint64       gapless_since)
{
  g_assert_cmpuint (block.next, ==, next);
  g_assert_cmpuint (block.gapless_since, ==, gapless_since);
}

static gboolean
go_on (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
is_gone (gpointer user_data)
{
  g_autoptr (GObject) object = g_weak_ref_get (user_data);

  return object == NULL;
}

/* The thread that worked for it last may still hold it for a moment. */
static void
assert_last_unref (RtNumbers *numbers)
{
  guint ticks = g_timeout_add (1, go_on, NULL);
  GWeakRef weak;

  g_weak_ref_init (&weak, numbers);
  g_object_unref (numbers);
  rt_test_wait_for (is_gone, &weak, "the numbers being finalised");
  g_weak_ref_clear (&weak);
  g_source_remove (ticks);
}

static void
test_begin_at_one (Place         *place,
                   gconstpointer  data)
{
  RtNumbers *numbers = rt_numbers_new (place->file);

  assert_block (reserve (numbers, "ticker"), 1, 1);
  assert_block (reserve (numbers, "chat"), 1, 1);

  assert_last_unref (numbers);
}

static void
test_blocks_of_one_life_join (Place         *place,
                              gconstpointer  data)
{
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);

  assert_block (reserve (numbers, "ticker"), 1, 1);
  assert_block (reserve (numbers, "ticker"), 1 + BLOCK, 1);
  assert_block (reserve (numbers, "ticker"), 1 + 2 * BLOCK, 1);
}

static void
test_clean_end_leaves_no_hole (Place         *place,
                               gconstpointer  data)
{
  g_autoptr (RtNumbers) first = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) second = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) third = rt_numbers_new (place->file);

  reserve (first, "ticker");
  release (first, "ticker", 501);
  assert_block (reserve (second, "ticker"), 501, 1);
  reserve (second, "ticker");
  release (second, "ticker", 501 + BLOCK + 7);
  assert_block (reserve (third, "ticker"), 501 + BLOCK + 7, 1);
}

static void
test_crash_leaves_a_hole_of_unknown_size (Place         *place,
                                          gconstpointer  data)
{
  g_autoptr (RtNumbers) crashed = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) next = rt_numbers_new (place->file);

  reserve (crashed, "ticker");
  assert_block (reserve (next, "ticker"), 1 + BLOCK, 1 + BLOCK);
  release (next, "ticker", 1 + BLOCK);
  assert_block (reserve (next, "ticker"), 1 + BLOCK, 1 + BLOCK);
}

static void
test_lives_at_once_never_overlap (Place         *place,
                                  gconstpointer  data)
{
  g_autoptr (RtNumbers) one = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) other = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) third = rt_numbers_new (place->file);

  reserve (one, "ticker");
  assert_block (reserve (other, "ticker"), 1 + BLOCK, 1 + BLOCK);
  assert_block (reserve (one, "ticker"), 1 + 2 * BLOCK, 1 + 2 * BLOCK);

  release (other, "ticker", 1 + BLOCK + 5);
  assert_block (reserve (other, "ticker"), 1 + 3 * BLOCK, 1 + 3 * BLOCK);
  release (one, "ticker", 1 + 2 * BLOCK + 9);
  assert_block (reserve (third, "ticker"), 1 + 4 * BLOCK, 1 + 4 * BLOCK);
}

static void
test_gives_back_only_what_is_last (Place         *place,
                                   gconstpointer  data)
{
  g_autoptr (RtNumbers) one = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) other = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) third = rt_numbers_new (place->file);

  reserve (one, "ticker");
  reserve (other, "ticker");
  release (other, "ticker", 1 + BLOCK);
  release (one, "ticker", 3);
  assert_block (reserve (third, "ticker"), 1 + BLOCK, 1 + BLOCK);
}

static void
test_gives_back_nothing_of_others (Place         *place,
                                   gconstpointer  data)
{
  g_autoptr (RtNumbers) one = rt_numbers_new (place->file);
  g_autoptr (RtNumbers) other = rt_numbers_new (place->file);

  release (one, "ticker", 1);
  g_assert_false (g_file_query_exists (place->file, NULL));

  reserve (one, "ticker");
  release (other, "ticker", 1);
  assert_block (reserve (other, "ticker"), 1 + BLOCK, 1 + BLOCK);
}

static void
test_folder_is_made (Place         *place,
                     gconstpointer  data)
{
  g_autoptr (GFile) deeper = g_file_resolve_relative_path (place->file, "some/where/numbers");
  g_autoptr (RtNumbers) numbers = rt_numbers_new (deeper);

  assert_block (reserve (numbers, "ticker"), 1, 1);
  g_assert_true (g_file_query_exists (deeper, NULL));
}

static void
assert_refused (Place      *place,
                const char *content)
{
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;
  RtNumberBlock block;

  g_assert_true (g_file_set_contents (place->path, content, -1, NULL));
  g_assert_false (try_reserve (numbers, "ticker", &block, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "ticker"));
  g_assert_nonnull (strstr (error->message, place->path));
  g_assert_true (g_file_get_contents (place->path, &left, NULL, NULL));
  g_assert_cmpstr (left, ==, content);
}

#define HEAD "[numbers]\nformat=1\n[channel ticker]\n"

static void
test_damaged_file_is_refused_and_kept (Place         *place,
                                       gconstpointer  data)
{
  assert_refused (place, "");
  assert_refused (place, "no key file");
  assert_refused (place, "[numbers]\nformat=2\n");
  assert_refused (place, "[channel ticker]\nnext=5\ngapless-since=1\nclean=true\n");
  assert_refused (place, HEAD);
  assert_refused (place, HEAD "next=5\ngapless-since=1\n");
  assert_refused (place, HEAD "next=five\ngapless-since=1\nclean=true\n");
  assert_refused (place, HEAD "next=-5\ngapless-since=1\nclean=true\n");
  assert_refused (place, HEAD "next=0\ngapless-since=0\nclean=true\n");
  assert_refused (place, HEAD "next=5\ngapless-since=6\nclean=true\n");
  assert_refused (place, HEAD "next=18446744073709551615\ngapless-since=1\nclean=true\n");
  assert_refused (place, HEAD "next=99999999999999999999999\ngapless-since=1\nclean=true\n");
  assert_refused (place, HEAD "next=5\ngapless-since=1\nclean=perhaps\n");
}

static void
test_folder_in_its_place_is_refused (Place         *place,
                                     gconstpointer  data)
{
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);
  g_autoptr (GError) error = NULL;
  RtNumberBlock block;

  g_assert_cmpint (g_mkdir (place->path, 0700), ==, 0);
  g_assert_false (try_reserve (numbers, "ticker", &block, &error));
  g_assert_nonnull (error);
}

static void
test_no_permission_is_refused (Place         *place,
                               gconstpointer  data)
{
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);
  g_autoptr (GError) error = NULL;
  RtNumberBlock block;

  if (geteuid () == 0)
    {
      g_test_skip ("permissions do not stop root");
      return;
    }

  g_assert_cmpint (g_chmod (place->dir, 0500), ==, 0);
  g_assert_false (try_reserve (numbers, "ticker", &block, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (g_chmod (place->dir, 0700), ==, 0);
}

static void
test_elsewhere_is_refused (Place         *place,
                           gconstpointer  data)
{
  g_autoptr (GFile) remote = g_file_new_for_uri ("sftp://nowhere.invalid/numbers");
  g_autoptr (RtNumbers) numbers = rt_numbers_new (remote);
  g_autoptr (GError) error = NULL;
  RtNumberBlock block;

  if (g_file_peek_path (remote) != NULL)
    {
      g_test_skip ("remote places have local paths here");
      return;
    }

  g_assert_false (try_reserve (numbers, "ticker", &block, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_cancelled_reserves_nothing (Place         *place,
                                 gconstpointer  data)
{
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RtNumberBlock block;

  g_cancellable_cancel (cancellable);
  rt_numbers_reserve_async (numbers, "ticker", cancellable, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the cancellation");
  g_assert_false (rt_numbers_reserve_finish (numbers, result, &block, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  assert_block (reserve (numbers, "ticker"), 1, 1);
}

static void
test_waits_for_the_lock_of_others (Place         *place,
                                   gconstpointer  data)
{
  g_autofree char *lock_path = g_strconcat (place->path, ".lock", NULL);
  g_autoptr (RtNumbers) numbers = rt_numbers_new (place->file);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RtNumberBlock block;
  int lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (flock (lock, LOCK_EX), ==, 0);
  rt_numbers_reserve_async (numbers, "ticker", cancellable, rt_test_keep_result, &kept);
  rt_test_drain ();
  g_assert_null (kept);
  g_assert_false (g_file_query_exists (place->file, NULL));

  g_cancellable_cancel (cancellable);
  result = rt_test_wait_result (&kept, "the cancellation");
  g_assert_false (rt_numbers_reserve_finish (numbers, result, &block, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close (lock);

  assert_block (reserve (numbers, "ticker"), 1, 1);
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint64 one = *(const guint64 *) a;
  guint64 other = *(const guint64 *) b;

  return (one > other) - (one < other);
}

static void
assert_each_block_once (GArray *starts,
                        guint   n)
{
  g_assert_cmpuint (starts->len, ==, n);
  g_array_sort (starts, compare_numbers);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (g_array_index (starts, guint64, i), ==, 1 + i * BLOCK);
}

static void
test_threads_at_once_never_overlap (Place         *place,
                                    gconstpointer  data)
{
  enum { N = 20 };
  RtNumbers *lives[2] = { rt_numbers_new (place->file), rt_numbers_new (place->file) };
  GAsyncResult *kept[N] = { NULL };
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < N; i++)
    rt_numbers_reserve_async (lives[i % 2], "ticker", NULL, rt_test_keep_result, &kept[i]);
  for (guint i = 0; i < N; i++)
    {
      g_autoptr (GAsyncResult) result = rt_test_wait_result (&kept[i], "a block of numbers");
      RtNumberBlock block;

      g_assert_true (rt_numbers_reserve_finish (lives[i % 2], result, &block, NULL));
      g_array_append_val (starts, block.next);
    }

  assert_each_block_once (starts, N);
  g_object_unref (lives[0]);
  g_object_unref (lives[1]);
}

/* What another process does: reserves, says what it got, and is gone. */
static int
reserve_and_vanish (const char *path,
                    guint       n)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (RtNumbers) numbers = rt_numbers_new (file);

  for (guint i = 0; i < n; i++)
    printf ("%" G_GUINT64_FORMAT "\n", reserve (numbers, "ticker").next);
  fflush (stdout);
  _exit (0);
}

static GSubprocess *
spawn (Place      *place,
       const char *n)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                           program, "--reserve", place->path, n, NULL);

  g_assert_no_error (error);

  return process;
}

static void
collect (GSubprocess *process,
         GArray      *starts)
{
  GAsyncResult *kept = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, rt_test_keep_result, &kept);
  result = rt_test_wait_result (&kept, "the other process");
  g_assert_true (g_subprocess_communicate_utf8_finish (process, result, &text, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      guint64 start = g_ascii_strtoull (lines[i], NULL, 10);

      g_array_append_val (starts, start);
    }
}

static void
test_processes_at_once_never_overlap (Place         *place,
                                      gconstpointer  data)
{
  g_autoptr (GSubprocess) one = spawn (place, "15");
  g_autoptr (GSubprocess) other = spawn (place, "15");
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint64));

  collect (one, starts);
  collect (other, starts);
  assert_each_block_once (starts, 30);
}

static void
test_process_that_vanished_gave_nothing_back (Place         *place,
                                              gconstpointer  data)
{
  g_autoptr (GSubprocess) process = spawn (place, "1");
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (RtNumbers) next = rt_numbers_new (place->file);

  collect (process, starts);
  assert_each_block_once (starts, 1);
  assert_block (reserve (next, "ticker"), 1 + BLOCK, 1 + BLOCK);
}

#define ADD(path, func) g_test_add (path, Place, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--reserve"))
    return reserve_and_vanish (argv[2], (guint) atoi (argv[3]));

  g_test_init (&argc, &argv, NULL);

  ADD ("/numbers/begin-at-one", test_begin_at_one);
  ADD ("/numbers/blocks-of-one-life-join", test_blocks_of_one_life_join);
  ADD ("/numbers/clean-end-leaves-no-hole", test_clean_end_leaves_no_hole);
  ADD ("/numbers/crash-leaves-a-hole-of-unknown-size", test_crash_leaves_a_hole_of_unknown_size);
  ADD ("/numbers/at-once/lives-never-overlap", test_lives_at_once_never_overlap);
  ADD ("/numbers/at-once/threads-never-overlap", test_threads_at_once_never_overlap);
  ADD ("/numbers/at-once/processes-never-overlap", test_processes_at_once_never_overlap);
  ADD ("/numbers/process-that-vanished-gave-nothing-back", test_process_that_vanished_gave_nothing_back);
  ADD ("/numbers/release/gives-back-only-what-is-last", test_gives_back_only_what_is_last);
  ADD ("/numbers/release/gives-back-nothing-of-others", test_gives_back_nothing_of_others);
  ADD ("/numbers/file/folder-is-made", test_folder_is_made);
  ADD ("/numbers/file/damaged-is-refused-and-kept", test_damaged_file_is_refused_and_kept);
  ADD ("/numbers/file/folder-in-its-place-is-refused", test_folder_in_its_place_is_refused);
  ADD ("/numbers/file/no-permission-is-refused", test_no_permission_is_refused);
  ADD ("/numbers/file/elsewhere-is-refused", test_elsewhere_is_refused);
  ADD ("/numbers/cancelled-reserves-nothing", test_cancelled_reserves_nothing);
  ADD ("/numbers/waits-for-the-lock-of-others", test_waits_for_the_lock_of_others);

  return g_test_run ();
}
