/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "net/rt-faults.h"

G_BEGIN_DECLS

/* A switch for each kind of fault that lasts, and rows for its values, which are shown while it
 * is on. What is switched holds at once; what is mended elsewhere is switched off. */
void rt_fault_rows_add (AdwPreferencesPage *page,
                        RtFaults           *faults);

G_END_DECLS
