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

/* The socket took the first @length bytes of @vectors. Who is told may take the tap away. */
static void
tell_tap (RtPeerOutput        *self,
          const GOutputVector *vectors,
          gsize                length)
{
  for (guint i = 0; length > 0 && self->tap != NULL; i++)
    {
      gsize n = MIN (vectors[i].size, length);

      self->tap->hooks->sent (self->tap->connection, vectors[i].buffer, n, self->tap->user_data);
      length -= n;
    }
}

static gssize
give_vectors (RtPeerOutput  *self,
              GOutputVector *vectors,
              guint          n_vectors)
{
  struct msghdr message = { .msg_iov = (struct iovec *) vectors, .msg_iovlen = n_vectors };
  gssize n;

  /* One event at a time is the common case, and send() spares the kernel to fetch the
   * message and its vectors. */
  do
    n = n_vectors == 1
        ? send (self->fd, vectors[0].buffer, vectors[0].size, MSG_DONTWAIT | MSG_NOSIGNAL)
        : sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (self->tap != NULL && n > 0)
    tell_tap (self, vectors, n);

  return n;
}

gssize
rt_peer_output_give (RtPeerOutput *self,
                     const char   *bytes,
                     gsize         length,
                     int          *code)
{
  GOutputVector vector = { bytes, length };
  gssize n = give_vectors (self, &vector, 1);

  *code = errno;

  return n;
}

void
rt_peer_output_set_faults (RtPeerOutput *self,
                           RtFaultLayer *layer)
{
  self->layer = layer;
}

static gssize
send_some (RtPeerOutput *self,
           gsize        *offered,
           int          *code)
{
  GOutputVector vectors[MAX_VECTORS];
  guint n_vectors = rt_outbox_peek (self->outbox, vectors, MAX_VECTORS);
  gssize n;

  *offered = 0;
  for (guint i = 0; i < n_vectors; i++)
    *offered += vectors[i].size;
  if (G_UNLIKELY (self->layer != NULL))
    return rt_fault_layer_send (self->layer, vectors, n_vectors, code);

  n = give_vectors (self, vectors, n_vectors);
  *code = errno;

  return n;
}

RtFlushResult
rt_peer_output_flush (RtPeerOutput *self)
{
  for (guint i = 0; i < MAX_SENDS && !rt_outbox_is_empty (self->outbox); i++)
    {
      gsize offered;
      int code = 0;
      gssize n = send_some (self, &offered, &code);

      if (n < 0 && code != EAGAIN)
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
