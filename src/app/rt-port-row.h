/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "rt-serving.h"

G_BEGIN_DECLS

/**
 * RtPortRow:
 *
 * A row to type a port into, for #AdwPreferencesGroup. It says in place what is wrong with
 * what was typed, and stores it when it is a port.
 */
#define RT_TYPE_PORT_ROW (rt_port_row_get_type ())
G_DECLARE_FINAL_TYPE (RtPortRow, rt_port_row, RT, PORT_ROW, AdwActionRow)

void rt_port_row_bind (RtPortRow  *self,
                       RtServing  *serving,
                       RtPortRole  role);

G_END_DECLS
