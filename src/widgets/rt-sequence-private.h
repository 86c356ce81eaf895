/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "widgets/rt-sequence-paint.h"
#include "widgets/rt-sequence.h"

G_BEGIN_DECLS

/* What rt-sequence.c, the picture, shares with rt-sequence-choose.c, what in it is
 * chosen, and rt-sequence-scroll.c, what of it is in sight. */

struct _RtSequence {
  GtkWidget           parent_instance;
  GtkAdjustment      *adjustments[2];
  GtkSingleSelection *model;
  RtSequenceRows     *rows;
  gboolean            sizes;
  gint64              now_us;
  guint64             last_id;    /* of what was shown */
  guint64             fresh_id;   /* the first that is on its way */
  gint64              moved_us;   /* since when */
  guint               tick;
  gboolean            changed;
  gboolean            restyled;   /* sizes of letters may have changed */
  gboolean            at_end;
  gboolean            to_show;    /* what is chosen is to be brought into sight */
};

/* rt-sequence.c */
void         rt_sequence_activate     (RtSequence *self);

/* rt-sequence-scroll.c */
double       rt_sequence_get_scrolled (RtSequence *self);
void         rt_sequence_scroll_to    (RtSequence *self,
                                       double      value);
/* Room below the names, for rows. */
double       rt_sequence_get_page     (RtSequence *self);
/* How much there is to scroll has changed. */
void         rt_sequence_configure    (RtSequence *self);
void         rt_sequence_scroll_class_init (GObjectClass *klass);

/* rt-sequence-choose.c */
void         rt_sequence_add_controls (RtSequence *self);
/* (transfer none) (nullable) */
RtTraceItem *rt_sequence_get_chosen   (RtSequence *self);
/* Another one is: brings it into sight. */
void         rt_sequence_show_chosen  (RtSequence *self);

G_END_DECLS
