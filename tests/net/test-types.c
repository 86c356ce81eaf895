/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-types.h"

#include <libsoup/soup.h>

/* Without rt_types_init() one in 25 never ended. */
#define N_RUNS 60

static int waiting, begun;

/* What dconf's thread does first of all. */
static gpointer
look_for_a_bus (gpointer user_data)
{
  g_atomic_int_set (&waiting, 1);
  while (g_atomic_int_get (&begun) == 0)
    ;
  g_type_ensure (G_TYPE_PROXY_ADDRESS);

  return NULL;
}

static void
run_both (void)
{
  GThread *thread;

  rt_types_init ();
  thread = g_thread_new ("bus", look_for_a_bus, NULL);
  while (g_atomic_int_get (&waiting) == 0)
    g_thread_yield ();
  g_atomic_int_set (&begun, 1);
  g_type_class_unref (g_type_class_ref (SOUP_TYPE_SESSION));
  g_thread_join (thread);
}

static void
test_a_session_beside_the_threads_of_gio (void)
{
  if (g_test_subprocess ())
    {
      run_both ();
      return;
    }

  for (guint i = 0; i < N_RUNS; i++)
    {
      g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/net/types/a-session-beside-the-threads-of-gio", test_a_session_beside_the_threads_of_gio);

  return g_test_run ();
}
