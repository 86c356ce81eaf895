/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-output-private.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define MAX_VECTORS 64

/* So often one peer may send in one turn, that the others get theirs. */
#define MAX_SENDS 4

/* As GLib itself relies on. */
G_STATIC_ASSERT (sizeof (GOutputVector) == sizeof (struct iovec));
G_STATIC_ASSERT (offsetof (GOutputVector, buffer) == offsetof (struct iovec, iov_base));
G_STATIC_ASSERT (offsetof (GOutputVector, size) == offsetof (struct iovec, iov_len));

void
rt_peer_output_set_tap (RtPeerOutput *self,
                        const RtTap  *tap)
{
  self->tap = tap;
}

/* The socket took the first @length bytes of @vectors. */
static void
tell_tap (RtPeerOutput        *self,
          const GOutputVector *vectors,
          gsize                length)
{
  for (guint i = 0; length > 0; i++)
    {
      gsize n = MIN (vectors[i].size, length);

      self->tap->hooks->sent (self->tap->connection, vectors[i].buffer, n, self->tap->user_data);
      length -= n;
    }
}

static gssize
send_some (RtPeerOutput *self,
           gsize        *offered)
{
  GOutputVector vectors[MAX_VECTORS];
  struct msghdr message = { .msg_iov = (struct iovec *) vectors };
  gssize n;

  message.msg_iovlen = rt_outbox_peek (self->outbox, vectors, MAX_VECTORS);
  *offered = 0;
  for (gsize i = 0; i < message.msg_iovlen; i++)
    *offered += vectors[i].size;

  /* One event at a time is the common case, and send() spares the kernel to fetch the
   * message and its vectors. */
  do
    n = message.msg_iovlen == 1
        ? send (self->fd, vectors[0].buffer, vectors[0].size, MSG_DONTWAIT | MSG_NOSIGNAL)
        : sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (self->tap != NULL && n > 0)
    tell_tap (self, vectors, n);

  return n;
}

RtFlushResult
rt_peer_output_flush (RtPeerOutput *self)
{
  for (guint i = 0; i < MAX_SENDS && !rt_outbox_is_empty (self->outbox); i++)
    {
      gsize offered;
      gssize n = send_some (self, &offered);

      if (n < 0 && errno != EAGAIN)
        return RT_FLUSH_FAILED;
      if (n < 0)
        return RT_FLUSH_FULL;

      rt_outbox_consume (self->outbox, n);
      self->n_sent += n;
      self->last_sent = g_get_monotonic_time ();
      if ((gsize) n < offered)
        return RT_FLUSH_FULL;
    }

  return rt_outbox_is_empty (self->outbox) ? RT_FLUSH_EMPTY : RT_FLUSH_MORE;
}

guint64
rt_peer_output_get_n_sent (RtPeerOutput *self)
{
  return self->n_sent;
}

gint64
rt_peer_output_get_last_sent (RtPeerOutput *self)
{
  return self->last_sent;
}
