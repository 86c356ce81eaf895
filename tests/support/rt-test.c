/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "support/rt-test.h"

static void
say_nothing (const char     *domain,
             GLogLevelFlags  level,
             const char     *message,
             gpointer        user_data)
{
}

/* libsoup has a line for each frame, and GLib's tests print it: a million in one run. */
__attribute__ ((constructor)) static void
silence_libsoup (void)
{
  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, say_nothing, NULL);
}

static gboolean
deadline_passed (gpointer user_data)
{
  g_error ("Waited %d s in vain for: %s", RT_TEST_DEADLINE, (const char *) user_data);

  return G_SOURCE_REMOVE;
}

void
rt_test_wait_for (RtTestCondition  condition,
                  gpointer         user_data,
                  const char      *what)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) deadline = g_timeout_source_new_seconds (RT_TEST_DEADLINE);

  g_source_set_priority (deadline, G_PRIORITY_HIGH);
  g_source_set_callback (deadline, deadline_passed, (gpointer) what, NULL);
  g_source_attach (deadline, context);

  while (!condition (user_data))
    g_main_context_iteration (context, TRUE);

  g_source_destroy (deadline);
}

static gboolean
flag_is_set (gpointer user_data)
{
  return *(const gboolean *) user_data;
}

void
rt_test_wait_flag (const gboolean *flag,
                   const char     *what)
{
  rt_test_wait_for (flag_is_set, (gpointer) flag, what);
}

void
rt_test_drain (void)
{
  while (g_main_context_iteration (g_main_context_get_thread_default (), FALSE))
    ;
}

void
rt_test_keep_result (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static gboolean
result_is_there (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

GAsyncResult *
rt_test_wait_result (GAsyncResult **result,
                     const char    *what)
{
  rt_test_wait_for (result_is_there, result, what);

  return g_steal_pointer (result);
}

char *
rt_test_make_dir (void)
{
  g_autoptr (GError) error = NULL;
  char *dir = g_dir_make_tmp ("roundtrip-test-XXXXXX", &error);

  g_assert_no_error (error);

  return dir;
}

static void
remove_recursively (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                                                    G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);

  while (children != NULL)
    {
      GFile *child;

      if (!g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) || child == NULL)
        break;
      remove_recursively (child);
    }

  g_file_delete (file, NULL, NULL);
}

void
rt_test_remove_dir (char *dir)
{
  g_autoptr (GFile) file = g_file_new_for_path (dir);

  remove_recursively (file);
  g_free (dir);
}
