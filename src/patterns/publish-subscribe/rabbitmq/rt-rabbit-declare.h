/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rabbitmq/rt-rabbit-errand.h"

G_BEGIN_DECLS

/* Both complete their task with TRUE. */
extern const RtRabbitErrandKind rt_rabbit_declare;
extern const RtRabbitErrandKind rt_rabbit_remove;

G_END_DECLS
