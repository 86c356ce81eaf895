/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-poller.h"
#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-ends.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-position.h"
#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-subscription.h"

G_BEGIN_DECLS

struct _RtRabbitSubscription {
  RtBusSubscription parent_instance;
  RtAmqpChannel    *channel;      /* NULL: the broker does not have it */
  GTask            *seeking;      /* completed when the broker has it again */
  guint             n_awaited;    /* answers until it has begun */
  guint             n_missing;    /* of MAX_MISSING that are left */

  /* Of a queue: delivery tags. */
  guint64           done_to;      /* all up to this one are acknowledged or rejected */
  guint64           unsaid;       /* the last of these that the broker is to be told; 0 none */
  GHashTable       *done;         /* those beyond, which the broker was told: tag → itself */

  /* Of a log. */
  RtRabbitPosition  position;
  RtRabbitEnds     *ends;         /* being looked for, before it consumes */
  GQueue            held;         /* of RtBusDelivery beyond the prefetch: a stream is read in whole chunks */
  RtPoller         *poller;
  RtDeferred        release;
  RtDeferred        say;          /* what is unsaid */
};

gboolean rt_rabbit_subscription_is_log  (RtRabbitSubscription *self);
/* Tells the broker that it is done with, where it still has the subscription. */
void     rt_rabbit_subscription_settle  (RtRabbitSubscription *self,
                                         guint64               tag,
                                         gboolean              multiple);
/* One of a queue is done with. With @told the broker knows. */
void     rt_rabbit_subscription_finish  (RtRabbitSubscription *self,
                                         guint64               tag,
                                         gboolean              told);
/* Tells the broker what it does not know yet. */
void     rt_rabbit_subscription_say     (gpointer              user_data);
/* Delivers it, or of a log holds it until there is room for it. */
void     rt_rabbit_subscription_take    (RtRabbitSubscription *self,
                                         RtAmqpContent        *content);
/* Delivers what was held, while there is room. */
void     rt_rabbit_subscription_release (gpointer              user_data);

G_END_DECLS
