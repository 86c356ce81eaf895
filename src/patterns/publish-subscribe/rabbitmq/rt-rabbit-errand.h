/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-amqp-channel.h"
#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/**
 * RtRabbitErrand:
 *
 * What is asked of the broker step by step, on a channel of its own. A step may first look
 * whether something is there, and make it only where it is not, so that what exists is taken
 * as it is.
 */
typedef struct _RtRabbitErrand RtRabbitErrand;

/**
 * RtRabbitErrandKind:
 * @n_steps: steps
 * @send: sends step @step on @channel; @look: only looks whether it is there. %FALSE: this step is
 *   not needed
 * @looks: whether step @step looks first
 * @replied: what the broker said to it
 * @done: completes @task
 */
typedef struct {
  guint    n_steps;
  gboolean (*send)    (const RtBusTarget   *target,
                       guint                step,
                       gboolean             look,
                       RtAmqpChannel       *channel);
  gboolean (*looks)   (guint                step);
  void     (*replied) (const amqp_method_t *method,
                       GTask               *task);
  void     (*done)    (GTask               *task);
} RtRabbitErrandKind;

/* (transfer full): @task */
void rt_rabbit_errand_run (RtAmqpConnection         *connection,
                           const RtRabbitErrandKind *kind,
                           const RtBusTarget        *target,
                           GTask                    *task);

G_END_DECLS
