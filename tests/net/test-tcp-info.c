/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/rt-tcp-info.h"
#include "support/rt-test.h"
#include "tcp-pair.h"

static int
our_fd (TcpPair *pair)
{
  return g_socket_get_fd (g_socket_connection_get_socket (pair->ours));
}

static void
assert_wire (TcpPair *pair,
             guint64  bytes_in,
             guint64  bytes_out,
             guint64  segments_in,
             guint64  segments_out)
{
  RtWire wire = { 0, };

  g_assert_true (rt_tcp_info_read (our_fd (pair), &wire));
  g_assert_cmpuint (wire.bytes_in, ==, bytes_in);
  g_assert_cmpuint (wire.bytes_out, ==, bytes_out);
  g_assert_cmpuint (wire.segments_in, ==, segments_in);
  g_assert_cmpuint (wire.segments_out, ==, segments_out);
}

static void
exchange (TcpPair *pair)
{
  tcp_pair_send (pair, "12345");
  tcp_pair_send (pair, "678");
  g_assert_cmpint (send (our_fd (pair), "answer", 6, 0), ==, 6);
}

static void
take_all (TcpPair *pair)
{
  char buffer[100];

  while (recv (our_fd (pair), buffer, sizeof buffer, MSG_DONTWAIT) > 0)
    ;
}

static void
test_open (void)
{
  g_auto (TcpPair) pair;

  tcp_pair_init (&pair);
  assert_wire (&pair, 0, 0, 0, 0);
  exchange (&pair);
  assert_wire (&pair, 8, 6, 2, 1);
}

static void
test_fin (void)
{
  g_auto (TcpPair) pair;

  tcp_pair_init (&pair);
  exchange (&pair);
  tcp_pair_shutdown (&pair);
  assert_wire (&pair, 8, 6, 2, 1);
  take_all (&pair);
  assert_wire (&pair, 8, 6, 2, 1);
}

static void
test_fin_alone (void)
{
  g_auto (TcpPair) pair;

  tcp_pair_init (&pair);
  tcp_pair_shutdown (&pair);
  assert_wire (&pair, 0, 0, 0, 0);
}

static void
test_own_fin (void)
{
  g_auto (TcpPair) pair;

  tcp_pair_init (&pair);
  exchange (&pair);
  shutdown (our_fd (&pair), SHUT_WR);
  assert_wire (&pair, 8, 6, 2, 1);
  tcp_pair_send (&pair, "more");
  tcp_pair_shutdown (&pair);
  assert_wire (&pair, 12, 6, 3, 1);
}

static void
test_both_fins (void)
{
  g_auto (TcpPair) pair;
  g_autoptr (GString) text = g_string_new (NULL);

  tcp_pair_init (&pair);
  exchange (&pair);
  tcp_pair_receive (&pair, text);
  tcp_pair_shutdown (&pair);
  take_all (&pair);
  shutdown (our_fd (&pair), SHUT_WR);
  assert_wire (&pair, 8, 6, 2, 1);
}

static void
test_reset (void)
{
  g_auto (TcpPair) pair;

  tcp_pair_init (&pair);
  exchange (&pair);
  tcp_pair_reset_peer (&pair);
  assert_wire (&pair, 8, 6, 2, 1);
}

/* What the peer never received is not counted, however much the kernel took. */
static void
test_unsent (void)
{
  g_auto (TcpPair) pair;
  g_autofree char *zeros = g_malloc0 (1000000);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize accepted = 0;
  RtWire wire;
  gssize n;

  tcp_pair_init (&pair);
  while ((n = send (our_fd (&pair), zeros, 1000000, MSG_DONTWAIT)) > 0)
    accepted += n;
  g_assert_true (rt_tcp_info_read (our_fd (&pair), &wire));
  g_assert_cmpuint (wire.bytes_out, <, accepted);

  while (text->len < accepted)
    tcp_pair_receive (&pair, text);
  g_assert_true (rt_tcp_info_read (our_fd (&pair), &wire));
  g_assert_cmpuint (wire.bytes_out, ==, accepted);
}

static void
test_no_tcp (void)
{
  RtWire wire = { .bytes_in = 7 };
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM, 0, ends));
  g_assert_false (rt_tcp_info_read (ends[0], &wire));
  close (ends[0]);
  close (ends[1]);
  g_assert_false (rt_tcp_info_read (-1, &wire));
  g_assert_cmpuint (wire.bytes_in, ==, 7);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tcp-info/counts-bytes-and-segments", test_open);
  g_test_add_func ("/tcp-info/counts-no-fin-of-the-peer", test_fin);
  g_test_add_func ("/tcp-info/counts-no-fin-that-comes-alone", test_fin_alone);
  g_test_add_func ("/tcp-info/counts-no-fin-of-our-own", test_own_fin);
  g_test_add_func ("/tcp-info/counts-no-fin-of-either", test_both_fins);
  g_test_add_func ("/tcp-info/counts-rightly-after-a-reset", test_reset);
  g_test_add_func ("/tcp-info/counts-nothing-that-did-not-leave", test_unsent);
  g_test_add_func ("/tcp-info/says-where-there-is-no-tcp", test_no_tcp);

  return g_test_run ();
}
