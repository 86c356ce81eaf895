/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include <errno.h>
#include <sys/socket.h>

/* The most that is thrown away at once: by the kernel, or where somebody looks at it in so
 * many reads of such a size. */
#define MAX_SKIP (128 * 1024)
#define DISCARD_SIZE (16 * 1024)
#define MAX_DISCARDS 8

static gssize
ask_socket (RtPeerInput *self,
            char        *buffer,
            gsize        count,
            int          flags,
            int         *code)
{
  gssize n;

  do
    n = recv (self->fd, buffer, count, flags | MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  *code = errno;

  if (n > 0)
    {
      self->counts.n_received += n;
      self->counts.last_arrival = g_get_monotonic_time ();
    }

  return n;
}

gssize
rt_peer_input_take (RtPeerInput *self,
                    char        *buffer,
                    gsize        count,
                    int         *code)
{
  gssize n = ask_socket (self, buffer, count, 0, code);

  /* A layer says itself what passes it, and when. */
  if (n > 0 && self->layer == NULL)
    rt_peer_input_tell_received (self, buffer, n);

  return n;
}

void
rt_peer_input_tell_received (RtPeerInput *self,
                             const char  *bytes,
                             gsize        length)
{
  if (self->tap != NULL)
    self->tap->hooks->received (self->tap->connection, bytes, length, self->tap->user_data);
}

void
rt_peer_input_tell_lost (RtPeerInput *self,
                         const char  *bytes,
                         gsize        length)
{
  if (self->tap != NULL && self->tap->hooks->lost != NULL)
    self->tap->hooks->lost (self->tap->connection, bytes, length, self->tap->user_data);
}

static void
note_end (RtPeerInput *self,
          gssize       n,
          int          code)
{
  if (n == 0)
    rt_peer_input_end (self);
  else if (n < 0 && code != EAGAIN)
    rt_peer_input_end_with_error (self, code);
}

gssize
rt_peer_input_receive (RtPeerInput *self,
                       char        *buffer,
                       gsize        count,
                       int         *code)
{
  gssize n;

  if (G_UNLIKELY (self->layer != NULL))
    n = rt_fault_layer_receive (self->layer, buffer, count, code);
  else
    n = rt_peer_input_take (self, buffer, count, code);
  note_end (self, n, *code);

  return n;
}

/* Of what nobody is to see: the kernel throws it away and copies nothing (tcp(7), MSG_TRUNC). */
static gssize
skip (RtPeerInput *self,
      gsize        count)
{
  int code;
  gssize n = ask_socket (self, NULL, count, MSG_TRUNC, &code);

  note_end (self, n, code);

  return n;
}

gboolean
rt_peer_input_discard (RtPeerInput *self)
{
  char buffer[DISCARD_SIZE];
  int code;

  if (self->held != NULL)
    rt_peer_input_take_off (self, NULL, 0, self->held_length - self->held_offset);
  if (self->has_ended)
    return FALSE;
  if (self->layer == NULL && self->tap == NULL)
    return skip (self, MAX_SKIP) > 0;

  for (guint i = 0; i < MAX_DISCARDS; i++)
    {
      if (rt_peer_input_receive (self, buffer, sizeof buffer, &code) <= 0)
        return FALSE;
    }

  return TRUE;
}

gboolean
rt_peer_input_has_arrived (RtPeerInput *self)
{
  char byte;

  if (self->layer != NULL && !rt_fault_layer_wants_input (self->layer))
    return rt_fault_layer_is_ready (self->layer);

  return recv (self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

void
rt_peer_input_set_faults (RtPeerInput  *self,
                          RtFaultLayer *layer)
{
  self->layer = layer;
}

void
rt_peer_input_set_tap (RtPeerInput *self,
                       const RtTap *tap)
{
  self->tap = tap;
}
