/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RtChannelRow:
 *
 * What is set for one channel: what happens to its readers that do not keep up, how much may
 * wait for them and how much it remembers. It opens to be changed.
 */
#define RT_TYPE_CHANNEL_ROW (rt_channel_row_get_type ())
G_DECLARE_FINAL_TYPE (RtChannelRow, rt_channel_row, RT, CHANNEL_ROW, AdwExpanderRow)

GtkWidget  *rt_channel_row_new      (GSettings    *settings,
                                     const char   *channel);

G_END_DECLS
