/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/* The geometry of a sequence diagram, apart from painting it. */

/* Where nothing happened for so long, the time is written. */
#define RT_SEQUENCE_GAP_US 50000

/**
 * RtSequenceRow:
 * @item: (nullable): what happened; %NULL: nothing did, for @gap_us
 * @y: of its upper edge, in logical pixels
 * @height: in logical pixels
 * @gap_us: how long nothing happened, µs
 * @held: the server held a request all the while
 * @asked: the row of what it answers; -1: it answers nothing that can be seen
 * @waits: it was not answered yet
 *
 * A row of the diagram, time going down.
 */
typedef struct {
  RtTraceItem *item;
  double       y;
  double       height;
  gint64       gap_us;
  gboolean     held;
  int          asked;
  gboolean     waits;
} RtSequenceRow;

typedef struct _RtSequenceRows RtSequenceRows;

RtSequenceRows      *rt_sequence_rows_new        (void);
void                 rt_sequence_rows_free       (RtSequenceRows *self);
void                 rt_sequence_rows_update     (RtSequenceRows *self,
                                                  GListModel     *items,
                                                  double          item_height,
                                                  double          gap_height,
                                                  gint64          now_us);
guint                rt_sequence_rows_get_n      (RtSequenceRows *self);
const RtSequenceRow *rt_sequence_rows_get        (RtSequenceRows *self,
                                                  guint           index);
double               rt_sequence_rows_get_height (RtSequenceRows *self);
/* Whether anything goes on, so that time alone changes what it looks like. */
gboolean             rt_sequence_rows_get_waits  (RtSequenceRows *self);
/* The first row that reaches below @y. */
guint                rt_sequence_rows_find       (RtSequenceRows *self,
                                                  double          y);
/* The row of @item; FALSE: it is in none. */
gboolean             rt_sequence_rows_find_item  (RtSequenceRows *self,
                                                  RtTraceItem    *item,
                                                  guint          *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RtSequenceRows, rt_sequence_rows_free)

G_END_DECLS
