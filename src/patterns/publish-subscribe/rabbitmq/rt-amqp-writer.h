/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp.h"

G_BEGIN_DECLS

/**
 * RtAmqpWriter:
 * @bytes: encoded frames
 * @sent: bytes at their beginning that have been written
 * @frame_max: bytes of a frame at most
 *
 * Frames on their way out.
 */
typedef struct {
  GByteArray *bytes;
  gsize       sent;
  gsize       frame_max;
  guint8     *scratch;
} RtAmqpWriter;

void     rt_amqp_writer_init          (RtAmqpWriter         *self);
void     rt_amqp_writer_clear         (RtAmqpWriter         *self);
void     rt_amqp_writer_add_header    (RtAmqpWriter         *self);
void     rt_amqp_writer_add_heartbeat (RtAmqpWriter         *self);
gboolean rt_amqp_writer_add_method    (RtAmqpWriter         *self,
                                       guint16               channel,
                                       amqp_method_number_t  id,
                                       gconstpointer         decoded);
gboolean rt_amqp_writer_add_content   (RtAmqpWriter         *self,
                                       guint16               channel,
                                       const amqp_basic_properties_t *properties,
                                       GBytes               *body);
gsize    rt_amqp_writer_get_pending   (RtAmqpWriter         *self,
                                       const guint8        **data);
void     rt_amqp_writer_wrote         (RtAmqpWriter         *self,
                                       gsize                 n_bytes);

G_END_DECLS
