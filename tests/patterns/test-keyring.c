/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>

#include <libsecret/secret.h>

#include "patterns/publish-subscribe/rt-bus-engine.h"
#include "patterns/publish-subscribe/rt-keyring.h"
#include "support/rt-test.h"
#include "support/rt-test-rabbitmq.h"

/* Passwords of brokers in a real keyring: GNOME's, on a session bus of its own and with a folder of
 * its own. */

#define PASSWORD "s3cret-of-ada"

typedef struct {
  char        *dir;
  char        *program;
  GSubprocess *daemon;
} Fixture;

/* Stays: libsecret keeps its connection for as long as the program lasts. */
static GTestDBus *session;

/* Where tests/run.sh unpacked it, or in the path. (transfer full) (nullable) */
static char *
find_program (void)
{
  g_autofree char *unpacked = g_build_filename (g_getenv ("KEYRING_ROOT"), "usr", "bin", "gnome-keyring-daemon", NULL);

  if (g_file_test (unpacked, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&unpacked);

  return g_find_program_in_path ("gnome-keyring-daemon");
}

/* The libraries beside it, in a folder that is called after the machine. (transfer full) */
static char *
find_libraries (void)
{
  g_autofree char *lib = g_build_filename (g_getenv ("KEYRING_ROOT"), "usr", "lib", NULL);
  g_autoptr (GDir) folders = g_dir_open (lib, 0, NULL);
  GString *path = g_string_new (lib);
  const char *name;

  while (folders != NULL && (name = g_dir_read_name (folders)) != NULL)
    g_string_append_printf (path, ":%s/%s", lib, name);

  return g_string_free (path, FALSE);
}

/* libsecret would have it activated, which is none of this one's. */
static gboolean
is_served (gpointer unused)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) answer =
    g_dbus_connection_call_sync (connection, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                 g_variant_new ("(s)", "org.freedesktop.secrets"), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                 NULL, NULL);
  gboolean is_there = FALSE;

  if (answer != NULL)
    g_variant_get (answer, "(b)", &is_there);

  return is_there;
}

static gboolean
look_again (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
is_not_served (gpointer unused)
{
  return !is_served (NULL);
}

static void
wait_while_looking (RtTestCondition condition,
                    const char     *what)
{
  guint timer = g_timeout_add (20, look_again, NULL);

  rt_test_wait_for (condition, NULL, what);
  g_source_remove (timer);
}

static void
start_daemon (Fixture *fixture)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                               G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *libraries = find_libraries ();
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", fixture->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", fixture->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", fixture->dir, TRUE);
  g_subprocess_launcher_setenv (launcher, "LD_LIBRARY_PATH", libraries, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  fixture->daemon = g_subprocess_launcher_spawn (launcher, &error, fixture->program, "--foreground", "--unlock",
                                                 "--components=secrets", NULL);
  g_assert_no_error (error);
  input = g_subprocess_get_stdin_pipe (fixture->daemon);
  g_output_stream_write_all (input, "keyring", strlen ("keyring"), NULL, NULL, NULL);
  g_output_stream_close (input, NULL, NULL);
  wait_while_looking (is_served, "the keyring to be there");
}

static void
stop_daemon (Fixture *fixture)
{
  g_subprocess_send_signal (fixture->daemon, SIGTERM);
  g_subprocess_wait (fixture->daemon, NULL, NULL);
  g_clear_object (&fixture->daemon);
  /* As another run of the program: what libsecret knows of this one is over. */
  secret_service_disconnect ();
  wait_while_looking (is_not_served, "the keyring to be gone");
}

static GUri *
parse (const char *text)
{
  return g_uri_parse (text, RT_BUS_URI_FLAGS, NULL);
}

static void
keep (const char *address,
      const char *password)
{
  g_autoptr (GUri) uri = parse (address);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;

  rt_keyring_keep_async (uri, password, NULL, rt_test_keep_result, &result);
  done = rt_test_wait_result (&result, "the keyring to take it");
  g_assert_true (rt_keyring_keep_finish (done, &error));
  g_assert_no_error (error);
}

static void
assert_found (const char *address,
              const char *password)
{
  g_autoptr (GUri) uri = parse (address);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  g_autoptr (GError) error = NULL;
  char *found;

  rt_keyring_find_async (uri, NULL, rt_test_keep_result, &result);
  done = rt_test_wait_result (&result, "the keyring to answer");
  found = rt_keyring_find_finish (done, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, password);
  rt_keyring_free (found);
}

/* (transfer full): what was wrong; NULL: it is kept */
static GError *
try_to_keep (const char *address,
             const char *password)
{
  g_autoptr (GUri) uri = parse (address);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) done = NULL;
  GError *error = NULL;

  rt_keyring_try_async (uri, password, NULL, rt_test_keep_result, &result);
  done = rt_test_wait_result (&result, "the broker and the keyring to take it");
  g_assert_true (rt_keyring_try_finish (done, &error) == (error == NULL));

  return error;
}

/* Lanes and sharing have one for the same user of a broker: what one mistypes is not the other’s. */
static void
assert_tried (void)
{
  g_autofree char *address = NULL;
  g_autofree char *lane = NULL;
  g_autoptr (RtBus) known = rt_bus_new ("amqp://127.0.0.1", NULL);
  g_autoptr (GError) error = NULL;

  if (known == NULL || !rt_test_rabbitmq_start ())
    return;

  address = g_strdup_printf ("amqp://guest@127.0.0.1:%u", rt_test_rabbitmq_port ());
  lane = g_strconcat (address, "/", NULL);
  error = try_to_keep (address, "mistyped");
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS);
  g_clear_error (&error);
  assert_found (lane, NULL);

  error = try_to_keep (address, "guest");
  g_assert_no_error (error);
  assert_found (lane, "guest");
  error = try_to_keep (lane, "mistyped");
  g_assert_error (error, RT_BUS_ERROR, RT_BUS_ERROR_ACCESS);
  g_clear_error (&error);
  assert_found (address, "guest");

  rt_test_rabbitmq_stop ();
  /* Nobody says that it is wrong. */
  error = try_to_keep (lane, "typed last");
  g_assert_no_error (error);
  assert_found (address, "typed last");
}

/* In none of the files that the keyring wrote. */
static void
assert_not_readable (const char *dir)
{
  g_autoptr (GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *contents = NULL;
      gsize size = 0;

      assert_not_readable (path);
      if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (path, &contents, &size, NULL))
        g_assert_null (memmem (contents, size, PASSWORD, strlen (PASSWORD)));
    }
}

static void
test_kept (void)
{
  Fixture fixture = { rt_test_make_dir (), find_program (), NULL };

  if (fixture.program == NULL)
    {
      g_test_skip ("there is no gnome-keyring-daemon");
      rt_test_remove_dir (fixture.dir);
      return;
    }

  session = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (session);
  start_daemon (&fixture);

  assert_found ("amqp://ada@127.0.0.1:5672/", NULL);
  keep ("amqp://ada@127.0.0.1:5672/", PASSWORD);
  assert_found ("amqp://ada@127.0.0.1:5672/", PASSWORD);
  /* Another path on the same broker is the same user there; another port or user is not. */
  assert_found ("amqp://ada@127.0.0.1:5672/other", PASSWORD);
  assert_found ("amqp://ada@127.0.0.1:5673/", NULL);
  assert_found ("amqp://bob@127.0.0.1:5672/", NULL);

  assert_tried ();
  stop_daemon (&fixture);
  assert_not_readable (fixture.dir);
  start_daemon (&fixture);
  assert_found ("amqp://ada@127.0.0.1:5672/", PASSWORD);

  keep ("amqp://ada@127.0.0.1:5672/", NULL);
  assert_found ("amqp://ada@127.0.0.1:5672/", NULL);

  stop_daemon (&fixture);
  g_test_dbus_stop (session);
  g_free (fixture.program);
  rt_test_remove_dir (fixture.dir);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keyring/a-password-is-kept-over-a-restart-and-forgotten-when-told", test_kept);

  return g_test_run ();
}
