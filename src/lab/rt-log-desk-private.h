/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "lab/rt-log-desk.h"
#include "patterns/publish-subscribe/rt-bus-subscription.h"

G_BEGIN_DECLS

/* A log desk is in two files: what it is (rt-log-desk.c) and what it does while it runs
 * (-running.c). Its groups belong to it, and their members to them. */
struct _RtLogDesk {
  RtDesk       parent_instance;
  guint        rate;
  guint        work_ms;

  RtBus       *control;      /* (unowned) declares, measures, publishes; NULL: it stands still */
  gboolean     declared;
  guint        n_measuring;
  guint        turn;         /* which group is first in the next tick */
  RtBusTarget *target;
  GListStore  *groups;
  GArray      *partitions;   /* of RtLogPartition */
  double       due;          /* messages, to be published now */
  guint64      n_made;
};

void rt_log_desk_begin   (RtDesk *desk);
void rt_log_desk_end     (RtDesk *desk);
void rt_log_desk_tick    (RtDesk *desk,
                          gint64  elapsed_us);
void rt_log_desk_measure (RtDesk *desk);

/* Groups. */
RtLogGroup *rt_log_group_new       (RtLogDesk     *desk,
                                    const char    *name);
/* The desk runs, or does not any more. */
void        rt_log_group_begin     (RtLogGroup    *self);
void        rt_log_group_end       (RtLogGroup    *self);
/* It belongs to no desk any more. */
void        rt_log_group_leave     (RtLogGroup    *self);
void        rt_log_group_clear     (RtLogGroup    *self);
void        rt_log_group_work      (RtLogGroup    *self,
                                    gint64         elapsed_us,
                                    gint64         deadline_us);
/* (nullable): the engine has no groups. */
char       *rt_log_group_dup_id    (RtLogGroup    *self);
/* @partitions: of RtBusPartition */
void        rt_log_group_measured  (RtLogGroup    *self,
                                    const GArray  *partitions);
gint64      rt_log_group_get_offset (RtLogGroup   *self,
                                     int           partition);

/* Where a reader is in a partition. */
typedef struct {
  gint64 expected;   /* the next offset; -1: any */
  gint64 highest;    /* that it was given; -1 none */
  gint64 done;       /* the next to be worked on; -1 unknown */
  gint64 committed;  /* as the broker says; -1 nowhere */
} RtLogPlace;

/* A group is in two files: what it is (rt-log-group.c), and where it is (-places.c). */
struct _RtLogGroup {
  GObject    parent_instance;
  RtLogDesk *desk;          /* (unowned) NULL: it belongs to none any more */
  char      *name;
  guint      n_members;
  gboolean   begun;
  GPtrArray *members;       /* of RtLogMember */
  GArray    *places;        /* of RtLogPlace, by partition */
  guint      n_seeking;
  gint64     lag;
  guint64    read;
  guint64    replayed;
  guint64    missed;
};

/* For people, as "failed". */
void        rt_log_group_fail      (RtLogGroup    *self,
                                    const char    *reason);
/* From where the next comes nobody knows. */
void        rt_log_group_expect_any (RtLogGroup   *self);

#define RT_TYPE_LOG_MEMBER (rt_log_member_get_type ())
G_DECLARE_FINAL_TYPE (RtLogMember, rt_log_member, RT, LOG_MEMBER, GObject)

/* What a group hears of its members. */
RtLogDesk  *rt_log_group_get_desk  (RtLogGroup    *self);
void        rt_log_group_delivered (RtLogGroup    *self,
                                    const RtBusDelivery *delivery);
void        rt_log_group_worked    (RtLogGroup    *self,
                                    const RtBusDelivery *delivery);
void        rt_log_group_moved     (RtLogGroup    *self);
/* Where a reader who remembers by itself goes on. */
gint64      rt_log_group_get_from  (RtLogGroup    *self);

/* NULL: the desk has stopped. (transfer full) */
RtLogMember *rt_log_member_new     (RtLogGroup    *group,
                                    guint          number);
void         rt_log_member_leave   (RtLogMember   *self);
void         rt_log_member_drop    (RtLogMember   *self);
guint        rt_log_member_get_number (RtLogMember *self);
gboolean     rt_log_member_has     (RtLogMember   *self,
                                    int            partition);
RtBusSubscription *rt_log_member_get_subscription (RtLogMember *self);
void         rt_log_member_forget  (RtLogMember   *self);
void         rt_log_member_work    (RtLogMember   *self,
                                    gint64         elapsed_us,
                                    gint64         deadline_us);

G_END_DECLS
