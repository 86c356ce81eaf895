/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/rt-listener.h"
#include "support/rt-test.h"

#define MANY 1000

static void
keep_connection (GPtrArray         *kept,
                 GSocketConnection *connection)
{
  g_ptr_array_add (kept, g_object_ref (connection));
}

static int
connect_to (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK), .sin_port = htons (port),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_no_errno (connect (fd, (struct sockaddr *) &address, sizeof address));

  return fd;
}

static gboolean
has_many (gpointer user_data)
{
  return ((GPtrArray *) user_data)->len >= MANY;
}

static void
test_many (void)
{
  g_autoptr (RtListener) listener = rt_listener_new (NULL, 0, NULL);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  int fds[MANY];

  if (rt_listener_get_connection_limit () < MANY)
    {
      g_test_skip ("The process may not open that many descriptors");
      return;
    }
  g_signal_connect_swapped (listener, "accepted", G_CALLBACK (keep_connection), kept);

  /* All wait in the backlog: nothing is accepted meanwhile. */
  for (guint i = 0; i < MANY; i++)
    fds[i] = connect_to (rt_listener_get_port (listener));
  rt_test_wait_for (has_many, kept, "1,000 connections");

  for (guint i = 0; i < MANY; i++)
    {
      GSocket *socket = g_socket_connection_get_socket (kept->pdata[i]);
      int no_delay = 0;

      g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_NODELAY, &no_delay, NULL));
      g_assert_cmpint (no_delay, ==, 1);
      close (fds[i]);
    }
}

static void
test_taken (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RtListener) first = rt_listener_new (NULL, 0, NULL);
  g_autofree char *port = g_strdup_printf ("%u", rt_listener_get_port (first));
  g_autoptr (RtListener) second = rt_listener_new (NULL, rt_listener_get_port (first), &error);

  g_assert_null (second);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, port));
}

static void
test_closed (void)
{
  g_autoptr (RtListener) first = rt_listener_new (NULL, 0, NULL);
  g_autoptr (RtListener) second = NULL;
  g_autoptr (GError) error = NULL;

  rt_listener_close (first);
  second = rt_listener_new (NULL, rt_listener_get_port (first), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rt_listener_get_port (second), ==, rt_listener_get_port (first));
}

static void
test_bad_address (void)
{
  static const char * const addresses[] = { "example.org", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (rt_listener_new (addresses, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_uri (void)
{
  g_autoptr (RtListener) listener = rt_listener_new (NULL, 0, NULL);
  g_autofree char *uri = rt_listener_dup_uri (listener);
  g_autofree char *expected = g_strdup_printf ("http://127.0.0.1:%u/", rt_listener_get_port (listener));

  g_assert_cmpstr (uri, ==, expected);
}

static gboolean
has_one (gpointer user_data)
{
  return ((GPtrArray *) user_data)->len >= 1;
}

static void
test_no_descriptors (void)
{
  g_autoptr (RtListener) listener = rt_listener_new (NULL, 0, NULL);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  struct rlimit limit;
  struct rlimit none;
  int fd;

  rt_test_drain ();
  g_signal_connect_swapped (listener, "accepted", G_CALLBACK (keep_connection), kept);
  fd = connect_to (rt_listener_get_port (listener));
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &limit));
  none = (struct rlimit) { .rlim_cur = fd, .rlim_max = limit.rlim_max };
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &none));

  g_test_expect_message ("Roundtrip", G_LOG_LEVEL_MESSAGE, "Port * takes no connection for now: *");
  for (guint i = 0; i < 10; i++)
    rt_test_drain ();
  g_test_assert_expected_messages ();
  g_assert_cmpuint (kept->len, ==, 0);

  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &limit));
  rt_test_wait_for (has_one, kept, "the connection that had to wait");
  close (fd);
}

static void
test_finalized (void)
{
  rt_test_assert_last_unref (rt_listener_new (NULL, 0, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/listener/accepts-a-thousand-that-call-at-once", test_many);
  g_test_add_func ("/listener/names-the-port-that-is-taken", test_taken);
  g_test_add_func ("/listener/leaves-its-port-when-closed", test_closed);
  g_test_add_func ("/listener/refuses-what-is-no-address", test_bad_address);
  g_test_add_func ("/listener/knows-its-uri", test_uri);
  g_test_add_func ("/listener/waits-for-descriptors-and-says-so-once", test_no_descriptors);
  g_test_add_func ("/listener/finalized", test_finalized);

  return g_test_run ();
}
