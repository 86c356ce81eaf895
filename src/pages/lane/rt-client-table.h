/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"

G_BEGIN_DECLS

/**
 * RtClientTable:
 *
 * A lane's own clients, in a row each: what they are doing and what they counted. Shown where
 * the server is somebody else's and can tell of nobody.
 */
#define RT_TYPE_CLIENT_TABLE (rt_client_table_get_type ())
G_DECLARE_FINAL_TYPE (RtClientTable, rt_client_table, RT, CLIENT_TABLE, AdwBin)

/* NULL: none. */
void rt_client_table_set_lane (RtClientTable *self,
                               RtLane        *lane);

G_END_DECLS
