/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "patterns/publish-subscribe/rt-bus-address.h"
#include "patterns/publish-subscribe/rt-bus-client.h"
#include "patterns/rt-pattern.h"

const RtPattern rt_publish_subscribe = {
  .id = "publish-subscribe",
  .name = N_("Publish–subscribe"),
  .sentence = N_("A broker stands between, and keeps what is said."),
  .get_client_type = rt_bus_client_get_type,
  .schemes = rt_bus_address_schemes,
  .over_bus = TRUE,
  .manner = RT_MANNER_PUSH,
  .traits = RT_TRAIT_TALKS_BACK | RT_TRAIT_ACKNOWLEDGED,
};
