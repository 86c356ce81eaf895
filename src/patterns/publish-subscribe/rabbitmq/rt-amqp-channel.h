/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-connection.h"
#include "patterns/publish-subscribe/rt-bus-message.h"

G_BEGIN_DECLS

/**
 * RtAmqpContent:
 * @is_return: it came back; else it was delivered
 * @code: why it came back
 * @text: the broker's words for that
 * @tag: the delivery's
 * @redelivered: it was delivered before
 * @exchange: it was published to
 * @routing_key: it was published with
 * @message: what it is; without its body when that is too large
 * @too_large: its body is larger than %RT_BUS_MAX_BODY_BYTES
 * @offset: in a stream; -1 it came from none
 *
 * A method that carries a message, once it is all there.
 */
typedef struct {
  gboolean      is_return;
  guint16       code;
  char         *text;
  guint64       tag;
  gboolean      redelivered;
  char         *exchange;
  char         *routing_key;
  RtBusMessage *message;
  gboolean      too_large;
  gint64        offset;
} RtAmqpContent;

typedef struct _RtAmqpChannel RtAmqpChannel;

/* How long the broker may take for one reply. */
#define RT_AMQP_REPLY_TIMEOUT_MS 15000

/**
 * RtAmqpChannelEvents:
 * @replied: a method without content came
 * @received: (nullable): one with content; stays the channel's
 * @closed: the broker closed the channel, or the connection is @lost; the channel is freed after it
 * @work: after rt_amqp_channel_add_work(): go on until then, monotonic; %FALSE: all done
 */
typedef struct {
  void     (*replied)  (RtAmqpChannel       *self,
                        const amqp_method_t *method,
                        gpointer             user_data);
  void     (*received) (RtAmqpChannel       *self,
                        RtAmqpContent       *content,
                        gpointer             user_data);
  void     (*closed)   (RtAmqpChannel       *self,
                        const GError        *error,
                        gboolean             lost,
                        gpointer             user_data);
  gboolean (*work)     (RtAmqpChannel       *self,
                        gint64               until,
                        gpointer             user_data);
} RtAmqpChannelEvents;

RtAmqpChannel *rt_amqp_channel_open     (RtAmqpConnection          *connection,
                                         const RtAmqpChannelEvents *events,
                                         gpointer                   user_data,
                                         GError                   **error);
void           rt_amqp_channel_close    (RtAmqpChannel             *self);
void           rt_amqp_channel_break    (RtAmqpChannel             *self);
gboolean       rt_amqp_channel_send     (RtAmqpChannel             *self,
                                         amqp_method_number_t       id,
                                         gconstpointer              decoded);
gboolean       rt_amqp_channel_publish  (RtAmqpChannel             *self,
                                         const amqp_basic_publish_t *publish,
                                         const amqp_basic_properties_t *properties,
                                         GBytes                    *body,
                                         GError                   **error);
void           rt_amqp_channel_add_work (RtAmqpChannel             *self);
const char    *rt_amqp_channel_get_words (RtAmqpChannel            *self);

G_END_DECLS
