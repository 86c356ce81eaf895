/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rt-kafka-sockets.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/rt-tcp-info.h"

typedef struct {
  int      fd;
  gboolean is_ipv6;
} Socket;

struct _RtKafkaSockets {
  gatomicrefcount ref_count;
  GMutex          lock;
  GArray         *open;          /* of Socket */
  RtWire          closed;        /* of those that are closed */
  guint64         header_bytes;  /* likewise */
};

RtKafkaSockets *
rt_kafka_sockets_new (void)
{
  RtKafkaSockets *self = g_new0 (RtKafkaSockets, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->open = g_array_new (FALSE, FALSE, sizeof (Socket));

  return self;
}

RtKafkaSockets *
rt_kafka_sockets_ref (RtKafkaSockets *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rt_kafka_sockets_unref (RtKafkaSockets *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->open);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
add_socket (const Socket *from,
            RtWire       *wire,
            guint64      *header_bytes)
{
  RtWire now = { 0, };

  if (!rt_tcp_info_read (from->fd, &now))
    return;

  rt_wire_add (wire, &now);
  *header_bytes += (now.segments_in + now.segments_out) * (from->is_ipv6 ? RT_HEADER_BYTES_IPV6 : RT_HEADER_BYTES_IPV4);
}

static int
on_open (int   domain,
         int   type,
         int   protocol,
         void *opaque)
{
  RtKafkaSockets *self = opaque;
  Socket one = { .fd = socket (domain, type | SOCK_CLOEXEC, protocol), .is_ipv6 = domain == AF_INET6 };

  if (one.fd == -1)
    return -1;

  g_mutex_lock (&self->lock);
  g_array_append_val (self->open, one);
  g_mutex_unlock (&self->lock);

  return one.fd;
}

static int
on_close (int   fd,
          void *opaque)
{
  RtKafkaSockets *self = opaque;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->open->len; i++)
    if (g_array_index (self->open, Socket, i).fd == fd)
      {
        add_socket (&g_array_index (self->open, Socket, i), &self->closed, &self->header_bytes);
        g_array_remove_index_fast (self->open, i);
        break;
      }
  g_mutex_unlock (&self->lock);

  return close (fd);
}

void
rt_kafka_sockets_watch (RtKafkaSockets  *self,
                        rd_kafka_conf_t *conf)
{
  g_return_if_fail (self != NULL);

  rd_kafka_conf_set_opaque (conf, self);
  rd_kafka_conf_set_socket_cb (conf, on_open);
  rd_kafka_conf_set_closesocket_cb (conf, on_close);
}

void
rt_kafka_sockets_count (RtKafkaSockets *self,
                        RtTraffic      *traffic)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (traffic != NULL);

  g_mutex_lock (&self->lock);
  traffic->wire = self->closed;
  traffic->header_bytes = self->header_bytes;
  for (guint i = 0; i < self->open->len; i++)
    add_socket (&g_array_index (self->open, Socket, i), &traffic->wire, &traffic->header_bytes);
  g_mutex_unlock (&self->lock);
}
