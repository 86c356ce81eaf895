/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "lab/rt-plan.h"

G_BEGIN_DECLS

/* What the network between the clients and the server is like: a choice, and faults in the words
 * of `--fault` where it is none of them. @changed is called with @user_data, which outlives the rows. */
typedef struct {
  AdwComboRow *choice;
  AdwEntryRow *words;
} RtNetworkRows;

void rt_network_rows_add   (RtNetworkRows       *self,
                            AdwPreferencesGroup *group,
                            GCallback            changed,
                            gpointer             object);
void rt_network_rows_show  (RtNetworkRows       *self,
                            const RtPlan        *plan);
void rt_network_rows_apply (RtNetworkRows       *self,
                            RtPlan              *plan);

G_END_DECLS
