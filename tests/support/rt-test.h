/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* No wait in a test lasts longer than this many seconds. */
#define RT_TEST_DEADLINE 20

typedef gboolean (*RtTestCondition) (gpointer user_data);

/* Runs the thread-default main context until @condition holds; fails the test,
 * naming @what, when that takes longer than RT_TEST_DEADLINE. */
void  rt_test_wait_for     (RtTestCondition condition,
                            gpointer        user_data,
                            const char     *what);
/* The same until *@flag is set. */
void  rt_test_wait_flag    (const gboolean *flag,
                            const char     *what);
/* Runs the main context for as long as something is pending, without waiting. */
void  rt_test_drain        (void);
/* A GAsyncReadyCallback that keeps the result in *@user_data (a GAsyncResult **). */
void  rt_test_keep_result  (GObject        *source,
                            GAsyncResult   *result,
                            gpointer        user_data);
/* Waits for what rt_test_keep_result() was given. (transfer full) */
GAsyncResult *rt_test_wait_result (GAsyncResult **result,
                                   const char    *what);
/* A new empty folder, removed with rt_test_remove_dir(). (transfer full) */
char *rt_test_make_dir     (void);
void  rt_test_remove_dir   (char           *dir);
/* Asserts that @object is finalised by dropping this last reference. */
#define rt_test_assert_last_unref(object) \
  G_STMT_START { \
    gpointer last_ = (object); \
    g_object_add_weak_pointer (G_OBJECT (last_), &last_); \
    g_object_unref (last_); \
    g_assert_null (last_); \
  } G_STMT_END

G_END_DECLS
