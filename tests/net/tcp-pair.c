/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tcp-pair.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/rt-test.h"

void
tcp_pair_init (TcpPair *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_autoptr (GSocket) socket_object = NULL;
  int yes = 1;

  g_assert_no_errno (bind (listener, (struct sockaddr *) &address, sizeof address));
  g_assert_no_errno (listen (listener, 1));
  g_assert_no_errno (getsockname (listener, (struct sockaddr *) &address, &length));
  self->peer = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_no_errno (connect (self->peer, (struct sockaddr *) &address, sizeof address));
  setsockopt (self->peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);

  socket_object = g_socket_new_from_fd (accept4 (listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), NULL);
  setsockopt (g_socket_get_fd (socket_object), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  self->ours = g_socket_connection_factory_create_connection (socket_object);
  close (listener);
}

void
tcp_pair_clear (TcpPair *self)
{
  tcp_pair_close_peer (self);
  g_clear_object (&self->ours);
}

void
tcp_pair_send (TcpPair    *self,
               const char *text)
{
  gsize length = strlen (text);

  g_assert_cmpint (send (self->peer, text, length, MSG_NOSIGNAL), ==, length);
}

gboolean
tcp_pair_receive (TcpPair *self,
                  GString *text)
{
  char buffer[65536];
  gssize n;

  while ((n = recv (self->peer, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    g_string_append_len (text, buffer, n);

  return n == 0 || errno != EAGAIN;
}

typedef struct {
  TcpPair *pair;
  GString *text;
  gsize    expected;
  gboolean ended;
  gboolean was_reset;
} Wait;

static gboolean
has_arrived (gpointer user_data)
{
  Wait *wait = user_data;

  if (!wait->ended && tcp_pair_receive (wait->pair, wait->text))
    {
      wait->ended = TRUE;
      wait->was_reset = errno == ECONNRESET;
    }

  return wait->ended || wait->text->len >= wait->expected;
}

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* The raw end is in no main context: it is looked at every few ms. */
static void
wait_with_ticks (Wait       *wait,
                 const char *what)
{
  g_autoptr (GSource) ticks = g_timeout_source_new (2);

  errno = 0;
  g_source_set_callback (ticks, tick, NULL, NULL);
  g_source_attach (ticks, g_main_context_get_thread_default ());
  rt_test_wait_for (has_arrived, wait, what);
  g_source_destroy (ticks);
}

char *
tcp_pair_wait_for (TcpPair *self,
                   gsize    expected)
{
  Wait wait = { .pair = self, .text = g_string_new (NULL), .expected = expected };

  wait_with_ticks (&wait, "bytes to arrive at the peer");
  g_assert_cmpuint (wait.text->len, >=, expected);

  return g_string_free (wait.text, FALSE);
}

char *
tcp_pair_wait_for_end (TcpPair  *self,
                       gboolean *was_reset)
{
  Wait wait = { .pair = self, .text = g_string_new (NULL), .expected = G_MAXSIZE };

  wait_with_ticks (&wait, "the end to arrive at the peer");
  if (was_reset != NULL)
    *was_reset = wait.was_reset;

  return g_string_free (wait.text, FALSE);
}

void
tcp_pair_shutdown (TcpPair *self)
{
  g_assert_no_errno (shutdown (self->peer, SHUT_WR));
}

void
tcp_pair_close_peer (TcpPair *self)
{
  if (self->peer >= 0)
    close (self->peer);
  self->peer = -1;
}

void
tcp_pair_reset_peer (TcpPair *self)
{
  struct linger linger = { .l_onoff = 1 };

  g_assert_no_errno (setsockopt (self->peer, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  tcp_pair_close_peer (self);
}
