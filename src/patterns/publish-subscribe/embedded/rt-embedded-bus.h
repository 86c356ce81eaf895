/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus.h"

G_BEGIN_DECLS

/**
 * RtEmbeddedBus:
 *
 * A bus without a broker: `embedded:NAME`, with NAME as channels are named, is the file NAME.db in
 * the folder roundtrip/bus of the user's data, or in the one that `?folder=` names. As many processes
 * as one likes share it; it survives their death, and that of the machine.
 */
#define RT_TYPE_EMBEDDED_BUS (rt_embedded_bus_get_type ())
G_DECLARE_FINAL_TYPE (RtEmbeddedBus, rt_embedded_bus, RT, EMBEDDED_BUS, RtBus)

G_END_DECLS
