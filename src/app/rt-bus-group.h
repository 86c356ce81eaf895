/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "rt-serving.h"

G_BEGIN_DECLS

/**
 * RtBusGroup:
 *
 * The preferences of the bus that channels are shared over: its address, the password, which
 * goes to the keyring, and how it is with it now.
 */
#define RT_TYPE_BUS_GROUP (rt_bus_group_get_type ())
G_DECLARE_FINAL_TYPE (RtBusGroup, rt_bus_group, RT, BUS_GROUP, AdwPreferencesGroup)

void rt_bus_group_bind (RtBusGroup *self,
                        RtServing  *serving);

G_END_DECLS
