/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define RT_LOG_MAX_MEMBERS 16

/**
 * RtLogGroup:
 *
 * Consumers of a log that share its partitions, and remember together how far they are. Where
 * the engine has no groups, one reader, who remembers by itself.
 *
 * Properties: "n-members" (uint, 0 to %RT_LOG_MAX_MEMBERS)
 * Signals:
 *   "rebalanced" (): its members have other partitions now
 *   "failed" (string): what it was asked to do could not be done, for people
 */
#define RT_TYPE_LOG_GROUP (rt_log_group_get_type ())
G_DECLARE_FINAL_TYPE (RtLogGroup, rt_log_group, RT, LOG_GROUP, GObject)

/* "A". */
const char *rt_log_group_get_name      (RtLogGroup *self);
guint       rt_log_group_get_n_members (RtLogGroup *self);
void        rt_log_group_set_n_members (RtLogGroup *self,
                                        guint       n_members);
/* Its members share the partitions; else it has one member at the most. */
gboolean    rt_log_group_is_shared     (RtLogGroup *self);
/* Messages it has still to read; -1 unknown. */
gint64      rt_log_group_get_lag       (RtLogGroup *self);
/* Messages it was given, and those of them that it was given before. */
guint64     rt_log_group_get_read      (RtLogGroup *self);
guint64     rt_log_group_get_replayed  (RtLogGroup *self);
/* Messages that were no longer kept when it came to them. */
guint64     rt_log_group_get_missed    (RtLogGroup *self);
/* The number of its member that has @partition, from 1; 0: none. */
guint       rt_log_group_get_holder    (RtLogGroup *self,
                                        int         partition);
/* All its partitions: an offset, RT_BUS_FROM_BEGINNING or RT_BUS_FROM_END. */
void        rt_log_group_rewind        (RtLogGroup *self,
                                        gint64      offset);
/* To what was born then or later, µs since 1970. */
void        rt_log_group_rewind_time   (RtLogGroup *self,
                                        gint64      time_us);

G_END_DECLS
