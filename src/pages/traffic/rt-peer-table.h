/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-lane.h"
#include "net/rt-server.h"

G_BEGIN_DECLS

/**
 * RtPeerTable:
 *
 * The peers of a server, who was there until a moment ago included, a row each, sorted by
 * any column. Read anew once a second, while it can be seen.
 *
 * Property: "n-peers" (uint, read only)
 * Signal: "refreshed" (): it was read anew
 */
#define RT_TYPE_PEER_TABLE (rt_peer_table_get_type ())
G_DECLARE_FINAL_TYPE (RtPeerTable, rt_peer_table, RT, PEER_TABLE, AdwBin)

void  rt_peer_table_set_server  (RtPeerTable *self,
                                 RtServer    *server);
/* As looking at it does. */
void  rt_peer_table_fill        (RtPeerTable *self);
/* Only those that show this pattern, NULL: all. */
void  rt_peer_table_set_pattern (RtPeerTable *self,
                                 const char  *pattern);
/* Whose clients are of its pattern, whatever the server takes them for; NULL: none. */
void  rt_peer_table_set_lane    (RtPeerTable *self,
                                 RtLane      *lane);
/* Before it is seen: there is little room for it. */
void  rt_peer_table_set_brief   (RtPeerTable *self);
/* For who cannot see it. */
void  rt_peer_table_set_name    (RtPeerTable *self,
                                 const char  *name);
guint rt_peer_table_get_n_peers (RtPeerTable *self);

G_END_DECLS
