/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "net/rt-server.h"

G_BEGIN_DECLS

/* Listens at @wanted, or, where that is taken, at the next free port, which @notice
 * (out, transfer full, nullable) then says. FALSE where no port could be had. */
gboolean rt_ports_listen (RtServer    *server,
                          const int    wanted[RT_N_PORTS],
                          char       **notice,
                          GError     **error);

G_END_DECLS
