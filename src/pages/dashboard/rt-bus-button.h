/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-desk.h"

G_BEGIN_DECLS

/**
 * RtBusButton:
 *
 * Chooses the bus on which a lane works: the embedded one, or a broker at an address, which can be
 * tried first. Not seen while it has no desk.
 */
#define RT_TYPE_BUS_BUTTON (rt_bus_button_get_type ())
G_DECLARE_FINAL_TYPE (RtBusButton, rt_bus_button, RT, BUS_BUTTON, AdwBin)

void rt_bus_button_set_desk (RtBusButton *self,
                             RtDesk      *desk);

G_END_DECLS
