/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "raw-client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/rt-test.h"

RawClient *
raw_client_new (guint16 port)
{
  return raw_client_new_at ("127.0.0.1", port);
}

RawClient *
raw_client_new_at (const char *host,
                   guint16     port)
{
  RawClient *self = g_new0 (RawClient, 1);
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  int yes = 1;

  g_assert_cmpint (inet_pton (AF_INET, host, &address.sin_addr), ==, 1);
  self->text = g_string_new (NULL);
  self->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_no_errno (connect (self->fd, (struct sockaddr *) &address, sizeof address));
  setsockopt (self->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);

  return self;
}

void
raw_client_free (RawClient *self)
{
  raw_client_close (self);
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
raw_client_send_bytes (RawClient  *self,
                       const void *bytes,
                       gsize       length)
{
  g_assert_cmpint (send (self->fd, bytes, length, MSG_NOSIGNAL), ==, length);
  self->sent += length;
}

void
raw_client_send (RawClient  *self,
                 const char *text)
{
  raw_client_send_bytes (self, text, strlen (text));
}

gboolean
raw_client_receive (RawClient *self)
{
  char buffer[65536];
  gssize n;

  if (self->has_ended)
    return TRUE;

  while ((n = recv (self->fd, buffer, sizeof buffer, MSG_DONTWAIT)) > 0)
    {
      g_string_append_len (self->text, buffer, n);
      self->received += n;
    }
  self->has_ended = n == 0 || errno != EAGAIN;
  self->was_reset = n < 0 && errno == ECONNRESET;

  return self->has_ended;
}

typedef struct {
  RawClient  *client;
  const char *end;
  gsize       length;
} Wait;

static gboolean
has_come (gpointer user_data)
{
  Wait *wait = user_data;
  GString *text = wait->client->text;

  raw_client_receive (wait->client);
  if (wait->end != NULL)
    return g_str_has_suffix (text->str, wait->end) || wait->client->has_ended;

  return text->len >= wait->length || wait->client->has_ended;
}

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static char *
wait_and_take (Wait       *wait,
               const char *what)
{
  guint ticks = g_timeout_add (2, tick, NULL);
  RawClient *self = wait->client;
  char *text;

  rt_test_wait_for (has_come, wait, what);
  g_source_remove (ticks);
  text = g_string_free (self->text, FALSE);
  self->text = g_string_new (NULL);

  return text;
}

char *
raw_client_wait_for (RawClient  *self,
                     const char *end)
{
  Wait wait = { .client = self, .end = end };
  char *text = wait_and_take (&wait, end);

  if (!g_str_has_suffix (text, end))
    g_error ("\"%s\" does not end in \"%s\"", text, end);

  return text;
}

char *
raw_client_wait_bytes (RawClient *self,
                       gsize      length)
{
  Wait wait = { .client = self, .length = length };
  guint64 before = self->received - self->text->len;
  char *text = wait_and_take (&wait, "bytes to come");

  g_assert_cmpuint (self->received - before, >=, length);

  return text;
}

char *
raw_client_wait_end (RawClient *self)
{
  Wait wait = { .client = self, .length = G_MAXSIZE };

  return wait_and_take (&wait, "the end of the connection");
}

void
raw_client_shutdown (RawClient *self)
{
  g_assert_no_errno (shutdown (self->fd, SHUT_WR));
}

void
raw_client_close (RawClient *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
raw_client_reset (RawClient *self)
{
  struct linger linger = { .l_onoff = 1 };

  g_assert_no_errno (setsockopt (self->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  raw_client_close (self);
}
