/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "rt-event.h"

G_BEGIN_DECLS

/**
 * RtContinuity:
 *
 * A client's account of the numbers it saw: which came first, again, late or
 * never. A number that is skipped is lost until it comes late, then it is
 * reordered instead. Remembers at most RT_CONTINUITY_MAX_HOLES holes; a number
 * from a hole forgotten by then counts as a duplicate and its loss stays.
 */
typedef struct _RtContinuity RtContinuity;

#define RT_CONTINUITY_MAX_HOLES 1024

typedef enum {
  RT_SEEN_NEW,
  RT_SEEN_DUPLICATE,
  RT_SEEN_REORDERED,
} RtSeen;

RtContinuity *rt_continuity_new    (void);
void          rt_continuity_free   (RtContinuity *self);
/* Forgets the position, so that the next number is the first; keeps the counts. */
void          rt_continuity_restart (RtContinuity *self);
/* The position from which on nothing may be missing, such as a cursor. */
void          rt_continuity_set_position (RtContinuity *self,
                                          guint64       seq);
/* @prev: the number that came before in the sender's selection, RT_PREV_NONE where
 * nothing did, or 0 where the numbers follow each other. @lost: how many are newly missing before @seq;
 * in a selection that number cannot be known and at least one is counted. */
RtSeen        rt_continuity_see    (RtContinuity *self,
                                    guint64       seq,
                                    guint64       prev,
                                    guint64      *lost);
/* Everything up to @seq is over. Returns how many of it are newly missing. */
guint64       rt_continuity_reach  (RtContinuity *self,
                                    guint64       seq);
/* The sender said that @lost events before the next are gone (-1: unknown). */
void          rt_continuity_skip   (RtContinuity *self,
                                    gint64        lost);
gboolean      rt_continuity_is_positioned (const RtContinuity *self);
guint64       rt_continuity_get_last (const RtContinuity *self);
guint64       rt_continuity_get_lost (const RtContinuity *self);
guint64       rt_continuity_get_duplicate (const RtContinuity *self);
guint64       rt_continuity_get_reordered (const RtContinuity *self);
guint64       rt_continuity_get_unknown_gaps (const RtContinuity *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtContinuity, rt_continuity_free)

G_END_DECLS
