/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-engine.h"

G_BEGIN_DECLS

extern const RtBusEngine rt_rabbit_engine;
extern const RtBusEngine rt_rabbit_tls_engine;

G_END_DECLS
