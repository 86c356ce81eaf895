/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "lab/rt-trace-item.h"

G_BEGIN_DECLS

/**
 * RtSequence:
 *
 * The last exchanges as a sequence diagram: two lifelines, client and server, time going down.
 * It scrolls, and stays at its end while it is there. Each arrow can be chosen, by mouse or by
 * keys; what is chosen is the model's. It says nothing that a list of the same model does not
 * say in words.
 *
 * Signal: "activate" (): the user wants to see more of what is chosen
 */
#define RT_TYPE_SEQUENCE (rt_sequence_get_type ())
G_DECLARE_FINAL_TYPE (RtSequence, rt_sequence, RT, SEQUENCE, GtkWidget)

/* @model: of RtTraceItem, the oldest first; NULL: none */
void rt_sequence_set_model (RtSequence         *self,
                            GtkSingleSelection *model);
/* To its end, and stays there until somebody scrolls. */
void rt_sequence_follow    (RtSequence         *self);
/* Whether each arrow has its sizes beside it. */
void rt_sequence_set_sizes (RtSequence         *self,
                            gboolean            sizes);
/* Shows @model as it is now, and what waits as it was at @now_us (monotonic). Nothing is
 * painted where nothing changed and nothing was @completed. */
void rt_sequence_update    (RtSequence         *self,
                            gboolean            completed,
                            gint64              now_us);

G_END_DECLS
