/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RtReplayRow:
 *
 * Which file the events are in.
 *
 * Signals:
 *   "changed" (): the user chose another
 */
#define RT_TYPE_REPLAY_ROW (rt_replay_row_get_type ())
G_DECLARE_FINAL_TYPE (RtReplayRow, rt_replay_row, RT, REPLAY_ROW, AdwActionRow)

RtReplayRow *rt_replay_row_new      (void);
/* (nullable) (transfer none) */
const char  *rt_replay_row_get_path (RtReplayRow *self);
void         rt_replay_row_set_path (RtReplayRow *self,
                                     const char  *path);

G_END_DECLS
