/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-plan.h"
#include "lab/rt-round.h"

G_BEGIN_DECLS

/**
 * RtRaceRow:
 *
 * A contestant while it runs: how far it has come with the events, what it has put on the wire, and
 * its numbers as they are now.
 */
#define RT_TYPE_RACE_ROW (rt_race_row_get_type ())
G_DECLARE_FINAL_TYPE (RtRaceRow, rt_race_row, RT, RACE_ROW, GtkBox)

GtkWidget *rt_race_row_new       (const RtContestant *contestant,
                                  gboolean            is_alone);
void       rt_race_row_show      (RtRaceRow          *self,
                                  const RtSight      *sight);
/* It stays as it is. @is_later: its turn may come; else it could not take part. */
void       rt_race_row_show_absent (RtRaceRow        *self,
                                  gboolean            is_later);
/* Begins anew. */
void       rt_race_row_reset     (RtRaceRow          *self);
guint64    rt_race_row_get_bytes (RtRaceRow          *self);
/* What the full width of its bytes stands for. */
void       rt_race_row_set_most  (RtRaceRow          *self,
                                  guint64             most);

G_END_DECLS
