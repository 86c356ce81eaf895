/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "net/rt-tcp-info.h"

/* The C library's own structure of this name ends before the byte counters. */
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

/* As the kernel numbers them: <netinet/tcp.h> cannot be included beside <linux/tcp.h>. */
enum {
  STATE_CLOSE = 7,
  STATE_CLOSE_WAIT = 8,
  STATE_LAST_ACK = 9,
  STATE_CLOSING = 11,
};

static gboolean
has_pending_error (int fd)
{
  struct pollfd query = { .fd = fd };

  return poll (&query, 1, 0) == 1 && (query.revents & POLLERR) != 0;
}

/* The peer's FIN takes one sequence number, which the kernel counts as a byte. */
static gboolean
has_received_fin (int    fd,
                  guint8 state)
{
  switch (state)
    {
    case STATE_CLOSE_WAIT:
    case STATE_LAST_ACK:
    case STATE_CLOSING:
      return TRUE;

    case STATE_CLOSE:
      /* Both sides closed, or a reset, which leaves an error. */
      return !has_pending_error (fd);

    default:
      return FALSE;
    }
}

gboolean
rt_tcp_info_read (int     fd,
                  RtWire *wire)
{
  struct tcp_info info = { 0, };
  socklen_t length = sizeof info;

  if (getsockopt (fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0)
    return FALSE;

  /* Kernels before 4.19 do not count what was sent again in bytes. */
  if (length < offsetof (struct tcp_info, tcpi_bytes_retrans) + sizeof info.tcpi_bytes_retrans)
    return FALSE;

  wire->bytes_out = info.tcpi_bytes_sent - info.tcpi_bytes_retrans;
  wire->bytes_in = info.tcpi_bytes_received;
  if (wire->bytes_in > 0 && has_received_fin (fd, info.tcpi_state))
    wire->bytes_in--;
  wire->segments_out = info.tcpi_data_segs_out;
  wire->segments_in = info.tcpi_data_segs_in;

  return TRUE;
}
