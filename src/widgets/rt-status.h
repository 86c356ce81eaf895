/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "patterns/rt-client.h"

G_BEGIN_DECLS

/**
 * RtStatus:
 *
 * A state as a coloured dot and a word. The dot's form differs too: hollow where
 * nothing is open, filled where something is.
 */
#define RT_TYPE_STATUS (rt_status_get_type ())
G_DECLARE_FINAL_TYPE (RtStatus, rt_status, RT, STATUS, GtkWidget)

/* @reason: (nullable): why; closed with a reason is failed, without one stopped */
void        rt_status_set      (RtStatus      *self,
                                RtClientState  state,
                                const char    *reason,
                                gboolean       usable);
/* The word for it, translated. (transfer none) */
const char *rt_status_look_up  (RtClientState  state,
                                const char    *reason,
                                gboolean       usable);

G_END_DECLS
