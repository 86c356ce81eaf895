/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-peer-input-private.h"

#include <errno.h>
#include <sys/socket.h>

gssize
rt_peer_input_receive (RtPeerInput *self,
                       char        *buffer,
                       gsize        count,
                       int         *code)
{
  gssize n;

  do
    n = recv (self->fd, buffer, count, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);
  *code = errno;

  if (n > 0)
    {
      self->counts.n_received += n;
      self->counts.last_arrival = g_get_monotonic_time ();
      if (self->tap != NULL)
        self->tap->hooks->received (self->tap->connection, buffer, n, self->tap->user_data);
    }
  else if (n == 0)
    {
      rt_peer_input_end (self);
    }
  else if (*code != EAGAIN)
    {
      rt_peer_input_end_with_error (self, *code);
    }

  return n;
}

gboolean
rt_peer_input_has_arrived (RtPeerInput *self)
{
  char byte;

  return recv (self->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

void
rt_peer_input_set_tap (RtPeerInput *self,
                       const RtTap *tap)
{
  self->tap = tap;
}
