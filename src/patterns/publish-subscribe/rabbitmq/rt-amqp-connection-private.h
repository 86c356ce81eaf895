/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-writer.h"

G_BEGIN_DECLS

#define RT_AMQP_INPUT_BYTES  65536

typedef enum {
  RT_AMQP_DIALLING,
  RT_AMQP_STARTING,  /* the broker is to say connection.start */
  RT_AMQP_TUNING,    /* it has our password */
  RT_AMQP_OPENING,
  RT_AMQP_OPEN,
  RT_AMQP_DEAD,
} RtAmqpStage;

struct _RtAmqpConnection {
  GObject parent_instance;

  const RtRabbitAddress        *address;   /* the owner's; not used once it is dead */
  const RtAmqpConnectionEvents *events;
  gpointer                      user_data;
  RtTraffic                    *traffic;
  char                         *where;     /* host and port */
  RtAmqpStage                   stage;
  GCancellable                 *cancellable;

  GSocketConnection     *tcp;
  GIOStream             *stream;           /* tcp, or TLS over it */
  RtPoller              *poller;
  RtPollerWatch         *watch;
  RtDeferred             turn;
  gboolean               has_turn;         /* coming */
  RtPollerTimer          deadline;         /* of connecting */
  RtPollerTimer          beat;
  RtWire                 posted;           /* what the traffic has of this connection */
  guint                  header_bytes;     /* of a segment, estimated */

  amqp_connection_state_t codec;
  guint8                *input;
  gsize                  input_at;
  gsize                  input_end;
  RtAmqpWriter           writer;
  gsize                  again;            /* bytes TLS wants to be given again; 0 any */
  gboolean               is_full;

  GPtrArray             *channels;         /* (nullable elements): by number */
  guint                  n_working;        /* of those, how many have work left */
  guint                  channel_max;
  guint                  heartbeat_s;
  gint64                 heard;            /* monotonic */
  gboolean               has_written;      /* since the last beat */
};

/* Kills it, tells its channels and its owner. */
/* It is not RabbitMQ that answers, or it sent what cannot be. */
void     rt_amqp_connection_fail_protocol (RtAmqpConnection *self);
void     rt_amqp_connection_fail     (RtAmqpConnection *self,
                                      const GError     *error);
void     rt_amqp_connection_dial     (RtAmqpConnection *self);
/* The stream stands: the protocol begins. */
void     rt_amqp_connection_start    (RtAmqpConnection *self);
/* A turn soon, to write what was added, or to go on. */
void     rt_amqp_connection_queue    (RtAmqpConnection *self);
void     rt_amqp_connection_turn     (gpointer          user_data);
gboolean rt_amqp_connection_watch    (RtAmqpConnection *self,
                                      GError          **error);
gboolean rt_amqp_connection_write    (RtAmqpConnection *self,
                                      GError          **error);
void     rt_amqp_connection_discard  (RtAmqpConnection *self);
void     rt_amqp_connection_post     (RtAmqpConnection *self);
void     rt_amqp_connection_send     (RtAmqpConnection *self,
                                      amqp_method_number_t id,
                                      gconstpointer     decoded);
void     rt_amqp_connection_beat     (gpointer          user_data);
void     rt_amqp_connection_handle_frame (RtAmqpConnection *self,
                                      const amqp_frame_t *frame);

/* Of a channel, for its connection. */
void     rt_amqp_channel_handle      (RtAmqpChannel    *self,
                                      const amqp_frame_t *frame);
gboolean rt_amqp_channel_work        (RtAmqpChannel    *self,
                                      gint64            until);
void     rt_amqp_channel_end         (RtAmqpChannel    *self,
                                      const GError     *error,
                                      gboolean          lost);

G_END_DECLS
