/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/* The name of the embedded bus where none is said. */
#define RT_BUS_ADDRESS_EMBEDDED "roundtrip"

/**
 * RtBusAddress:
 * @bus: the address of the bus, for rt_bus_new(), with the password if there is one
 * @target: the queue or topic, as it is declared where it does not exist
 * @kind_given: whether @uri says which of the two it is
 * @declares: whether @uri says how it is to be: then one that is otherwise will not do
 * @how: how to subscribe; what it points to is part of the address
 *
 * What one URL says: `amqp://USER:PASSWORD@HOST:PORT/VHOST/QUEUE`, `kafka://HOST:PORT/TOPIC`,
 * `embedded:BUS/NAME`. Without VHOST it is the broker's default, without BUS that of
 * %RT_BUS_ADDRESS_EMBEDDED. The query can have
 *
 * `kind` (`queue`, `log`), `group`, `from` (`beginning`, `end` or an offset), `partition`,
 * `prefetch`, `exchange`, `routing-key`; of what does not exist yet `durable` (`true`, `false`),
 * `max-priority`, `ttl` (ms), `dead-letter`, `partitions`, `retention` (ms) and
 * `retention-bytes`. All else in it is the engine's.
 */
typedef struct {
  char             *bus;
  RtBusTarget      *target;
  gboolean          kind_given;
  gboolean          declares;
  RtBusSubscribing  how;

  char             *group;
} RtBusAddress;

/* Of all engines, also those that this build is without. */
extern const char * const rt_bus_address_schemes[];

/* Whether @uri has one of these. */
gboolean      rt_bus_address_is_one (const char    *uri);
/* Whether @parameter is one of those that say how it is to be. */
gboolean      rt_bus_address_can_declare (const char *parameter);
/* NULL with %RT_BUS_ERROR_INVALID. (transfer full) */
RtBusAddress *rt_bus_address_new    (const char    *uri,
                                     GError       **error);
void          rt_bus_address_free   (RtBusAddress  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtBusAddress, rt_bus_address_free)

G_END_DECLS
