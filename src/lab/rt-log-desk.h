/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-desk.h"
#include "lab/rt-log-group.h"

G_BEGIN_DECLS

#define RT_LOG_MAX_GROUPS      8
#define RT_LOG_MAX_RATE        20000
#define RT_LOG_MAX_WORK_MS     10000
#define RT_LOG_MAX_PARTITIONS  64
#define RT_LOG_N_PARTITIONS    3
/* Keys are numbered from 0: messages of one key are in one partition, in their order. */
#define RT_LOG_N_KEYS          12
/* What is older is not kept, where the engine can do that. */
#define RT_LOG_RETENTION_MS    60000

/**
 * RtLogPosition:
 * @group: which group, by its position in the list
 * @member: which member of it has the partition, by its number; 0: none
 * @offset: where the group goes on; -1: nowhere yet
 */
typedef struct {
  guint  group;
  guint  member;
  gint64 offset;
} RtLogPosition;

/**
 * RtLogPartition:
 * @first: the lowest offset kept
 * @next: the offset the next message will have
 * @eaten: offsets before @first that were kept when the desk began
 */
typedef struct {
  int    partition;
  gint64 first;
  gint64 next;
  gint64 eaten;
} RtLogPartition;

/**
 * RtLogDesk:
 *
 * A producer of a log, the topic `events`, and groups of consumers that read it, each at its own
 * pace and as often as it likes. A message is `{"number": n}`.
 *
 * Properties, all of them at once in force:
 *   "rate" (uint, messages a second, default 3), "work-ms" (uint, how long a consumer works on
 *   a message, default 200)
 */
#define RT_TYPE_LOG_DESK (rt_log_desk_get_type ())
G_DECLARE_FINAL_TYPE (RtLogDesk, rt_log_desk, RT, LOG_DESK, RtDesk)

RtLogDesk  *rt_log_desk_new            (void);
/* Of RtLogGroup; they are there whether it runs or not. (transfer none) */
GListModel *rt_log_desk_get_groups     (RtLogDesk     *self);
/* FALSE: there are %RT_LOG_MAX_GROUPS. */
gboolean    rt_log_desk_add_group      (RtLogDesk     *self);
void        rt_log_desk_remove_group   (RtLogDesk     *self,
                                        RtLogGroup    *group);
/* As the broker said last. (transfer none) */
const RtLogPartition *rt_log_desk_get_partitions (RtLogDesk *self,
                                                  guint     *n_partitions);
/* Of a partition, by its position in that: one for each group. */
guint       rt_log_desk_get_positions  (RtLogDesk     *self,
                                        guint          position,
                                        RtLogPosition *positions,
                                        guint          max);
/* Together; -1 unknown. */
gint64      rt_log_desk_get_n_kept     (RtLogDesk     *self);
guint64     rt_log_desk_get_published  (RtLogDesk     *self);

G_END_DECLS
