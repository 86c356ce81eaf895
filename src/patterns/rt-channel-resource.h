/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "patterns/rt-pattern.h"

G_BEGIN_DECLS

/* /channels/NAME: one URL, every transport. */
void rt_channel_resource_add (RtServer *server,
                              RtHub    *hub);

G_END_DECLS
